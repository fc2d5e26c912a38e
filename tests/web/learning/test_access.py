"""Who gets no page, and what a page costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.query_stats import QueryLog
from app.learning.models import ProgressEvent
from app.learning.rules import State
from app.people.models import Person
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.cohorts import enrol
from tests.factories.learning import complete_first_module, happened, set_deadline
from tests.factories.people import make_person
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]
Queries = Callable[[], AbstractContextManager[QueryLog]]
LESSON = "skriv-formaalet"
PAGES = [
    "",
    "/modules/forberedelse",
    f"/lessons/{LESSON}",
    "/quizzes/forberedelse-quiz",
    "/quizzes/samtalen-quiz",
    "/terms",
    "/cases/baadvaerftet",
]


def base(world: World) -> str:
    return f"/learning/{world.cohort.id}"


class TestStrangers:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize(
        "who",
        [
            "other_consultant",
            "other_instructor",
            "manager",
            "administrator",
            "outsider",
            "outsider_instructor",
            "withdrawn",
        ],
    )
    def test_no_page_of_a_cohort_exists_for_them(self, world: World, sign_in: SignIn, page: str, who: str) -> None:
        person: Person = getattr(world, who)
        sign_in(person.id).get(base(world) + page, expect=404)

    @pytest.mark.parametrize("page", PAGES)
    def test_those_who_are_not_signed_in_are_sent_to_sign_in(
        self, client: CheckingClient, world: World, page: str
    ) -> None:
        assert client.get(base(world) + page, expect=303).location.startswith("/sign-in")

    @pytest.mark.parametrize("path", ["/lessons/skriv-formaalet/read", "/lessons/skriv-formaalet/position", "/quizzes/forberedelse-quiz/answers", "/quizzes/forberedelse-quiz/submit"])  # fmt: skip
    @pytest.mark.parametrize("who", ["other_consultant", "instructor", "manager", "outsider", "withdrawn"])
    def test_nobody_else_can_write(self, session: Session, world: World, sign_in: SignIn, path: str, who: str) -> None:
        person: Person = getattr(world, who)
        sign_in(person.id).post(base(world) + path, {"attempt": 1, "position": "s-tegn-det"}, 404)
        assert session.query(ProgressEvent).count() == 0

    @pytest.mark.parametrize(
        "page", ["/modules/x", "/lessons/x", "/quizzes/x", "/cases/x", "/modules/../terms", "/lessons/forberedelse"]
    )
    def test_what_the_edition_does_not_have_is_not_found(self, world: World, sign_in: SignIn, page: str) -> None:
        sign_in(world.consultant.id).get(base(world) + page, expect=404)

    def test_writing_needs_the_token(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.consultant.id)
        answer = browser.flask.post(f"{base(world)}/lessons/{LESSON}/read")
        assert answer.status_code == 400

    def test_reenrolment_brings_all_work_back(self, session: Session, world: World, sign_in: SignIn) -> None:
        happened(session, world.withdrawn_enrolment, "lesson", LESSON, State.READ)
        world.withdrawn_enrolment.withdrawn_at = None
        session.commit()
        assert "1 af 2 lektioner læst" in sign_in(world.withdrawn.id).get(base(world)).words


class TestCost:
    @pytest.mark.parametrize(
        ("page", "most"),
        [("", 5), ("/modules/forberedelse", 4), (f"/lessons/{LESSON}", 3), ("/quizzes/forberedelse-quiz", 3), ("/terms", 2), ("/cases/baadvaerftet", 2)],
    )  # fmt: skip
    def test_a_page_keeps_its_budget_however_many_people_there_are(
        self, session: Session, world: World, sign_in: SignIn, queries: Queries, *, page: str, most: int
    ) -> None:
        complete_first_module(session, world.enrolment)
        set_deadline(session, world.cohort.id, "module", "samtalen", due_at=now())
        for number in range(30):
            person = make_person(session, world.fjordby, f"Kollega {number}", Role.CONSULTANT)
            happened(session, enrol(session, world.cohort, person), "lesson", LESSON, State.READ)
        session.commit()
        browser = sign_in(world.consultant.id)
        browser.get(base(world) + page)
        with queries() as log:
            browser.get(base(world) + page)
        assert len(log) <= most, log.statements

    def test_marking_a_lesson_as_read_is_cheap(self, world: World, sign_in: SignIn, queries: Queries) -> None:
        browser = sign_in(world.consultant.id)
        browser.get(base(world))
        with queries() as log:
            browser.post(f"{base(world)}/lessons/{LESSON}/read")
        assert len(log) <= 6, log.statements
