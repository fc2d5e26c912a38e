"""Tables of cohorts: who follows which edition in which period, with which instructors and deadlines."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Cohort(Base):
    """People of one organisation who follow one edition in a period. It stays on its edition until somebody moves it."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class CohortInstructor(Base):
    """An instructor of a cohort."""

    __tablename__ = "cohort_instructor"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Enrolment(Base):
    """A consultant in a cohort. Somebody who leaves is withdrawn, never deleted; enrolling again brings all work back."""

    __tablename__ = "enrolment"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    enrolled_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)


class Deadline(Base):
    """When a module or an assignment is due in a cohort. After ``due_at`` work is late; after ``cut_off_at`` it is refused."""

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    item_kind: Mapped[str]
    """``module`` or ``assignment``."""
    item_id: Mapped[str]
    due_at: Mapped[datetime]
    cut_off_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("cohort_id", "item_kind", "item_id"),)
