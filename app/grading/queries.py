"""Reads about grading. They do not ask who is asking: call them with what an access getter returned."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.core.clock import now
from app.core.db import run
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


_INSTRUCTS = (
    exists()
    .where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == Lease.person_id)
    .where(Membership.person_id == Lease.person_id, Membership.organisation_id == Cohort.organisation_id)
    .where(Membership.role == Role.INSTRUCTOR)
    .where(Person.id == Lease.person_id, Person.deactivated_at.is_(None))
    .correlate(Cohort, Lease)
)
_LEASE_HOLDS = and_(Lease.expires_at > bindparam("now"), _INSTRUCTS)
"""Whether a lease counts: it has not run out, and its holder still instructs the cohort and may sign in.

For statements over ``Lease`` and ``Cohort``. An instructor who is taken off a cohort thereby lets go of its work.
"""


def is_current() -> ColumnElement[bool]:
    """Whether no later assessment replaces this one."""
    later = aliased(Assessment)
    return ~exists().where(later.replaces_id == Assessment.id).correlate(Assessment)


def select_unassessed(cohort_ids: BindParameter[Any] | Select[tuple[int]]) -> Anything:
    """Return the statement of what waits in some cohorts: submitted, and not assessed (what is held back waits no more)."""
    assessed = exists().where(Assessment.round_id == Round.id).correlate(Round)
    return select_waiting(cohort_ids).where(~assessed)


# Their own work is somebody else's to assess.
_UNGRADED = select_unassessed(bindparam("cohort_ids", expanding=True)).where(
    Enrolment.person_id != bindparam("viewer_id")
)
_HOLDER = aliased(Person)
_WITH_LEASE = _UNGRADED.outerjoin(Lease, and_(Lease.submission_id == Submission.id, _LEASE_HOLDS))
_WITH_HOLDER = _WITH_LEASE.add_columns(_HOLDER.id, _HOLDER.name, Lease.expires_at).outerjoin(
    _HOLDER, _HOLDER.id == Lease.person_id
)
_FREE = _WITH_LEASE.where(
    or_(Lease.person_id.is_(None), Lease.person_id == bindparam("viewer_id")), Submission.id != bindparam("not_this")
)


@cache
def _queue_page(*filters: str) -> Anything:
    """Return the statement of a page of the queue; there is one for each set of filters, and each is built once."""
    paged = _filtered(_WITH_HOLDER, filters).limit(bindparam("limit", type_=Integer))
    return paged.offset(bindparam("offset", type_=Integer))


@cache
def _next_free(*filters: str) -> Anything:
    return _filtered(_FREE, filters).limit(1)


def _filtered(statement: Anything, filters: Collection[str]) -> Anything:
    conditions = {
        "cohort_id": Cohort.id == bindparam("cohort_id"),
        "assignment_id": Submission.assignment_id == bindparam("assignment_id"),
        "mine": Lease.person_id == bindparam("viewer_id"),
    }
    return statement.where(*(conditions[name] for name in filters))


def _filters(wanted: QueueFilter) -> dict[str, Any]:
    """Return the values of the filters that are set, by name."""
    return {name: value for name, value in asdict(wanted).items() if value is not None and value is not False}


def queue_rows(
    session: Session, viewer_id: int, cohort_ids: Collection[int], wanted: QueueFilter, *, limit: int, offset: int
) -> list[QueueRow]:
    """Return one page of the queue, oldest first."""
    filters = _filters(wanted)
    rows = run(
        session, _queue_page(*filters), viewer_id=viewer_id, cohort_ids=cohort_ids, now=now(), limit=limit, offset=offset,
        **filters,
    )  # fmt: skip
    width = len(WaitingRow._fields)
    return [QueueRow(WaitingRow(*row[:width]), _holder(row[width:])) for row in rows]


def _holder(row: Any) -> Holder | None:
    return Holder(*row) if row[0] is not None else None


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


def _facets_statement() -> Anything:
    waits = _columns(
        _UNGRADED.add_columns(Lease.person_id).outerjoin(
            Lease,
            and_(Lease.submission_id == Submission.id, Lease.person_id == bindparam("viewer_id"), _LEASE_HOLDS),
        )
    )
    groups = (waits.cohort_id, waits.edition_id, waits.assignment_id)
    return select(*groups, func.count(), func.count(waits.holder_id)).group_by(*groups)


_FACETS = _facets_statement()


def facets(session: Session, viewer_id: int, cohort_ids: Collection[int]) -> list[Facet]:
    """Return how much waits by cohort and assignment: the queue's counts and its filters in one look."""
    return [Facet(*row) for row in run(session, _FACETS, viewer_id=viewer_id, cohort_ids=cohort_ids, now=now())]


def next_waiting(
    session: Session, viewer_id: int, cohort_ids: Collection[int], wanted: QueueFilter, *, not_this: int
) -> int | None:
    """Return the submission that has waited longest and that nobody else has taken, or None."""
    filters = {name: value for name, value in _filters(wanted).items() if name != "mine"}
    found: int | None = run(
        session, _next_free(*filters), viewer_id=viewer_id, cohort_ids=cohort_ids, now=now(), not_this=not_this, **filters
    ).scalar()  # fmt: skip
    return found


_HELD_BY = (
    select(Person.id, Person.name, Lease.expires_at)
    .select_from(Lease)
    .join(Submission, Submission.id == Lease.submission_id)
    .join(Enrolment, Enrolment.id == Submission.enrolment_id)
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(Person, Person.id == Lease.person_id)
    .where(Lease.submission_id == bindparam("submission_id"), _LEASE_HOLDS)
)


def _standing_statement() -> Anything:
    submitted_at = _columns(_UNGRADED.add_columns(null())).submitted_at
    longer = case((submitted_at < bindparam("since"), 1), else_=0)
    waits = select(func.count(submitted_at), func.sum(longer)).subquery()
    held = _HELD_BY.subquery()
    return select(*waits.c, *held.c).select_from(waits).outerjoin(held, held.c.id.is_not(None))


_STANDING = _standing_statement()


def standing_of(session: Session, viewer_id: int, cohort_id: int, submission_id: int, since: datetime) -> Standing:
    """Return the place of a submission, whose latest round came at ``since``, and who has taken it."""
    row = run(
        session, _STANDING, viewer_id=viewer_id, cohort_ids=[cohort_id], submission_id=submission_id, since=since, now=now()
    ).one()  # fmt: skip
    return Standing(row[0], row[1] or 0, _holder(row[2:]))


def holder_of(session: Session, submission_id: int) -> Holder | None:
    """Return who has taken a submission, or None."""
    row = run(session, _HELD_BY, submission_id=submission_id, now=now()).first()
    return _holder(row) if row is not None else None
