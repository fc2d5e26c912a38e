"""Nothing of an assessment reaches a learner or a manager before it is released: one function, asked everywhere."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import engine_of
from app.grading.access import released_feedback, visible_assessments
from app.grading.models import Assessment
from app.grading.rules import Decision
from app.practice.feedback import released_feedback as feedback_port
from app.practice.models import Round, Submission
from tests.client import CheckingClient
from tests.factories.grading import ASSIGNMENT, CRITERIA, make_assessment, submit_round
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]

SECRET_COMMENT, SECRET_NOTE = "Ravnens-hemmelige-ord", "Uglens-hemmelige-note"


def pages_of(app: Flask, world: World) -> list[str]:
    """Every address of the application that can be read with what the world holds."""
    with Session(engine_of(app)) as session:
        submission_id = session.scalar(select(func.max(Submission.id)))
    known: dict[str, Any] = {
        "cohort_id": world.cohort.id, "assignment_id": ASSIGNMENT, "module_id": "forberedelse", "number": 1,
        "lesson_id": "skriv-formaalet", "quiz_id": "forberedelse-quiz", "case_id": "baadvaerftet",
        "tool_id": "dagsorden", "enrolment_id": world.enrolment.id, "submission_id": submission_id,
        "person_id": world.consultant.id,
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= known.keys() and rule.endpoint != "people.sign_in"
    ]


def everything_seen(app: Flask, world: World, browser: CheckingClient) -> str:
    """What a person can read anywhere, files included."""
    seen = []
    for address in pages_of(app, world):
        response = browser.flask.get(address)
        assert response.status_code < 500, address
        seen.append(text_of(response.get_data()))
    return "\n".join(seen)


def text_of(body: bytes) -> str:
    """What stands in an answer, also inside a spreadsheet."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


@pytest.fixture
def held(session: Session, world: World) -> Assessment:
    work = submit_round(session, world.edition, world.enrolment)
    made = make_assessment(session, work, world.instructor, comment=SECRET_COMMENT, note=SECRET_NOTE)
    session.commit()
    return made


@pytest.mark.parametrize("who", ["consultant", "colleague", "manager", "administrator", "other_instructor", "outsider"])
def test_what_is_held_back_is_on_no_page(app: Flask, world: World, held: Assessment, sign_in: SignIn, who: str) -> None:
    seen = everything_seen(app, world, sign_in(getattr(world, who).id))
    assert SECRET_COMMENT not in seen
    assert SECRET_NOTE not in seen


@pytest.mark.parametrize("who", ["consultant", "manager"])
def test_not_even_the_decision_shows(app: Flask, session: Session, world: World, sign_in: SignIn, who: str) -> None:
    """The pages before and after saving a held assessment are the same but for what changes at every visit."""
    work = submit_round(session, world.edition, world.enrolment)
    session.commit()
    browser = sign_in(getattr(world, who).id)
    before = [
        browser.get(address, expect=browser.flask.get(address).status_code).words for address in words_of(app, world)
    ]
    make_assessment(session, work, world.instructor, comment=SECRET_COMMENT)
    session.commit()
    after = [
        browser.get(address, expect=browser.flask.get(address).status_code).words for address in words_of(app, world)
    ]
    assert before == after


def words_of(app: Flask, world: World) -> list[str]:
    return [address for address in pages_of(app, world) if not address.endswith((".csv", ".xlsx"))]


def test_the_learner_sees_the_comment_once_it_is_released(
    app: Flask, session: Session, world: World, held: Assessment, sign_in: SignIn
) -> None:
    """This is also what shows that the search above can find something."""
    sign_in(world.instructor.id).post("/grading/release", {"assessment": held.id})
    learner = everything_seen(app, world, sign_in(world.consultant.id))
    assert SECRET_COMMENT in learner
    assert SECRET_NOTE not in learner
    for who in (world.colleague, world.other_instructor, world.outsider):
        assert SECRET_COMMENT not in everything_seen(app, world, sign_in(who.id))


def test_the_note_stays_among_instructors(
    app: Flask, session: Session, world: World, held: Assessment, sign_in: SignIn
) -> None:
    browser = sign_in(world.instructor.id)
    browser.post("/grading/release", {"assessment": held.id})
    assert SECRET_NOTE in everything_seen(app, world, browser)
    for who in (world.consultant, world.manager, world.administrator):
        assert SECRET_NOTE not in everything_seen(app, world, sign_in(who.id))


def test_a_held_change_leaves_the_former_one_standing(session: Session, world: World, held: Assessment) -> None:
    work = session.get_one(Round, held.round_id)
    held.released_at = held.created_at
    change = make_assessment(
        session, work, world.instructor, Decision.RETURN, comment="Nyt", levels={}, replaces=held
    )  # fmt: skip
    (seen,) = released_feedback(session, [work.submission_id])[work.submission_id]
    assert (seen.decision, seen.comment) == ("approve", SECRET_COMMENT)
    assert seen.levels == dict.fromkeys(CRITERIA, 3)
    change.released_at = held.created_at
    (seen,) = released_feedback(session, [work.submission_id])[work.submission_id]
    assert (seen.decision, seen.comment, seen.levels) == ("return", "Nyt", {})


def test_practice_gets_it_through_its_port(session: Session, world: World, held: Assessment) -> None:
    work = session.get_one(Round, held.round_id)
    assert feedback_port(session, work.submission_id) == []
    held.released_at = held.created_at
    (seen,) = feedback_port(session, work.submission_id)
    assert (seen.round_number, seen.assessor_name, seen.released_at) == (1, "Karen Toft", held.created_at)


def test_nobody_is_everybody(session: Session, world: World, held: Assessment) -> None:
    assert session.scalars(visible_assessments(Assessment.id)).all() == []


def test_other_slices_reach_assessments_only_through_the_function() -> None:
    """Who imports the model could forget to ask; the demo's maker only writes rows."""
    root = Path(__file__).resolve().parents[3] / "app"
    others = [file for file in root.rglob("*.py") if file.relative_to(root).parts[0] not in {"grading", "demo"}]
    texts = {file: file.read_text(encoding="utf-8") for file in others}
    readers = {file: text for file, text in texts.items() if "app.grading.models" in text}
    assert readers, "insight reads released levels"
    for file, text in readers.items():
        assert "visible_assessments(" in text, file
        assert not re.search(r"(select|join|select_from)\(\s*Assessment\b", text), file
