"""Every route × every kind of person, with the expected answer: the whole of who may call what, in one table.

``in`` is the way to the sign-in page. 404 hides an object that is none of one's business, 403 a page of another role.
The object is always the consultant's (or the colleague's) in the cohort; each row begins with a fresh world.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.clock import now
from app.learning.models import QuizAttempt
from tests.client import CheckingClient
from tests.factories.grading import submit_round
from tests.factories.world import World

COLUMNS = (
    "nobody", "consultant", "other_consultant", "instructor", "other_instructor",
    "manager", "outsider_manager", "administrator", "outsider_administrator",
    "withdrawn", "outsider", "outsider_instructor",
)  # fmt: skip
"""Names of ``World``; *other* is another cohort of the same organisation, *outsider* another organisation (alone: a
consultant of it), *withdrawn* a consultant who has left the cohort."""

TABLE = """
GET  /                                                                            in 303 303 303 303 303 303 303 303 303 303 303
GET  /accessibility                                                              200 200 200 200 200 200 200 200 200 200 200 200
GET  /account                                                                     in 200 200 200 200 200 200 200 200 200 200 200
POST /account/password                                                            in 422 422 422 422 422 422 422 422 422 422 422
POST /account/sign-ins/{sign_in_id}/end                                           in 303 303 303 303 303 303 303 303 303 303 303
GET  /choose-password/{token}                                                    410 410 410 410 410 410 410 410 410 410 410 410
POST /choose-password/{token}                                                    410 410 410 410 410 410 410 410 410 410 410 410
GET  /cohorts/                                                                    in 403 403 403 403 403 403 200 200 403 403 403
GET  /cohorts/new                                                                 in 403 403 403 403 403 403 200 200 403 403 403
POST /cohorts/new                                                                 in 403 403 403 403 403 403 422 422 403 403 403
GET  /cohorts/{cohort_id}                                                         in 404 404 404 404 404 404 200 404 404 404 404
GET  /cohorts/{cohort_id}/deadlines                                               in 404 404 404 404 404 404 200 404 404 404 404
POST /cohorts/{cohort_id}/deadlines                                               in 404 404 404 404 404 404 303 404 404 404 404
GET  /cohorts/{cohort_id}/edit                                                    in 404 404 404 404 404 404 200 404 404 404 404
POST /cohorts/{cohort_id}/edit                                                    in 404 404 404 404 404 404 422 404 404 404 404
GET  /cohorts/{cohort_id}/enrol                                                   in 404 404 404 404 404 404 200 404 404 404 404
POST /cohorts/{cohort_id}/enrol                                                   in 404 404 404 404 404 404 303 404 404 404 404
POST /cohorts/{cohort_id}/enrolments/{enrolment_id}/withdraw                      in 404 404 404 404 404 404 303 404 404 404 404
GET  /cohorts/{cohort_id}/instructors                                             in 404 404 404 404 404 404 200 404 404 404 404
POST /cohorts/{cohort_id}/instructors                                             in 404 404 404 404 404 404 303 404 404 404 404
GET  /confirm-address/{token}                                                    410 410 410 410 410 410 410 410 410 410 410 410
POST /confirm-address/{token}                                                    410 410 410 410 410 410 410 410 410 410 410 410
GET  /editions                                                                    in 403 403 403 403 403 403 200 200 403 403 403
GET  /editions/{edition_id}                                                       in 404 404 404 404 404 404 200 200 404 404 404
GET  /forgot-password                                                            200 200 200 200 200 200 200 200 200 200 200 200
POST /forgot-password                                                            422 422 422 422 422 422 422 422 422 422 422 422
GET  /grading/                                                                    in 403 403 200 200 403 403 403 403 403 403 200
GET  /grading/held                                                                in 403 403 200 200 403 403 403 403 403 403 200
POST /grading/release                                                             in 403 403 303 303 403 403 403 403 403 403 303
GET  /grading/submissions/{submission_id}                                         in 404 404 200 404 404 404 404 404 404 404 404
POST /grading/submissions/{submission_id}/assess                                  in 404 404 409 404 404 404 404 404 404 404 404
POST /grading/submissions/{submission_id}/claim                                   in 404 404 303 404 404 404 404 404 404 404 404
GET  /healthz                                                                    200 200 200 200 200 200 200 200 200 200 200 200
GET  /insight/                                                                    in 403 403 403 403 200 303 403 403 403 403 403
GET  /insight/{cohort_id}                                                         in 404 404 404 404 200 404 404 404 404 404 404
POST /insight/{cohort_id}/completion.csv                                          in 404 404 404 404 200 404 404 404 404 404 404
POST /insight/{cohort_id}/completion.xlsx                                         in 404 404 404 404 200 404 404 404 404 404 404
GET  /insight/{cohort_id}/mine                                                    in 200 404 404 404 404 404 404 404 404 404 404
GET  /insight/{cohort_id}/people/{enrolment_id}                                   in 404 404 404 404 200 404 404 404 404 404 404
POST /language                                                                   303 303 303 303 303 303 303 303 303 303 303 303
GET  /learning/                                                                   in 303 303 303 303 403 403 403 403 200 303 303
GET  /learning/course                                                             in 303 303 303 303 403 403 403 403 303 303 303
GET  /learning/terms                                                              in 303 303 303 303 403 403 403 403 303 303 303
GET  /learning/{cohort_id}                                                        in 200 404 200 404 404 404 404 404 404 404 404
GET  /learning/{cohort_id}/cases/{case_id}                                        in 200 404 200 404 404 404 404 404 404 404 404
GET  /learning/{cohort_id}/lessons/{lesson_id}                                    in 200 404 200 404 404 404 404 404 404 404 404
POST /learning/{cohort_id}/lessons/{lesson_id}/position                           in 400 404 404 404 404 404 404 404 404 404 404
POST /learning/{cohort_id}/lessons/{lesson_id}/read                               in 303 404 404 404 404 404 404 404 404 404 404
GET  /learning/{cohort_id}/modules/{module_id}                                    in 200 404 200 404 404 404 404 404 404 404 404
GET  /learning/{cohort_id}/quizzes/{quiz_id}                                      in 200 404 200 404 404 404 404 404 404 404 404
POST /learning/{cohort_id}/quizzes/{quiz_id}/answers                              in 303 404 404 404 404 404 404 404 404 404 404
GET  /learning/{cohort_id}/quizzes/{quiz_id}/attempts/{number}                    in 200 404 404 404 404 404 404 404 404 404 404
POST /learning/{cohort_id}/quizzes/{quiz_id}/submit                               in 303 404 404 404 404 404 404 404 404 404 404
GET  /learning/{cohort_id}/terms                                                  in 200 404 200 404 404 404 404 404 404 404 404
GET  /pictures/{digest}                                                           in 404 404 404 404 404 404 404 404 404 404 404
GET  /people/                                                                     in 403 403 403 403 403 403 200 200 403 403 403
GET  /people/new                                                                  in 403 403 403 403 403 403 200 200 403 403 403
POST /people/new                                                                  in 403 403 403 403 403 403 422 422 403 403 403
GET  /people/{person_id}                                                          in 404 404 404 404 404 404 200 404 404 404 404
POST /people/{person_id}/deactivate                                               in 404 404 404 404 404 404 303 404 404 404 404
POST /people/{person_id}/details                                                  in 404 404 404 404 404 404 422 404 404 404 404
POST /people/{person_id}/password-link                                            in 404 404 404 404 404 404 303 404 404 404 404
POST /people/{person_id}/reactivate                                               in 404 404 404 404 404 404 303 404 404 404 404
POST /people/{person_id}/roles                                                    in 404 404 404 404 404 404 303 404 404 404 404
GET  /practice/                                                                   in 303 303 200 200 403 403 403 403 200 303 200
GET  /practice/{cohort_id}/assignments/{assignment_id}                            in 200 404 200 404 404 404 404 404 404 404 404
POST /practice/{cohort_id}/assignments/{assignment_id}/draft                      in 409 404 404 404 404 404 404 404 404 404 404
GET  /practice/{cohort_id}/assignments/{assignment_id}/rounds/{number}            in 200 404 404 404 404 404 404 404 404 404 404
GET  /practice/{cohort_id}/assignments/{assignment_id}/sheet                      in 303 404 404 404 404 404 404 404 404 404 404
POST /practice/{cohort_id}/assignments/{assignment_id}/submit                     in 400 404 404 404 404 404 404 404 404 404 404
GET  /practice/{cohort_id}/log                                                    in 200 404 404 404 404 404 404 404 404 404 404
GET  /practice/{cohort_id}/log/new                                                in 200 404 404 404 404 404 404 404 404 404 404
POST /practice/{cohort_id}/log/new                                                in 422 404 404 404 404 404 404 404 404 404 404
GET  /practice/{cohort_id}/logs                                                   in 404 404 200 404 404 404 404 404 404 404 404
GET  /practice/{cohort_id}/tools/{tool_id}                                        in 200 404 200 404 404 404 404 404 404 404 404
GET  /privacy                                                                    200 200 200 200 200 200 200 200 200 200 200 200
GET  /sign-in                                                                    200 303 303 303 303 303 303 303 303 303 303 303
POST /sign-in                                                                    422 422 422 422 422 422 422 422 422 422 422 422
POST /sign-out                                                                    in  in  in  in  in  in  in  in  in  in  in  in
GET  /was                                                                        301 301 301 301 301 301 301 301 301 301 301 301
"""

ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]


@pytest.fixture
def addresses(world: World, session: Session) -> dict[str, Any]:
    """The ids that the table's addresses need, of things that exist."""
    submitted = submit_round(session, world.edition, world.enrolment)
    session.add(
        QuizAttempt(
            enrolment_id=world.enrolment.id, quiz_id="forberedelse-quiz", number=1, answers={},
            started_at=now(), submitted_at=now(), points=0, out_of=1,
        )
    )  # fmt: skip
    session.commit()
    return {
        "cohort_id": world.cohort.id, "module_id": "forberedelse", "lesson_id": "skriv-formaalet",
        "quiz_id": "forberedelse-quiz", "number": 1, "case_id": "baadvaerftet", "assignment_id": "proev-dagsordenen",
        "tool_id": "dagsorden", "submission_id": submitted.submission_id, "enrolment_id": world.colleague_enrolment.id,
        "person_id": world.colleague.id, "edition_id": world.edition_row.id, "digest": "0" * 64, "token": "x",
        "sign_in_id": 10**9,
    }  # fmt: skip


