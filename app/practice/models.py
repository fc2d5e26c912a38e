"""Tables of practice: a submission with its draft and rounds, and the log of what was tried with companies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Submission(Base):
    """The work of one enrolment on one assignment: a draft that only its author sees, and rounds that were submitted."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    assignment_id: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    """A value of ``rules.Status``: draft, submitted, returned or approved."""
    draft: Mapped[dict[str, Any]]
    """Field id → text, list of texts, or list of rows; empty when nothing is written."""
    draft_version: Mapped[int] = mapped_column(default=0)
    """Rises with each save; a save that builds on an older version is shown beside the newer one, never over it."""
    draft_saved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("enrolment_id", "assignment_id"),)


class Round(Base):
    """One submitted version. It is never changed, and keeps the assignment, tool and rubric as they were."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    submit_key: Mapped[str]
    """Made with the form; the same form sent twice has the same key and makes one round."""
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    is_late: Mapped[bool]
    sheet: Mapped[dict[str, Any]]
    assignment: Mapped[dict[str, Any]]
    """JSON of ``catalogue.rules.edition.Assignment`` as it was, with ``levels``; see ``rules.snapshot``."""
    tool: Mapped[dict[str, Any]]
    """JSON of ``catalogue.rules.format.ToolFile`` as it was."""

    __table_args__ = (UniqueConstraint("submission_id", "number"), UniqueConstraint("submission_id", "submit_key"))


class LogEntry(Base):
    """What happened when a consultant tried something with a company. Seen by the author and the instructors of the cohort."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    entry_key: Mapped[str]
    """Made on the device; the same entry sent twice (offline replay, double click) is stored once."""
    happened_on: Mapped[date]
    company: Mapped[str]
    """The company by kind and size, never a citizen."""
    steps: Mapped[list[Any]]
    outcome: Mapped[str]
    """A value of ``rules.Outcome``."""
    barrier: Mapped[str | None]
    learned: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("enrolment_id", "entry_key"),)
