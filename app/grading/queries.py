"""Reads about grading. They do not ask who is asking: call them with what an access getter returned."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.core.clock import now
from app.grading.models import Assessment, Lease
from app.people.models import Membership, Person
from app.people.policy import Role
from app.practice.models import Round, Submission
from app.practice.queries import WaitingRow, select_waiting

Anything = Select[*tuple[Any, ...]]


class Holder(NamedTuple):
    """Who has taken a submission, and until when (UTC)."""

    person_id: int
    name: str
    until: datetime


@dataclass(frozen=True)
class QueueFilter:
    """What a person wants to see of the queue; None is everything."""

    cohort_id: int | None = None
    assignment_id: str | None = None
    mine: bool = False
    """Only what the person has taken."""


class QueueRow(NamedTuple):
    """What waits, and who has taken it."""

    waiting: WaitingRow
    holder: Holder | None


class Facet(NamedTuple):
    """How much waits on one assignment in one cohort, and how much of it the person has taken."""

    cohort_id: int
    edition_id: int
    assignment_id: str
    waiting: int
    mine: int


class Standing(NamedTuple):
    """Where one submission stands in the queue of its cohort: how many wait there, how many of them longer."""

    waiting: int
    before: int
    holder: Holder | None


def lease_holds() -> ColumnElement[bool]:
    """Whether a lease counts: it has not run out, and its holder still instructs the cohort and may sign in.

    For statements over ``Lease`` and ``Cohort``. An instructor who is taken off a cohort thereby lets go of its work.
    """
    instructs = (
        exists()
        .where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == Lease.person_id)
        .where(Membership.person_id == Lease.person_id, Membership.organisation_id == Cohort.organisation_id)
        .where(Membership.role == Role.INSTRUCTOR)
        .where(Person.id == Lease.person_id, Person.deactivated_at.is_(None))
        .correlate(Cohort, Lease)
    )
    return and_(Lease.expires_at > now(), instructs)


def is_current() -> ColumnElement[bool]:
    """Whether no later assessment replaces this one."""
    later = aliased(Assessment)
    return ~exists().where(later.replaces_id == Assessment.id).correlate(Assessment)


def select_unassessed(cohort_ids: Collection[int]) -> Anything:
    """Return the statement of what waits in some cohorts: submitted, and not assessed (what is held back waits no more)."""
    assessed = exists().where(Assessment.round_id == Round.id).correlate(Round)
    return select_waiting(cohort_ids).where(~assessed)


def select_ungraded(viewer_id: int, cohort_ids: Collection[int]) -> Anything:
    """Return the statement of what waits for ``viewer_id``: their own work is somebody else's to assess."""
    return select_unassessed(cohort_ids).where(Enrolment.person_id != viewer_id)


def _filtered(viewer_id: int, cohort_ids: Collection[int], wanted: QueueFilter) -> Anything:
    statement = select_ungraded(viewer_id, cohort_ids)
    if wanted.cohort_id is not None:
        statement = statement.where(Cohort.id == wanted.cohort_id)
    if wanted.assignment_id is not None:
        statement = statement.where(Submission.assignment_id == wanted.assignment_id)
    return statement


def queue_rows(
    session: Session, viewer_id: int, cohort_ids: Collection[int], wanted: QueueFilter, *, limit: int, offset: int
) -> list[QueueRow]:
    """Return one page of the queue, oldest first."""
    holder = aliased(Person)
    statement = (
        _filtered(viewer_id, cohort_ids, wanted)
        .add_columns(holder.id, holder.name, Lease.expires_at)
        .outerjoin(Lease, and_(Lease.submission_id == Submission.id, lease_holds()))
        .outerjoin(holder, holder.id == Lease.person_id)
        .limit(limit)
        .offset(offset)
    )
    if wanted.mine:
        statement = statement.where(Lease.person_id == viewer_id)
    width = len(WaitingRow._fields)
    return [QueueRow(WaitingRow(*row[:width]), _holder(row[width:])) for row in session.execute(statement)]


def _holder(row: Any) -> Holder | None:
    return Holder(*row) if row[0] is not None else None


def facets(session: Session, viewer_id: int, cohort_ids: Collection[int]) -> list[Facet]:
    """Return how much waits by cohort and assignment: the queue's counts and its filters in one look."""
    leased = and_(Lease.submission_id == Submission.id, Lease.person_id == viewer_id, lease_holds())
    statement = select_ungraded(viewer_id, cohort_ids).add_columns(Lease.person_id).outerjoin(Lease, leased)
    waits = _columns(statement)
    groups = (waits.cohort_id, waits.edition_id, waits.assignment_id)
    rows = session.execute(select(*groups, func.count(), func.count(waits.holder_id)).group_by(*groups))
    return [Facet(*row) for row in rows]


class _Columns(NamedTuple):
    """The columns of a queue statement by the names of ``WaitingRow``, to count over."""

    cohort_id: ColumnElement[int]
    edition_id: ColumnElement[int]
    assignment_id: ColumnElement[str]
    submitted_at: ColumnElement[datetime]
    holder_id: ColumnElement[int]


def _columns(statement: Anything) -> _Columns:
    # A statement with joins calls several columns ``id``, so they are told apart by their place.
    inner = statement.order_by(None).subquery()
    *waiting, holder_id = inner.c
    named = dict(zip(WaitingRow._fields, waiting, strict=True))
    return _Columns(holder_id=holder_id, **{name: named[name] for name in _Columns._fields if name in named})


def next_waiting(
    session: Session, viewer_id: int, cohort_ids: Collection[int], wanted: QueueFilter, *, not_this: int
) -> int | None:
    """Return the submission that has waited longest and that nobody else has taken, or None."""
    return session.scalar(
        _filtered(viewer_id, cohort_ids, wanted)
        .outerjoin(Lease, and_(Lease.submission_id == Submission.id, lease_holds()))
        .where(or_(Lease.person_id.is_(None), Lease.person_id == viewer_id), Submission.id != not_this)
        .limit(1)
    )


def standing_of(session: Session, viewer_id: int, cohort_id: int, submission_id: int, since: datetime) -> Standing:
    """Return the place of a submission, whose latest round came at ``since``, and who has taken it."""
    submitted_at = _columns(select_ungraded(viewer_id, [cohort_id]).add_columns(null())).submitted_at
    waits = select(func.count(submitted_at), func.sum(case((submitted_at < since, 1), else_=0))).subquery()
    held = _held_by(submission_id).subquery()
    row = session.execute(select(*waits.c, *held.c).select_from(waits).outerjoin(held, held.c.id.is_not(None))).one()
    return Standing(row[0], row[1] or 0, _holder(row[2:]))


def _held_by(submission_id: int) -> Select[int, str, datetime]:
    return (
        select(Person.id, Person.name, Lease.expires_at)
        .select_from(Lease)
        .join(Submission, Submission.id == Lease.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Person, Person.id == Lease.person_id)
        .where(Lease.submission_id == submission_id, lease_holds())
    )


def holder_of(session: Session, submission_id: int) -> Holder | None:
    """Return who has taken a submission, or None."""
    row = session.execute(_held_by(submission_id)).first()
    return _holder(row) if row is not None else None
