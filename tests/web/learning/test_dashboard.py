"""The dashboard: one next step, progress in words, news and deadlines; and the way to it."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Edition
from app.core.clock import now
from app.learning.rules import State
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.catalogue import store_edition
from tests.factories.cohorts import enrol, make_cohort
from tests.factories.learning import complete_first_module, happened, set_deadline
from tests.factories.people import make_person
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]
LESSON = "skriv-formaalet"


def base(world: World) -> str:
    return f"/learning/{world.cohort.id}"


class TestDashboard:
    def test_a_newcomer_sees_the_first_lesson_as_the_one_next_step(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world.consultant.id).get(base(world))
        assert "Dit næste skridt · Modul 1, Forberedelse 1.1 Skriv formålet" in page.words
        assert "1. Forbered mødet 2 lektioner, quiz, 1 opgave Ikke begyndt" in page.words
        assert page.text.count("button-primary") == 1

    def test_progress_is_said_in_words(self, session: Session, world: World, sign_in: SignIn) -> None:
        happened(session, world.enrolment, "lesson", LESSON, State.READ)
        happened(session, world.enrolment, "quiz", "forberedelse-quiz", State.FAILED)
        happened(session, world.enrolment, "assignment", "proev-dagsordenen", State.SUBMITTED)
        session.commit()
        words = sign_in(world.consultant.id).get(base(world)).words
        assert "1 af 2 lektioner læst, quiz ikke bestået, 0 af 1 opgave godkendt, 1 til vurdering I gang" in words

    def test_returned_work_is_the_next_step_and_new_feedback(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        work = ("assignment", "proev-dagsordenen")
        happened(session, world.enrolment, *work, State.SUBMITTED, at=now() - timedelta(days=3))
        happened(session, world.enrolment, *work, State.RETURNED, at=now(), actor_id=world.instructor.id)
        session.commit()
        page = sign_in(world.consultant.id).get(base(world))
        assert "1.P1 Prøv dagsordenen Karen Toft har sendt din opgave tilbage med feedback." in page.words
        assert "Se din feedback" in page.words
        assert "Sendt tilbage i dag af Karen Toft" in page.words
        assert f'href="/practice/{world.cohort.id}/assignments/proev-dagsordenen"' in page.text

    def test_a_completed_module_keeps_its_date(self, session: Session, world: World, sign_in: SignIn) -> None:
        complete_first_module(session, world.enrolment)
        session.commit()
        words = sign_in(world.consultant.id).get(base(world)).words
        assert "2 af 2 lektioner læst, quiz bestået, 1 af 1 opgave godkendt Gennemført " in words
        assert "2.1 Lyt først" in words

    def test_what_a_new_edition_adds_is_new_and_takes_no_completion_away(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        complete_first_module(session, world.enrolment)
        first, second = world.edition.modules
        added = first.lessons[0].model_copy(update={"id": "ny-lektion", "code": "1.3", "title": "En ny lektion"})
        larger = first.__class__(**{**dict(first), "lessons": (*first.lessons, added)})
        row = store_edition(session, Edition(**{**dict(world.edition), "modules": (larger, second)}))
        world.cohort.edition_id = row.id
        session.commit()
        browser = sign_in(world.consultant.id)
        words = browser.get(base(world)).words
        assert (
            "2 af 3 lektioner læst, quiz bestået, 1 af 1 opgave godkendt, 1 ny, siden du gennemførte Gennemført"
            in words
        )
        assert "2.1 Lyt først" in words
        assert (
            "1.3 En ny lektion 1 minut Ny, siden du gennemførte"
            in browser.get(f"{base(world)}/modules/forberedelse").words
        )

    def test_deadlines_are_said_in_words_also_when_they_have_passed(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        set_deadline(session, world.cohort.id, "module", "forberedelse", due_at=now() - timedelta(days=2))
        set_deadline(session, world.cohort.id, "module", "samtalen", due_at=now() + timedelta(days=9))
        session.commit()
        words = sign_in(world.consultant.id).get(base(world)).words
        assert "Forsinket, fristen var " in words
        assert "Ikke begyndt, frist " in words
        assert "Overskredet Modul 1, Forberedelse, skal være gennemført" in words

    def test_there_is_something_to_say_when_nothing_is_left_to_do(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        complete_first_module(session, world.enrolment)
        for kind, item_id, state in (
            ("lesson", "lyt-foerst", State.READ),
            ("lesson", "luk-moedet", State.READ),
            ("quiz", "samtalen-quiz", State.PASSED),
        ):
            happened(session, world.enrolment, kind, item_id, state)
        session.commit()
        browser = sign_in(world.consultant.id)
        assert "Der er ikke mere tilbage" in browser.get(base(world)).words
        happened(session, world.enrolment, "course", "lille-kursus", State.COMPLETED)
        session.commit()
        assert "Du har gennemført kurset" in browser.get(base(world)).words
        happened(session, world.enrolment, "assignment", "proev-dagsordenen", State.SUBMITTED)
        happened(session, world.enrolment, "course", "lille-kursus", State.REVOKED)
        session.commit()
        assert "1 opgave ligger hos din underviser." in browser.get(base(world)).words

    def test_an_instructor_sees_the_course_without_progress(self, world: World, sign_in: SignIn) -> None:
        words = sign_in(world.instructor.id).get(base(world)).words
        assert "1. Forbered mødet 2 lektioner, quiz, 1 opgave" in words
        assert "Dit næste skridt" not in words

    def test_it_speaks_english_to_those_who_want_it(self, session: Session, world: World, sign_in: SignIn) -> None:
        person = make_person(session, world.fjordby, "Anna Lee", Role.CONSULTANT, language="en")
        enrol(session, world.cohort, person)
        session.commit()
        words = sign_in(person.id).get(base(world)).words
        assert "Your next step · Module 1, Forberedelse" in words


class TestHome:
    def test_it_leads_to_the_latest_cohort(self, session: Session, world: World, sign_in: SignIn) -> None:
        later = make_cohort(session, world.fjordby, world.edition_row, "Efterår 2028")
        later.starts_on += timedelta(days=20)
        enrol(session, later, world.consultant)
        session.commit()
        assert sign_in(world.consultant.id).get("/learning/", expect=303).location == f"/learning/{later.id}"

    def test_somebody_who_has_left_is_told_so(self, world: World, sign_in: SignIn) -> None:
        words = sign_in(world.withdrawn.id).get("/learning/").words
        assert "Du er ikke længere med på Forår 2027" in words

    def test_somebody_without_a_course_is_told_what_will_come(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        person = make_person(session, world.fjordby, "Ny Kollega", Role.CONSULTANT)
        session.commit()
        browser = sign_in(person.id)
        assert "Du er ikke på et hold endnu" in browser.get("/learning/").words
        assert browser.get("/learning/terms", expect=303).location == "/learning/"

    def test_instructors_are_led_to_the_cohort_that_they_instruct(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.instructor.id)
        assert browser.get("/learning/", expect=303).location == base(world)
        assert browser.get("/learning/course", expect=303).location == base(world)
        assert browser.get("/learning/terms", expect=303).location == f"{base(world)}/terms"

    def test_consultants_are_led_to_their_vocabulary(self, world: World, sign_in: SignIn) -> None:
        assert sign_in(world.consultant.id).get("/learning/terms", expect=303).location == f"{base(world)}/terms"
