"""The queue: what waits, for whom, in which order, and who has taken it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.cohorts.models import CohortInstructor, Enrolment
from app.core.clock import now
from app.grading.rules import Decision
from app.people.models import Person
from app.people.policy import Role
from app.practice.models import Submission
from app.practice.rules import Status
from tests.client import CheckingClient
from tests.factories.cohorts import enrol, make_cohort
from tests.factories.grading import ASSIGNMENT, make_assessment, submit_round, take
from tests.factories.people import make_person
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]


def instruct_both(session: Session, world: World) -> None:
    session.add(CohortInstructor(cohort_id=world.other_cohort.id, person_id=world.instructor.id))


def other_enrolment(session: Session, world: World) -> Enrolment:
    return session.query(Enrolment).filter_by(cohort_id=world.other_cohort.id).one()


def test_nothing_waits(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.instructor.id).get("/grading/")
    assert "Intet venter på dig" in page.words


def test_an_instructor_without_a_cohort_is_told_what_to_do(session: Session, world: World, sign_in: SignIn) -> None:
    newcomer = make_person(session, world.fjordby, "Ny Underviser", Role.INSTRUCTOR)
    session.commit()
    assert "Du underviser ikke på noget hold" in sign_in(newcomer.id).get("/grading/").words


def test_the_oldest_comes_first_with_how_long_it_waits(session: Session, world: World, sign_in: SignIn) -> None:
    submit_round(session, world.edition, world.enrolment, days_ago=1)
    submit_round(session, world.edition, world.colleague_enrolment, days_ago=5, is_late=True)
    session.commit()
    words = sign_in(world.instructor.id).get("/grading/").words
    assert "2 afleveringer venter" in words
    assert words.index("Åse Østergaard") < words.index("Mette Holm")
    assert "venter 5 dage" in words
    assert "venter 1 dag" in words
    assert words.count("Indsendt for sent") == 1
    assert "1.P1 Prøv dagsordenen" in words


def test_only_what_waits_is_in_the_queue(session: Session, world: World, sign_in: SignIn) -> None:
    """Drafts, assessed work (held or released) and the work of people who left are in nobody's queue."""
    held = submit_round(session, world.edition, world.enrolment)
    make_assessment(session, held, world.instructor)
    released = submit_round(session, world.edition, world.colleague_enrolment)
    make_assessment(session, released, world.instructor, Decision.RETURN, is_released=True)
    submit_round(session, world.edition, world.withdrawn_enrolment)
    drafter = make_person(session, world.fjordby, "Kladde Kjær", Role.CONSULTANT)
    session.add(
        Submission(
            enrolment_id=enrol(session, world.cohort, drafter).id, assignment_id=ASSIGNMENT, status=Status.DRAFT,
            draft={"formaal": "Endnu ikke"}, created_at=now(),
        )
    )  # fmt: skip
    session.commit()
    words = sign_in(world.instructor.id).get("/grading/").words
    assert "Intet venter på dig" in words
    assert "1 holdt tilbage" in words


def test_a_new_round_waits_again(session: Session, world: World, sign_in: SignIn) -> None:
    first = submit_round(session, world.edition, world.enrolment, days_ago=9)
    make_assessment(session, first, world.instructor, Decision.RETURN, is_released=True)
    submit_round(session, world.edition, world.enrolment, days_ago=3)
    session.commit()
    words = sign_in(world.instructor.id).get("/grading/").words
    assert "runde 2" in words
    assert "venter 3 dage" in words


def test_people_who_come_back_bring_their_work_into_the_queue(
    session: Session, world: World, sign_in: SignIn
) -> None:  # fmt: skip
    submit_round(session, world.edition, world.withdrawn_enrolment)
    world.withdrawn_enrolment.withdrawn_at = None
    session.add(world.withdrawn_enrolment)
    session.commit()
    assert "Viggo Dam" in sign_in(world.instructor.id).get("/grading/").words


def test_other_cohorts_and_organisations_are_not_seen(session: Session, world: World, sign_in: SignIn) -> None:
    submit_round(session, world.edition, world.outsider_enrolment)
    submit_round(session, world.edition, other_enrolment(session, world))
    session.commit()
    assert "Intet venter på dig" in sign_in(world.instructor.id).get("/grading/").words
    words = sign_in(world.outsider_instructor.id).get(f"/grading/?cohort={world.cohort.id}").words
    assert "Intet venter her" in words


def test_nobody_assesses_their_own_work(session: Session, world: World, sign_in: SignIn) -> None:
    both = make_person(session, world.fjordby, "Begge Dele", Role.CONSULTANT, Role.INSTRUCTOR)
    session.add(CohortInstructor(cohort_id=world.cohort.id, person_id=both.id))
    own = submit_round(session, world.edition, enrol(session, world.cohort, both))
    session.commit()
    browser = sign_in(both.id)
    assert "Intet venter på dig" in browser.get("/grading/").words
    browser.get(f"/grading/submissions/{own.submission_id}", expect=404)
    assert "Begge Dele" in sign_in(world.instructor.id).get("/grading/").words


