"""The demo is the same each time, plausible, and consistent: the ledger and the submissions tell the same story."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.queries import load_edition
from app.catalogue.rules.build import build
from app.catalogue.rules.check import check
from app.catalogue.rules.edition import Edition
from app.cohorts.models import Enrolment
from app.core.clock import now
from app.demo import create as demo
from app.grading.models import Assessment
from app.learning.models import ProgressEvent, QuizAttempt
from app.learning.queries import ledger
from app.learning.rules import latest, module_progress, passed
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role
from app.practice.models import Round, Submission
from app.practice.rules import Status
from tests.factories.catalogue import store_edition

COURSE = Path(__file__).resolve().parents[3] / "course_content" / "faelles-metode"


@cache
def course() -> Edition:
    """The real course, built once a test process, since rendering it takes longer than all else here."""
    source, problems = check(COURSE)
    assert source is not None, problems
    return build(source)


@pytest.fixture
def edition(app: Flask, session: Session) -> Iterator[Edition]:
    with app.app_context():
        stored = store_edition(session, course())
        demo.create(session, stored.id, time_cost=1)
        session.commit()
        yield load_edition(session, stored.id)


def test_two_organisations_have_the_people_that_the_readme_promises(edition: Edition, session: Session) -> None:
    rows = session.execute(
        select(Organisation.name, Membership.role, func.count())
        .join(Membership, Membership.organisation_id == Organisation.id)
        .group_by(Organisation.name, Membership.role)
    )
    assert {(name, role): count for name, role, count in rows} == {
        ("Fjordby Kommune", Role.CONSULTANT): 30, ("Fjordby Kommune", Role.INSTRUCTOR): 2,
        ("Fjordby Kommune", Role.MANAGER): 1, ("Fjordby Kommune", Role.ADMINISTRATOR): 1,
        ("Havneby Kommune", Role.CONSULTANT): 50, ("Havneby Kommune", Role.INSTRUCTOR): 1,
        ("Havneby Kommune", Role.MANAGER): 1, ("Havneby Kommune", Role.ADMINISTRATOR): 1,
    }  # fmt: skip
    addresses = set(session.scalars(select(Person.email)))
    assert {email for email, _ in demo.SIGN_INS} <= addresses


def test_names_are_different_within_an_organisation(edition: Edition, session: Session) -> None:
    rows = session.execute(
        select(Membership.organisation_id, Person.name).join(Person, Person.id == Membership.person_id)
    )
    assert [key for key, count in Counter(tuple(row) for row in rows).items() if count > 1] == []


def test_people_are_in_every_state(edition: Edition, session: Session) -> None:
    module = edition.module("moedet")
    assert module
    found = Counter[str]()
    for enrolment in session.scalars(select(Enrolment)):
        progress = module_progress(module, latest(ledger(session, enrolment.id)))
        found["withdrawn"] += enrolment.withdrawn_at is not None
        found["completed"] += progress.is_completed
        found["waiting"] += progress.waiting > 0
        found["returned"] += progress.returned > 0
        found["not started"] += not progress.is_begun
        assert progress.is_completed == (progress.done == progress.total)
    assert min(found[state] for state in ("withdrawn", "completed", "waiting", "returned", "not started")) >= 2


def test_the_ledger_tells_what_the_submissions_say(edition: Edition, session: Session) -> None:
    states = {
        (event.enrolment_id, event.item_id): event.state
        for event in session.scalars(
            select(ProgressEvent).where(ProgressEvent.item_kind == "assignment").order_by(ProgressEvent.id)
        )
    }
    for submission in session.scalars(select(Submission)):
        state = states.get((submission.enrolment_id, submission.assignment_id))
        assert state == (None if submission.status == Status.DRAFT else submission.status)


def test_nothing_happens_in_the_future_and_rounds_come_before_their_assessment(
    edition: Edition, session: Session
) -> None:
    assert (session.scalar(select(func.max(ProgressEvent.at))) or now()) <= now()
    rows = session.execute(
        select(Round.submitted_at, Assessment.created_at).join(Assessment, Assessment.round_id == Round.id)
    )
    assert all(submitted <= assessed for submitted, assessed in rows)


def test_quiz_results_are_what_the_answers_give(edition: Edition, session: Session) -> None:
    found = edition.quiz("moedet-quiz")
    assert found
    results = {
        passed(attempt.points or 0, attempt.out_of or 1, edition.pass_mark)
        for attempt in session.scalars(select(QuizAttempt))
    }
    assert results == {True, False}


def test_the_texts_fill_in_fields_that_the_tools_have(edition: Edition, session: Session) -> None:
    for submission in session.scalars(select(Submission)):
        found = edition.assignment(submission.assignment_id)
        assert found
        tool = edition.tool(found[1].tool)
        assert tool
        assert set(submission.draft) <= {field.id for field in tool.fields}
