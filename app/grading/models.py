"""Tables of grading: leases on submissions, and assessments with a level per criterion."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Lease(Base):
    """An instructor who is assessing a submission, until ``expires_at``."""

    __tablename__ = "lease"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]


class Assessment(Base):
    """One decision on one round. Append-only: a change is a new row that names the one it replaces, and why.

    Nothing of it is visible to the learner or a manager before ``released_at``.
    """

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str]
    """A value of ``rules.Decision``."""
    comment: Mapped[str]
    """To the learner."""
    note: Mapped[str]
    """Among instructors, never to the learner."""
    rubric_hash: Mapped[str]
    created_at: Mapped[datetime]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    reason: Mapped[str | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        Index("ix_assessment_round_id", "round_id", "id"),
        Index("ix_assessment_released_at", "released_at"),
        # Two instructors who save at the same time cannot both replace the same assessment, nor both write the first.
        Index("uq_assessment_replaces_id", "replaces_id", unique=True),
        Index(
            "uq_assessment_first", "round_id", unique=True,
            sqlite_where=text("replaces_id IS NULL"), postgresql_where=text("replaces_id IS NULL"),
        ),
    )  # fmt: skip


class AssessmentLevel(Base):
    """The level (1–4) given for one criterion."""

    __tablename__ = "assessment_level"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
