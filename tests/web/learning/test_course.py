"""The course: modules, lessons, cases and the vocabulary."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Edition
from app.core.clock import now
from app.learning.models import ProgressEvent, ReadingPosition
from app.learning.queries import ledger
from app.learning.rules import State
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.catalogue import store_edition
from tests.factories.cohorts import enrol, make_cohort
from tests.factories.learning import happened, set_deadline
from tests.factories.people import make_person
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]
LESSON = "skriv-formaalet"


def base(world: World) -> str:
    return f"/learning/{world.cohort.id}"


class TestModule:
    def test_it_lists_the_parts_with_their_states(self, session: Session, world: World, sign_in: SignIn) -> None:
        happened(session, world.enrolment, "lesson", LESSON, State.READ)
        happened(session, world.enrolment, "assignment", "proev-dagsordenen", State.SUBMITTED)
        set_deadline(session, world.cohort.id, "assignment", "proev-dagsordenen", due_at=now() - timedelta(days=1))
        session.commit()
        words = sign_in(world.consultant.id).get(f"{base(world)}/modules/forberedelse").words
        assert "1.1 Skriv formålet 1 minut Læst" in words
        assert "Videre: 1.2 Send dagsordenen" in words
        assert "Brug en dagsorden i et rigtigt møde. Til vurdering" in words

    def test_an_assignment_that_is_overdue_says_so(self, session: Session, world: World, sign_in: SignIn) -> None:
        set_deadline(session, world.cohort.id, "assignment", "proev-dagsordenen", due_at=now() - timedelta(days=1))
        session.commit()
        words = sign_in(world.consultant.id).get(f"{base(world)}/modules/forberedelse").words
        assert "Fristen var " in words
        assert ". Overskredet" in words


class TestLesson:
    def test_it_has_contents_plan_tools_terms_and_the_units_name(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world.consultant.id).get(f"{base(world)}/lessons/{LESSON}")
        for part in (
            "Et møde i Virksomhedsservice",
            "Hvis jeg aftaler et møde, så skriver jeg formålet først.",
            "Et ark til mødets spørgsmål.",
            "Case: Bådværftet",
            "Lektion 1.1 · 1 minut",
        ):
            assert part in page.words
        assert 'id="term-udbytte"' in page.text
        assert f'href="/practice/{world.cohort.id}/tools/dagsorden"' in page.text

    def test_marking_it_as_read_goes_on_to_the_next_thing(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        browser = sign_in(world.consultant.id)
        answer = browser.post(f"{base(world)}/lessons/{LESSON}/read")
        assert answer.location == f"{base(world)}/lessons/send-dagsordenen"
        assert "Lektion 1.1 er markeret som læst." in browser.get(answer.location).words
        assert browser.post(f"{base(world)}/lessons/{LESSON}/read").location == answer.location
        assert (
            browser.post(f"{base(world)}/lessons/send-dagsordenen/read").location
            == f"{base(world)}/quizzes/forberedelse-quiz"
        )
        assert [event.item_id for event in ledger(session, world.enrolment.id)] == [LESSON, "send-dagsordenen"]

    def test_the_last_part_of_a_module_leads_back_to_the_module(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        happened(session, world.enrolment, "lesson", "lyt-foerst", State.READ)
        happened(session, world.enrolment, "quiz", "samtalen-quiz", State.PASSED)
        session.commit()
        browser = sign_in(world.consultant.id)
        answer = browser.post(f"{base(world)}/lessons/luk-moedet/read")
        assert answer.location == f"{base(world)}/modules/samtalen"
        assert "Du har gennemført modul 2, Før samtalen." in browser.get(answer.location).words

    def test_a_lesson_that_is_read_offers_to_go_on(self, session: Session, world: World, sign_in: SignIn) -> None:
        happened(session, world.enrolment, "lesson", LESSON, State.READ)
        session.commit()
        words = sign_in(world.consultant.id).get(f"{base(world)}/lessons/{LESSON}").words
        assert "Markér som læst" not in words
        assert "Videre: 1.2 Send dagsordenen" in words

    def test_an_excused_lesson_is_not_called_read_and_can_be_read(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        happened(session, world.enrolment, "lesson", LESSON, State.EXCUSED, actor_id=world.instructor.id)
        session.commit()
        browser = sign_in(world.consultant.id)
        words = browser.get(f"{base(world)}/lessons/{LESSON}").words
        assert "Fritaget" in words
        assert "Markér som læst" in words
        assert (
            "0 af 2 lektioner læst, quiz ikke taget, 0 af 1 opgave godkendt, 1 fritaget"
            in browser.get(base(world)).words
        )

    def test_one_goes_on_where_one_stopped(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.consultant.id)
        address = f"{base(world)}/lessons/{LESSON}"
        for heading in ("s-tegn-det", "s-begynd-med-slutningen"):
            browser.post(f"{address}/position", {"position": heading}, 204)
        page = browser.get(address)
        assert "Fortsæt ved ”Begynd med slutningen”" in page.words
        assert 'data-position="s-begynd-med-slutningen"' in page.text
        assert "Fortsæt lektionen" in browser.get(base(world)).words
        assert "Fortsæt ved" not in sign_in(world.colleague.id).get(address).words

    @pytest.mark.parametrize("position", ["", "s-findes-ikke", "<script>", "x" * 5000])
    def test_a_position_that_is_no_heading_is_refused(
        self, session: Session, world: World, sign_in: SignIn, position: str
    ) -> None:
        browser = sign_in(world.consultant.id)
        browser.post(f"{base(world)}/lessons/{LESSON}/position", {"position": position}, 400)
        assert session.query(ReadingPosition).count() == 0

    def test_a_heading_that_is_gone_is_not_offered(self, session: Session, world: World, sign_in: SignIn) -> None:
        session.add(ReadingPosition(enrolment_id=world.enrolment.id, lesson_id=LESSON, anchor="s-fjernet", at=now()))
        session.commit()
        assert "Fortsæt ved" not in sign_in(world.consultant.id).get(f"{base(world)}/lessons/{LESSON}").words

    def test_an_instructor_reads_without_marking(self, session: Session, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.instructor.id)
        page = browser.get(f"{base(world)}/lessons/{LESSON}")
        assert "Markér som læst" not in page.words
        assert "data-reading-url" not in page.text
        browser.post(f"{base(world)}/lessons/{LESSON}/read", expect=404)
        browser.post(f"{base(world)}/lessons/{LESSON}/position", {"position": "s-tegn-det"}, 404)
        assert session.query(ProgressEvent).count() == 0


class TestCase:
    HIDDEN = ("SKJULT-BEHOV", "SKJULT-FAELDE", "SKJULT-LOESNING")

    def test_participants_see_the_story_only(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world.consultant.id).get(f"{base(world)}/cases/baadvaerftet")
        assert "Hvad spørger I om først?" in page.words
        assert not any(secret in page.text for secret in self.HIDDEN)

    def test_the_cohorts_instructor_sees_what_lies_behind(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world.instructor.id).get(f"{base(world)}/cases/baadvaerftet")
        assert all(secret in page.text for secret in self.HIDDEN)

    def test_an_instructor_of_another_cohort_sees_nothing(self, world: World, sign_in: SignIn) -> None:
        sign_in(world.other_instructor.id).get(f"{base(world)}/cases/baadvaerftet", expect=404)

    def test_an_instructor_who_follows_the_course_sees_it_as_a_participant(
        self, session: Session, world: World, sign_in: SignIn
    ) -> None:
        both = make_person(session, world.fjordby, "Begge Dele", Role.INSTRUCTOR, Role.CONSULTANT)
        cohort = make_cohort(session, world.fjordby, world.edition_row, "Blandet", both)
        enrol(session, cohort, both)
        session.commit()
        page = sign_in(both.id).get(f"/learning/{cohort.id}/cases/baadvaerftet")
        assert not any(secret in page.text for secret in self.HIDDEN)


class TestTerms:
    def test_they_stand_in_danish_order_with_anchors(self, session: Session, world: World, sign_in: SignIn) -> None:
        names = ["åbning", "ærinde", "én indgang", "ønske", "Aabenraa-modellen", "zone", "enhed"]
        terms = tuple(
            world.edition.terms[0].model_copy(update={"id": f"t{number}", "term": name})
            for number, name in enumerate(names)
        )
        row = store_edition(session, Edition(**{**dict(world.edition), "terms": terms}))
        world.cohort.edition_id = row.id
        session.commit()
        page = sign_in(world.consultant.id).get(f"{base(world)}/terms")
        order = ["én indgang", "enhed", "zone", "ærinde", "ønske", "Aabenraa-modellen", "åbning"]
        places = [page.text.index(f"<dt>{name}</dt>") for name in order]
        assert places == sorted(places)
        assert "Bogstaver" in page.text
        assert " E Z Æ Ø Å E én indgang " in page.words
        assert 'id="t0"' in page.text

    def test_they_name_the_lessons_that_use_them(self, world: World, sign_in: SignIn) -> None:
        words = sign_in(world.consultant.id).get(f"{base(world)}/terms").words
        assert (
            "trepartsmøde Et møde mellem virksomhed, kandidat og kommune. Et fast fagord · Bruges i 2.1 Lyt først"
            in words
        )

    def test_a_course_without_terms_says_so(self, session: Session, world: World, sign_in: SignIn) -> None:
        row = store_edition(session, Edition(**{**dict(world.edition), "terms": ()}))
        world.cohort.edition_id = row.id
        session.commit()
        browser = sign_in(world.consultant.id)
        assert "Kurset har ingen begreber endnu" in browser.get(f"{base(world)}/terms").words
        assert "Dagens begreb" not in browser.get(base(world)).words
