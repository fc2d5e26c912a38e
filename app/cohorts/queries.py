"""Reads about cohorts. They do not ask who is asking: call them with what an access getter returned."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow
from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment
from app.core.db import run
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role
from app.people.queries import is_called


class DeadlineRow(NamedTuple):
    """A deadline of a cohort; moments are UTC."""

    item_kind: str
    item_id: str
    due_at: datetime
    cut_off_at: datetime | None


class LeftCohort(NamedTuple):
    """A cohort that somebody was withdrawn from."""

    name: str
    withdrawn_at: datetime


def left_cohort(session: Session, person_id: int) -> LeftCohort | None:
    """Return the cohort that a person was withdrawn from last, or None."""
    row = session.execute(
        select(Cohort.name, Enrolment.withdrawn_at)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.person_id == person_id, Enrolment.withdrawn_at.is_not(None))
        .order_by(Enrolment.withdrawn_at.desc(), Enrolment.id.desc())
    ).first()
    return LeftCohort(row[0], row[1]) if row is not None and row[1] is not None else None


_INSTRUCTED = (
    select(Cohort.id, Cohort.name)
    .join(CohortInstructor, CohortInstructor.cohort_id == Cohort.id)
    .where(
        CohortInstructor.person_id == bindparam("person_id"),
        Cohort.organisation_id.in_(bindparam("organisation_ids", expanding=True)),
    )
    .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
)


def instructed_cohorts(session: Session, person_id: int, organisation_ids: frozenset[int]) -> Sequence[tuple[int, str]]:
    """Return (cohort id, name) of the cohorts that a person instructs within ``organisation_ids``."""
    rows = run(session, _INSTRUCTED, person_id=person_id, organisation_ids=organisation_ids)
    return [(row[0], row[1]) for row in rows]


def cohorts_of(session: Session, organisation_ids: frozenset[int]) -> Sequence[tuple[int, str]]:
    """Return (cohort id, name) of all cohorts of some organisations, the latest start first."""
    rows = session.execute(
        select(Cohort.id, Cohort.name)
        .where(Cohort.organisation_id.in_(organisation_ids))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


_DEADLINES = (
    select(Deadline.item_kind, Deadline.item_id, Deadline.due_at, Deadline.cut_off_at)
    .where(Deadline.cohort_id == bindparam("cohort_id"))
    .order_by(Deadline.due_at)
)


def deadlines_of(session: Session, cohort_id: int) -> dict[tuple[str, str], DeadlineRow]:
    """Return the cohort's deadlines by (item kind, item id)."""
    rows = [DeadlineRow(*row) for row in run(session, _DEADLINES, cohort_id=cohort_id)]
    return {(row.item_kind, row.item_id): row for row in rows}


class CohortRow(NamedTuple):
    """A cohort in an administrator's list."""

    id: int
    name: str
    organisation_id: int
    organisation_name: str
    edition_title: str
    edition_number: int
    starts_on: date
    ends_on: date
    active: int
    left: int
    """Withdrawn, or with a closed account."""


def takes_part() -> ColumnElement[bool]:
    """Return the condition that an ``Enrolment`` of a ``Person`` counts: not withdrawn, and the account not closed."""
    return and_(Enrolment.withdrawn_at.is_(None), Person.deactivated_at.is_(None))


def cohort_rows(
    session: Session, organisation_ids: frozenset[int], *, cohort_id: int | None = None
) -> Sequence[CohortRow]:
    """Return the cohorts of some organisations, or the one with ``cohort_id``, the latest start first."""
    of_cohort = (
        select(func.count()).where(Enrolment.cohort_id == Cohort.id, Person.id == Enrolment.person_id).correlate(Cohort)
    )
    statement = (
        select(
            Cohort.id, Cohort.name, Organisation.id, Organisation.name, EditionRow.title, EditionRow.number,
            Cohort.starts_on, Cohort.ends_on,
            of_cohort.where(takes_part()).scalar_subquery(),
            of_cohort.where(~takes_part()).scalar_subquery(),
        )
        .join(Organisation, Organisation.id == Cohort.organisation_id)
        .join(EditionRow, EditionRow.id == Cohort.edition_id)
        .where(Cohort.organisation_id.in_(organisation_ids))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )  # fmt: skip
    if cohort_id is not None:
        statement = statement.where(Cohort.id == cohort_id)
    return [CohortRow(*row) for row in session.execute(statement)]


