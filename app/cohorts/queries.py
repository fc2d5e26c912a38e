"""Reads about cohorts. They do not ask who is asking: call them with what an access getter returned."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment


class DeadlineRow(NamedTuple):
    """A deadline of a cohort; moments are UTC."""

    item_kind: str
    item_id: str
    due_at: datetime
    cut_off_at: datetime | None


def own_cohorts(session: Session, person_id: int) -> Sequence[tuple[int, str, datetime | None]]:
    """Return (cohort id, name, withdrawn at) of a person's enrolments, the latest start first."""
    rows = session.execute(
        select(Cohort.id, Cohort.name, Enrolment.withdrawn_at)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.person_id == person_id)
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )
    return [tuple(row) for row in rows]


def instructed_cohorts(session: Session, person_id: int, organisation_ids: frozenset[int]) -> Sequence[tuple[int, str]]:
    """Return (cohort id, name) of the cohorts that a person instructs within ``organisation_ids``."""
    rows = session.execute(
        select(Cohort.id, Cohort.name)
        .join(CohortInstructor, CohortInstructor.cohort_id == Cohort.id)
        .where(CohortInstructor.person_id == person_id, Cohort.organisation_id.in_(organisation_ids))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )
    return [tuple(row) for row in rows]


def cohorts_of(session: Session, organisation_ids: frozenset[int]) -> Sequence[tuple[int, str]]:
    """Return (cohort id, name) of all cohorts of some organisations, the latest start first."""
    rows = session.execute(
        select(Cohort.id, Cohort.name)
        .where(Cohort.organisation_id.in_(organisation_ids))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )
    return [tuple(row) for row in rows]


def deadlines_of(session: Session, cohort_id: int) -> dict[tuple[str, str], DeadlineRow]:
    """Return the cohort's deadlines by (item kind, item id)."""
    rows = session.execute(
        select(Deadline.item_kind, Deadline.item_id, Deadline.due_at, Deadline.cut_off_at)
        .where(Deadline.cohort_id == cohort_id)
        .order_by(Deadline.due_at)
    )
    return {(row.item_kind, row.item_id): DeadlineRow(*row) for row in rows}
