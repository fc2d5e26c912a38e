"""Reads about practice. They do not ask who is asking: call them with what an access getter returned."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Assignment, Requirement, RequirementKind
from app.catalogue.rules.format import ToolFile
from app.cohorts.models import Cohort, Enrolment
from app.cohorts.queries import deadlines_of
from app.core.db import run
from app.learning import rules as learning_rules
from app.people.models import Person
from app.practice.models import LogEntry, Round, Submission
from app.practice.rules import Outcome, Status
from app.practice.rules.deadline import DeadlineState, deadline_state
from app.ui.paging import Page, page_number

ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class RoundFacts:
    """One submitted round, with the assignment (and its rubric) and the tool as they were. ``submitted_at`` is UTC."""

    id: int
    number: int
    submitted_at: datetime
    is_late: bool
    sheet: dict[str, Any]
    assignment: Assignment
    levels: tuple[str, ...]
    """The names of the rubric's levels, the lowest first."""
    tool: ToolFile


@dataclass(frozen=True)
class Work:
    """The work of one enrolment on one assignment, with the draft: for its author only. Moments are UTC."""

    id: int | None
    """None until something is saved."""
    status: Status | None
    """None until something is saved."""
    draft: dict[str, Any]
    version: int
    saved_at: datetime | None


NOTHING_YET = Work(id=None, status=None, draft={}, version=0, saved_at=None)


class Entry(NamedTuple):
    """One log entry, with who wrote it and whether they have left the cohort since. ``created_at`` is UTC."""

    id: int
    happened_on: date
    company: str
    steps: list[str]
    outcome: Outcome
    barrier: str | None
    learned: str
    created_at: datetime
    author_name: str
    author_has_left: bool


class WaitingRow(NamedTuple):
    """A submission whose latest round waits for an instructor. ``submitted_at`` is UTC."""

    submission_id: int
    round_id: int
    round_number: int
    assignment_id: str
    person_name: str
    cohort_id: int
    cohort_name: str
    edition_id: int
    submitted_at: datetime
    is_late: bool


_ROUNDS = (
    select(Round.id, Round.number, Round.submitted_at, Round.is_late, Round.sheet, Round.assignment, Round.tool)
    .where(Round.submission_id == bindparam("submission_id"))
    .order_by(Round.number)
)


def rounds_of(session: Session, submission_id: int) -> list[RoundFacts]:
    """Return the rounds of a submission, the first one first."""
    return [
        RoundFacts(
            row[0], row[1], row[2], row[3], row[4],
            Assignment.model_validate(row[5]), tuple(row[5]["levels"]), ToolFile.model_validate(row[6]),
        )
        for row in run(session, _ROUNDS, submission_id=submission_id)
    ]  # fmt: skip


_WORK = select(
    Submission.id, Submission.status, Submission.draft, Submission.draft_version, Submission.draft_saved_at
).where(
    Submission.enrolment_id == bindparam("enrolment_id"), Submission.assignment_id == bindparam("assignment_id")
)  # fmt: skip


def work_of(session: Session, enrolment_id: int, assignment_id: str) -> Work:
    """Return what an enrolment has on an assignment; :data:`NOTHING_YET` when nothing was saved."""
    row = run(session, _WORK, enrolment_id=enrolment_id, assignment_id=assignment_id).first()
    return Work(row[0], Status(row[1]), row[2], row[3], row[4]) if row else NOTHING_YET


def deadline_of(session: Session, cohort_id: int, module_id: str, assignment_id: str, now: datetime) -> DeadlineState:
    """Return the deadline of an assignment at ``now``: its own counts, else that of its module."""
    requirement = Requirement(RequirementKind.ASSIGNMENT, assignment_id, module_id)
    row = learning_rules.deadline_of(requirement, deadlines_of(session, cohort_id))
    return deadline_state(row.due_at if row else None, row.cut_off_at if row else None, now)


def log_of(session: Session, enrolment_id: int, page: str | None) -> Page[Entry]:
    """Return the page of an enrolment's log that an address asks for, the newest entry first."""
    return _log(session, Enrolment.id == enrolment_id, page)


def log_of_cohort(session: Session, cohort_id: int, page: str | None) -> Page[Entry]:
    """Return the page of a whole cohort's log that an address asks for, the newest entry first."""
    return _log(session, Enrolment.cohort_id == cohort_id, page)


def _log(session: Session, whose: ColumnElement[bool], page: str | None) -> Page[Entry]:
    of_enrolment = Enrolment.id == LogEntry.enrolment_id
    total = session.scalar(select(func.count(LogEntry.id)).join(Enrolment, of_enrolment).where(whose)) or 0
    number = page_number(page, ENTRIES_A_PAGE, total)
    rows = session.execute(
        select(
            LogEntry.id, LogEntry.happened_on, LogEntry.company, LogEntry.steps, LogEntry.outcome, LogEntry.barrier,
            LogEntry.learned, LogEntry.created_at, Person.name, Enrolment.withdrawn_at.is_not(None),
        )
        .join(Enrolment, of_enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(whose)
        .order_by(LogEntry.happened_on.desc(), LogEntry.id.desc())
        .limit(ENTRIES_A_PAGE)
        .offset((number - 1) * ENTRIES_A_PAGE)
    )  # fmt: skip
    entries = [Entry(*row)._replace(outcome=Outcome(row[4])) for row in rows]
    return Page(entries, number, ENTRIES_A_PAGE, total)


def select_waiting(cohort_ids: BindParameter[Any] | Select[tuple[int]]) -> Select[*tuple[Any, ...]]:
    """Return the statement of what waits in some cohorts, oldest first, with the columns of :class:`WaitingRow`.

    Drafts are in no queue, and neither is the work of somebody who has left. Grading adds its own joins (leases, held
    assessments) to the statement before it limits it, so that its queue stays one query.
    """
    latest = (
        select(func.max(Round.number))
        .where(Round.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    return (
        select(
            Submission.id, Round.id, Round.number, Submission.assignment_id, Person.name,
            Cohort.id, Cohort.name, Cohort.edition_id, Round.submitted_at, Round.is_late,
        )
        .join(Round, Round.submission_id == Submission.id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Submission.status == Status.SUBMITTED, Round.number == latest,
            Cohort.id.in_(cohort_ids), Enrolment.withdrawn_at.is_(None),
        )
        .order_by(Round.submitted_at, Round.id)
    )  # fmt: skip
