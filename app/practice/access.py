"""Who may open which work. A submission is reached through one of these getters and in no other way.

A getter raises NotFound when the thing does not exist or is none of the person's business: both look the same.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.catalogue.queries import load_edition
from app.catalogue.rules.edition import Assignment, Edition, Module
from app.catalogue.rules.format import ToolFile
from app.cohorts.access import CohortFacts, Reader, get_instructed_cohort_for, get_reader_for
from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.core.db import run
from app.people.models import Organisation, Person
from app.people.policy import Role
from app.people.queries import Viewer
from app.practice.models import Submission
from app.practice.queries import Entry, log_of_cohort
from app.practice.rules import Status
from app.ui.paging import Page


@dataclass(frozen=True)
class InstructedSubmission:
    """A submission as an instructor of its cohort may see it: never the draft."""

    id: int
    assignment_id: str
    status: Status
    enrolment_id: int
    person_id: int
    person_name: str
    is_withdrawn: bool
    cohort: CohortFacts


_INSTRUCTED = (
    select(
        Submission.id, Submission.assignment_id, Submission.status, Enrolment.id, Person.id, Person.name,
        Enrolment.withdrawn_at.is_not(None),
        Cohort.id, Cohort.name, Cohort.organisation_id, Organisation.unit_name, Cohort.edition_id,
    )
    .join(Enrolment, Enrolment.id == Submission.enrolment_id)
    .join(Person, Person.id == Enrolment.person_id)
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(Organisation, Organisation.id == Cohort.organisation_id)
    .where(
        Submission.id == bindparam("submission_id"),
        Submission.status != Status.DRAFT,
        Cohort.organisation_id.in_(bindparam("instructs_in", expanding=True)),
        exists().where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == bindparam("person_id")),
    )
)  # fmt: skip


def get_instructed_submission_for(session: Session, viewer: Viewer, submission_id: int) -> InstructedSubmission:
    """Return a submission with at least one round in a cohort that ``viewer`` instructs; raises NotFound.

    Work that was never submitted does not exist for anybody but its author. Somebody who has left the cohort keeps
    their submissions, and the instructor can still read them.
    """
    row = run(
        session, _INSTRUCTED, submission_id=submission_id, person_id=viewer.person_id,
        instructs_in=viewer.organisation_ids(Role.INSTRUCTOR),
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    cohort = CohortFacts(row[7], row[8], row[9], row[10], row[11])
    return InstructedSubmission(row[0], row[1], Status(row[2]), row[3], row[4], row[5], bool(row[6]), cohort)


@dataclass(frozen=True)
class InstructedLog:
    """One page of what the consultants of a cohort have tried, as its instructors may see it."""

    cohort: CohortFacts
    page: Page[Entry]


def get_instructed_log_for(session: Session, viewer: Viewer, cohort_id: int, page: str | None) -> InstructedLog:
    """Return a page of the log of a cohort that ``viewer`` instructs, also of those who have left it; raises NotFound."""
    cohort = get_instructed_cohort_for(session, viewer, cohort_id)
    return InstructedLog(cohort, log_of_cohort(session, cohort.id, page))


@dataclass(frozen=True)
class Task:
    """A practice assignment as it stands in the cohort's edition, with whoever opens it."""

    reader: Reader
    edition: Edition
    module: Module
    assignment: Assignment
    tool: ToolFile


@dataclass(frozen=True)
class OwnTask(Task):
    """A practice assignment of a consultant who can work on it."""

    enrolment_id: int


def get_task_for(session: Session, viewer: Viewer, cohort_id: int, assignment_id: str) -> Task:
    """Return an assignment of a cohort whose course ``viewer`` may read; raises NotFound."""
    reader = get_reader_for(session, viewer, cohort_id)
    edition = load_edition(session, reader.cohort.edition_id)
    found = edition.assignment(assignment_id)
    tool = edition.tool(found[1].tool) if found else None
    if found is None or tool is None:
        raise NotFound
    return Task(reader, edition, found[0], found[1], tool)


def get_own_task_for(session: Session, viewer: Viewer, cohort_id: int, assignment_id: str) -> OwnTask:
    """Return an assignment of a cohort that ``viewer`` follows; raises NotFound."""
    task = get_task_for(session, viewer, cohort_id, assignment_id)
    if task.reader.enrolment_id is None:
        raise NotFound
    return OwnTask(task.reader, task.edition, task.module, task.assignment, task.tool, task.reader.enrolment_id)