class Instructor(NamedTuple):
    """An instructor of a cohort. ``is_able`` says whether they may enter and still have the role."""

    person_id: int
    name: str
    is_able: bool


def instructors_of(session: Session, cohort_ids: Sequence[int]) -> dict[int, list[Instructor]]:
    """Return the instructors of some cohorts by cohort id, in Danish order."""
    has_role = exists().where(
        Membership.person_id == Person.id,
        Membership.organisation_id == Cohort.organisation_id,
        Membership.role == Role.INSTRUCTOR,
    )
    rows = session.execute(
        select(CohortInstructor.cohort_id, Person.id, Person.name, and_(Person.deactivated_at.is_(None), has_role))
        .join(Person, Person.id == CohortInstructor.person_id)
        .join(Cohort, Cohort.id == CohortInstructor.cohort_id)
        .where(CohortInstructor.cohort_id.in_(cohort_ids))
        .order_by(Person.sort_name, Person.id)
    )
    found: dict[int, list[Instructor]] = {cohort_id: [] for cohort_id in cohort_ids}
    for cohort_id, person_id, name, is_able in rows:
        found[cohort_id].append(Instructor(person_id, name, bool(is_able)))
    return found


class EnrolledPerson(NamedTuple):
    """Somebody in a cohort."""

    enrolment_id: int
    person_id: int
    name: str
    enrolled_at: datetime
    withdrawn_at: datetime | None
    is_deactivated: bool
    is_consultant: bool
    """Whether the person still has the role in the cohort's organisation, without which nobody is enrolled."""

    @property
    def takes_part(self) -> bool:
        """Whether the person counts in the cohort, see the condition of the same name."""
        return self.withdrawn_at is None and not self.is_deactivated


def enrolled_people(session: Session, cohort_id: int) -> Sequence[EnrolledPerson]:
    """Return everybody who is or was in a cohort, in Danish order."""
    is_consultant = exists().where(
        Membership.person_id == Person.id,
        Membership.organisation_id == Cohort.organisation_id,
        Membership.role == Role.CONSULTANT,
    )
    rows = session.execute(
        select(
            Enrolment.id, Person.id, Person.name, Enrolment.enrolled_at, Enrolment.withdrawn_at,
            Person.deactivated_at.is_not(None), is_consultant,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Person.sort_name, Person.id)
    )  # fmt: skip
    return [EnrolledPerson(*row) for row in rows]


class Candidate(NamedTuple):
    """A consultant of the organisation who could be enrolled; ``was_enrolled`` says that they were withdrawn before."""

    person_id: int
    name: str
    email: str
    was_enrolled: bool


def _is_candidate(organisation_id: int, cohort_id: int) -> ColumnElement[bool]:
    is_consultant = exists().where(
        Membership.person_id == Person.id,
        Membership.organisation_id == organisation_id,
        Membership.role == Role.CONSULTANT,
    )
    takes_part = exists().where(
        Enrolment.person_id == Person.id, Enrolment.cohort_id == cohort_id, Enrolment.withdrawn_at.is_(None)
    )
    return and_(is_consultant, Person.deactivated_at.is_(None), ~takes_part)


def candidates(
    session: Session, organisation_id: int, cohort_id: int, words: str, *, limit: int
) -> tuple[int, Sequence[Candidate]]:
    """Return how many consultants of a name or address with ``words`` could be enrolled, and the first of them."""
    condition = and_(_is_candidate(organisation_id, cohort_id), is_called(words))
    was_enrolled = exists().where(Enrolment.person_id == Person.id, Enrolment.cohort_id == cohort_id)
    total = session.scalar(select(func.count()).select_from(Person).where(condition)) or 0
    rows = session.execute(
        select(Person.id, Person.name, Person.email, was_enrolled)
        .where(condition)
        .order_by(Person.sort_name, Person.id)
        .limit(limit)
    )
    return total, [Candidate(row[0], row[1], row[2], bool(row[3])) for row in rows]


def consultants_among(session: Session, organisation_id: int, person_ids: frozenset[int]) -> dict[int, bool]:
    """Return which of some people are consultants of an organisation, and whether each of them may enter."""
    rows = session.execute(
        select(Person.id, Person.deactivated_at.is_(None))
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id.in_(person_ids))
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.CONSULTANT)
    )
    return {row[0]: bool(row[1]) for row in rows}
