"""One person's page, and the same page for the person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.clock import now
from app.grading.models import Assessment, AssessmentLevel
from app.insight.wording import REQUIREMENT_WORDS
from app.learning.rules import State
from app.learning.wording import requirement_words
from app.practice.models import Round, Submission
from tests.client import CheckingClient
from tests.factories.world import World
from tests.web.insight.conftest import Happen

SignIn = Callable[[int], CheckingClient]
SECRETS = ("HEMMELIG-KOMMENTAR", "HEMMELIG-NOTE", "HEMMELIG-KLADDE", "HEMMELIG-TEKST")


@pytest.fixture
def graded(world: World, session: Session, happen: Happen) -> Assessment:
    """An approved round whose assessment is released."""
    submission = Submission(
        enrolment_id=world.enrolment.id, assignment_id="proev-dagsordenen", status="approved",
        draft={"formaal": SECRETS[2]}, draft_version=1, draft_saved_at=None, created_at=now(),
    )  # fmt: skip
    session.add(submission)
    session.flush()
    done = Round(
        submission_id=submission.id, number=1, submit_key="k", submitted_at=now(), is_late=False,
        sheet={"formaal": SECRETS[3]}, assignment={}, tool={},
    )  # fmt: skip
    session.add(done)
    session.flush()
    assessment = Assessment(
        round_id=done.id, assessor_id=world.instructor.id, decision="approve", comment=SECRETS[0], note=SECRETS[1],
        rubric_hash="h", created_at=now(), released_at=now() - timedelta(minutes=1), released_by=world.instructor.id,
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    session.add(AssessmentLevel(assessment_id=assessment.id, criterion_id="struktur", level=3))
    session.commit()
    happen(world.enrolment.id, "lesson skriv-formaalet read", "assignment proev-dagsordenen approved")
    return assessment


def test_a_manager_sees_requirements_and_released_levels_only(
    world: World, graded: Assessment, sign_in: SignIn
) -> None:
    page = sign_in(world.manager.id).get(f"/insight/{world.cohort.id}/people/{world.enrolment.id}")
    assert "Skriv formålet Læst" in page.words
    assert "Prøv dagsordenen Godkendt Runde 1" in page.words
    assert "Struktur 3. Fleksibel" in page.words
    assert not [secret for secret in SECRETS if secret in page.text]
    assert world.instructor.name not in page.text


def test_what_is_held_back_is_not_shown(world: World, graded: Assessment, session: Session, sign_in: SignIn) -> None:
    graded.released_at = None
    session.add(graded)
    session.commit()
    page = sign_in(world.manager.id).get(f"/insight/{world.cohort.id}/people/{world.enrolment.id}")
    assert "Fleksibel" not in page.words
    assert "Runde 1" not in page.words


def test_a_failed_quiz_is_nobodys_business(world: World, happen: Happen, sign_in: SignIn) -> None:
    happen(world.enrolment.id, "quiz forberedelse-quiz failed")
    page = sign_in(world.manager.id).get(f"/insight/{world.cohort.id}/people/{world.enrolment.id}")
    assert "Quiz om forberedelse I gang" in page.words
    assert "ikke bestået" not in page.words.lower()


def test_a_consultant_sees_the_same_as_the_manager(world: World, graded: Assessment, sign_in: SignIn) -> None:
    own = sign_in(world.consultant.id).get(f"/insight/{world.cohort.id}/mine")
    manager = sign_in(world.manager.id).get(f"/insight/{world.cohort.id}/people/{world.enrolment.id}")
    assert "Det her ser din leder" in own.words
    facts = own.text[own.text.index('<p class="person-facts">') : own.text.index("</main>")]
    assert facts in manager.text


def test_only_a_consultant_of_the_cohort_has_such_a_page(world: World, sign_in: SignIn) -> None:
    for person in (world.outsider, world.other_consultant, world.withdrawn, world.instructor, world.manager):
        sign_in(person.id).get(f"/insight/{world.cohort.id}/mine", expect=404)


def test_a_person_is_found_in_their_cohort_only(world: World, sign_in: SignIn) -> None:
    manager = sign_in(world.manager.id)
    manager.get(f"/insight/{world.other_cohort.id}/people/{world.enrolment.id}", expect=404)
    manager.get(f"/insight/{world.cohort.id}/people/{world.outsider_enrolment.id}", expect=404)
    manager.get(f"/insight/{world.cohort.id}/people/999999", expect=404)


def test_somebody_who_left_can_still_be_looked_up(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.manager.id).get(f"/insight/{world.cohort.id}/people/{world.withdrawn_enrolment.id}")
    assert "Udmeldt " in page.words


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.APPROVED, State.READ, State.PASSED])
def test_a_manager_reads_the_word_that_the_consultant_reads(app: Flask, state: State) -> None:
    with app.test_request_context():
        assert str(REQUIREMENT_WORDS[state][1]) == requirement_words("assignment", state)
