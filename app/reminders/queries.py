"""What the digests of today could tell: one statement for each kind of news, however many people there are."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.catalogue.queries import load_edition
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
    cohort_ids = session.scalars(select(CohortInstructor.cohort_id).distinct()).all()
    seat = and_(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id != Enrolment.person_id)
    statement = select_unassessed(cohort_ids).join(CohortInstructor, seat).add_columns(CohortInstructor.person_id)
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
    """Return the modules that fall due within days and that are not completed."""
    rows = session.execute(
        select(*_addressee(), Cohort.edition_id, Cohort.id, Deadline.item_id, Deadline.due_at)
        .select_from(Deadline)
        .join(Cohort, Cohort.id == Deadline.cohort_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Deadline.item_kind == MODULE, Deadline.due_at > now, Deadline.due_at <= now + DUE_SOON)
        .where(Enrolment.withdrawn_at.is_(None), ~_is_completed())
        .where(_may_get_mail(Role.CONSULTANT, demo=demo))
        .order_by(Deadline.due_at)
    )
    found: dict[Addressee, list[Due]] = defaultdict(list)
    for row in rows:
        edition_id, cohort_id, module_id, due_at = row[_WIDTH:]
        module = load_edition(session, edition_id).module(module_id)
        if module is not None:
            item = Due(cohort_id, module_id, f"{module.number}. {module.title}", due_at)
            found[Addressee(*row[:_WIDTH])].append(item)
    return found


def _is_completed() -> ColumnElement[bool]:
    """Whether the last thing that the ledger says about the module is that it is completed."""
    event = aliased(ProgressEvent)

    def of(table: Any) -> ColumnElement[bool]:
        return and_(
            table.enrolment_id == Enrolment.id, table.item_kind == MODULE, table.item_id == Deadline.item_id
        )  # fmt: skip

    newest: Select[Any] = select(func.max(event.id)).where(of(event)).correlate(Enrolment, Deadline)
    return (
        exists()
        .where(of(ProgressEvent), ProgressEvent.state == State.COMPLETED, ProgressEvent.id == newest.scalar_subquery())
        .correlate(Enrolment, Deadline)
    )