def answer(browser: CheckingClient, method: str, path: str) -> str:
    response = browser.open(method, path)
    to_sign_in = response.status_code == 303 and response.headers["Location"].startswith("/sign-in")
    return "in" if to_sign_in else str(response.status_code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_who_may_call_a_route(
    row: tuple[str, ...], addresses: dict[str, Any], world: World, client: CheckingClient,
    sign_in: Callable[[int], CheckingClient],
) -> None:  # fmt: skip
    method, template, *expected = row
    path = template.format(**addresses)
    # Those who may not come first, so that what the others change cannot be why somebody is refused.
    order = sorted(range(len(COLUMNS)), key=lambda column: expected[column] not in {"in", "403", "404"})
    found = {}
    for column in order:
        name = COLUMNS[column]
        browser = client if name == "nobody" else sign_in(getattr(world, name).id)
        found[name] = answer(browser, method, path)
    assert [found[name] for name in COLUMNS] == expected


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] == "POST"], ids=lambda row: row[1])
def test_every_form_needs_its_token(
    row: tuple[str, ...], addresses: dict[str, Any], world: World, client: CheckingClient,
    sign_in: Callable[[int], CheckingClient],
) -> None:  # fmt: skip
    """Whoever may send a form cannot be made to send it by another site."""
    _, template, *expected = row
    let_in = [name for name, status in zip(COLUMNS, expected, strict=True) if status not in {"in", "403", "404"}]
    name = let_in[0] if let_in else "nobody"
    browser = client if name == "nobody" else sign_in(getattr(world, name).id)
    for data in ({}, {"csrf_token": "forged"}):
        assert browser.flask.post(template.format(**addresses), data=data).status_code == 400


def test_the_table_has_every_route(application: Flask) -> None:
    there = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(row[0], row[1]) for row in ROWS} == there
