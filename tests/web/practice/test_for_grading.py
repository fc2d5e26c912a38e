"""What practice gives to grading: the queue, and one submission."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.cohorts.models import Cohort
from app.core.clock import now
from app.core.query_stats import QueryLog
from app.people.models import Person
from app.people.policy import Role
from app.people.queries import Viewer
from app.practice.access import get_instructed_submission_for
from app.practice.queries import WaitingRow, rounds_of, select_waiting
from app.practice.rules import Status
from tests.factories.practice import submission_of, submit_round
from tests.factories.world import World


def waiting(session: Session, cohort_id: int) -> list[WaitingRow]:
    cohorts = select(Cohort.id).where(Cohort.id == cohort_id)
    return [WaitingRow(*row) for row in session.execute(select_waiting(cohorts))]


def viewer(person: Person, organisation_id: int, role: Role = Role.INSTRUCTOR) -> Viewer:
    return Viewer(person.id, 1, person.name, person.email, "da", ((organisation_id, "x", role),))


def test_the_queue_holds_what_waits_oldest_first_in_one_query(
    session: Session, world: World, queries: Callable[[], AbstractContextManager[QueryLog]]
) -> None:
    submit_round(session, world.edition, world.enrolment, days_ago=5, formaal="runde 1")
    submission_of(session, world.enrolment, Status.RETURNED)
    latest = submit_round(session, world.edition, world.enrolment, days_ago=1, formaal="runde 2")
    older = submit_round(session, world.edition, world.colleague_enrolment, days_ago=3, formaal="a")
    submit_round(session, world.edition, world.withdrawn_enrolment, formaal="b")
    submit_round(session, world.edition, world.outsider_enrolment, formaal="c")
    with queries() as log:
        rows = waiting(session, world.cohort.id)
    assert len(log) == 1
    assert [(row.round_id, row.round_number, row.person_name) for row in rows] == [
        (older.id, 1, "Åse Østergaard"), (latest.id, 2, "Mette Holm"),
    ]  # fmt: skip
    assert rows[0].cohort_name == "Forår 2027"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.APPROVED])
def test_what_waits_for_nobody_is_in_no_queue(session: Session, world: World, status: Status) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="a")
    submission_of(session, world.enrolment, status)
    assert waiting(session, world.cohort.id) == []


def test_an_instructor_of_the_cohort_gets_the_submission(session: Session, world: World) -> None:
    made = submit_round(session, world.edition, world.enrolment, formaal="a")
    found = get_instructed_submission_for(session, viewer(world.instructor, world.fjordby.id), made.submission_id)
    assert (found.person_name, found.cohort.id, found.status) == ("Mette Holm", world.cohort.id, Status.SUBMITTED)
    assert not found.is_withdrawn
    (facts,) = rounds_of(session, made.submission_id)
    assert (facts.number, facts.sheet["formaal"], facts.tool.id) == (1, "a", "dagsorden")
    assert facts.submitted_at < now()


def test_everybody_else_gets_404(session: Session, world: World) -> None:
    made = submit_round(session, world.edition, world.enrolment, formaal="a")
    draft = submission_of(session, world.colleague_enrolment, Status.DRAFT, formaal="b")
    instructor = viewer(world.instructor, world.fjordby.id)
    refused = [
        (viewer(world.other_instructor, world.fjordby.id), made.submission_id),
        (viewer(world.outsider_instructor, world.havneby.id), made.submission_id),
        (viewer(world.instructor, world.havneby.id), made.submission_id),
        (viewer(world.instructor, world.fjordby.id, Role.MANAGER), made.submission_id),
        (viewer(world.consultant, world.fjordby.id), made.submission_id),
        (instructor, draft.id),
        (instructor, 999_999),
    ]
    for person, submission_id in refused:
        with pytest.raises(NotFound):
            get_instructed_submission_for(session, person, submission_id)


def test_the_work_of_somebody_who_left_can_be_read(session: Session, world: World) -> None:
    made = submit_round(session, world.edition, world.withdrawn_enrolment, formaal="a")
    found = get_instructed_submission_for(session, viewer(world.instructor, world.fjordby.id), made.submission_id)
    assert found.is_withdrawn
