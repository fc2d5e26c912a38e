"""The digests as they lie in the outbox: who gets one, what it says, and what it must not say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cohorts.models import CohortInstructor, Deadline
from app.core.clock import now
from app.core.jobs import Job
from app.grading.models import Assessment
from app.grading.rules import Decision
from app.learning.models import ProgressEvent
from app.people.models import Membership, Person
from app.people.policy import Role
from app.practice.models import Round
from app.reminders.actions import send_digests
from app.reminders.models import Digest
from tests.factories.cohorts import enrol
from tests.factories.grading import make_assessment, submit_round
from tests.factories.people import make_person
from tests.factories.world import World

BASE = "https://praksis.example"


def send(app: Flask, session: Session, *, demo: bool = True) -> list[dict[str, Any]]:
    """Send the digests and return the mails that lie in the outbox since, in order."""
    session.execute(delete(Job))
    with app.app_context():
        sent = send_digests(session, BASE, demo=demo)
    session.flush()
    mails = [job.payload for job in session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))]
    assert len(mails) == sent
    return mails


def release(session: Session, world: World, decision: Decision = Decision.RETURN, *, days_ago: float = 1) -> Round:
    work = submit_round(session, world.edition, world.enrolment, days_ago=4)
    made = make_assessment(session, work, world.instructor, decision, comment="HEMMELIGT", is_released=True)
    made.released_at = now() - timedelta(days=days_ago)
    session.flush()
    return work


def fall_due(
    session: Session, world: World, at: datetime, item_kind: str = "module", item_id: str = "forberedelse"
) -> None:
    session.add(Deadline(cohort_id=world.cohort.id, item_kind=item_kind, item_id=item_id, due_at=at, cut_off_at=None))
    session.flush()


def say(
    session: Session, world: World, state: str, item_kind: str = "module", item_id: str = "forberedelse"
) -> None:  # fmt: skip
    session.add(
        ProgressEvent(
            enrolment_id=world.enrolment.id, item_kind=item_kind, item_id=item_id, state=state, at=now(),
            actor_id=None, reason=None,
        )
    )  # fmt: skip
    session.flush()


def test_a_quiet_day_sends_nothing(app: Flask, session: Session, world: World) -> None:
    assert send(app, session) == []


def test_an_instructor_is_told_what_waits(app: Flask, session: Session, world: World) -> None:
    submit_round(session, world.edition, world.enrolment, days_ago=3)
    submit_round(session, world.edition, world.colleague_enrolment, days_ago=1)
    submit_round(session, world.edition, world.withdrawn_enrolment)
    (mail,) = send(app, session)
    assert mail["to"] == world.instructor.email
    assert mail["subject"] == "2 afleveringer venter på dig"
    assert mail["text"].startswith("Hej Karen Toft\n\n2 afleveringer venter på din feedback, den ældste siden ")
    assert "\nhttps://praksis.example/grading/\n" in mail["text"]
    assert "Mette Holm" not in mail["text"]


def test_what_is_held_or_ones_own_waits_for_nobody(app: Flask, session: Session, world: World) -> None:
    make_assessment(session, submit_round(session, world.edition, world.enrolment), world.instructor)
    both = make_person(session, world.fjordby, "Begge Dele", Role.CONSULTANT, Role.INSTRUCTOR)
    session.add(CohortInstructor(cohort_id=world.cohort.id, person_id=both.id))
    submit_round(session, world.edition, enrol(session, world.cohort, both))
    assert [mail["to"] for mail in send(app, session)] == [world.instructor.email]


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision.RETURN, "1.P1 Prøv dagsordenen er sendt tilbage med feedback. Det er din tur:"),
        (Decision.APPROVE, "1.P1 Prøv dagsordenen er godkendt. Læs din feedback:"),
    ],
)
def test_a_consultant_is_told_of_feedback_and_not_what_it_says(
    app: Flask, session: Session, world: World, decision: Decision, words: str
) -> None:
    release(session, world, decision)
    (mail,) = send(app, session)
    assert mail["to"] == world.consultant.email
    assert mail["subject"] == "Ny feedback på din opgave"
    address = f"{BASE}/practice/{world.cohort.id}/assignments/proev-dagsordenen"
    assert f"\n\n{words}\n{address}\n\n" in mail["text"]
    assert "HEMMELIGT" not in mail["text"]


def test_nothing_of_a_held_assessment_is_mailed(app: Flask, session: Session, world: World) -> None:
    work = submit_round(session, world.edition, world.enrolment)
    make_assessment(session, work, world.instructor, comment="HEMMELIGT")
    assert send(app, session) == []


def test_news_that_somebody_acted_on_is_old(app: Flask, session: Session, world: World) -> None:
    """Sent back, and already submitted again: it is the instructor's turn, not the consultant's."""
    release(session, world)
    submit_round(session, world.edition, world.enrolment, days_ago=0)
    assert [mail["to"] for mail in send(app, session)] == [world.instructor.email]


def test_a_changed_decision_is_told_once(app: Flask, session: Session, world: World) -> None:
    work = release(session, world, Decision.APPROVE, days_ago=2)
    first = session.scalars(select(Assessment)).one()
    change = make_assessment(session, work, world.instructor, Decision.APPROVE, is_released=True, replaces=first)
    change.released_at = now() - timedelta(days=1)
    session.flush()
    (mail,) = send(app, session)
    assert mail["text"].count("er godkendt") == 1


def test_old_feedback_is_not_told(app: Flask, session: Session, world: World) -> None:
    release(session, world, days_ago=9)
    assert send(app, session) == []


def test_a_module_due_soon_is_told_until_it_is_completed(app: Flask, session: Session, world: World) -> None:
    fall_due(session, world, now() + timedelta(days=2))
    say(session, world, "completed")
    (mail,) = send(app, session)
    assert mail["to"] == world.colleague.email, "the consultant is done, and the third has left"
    assert mail["subject"] == "Et modul skal snart være gennemført"
    assert "Modulet ”1. Forbered mødet” skal være gennemført senest " in mail["text"]
    assert f"{BASE}/learning/{world.cohort.id}/modules/forberedelse" in mail["text"]


def test_a_completion_that_was_taken_back_asks_again(app: Flask, session: Session, world: World) -> None:
    fall_due(session, world, now() + timedelta(days=2))
    say(session, world, "completed")
    say(session, world, "revoked")
    assert {mail["to"] for mail in send(app, session)} == {world.consultant.email, world.colleague.email}


def test_an_assignment_with_a_deadline_of_its_own_is_told_until_it_is_submitted(
    app: Flask, session: Session, world: World
) -> None:
    fall_due(session, world, now() + timedelta(days=2), "assignment", "proev-dagsordenen")
    say(session, world, "submitted", "assignment", "proev-dagsordenen")
    mails = {mail["to"]: mail for mail in send(app, session)}
    assert world.consultant.email not in mails, "it lies with the instructor"
    mail = mails[world.colleague.email]
    assert mail["subject"] == "En opgave skal snart være indsendt"
    assert "Opgaven ”1.P1 Prøv dagsordenen” skal være indsendt senest " in mail["text"]
    assert f"{BASE}/practice/{world.cohort.id}/assignments/proev-dagsordenen" in mail["text"]


def test_an_assignment_that_came_back_is_owed_again(app: Flask, session: Session, world: World) -> None:
    fall_due(session, world, now() + timedelta(days=2), "assignment", "proev-dagsordenen")
    say(session, world, "submitted", "assignment", "proev-dagsordenen")
    say(session, world, "returned", "assignment", "proev-dagsordenen")
    assert world.consultant.email in {mail["to"] for mail in send(app, session)}


def test_what_the_edition_does_not_have_is_not_told(app: Flask, session: Session, world: World) -> None:
    fall_due(session, world, now() + timedelta(days=2), "assignment", "findes-ikke")
    fall_due(session, world, now() + timedelta(days=2), "module", "findes-heller-ikke")
    assert send(app, session) == []


@pytest.mark.parametrize("days", [-1, 4])
def test_a_deadline_that_is_past_or_far_is_not_told(app: Flask, session: Session, world: World, days: int) -> None:
    fall_due(session, world, now() + timedelta(days=days))
    assert send(app, session) == []


def test_sending_again_the_same_day_sends_nothing(app: Flask, session: Session, world: World) -> None:
    release(session, world)
    fall_due(session, world, now() + timedelta(days=2))
    assert len(send(app, session)) == 2
    assert send(app, session) == []


def test_a_day_later_the_same_news_is_not_told_again(app: Flask, session: Session, world: World) -> None:
    release(session, world, days_ago=2)
    assert len(send(app, session)) == 1
    session.scalars(select(Digest)).one().sent_on -= timedelta(days=1)
    session.flush()
    assert send(app, session) == []


def test_one_person_with_two_roles_gets_one_mail(app: Flask, session: Session, world: World) -> None:
    both = make_person(session, world.fjordby, "Begge Dele", Role.CONSULTANT, Role.INSTRUCTOR)
    enrol(session, world.other_cohort, both)
    session.add(CohortInstructor(cohort_id=world.cohort.id, person_id=both.id))
    session.add(
        Deadline(
            cohort_id=world.other_cohort.id, item_kind="module", item_id="samtalen", due_at=now() + timedelta(days=1),
            cut_off_at=None,
        )
    )  # fmt: skip
    submit_round(session, world.edition, world.enrolment)
    mails = [mail for mail in send(app, session) if mail["to"] == both.email]
    assert len(mails) == 1
    assert "Modulet ”2. Før samtalen”" in mails[0]["text"]
    assert "venter på din feedback" in mails[0]["text"] or "har ventet på din feedback" in mails[0]["text"]


@pytest.mark.parametrize("how", ["withdrawn", "deactivated", "role lost"])
def test_whoever_has_gone_gets_no_mail(app: Flask, session: Session, world: World, how: str) -> None:
    release(session, world)
    if how == "withdrawn":
        world.enrolment.withdrawn_at = now()
        session.add(world.enrolment)
    elif how == "deactivated":
        session.get_one(Person, world.consultant.id).deactivated_at = now()
    else:
        session.execute(delete(Membership).where(Membership.person_id == world.consultant.id))
    session.flush()
    assert send(app, session) == []


def test_an_instructor_who_left_the_cohort_gets_no_mail(app: Flask, session: Session, world: World) -> None:
    submit_round(session, world.edition, world.enrolment)
    session.execute(delete(CohortInstructor).where(CohortInstructor.person_id == world.instructor.id))
    assert send(app, session) == []


def test_demo_people_get_mail_in_demo_mode_only(app: Flask, session: Session, world: World) -> None:
    release(session, world)
    submit_round(session, world.edition, world.colleague_enrolment)
    fall_due(session, world, now() + timedelta(days=2))
    assert send(app, session, demo=False) == []
    assert len(send(app, session, demo=True)) == 3


def test_everybody_is_written_to_in_their_language(app: Flask, session: Session, world: World) -> None:
    session.get_one(Person, world.instructor.id).language = "en"
    submit_round(session, world.edition, world.enrolment, days_ago=3)
    release(session, world)
    fall_due(session, world, now() + timedelta(days=1))
    submit_round(session, world.edition, world.colleague_enrolment, days_ago=3)
    mails = {mail["to"]: mail for mail in send(app, session)}
    assert mails[world.instructor.email]["subject"] == "1 submission waits for you"
    assert mails[world.instructor.email]["text"].startswith("Hello Karen Toft\n")
    assert mails[world.consultant.email]["text"].startswith("Hej Mette Holm\n")


def test_it_costs_the_same_for_one_and_for_many(
    app: Flask, session: Session, world: World, queries: Callable[[], Any]
) -> None:
    fall_due(session, world, now() + timedelta(days=2))
    send(app, session)
    session.execute(delete(Digest))
    costs = []
    for more in (0, 10):
        for number in range(more):
            person = make_person(session, world.fjordby, f"Deltager {number}", Role.CONSULTANT)
            submit_round(session, world.edition, enrol(session, world.cohort, person))
        with queries() as log:
            mails = send(app, session)
        reading = [statement for statement in log.statements if statement.startswith("SELECT")]
        costs.append(len(reading))
        session.execute(delete(Digest))
    assert len(mails) > 10
    assert costs[0] == costs[1]


def test_the_command_commits_what_it_sends(app: Flask, session: Session, world: World) -> None:
    release(session, world)
    session.commit()
    runner = app.test_cli_runner()
    assert "1 digests queued" in runner.invoke(args=["reminders", "send"]).output
    assert "0 digests queued" in runner.invoke(args=["reminders", "send"]).output
    assert session.scalars(select(Job.kind)).all() == ["mail"]
