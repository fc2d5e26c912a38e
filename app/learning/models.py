"""Tables of learning: the ledger of progress, quiz attempts, and where somebody stopped reading."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ProgressEvent(Base):
    """One thing that happened to a requirement, a module or the course for one enrolment. Append-only.

    The latest event of an item is its state. Only released facts are written here, so that whatever is derived from
    the ledger (pages, totals, exports, mail) can be shown to the learner and the manager.
    """

    __tablename__ = "progress_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    item_kind: Mapped[str]
    """``lesson``, ``quiz``, ``assignment``, ``module`` or ``course``."""
    item_id: Mapped[str]
    state: Mapped[str]
    """A value of ``rules.State``."""
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]

    __table_args__ = (Index("ix_progress_event_enrolment_id", "enrolment_id", "id"),)


class ReadingPosition(Base):
    """The heading at which somebody stopped reading a lesson."""

    __tablename__ = "reading_position"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(primary_key=True)
    anchor: Mapped[str]
    at: Mapped[datetime]


class QuizAttempt(Base):
    """One attempt at a quiz. ``answers`` maps a question id to the chosen option ids, for *order* to {item id: number}."""

    __tablename__ = "quiz_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    quiz_id: Mapped[str]
    number: Mapped[int]
    answers: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    points: Mapped[int | None]
    out_of: Mapped[int | None]

    __table_args__ = (UniqueConstraint("enrolment_id", "quiz_id", "number"),)