def test_the_queue_comes_before_ones_own_course(session: Session, world: World, sign_in: SignIn) -> None:
    both = make_person(session, world.fjordby, "Begge Dele", Role.CONSULTANT, Role.INSTRUCTOR)
    session.commit()
    assert sign_in(both.id).get("/", expect=303).location == "/grading/"


def test_it_says_who_has_taken_what(session: Session, world: World, sign_in: SignIn) -> None:
    instruct_both(session, world)
    session.add(CohortInstructor(cohort_id=world.cohort.id, person_id=world.other_instructor.id))
    mine = submit_round(session, world.edition, world.enrolment)
    theirs = submit_round(session, world.edition, world.colleague_enrolment)
    free = submit_round(session, world.edition, other_enrolment(session, world))
    take(session, mine.submission_id, world.instructor)
    take(session, theirs.submission_id, world.other_instructor)
    take(session, free.submission_id, world.other_instructor, minutes=-1)
    session.commit()
    browser = sign_in(world.instructor.id)
    words = browser.get("/grading/").words
    assert "Taget af dig til kl." in words
    assert "Taget af Poul Rask til kl." in words
    assert words.count("til kl.") == 2, "a lease that ran out takes nothing"
    assert "Ledig" not in words, "only what differs has a word"
    own = browser.get("/grading/?show=mine").words
    assert "Mette Holm" in own
    assert "Åse Østergaard" not in own


@pytest.mark.parametrize("how", ["removed", "deactivated", "role lost"])
def test_whoever_stops_instructing_lets_go(session: Session, world: World, sign_in: SignIn, how: str) -> None:
    seat = CohortInstructor(cohort_id=world.cohort.id, person_id=world.other_instructor.id)
    session.add(seat)
    work = submit_round(session, world.edition, world.enrolment)
    take(session, work.submission_id, world.other_instructor)
    session.commit()
    browser, path = sign_in(world.other_instructor.id), f"/grading/submissions/{work.submission_id}"
    assert "Taget af Poul Rask" in sign_in(world.instructor.id).get("/grading/").words
    if how == "removed":
        session.delete(seat)
    elif how == "deactivated":
        session.get_one(Person, world.other_instructor.id).deactivated_at = now()
    else:
        session.execute(
            Person.metadata.tables["membership"]
            .delete()
            .where(Person.metadata.tables["membership"].c.person_id == world.other_instructor.id)
        )
    session.commit()
    words = sign_in(world.instructor.id).get("/grading/").words
    assert "Mette Holm" in words
    assert "Taget af Poul Rask" not in words
    assert browser.get(path, expect=404 if how == "removed" else 303) is not None


def test_filters_by_cohort_and_assignment(session: Session, world: World, sign_in: SignIn) -> None:
    instruct_both(session, world)
    submit_round(session, world.edition, world.enrolment)
    submit_round(session, world.edition, other_enrolment(session, world))
    session.commit()
    browser = sign_in(world.instructor.id)
    words = browser.get(f"/grading/?cohort={world.other_cohort.id}&assignment={ASSIGNMENT}").words
    assert "Jens Lund" in words
    assert "Mette Holm" not in words
    empty = browser.get("/grading/?assignment=findes-ikke").words
    assert "Intet venter her" in empty
    assert "Mette Holm" in browser.get("/grading/?cohort=abc&page=-3&show=&assignment=").words


def test_fifty_a_page(session: Session, world: World, sign_in: SignIn) -> None:
    fill(session, world, 51)
    browser = sign_in(world.instructor.id)
    first = browser.get("/grading/")
    assert "51 afleveringer venter" in first.words
    assert first.text.count('class="queue-row"') == 50
    assert "page=2" in first.text
    assert browser.get("/grading/?page=2").text.count('class="queue-row"') == 1
    assert browser.get("/grading/?page=999").text.count('class="queue-row"') == 1


def test_it_costs_the_same_for_one_and_for_fifty(
    session: Session, world: World, sign_in: SignIn, queries: Callable[[], object]
) -> None:
    costs = []
    for more in (1, 49):
        fill(session, world, more)
        browser = sign_in(world.instructor.id)
        browser.get("/grading/")
        with queries() as log:  # type: ignore[attr-defined]
            browser.get("/grading/")
        costs.append(len(log))
    assert costs[0] == costs[1]
    assert costs[0] <= 5


def fill(session: Session, world: World, people: int) -> None:
    cohort = make_cohort(session, world.fjordby, world.edition_row, "Stort hold", world.instructor)
    for number in range(people):
        person = make_person(session, world.fjordby, f"Deltager {cohort.id} {number}", Role.CONSULTANT)
        submit_round(session, world.edition, enrol(session, cohort, person), days_ago=number / 10 + 0.1)
    session.commit()
