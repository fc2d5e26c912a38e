"""What the digests of today could tell: one statement for each kind of news, however many people there are."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.catalogue.queries import load_edition
from app.catalogue.rules.edition import Edition, RequirementKind
from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment
from app.core.clock import local
from app.grading.access import visible_assessments
from app.grading.models import Assessment
from app.grading.queries import select_unassessed
from app.grading.rules import AFTER, Decision
from app.learning.models import ProgressEvent
from app.learning.rules import MODULE, State
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role
from app.practice.models import Submission
from app.practice.queries import WaitingRow
from app.reminders.models import Digest
from app.reminders.rules import DUE_SOON, NEWS_REACHES_BACK, Addressee, Due, Feedback, Waiting, midnight

Columns = tuple[ColumnElement[Any], ...]
_WIDTH = len(Addressee._fields)


def _addressee(person: Any = Person) -> Columns:
    last = select(func.max(Digest.sent_on)).where(Digest.person_id == person.id).correlate(person).scalar_subquery()
    return (person.id, person.name, person.email, person.language, last)


def _may_get_mail(role: Role, *, demo: bool) -> ColumnElement[bool]:
    """Whether a person has ``role`` in the cohort's organisation and may sign in; the demo exists in demo mode only."""
    belongs = (
        exists()
        .where(Membership.person_id == Person.id, Membership.organisation_id == Cohort.organisation_id)
        .where(Membership.role == role, Organisation.id == Cohort.organisation_id)
        .correlate(Person, Cohort)
    )
    if not demo:
        belongs = belongs.where(Organisation.is_demo.is_(False))
    return and_(Person.deactivated_at.is_(None), belongs)


def waiting_for_instructors(session: Session, *, demo: bool) -> dict[Addressee, Waiting]:
    """Return how much waits for each instructor, and since when."""
    seat = and_(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id != Enrolment.person_id)
    statement = (
        select_unassessed(select(CohortInstructor.cohort_id))
        .join(CohortInstructor, seat)
        .add_columns(CohortInstructor.person_id)
    )
    *columns, instructor_id = statement.order_by(None).subquery().c
    named = dict(zip(WaitingRow._fields, columns, strict=True))
    rows = session.execute(
        select(*_addressee(), func.count(), func.min(named["submitted_at"]))
        .join(Person, Person.id == instructor_id)
        .join(Cohort, Cohort.id == named["cohort_id"])
        .where(_may_get_mail(Role.INSTRUCTOR, demo=demo))
        .group_by(Person.id)
    )
    return {Addressee(*row[:_WIDTH]): Waiting(*row[_WIDTH:]) for row in rows}


def released_lately(session: Session, now: datetime, *, demo: bool) -> dict[Addressee, list[Feedback]]:
    """Return the feedback that was released in the last days and that still says where the work stands."""
    later = aliased(Assessment)
    replaced = exists().where(later.replaces_id == Assessment.id, later.released_at.is_not(None)).correlate(Assessment)
    begin = midnight(local(now).date() - NEWS_REACHES_BACK)
    rows = session.execute(
        visible_assessments(
            *_addressee(), Cohort.edition_id, Cohort.id, Submission.assignment_id, Assessment.decision,
            Submission.status, Assessment.released_at,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .where(Assessment.released_at >= begin, ~replaced, Enrolment.withdrawn_at.is_(None))
        .where(_may_get_mail(Role.CONSULTANT, demo=demo))
        .order_by(Assessment.released_at)
    )  # fmt: skip
    found: dict[Addressee, list[Feedback]] = defaultdict(list)
    for row in rows:
        edition_id, cohort_id, assignment_id, decision, status, at = row[_WIDTH:]
        # Work that was sent back and has been submitted again is nobody's news any more.
        if AFTER[Decision(decision)][0] == status:
            part = load_edition(session, edition_id).assignment(assignment_id)
            title = f"{part[1].code} {part[1].title}" if part else assignment_id
            item = Feedback(cohort_id, assignment_id, title, decision == Decision.APPROVE, at)
            found[Addressee(*row[:_WIDTH])].append(item)
    return found


def due_soon(session: Session, now: datetime, *, demo: bool) -> dict[Addressee, list[Due]]:
    """Return what falls due within days and is still owed: modules, and assignments with a deadline of their own."""
    rows = session.execute(
        select(*_addressee(), Cohort.edition_id, Cohort.id, Deadline.item_kind, Deadline.item_id, Deadline.due_at)
        .select_from(Deadline)
        .join(Cohort, Cohort.id == Deadline.cohort_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Deadline.due_at > now, Deadline.due_at <= now + DUE_SOON)
        .where(Enrolment.withdrawn_at.is_(None), ~_is_off_their_hands())
        .where(_may_get_mail(Role.CONSULTANT, demo=demo))
        .order_by(Deadline.due_at)
    )
    found: dict[Addressee, list[Due]] = defaultdict(list)
    for row in rows:
        edition_id, cohort_id, item_kind, item_id, due_at = row[_WIDTH:]
        title = _title(load_edition(session, edition_id), item_kind, item_id)
        if title is not None:
            found[Addressee(*row[:_WIDTH])].append(Due(cohort_id, item_kind, item_id, title, due_at))
    return found


def _title(edition: Edition, item_kind: str, item_id: str) -> str | None:
    """Return what the course calls a module or an assignment, or None when the edition no longer has it."""
    if item_kind == MODULE:
        module = edition.module(item_id)
        return f"{module.number}. {module.title}" if module else None
    found = edition.assignment(item_id) if item_kind == RequirementKind.ASSIGNMENT else None
    return f"{found[1].code} {found[1].title}" if found else None


_OFF_THEIR_HANDS = (State.COMPLETED, State.SUBMITTED, State.APPROVED, State.EXCUSED, State.PRIOR_LEARNING)
"""Work that lies with an instructor is not owed either."""


def _is_off_their_hands() -> ColumnElement[bool]:
    """Whether the last thing that the ledger says about the item is that the person owes it no more."""
    event = aliased(ProgressEvent)

    def of(table: Any) -> ColumnElement[bool]:
        return and_(
            table.enrolment_id == Enrolment.id, table.item_kind == Deadline.item_kind, table.item_id == Deadline.item_id
        )  # fmt: skip

    newest: Select[Any] = select(func.max(event.id)).where(of(event)).correlate(Enrolment, Deadline)
    return (
        exists()
        .where(
            of(ProgressEvent), ProgressEvent.state.in_(_OFF_THEIR_HANDS), ProgressEvent.id == newest.scalar_subquery()
        )
        .correlate(Enrolment, Deadline)
    )
