"""What is held back, and letting it go."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cohorts.models import CohortInstructor
from app.core.signals import requirement_moved
from app.grading.models import Assessment, Lease
from app.grading.rules import Decision
from app.practice.models import Submission
from tests.client import CheckingClient
from tests.factories.grading import make_assessment, submit_round, take
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]


def released(session: Session) -> list[int]:
    found = session.scalars(select(Assessment.id).where(Assessment.released_at.is_not(None)).order_by(Assessment.id))
    ids = list(found)
    session.commit()
    return ids


def hold_two(session: Session, world: World) -> tuple[Assessment, Assessment]:
    """The consultant's work is approved and the colleague's is sent back; nobody has been told."""
    first = make_assessment(session, submit_round(session, world.edition, world.enrolment), world.instructor)
    work = submit_round(session, world.edition, world.colleague_enrolment)
    second = make_assessment(session, work, world.instructor, Decision.RETURN)
    session.commit()
    return first, second


def test_nothing_is_held(world: World, sign_in: SignIn) -> None:
    assert "Intet er holdt tilbage" in sign_in(world.instructor.id).get("/grading/held").words


def test_saving_to_hold_tells_nobody(session: Session, world: World, sign_in: SignIn) -> None:
    work = submit_round(session, world.edition, world.enrolment)
    session.commit()
    browser = sign_in(world.instructor.id)
    sent = {"round": work.id, "seen": "", "decision": "return", "comment": "Vent lidt", "release": "hold"}
    with requirement_moved.connected_to(lambda *_args, **_kw: (_ for _ in ()).throw(AssertionError("told too early"))):
        browser.post(f"/grading/submissions/{work.submission_id}/assess", sent)
    assert released(session) == []
    page = browser.get("/grading/held")
    assert "Mette Holm" in page.words
    assert "Sendt tilbage" in page.words
    assert "Intet venter på dig" in browser.get("/grading/").words


def test_a_form_that_does_not_say_when_is_held_back(session: Session, world: World, sign_in: SignIn) -> None:
    """A form that was cut off on its way, or says something unknown, must not show anything to anybody."""
    work = submit_round(session, world.edition, world.enrolment)
    other = submit_round(session, world.edition, world.colleague_enrolment)
    session.commit()
    browser = sign_in(world.instructor.id)
    for each, when in ((work, {}), (other, {"release": "no"})):
        sent = {"round": each.id, "seen": "", "decision": "return", "comment": "Vent lidt", **when}
        browser.post(f"/grading/submissions/{each.submission_id}/assess", sent)
        assert "er gemt og holdt tilbage" in browser.get("/grading/").words
    assert len(session.scalars(select(Assessment.id)).all()) == 2
    assert released(session) == []


def test_held_then_back_and_released_now_is_released_once(session: Session, world: World, sign_in: SignIn) -> None:
    work = submit_round(session, world.edition, world.enrolment)
    session.commit()
    heard: list[str] = []

    def hear(_sender: object, **facts: Any) -> None:
        heard.append(facts["state"])

    browser, path = sign_in(world.instructor.id), f"/grading/submissions/{work.submission_id}/assess"
    sent = {"round": work.id, "seen": "", "decision": "return", "comment": "Vent lidt"}
    with requirement_moved.connected_to(hear):
        for when, said in (("hold", "holdt tilbage"), ("now", "sendt tilbage med"), ("now", "sendt tilbage med")):
            browser.post(path, {**sent, "release": when})
            assert said in browser.get("/grading/").words
    row = session.scalars(select(Assessment)).one()
    assert row.released_by == world.instructor.id
    assert session.scalars(select(Submission.status)).all() == ["returned"]
    assert heard == ["returned"]


def test_released_then_back_and_held_is_answered_as_overtaken(session: Session, world: World, sign_in: SignIn) -> None:
    """What the learner has been shown cannot be taken back, and nobody is told that it is."""
    work = submit_round(session, world.edition, world.enrolment)
    session.commit()
    browser, path = sign_in(world.instructor.id), f"/grading/submissions/{work.submission_id}/assess"
    sent = {"round": work.id, "seen": "", "decision": "return", "comment": "Se på datoen"}
    browser.post(path, {**sent, "release": "now"})
    page = browser.post(path, {**sent, "release": "hold"}, expect=409)
    assert "er gemt og holdt tilbage" not in page.words
    assert len(released(session)) == 1


def test_what_was_replaced_or_is_of_an_old_round_is_not_released_by_going_back(
    session: Session, world: World, sign_in: SignIn
) -> None:
    first = submit_round(session, world.edition, world.enrolment)
    held = make_assessment(session, first, world.instructor, Decision.RETURN, levels={})
    second = submit_round(session, world.edition, world.colleague_enrolment)
    replaced = make_assessment(session, second, world.instructor, Decision.RETURN, levels={})
    make_assessment(session, second, world.instructor, replaces=replaced)
    submit_round(session, world.edition, world.enrolment, days_ago=0)
    session.commit()
    browser = sign_in(world.instructor.id)
    for work in (first, second):
        sent = {"round": work.id, "seen": "", "decision": "return", "comment": held.comment, "release": "now"}
        browser.post(f"/grading/submissions/{work.submission_id}/assess", sent, expect=409)
    assert released(session) == []


def test_releasing_the_chosen(session: Session, world: World, sign_in: SignIn) -> None:
    first, second = hold_two(session, world)
    heard: list[dict[str, Any]] = []
    browser = sign_in(world.instructor.id)

    def hear(_sender: object, **facts: Any) -> None:
        heard.append(facts)

    with requirement_moved.connected_to(hear):
        browser.post("/grading/release", {"assessment": second.id, "scope": "chosen", "shown": [first.id, second.id]})
    assert released(session) == [second.id]
    (facts,) = heard
    assert (facts["kind"], facts["item_id"], facts["state"]) == ("assignment", "proev-dagsordenen", "returned")
    assert (facts["enrolment_id"], facts["actor_id"]) == (world.colleague_enrolment.id, world.instructor.id)
    assert facts["at"].tzinfo is not None
    statuses = session.scalars(select(Submission.status).order_by(Submission.id)).all()
    session.commit()
    assert statuses == ["submitted", "returned"]
    assert "1 vurdering er frigivet." in browser.get("/grading/held").words


def test_releasing_all_that_was_shown(session: Session, world: World, sign_in: SignIn) -> None:
    """What somebody saved after the page was opened is not released with it."""
    first, second = hold_two(session, world)
    left = make_assessment(session, submit_round(session, world.edition, world.withdrawn_enrolment), world.instructor)
    session.commit()
    browser = sign_in(world.instructor.id)
    assert "Frigiv alle 2" in browser.get("/grading/held").words
    browser.post("/grading/release", {"scope": "all", "shown": [first.id, second.id, left.id]})
    assert released(session) == [first.id, second.id]


def test_releasing_twice_releases_once(session: Session, world: World, sign_in: SignIn) -> None:
    first, _ = hold_two(session, world)
    browser = sign_in(world.instructor.id)
    browser.post("/grading/release", {"assessment": first.id})
    at = session.scalar(select(Assessment.released_at).where(Assessment.id == first.id))
    session.commit()
    browser.post("/grading/release", {"assessment": first.id})
    assert session.scalar(select(Assessment.released_at).where(Assessment.id == first.id)) == at
    session.commit()
    assert "0 vurderinger er frigivet." in browser.get("/grading/held").words


def test_choosing_nothing_releases_nothing(session: Session, world: World, sign_in: SignIn) -> None:
    hold_two(session, world)
    browser = sign_in(world.instructor.id)
    browser.post("/grading/release", {"scope": "chosen"})
    assert "Vælg mindst én vurdering" in browser.get("/grading/held").words
    assert released(session) == []


def test_only_instructors_of_the_cohort_release(session: Session, world: World, sign_in: SignIn) -> None:
    first, second = hold_two(session, world)
    for stranger in (world.other_instructor, world.outsider_instructor):
        browser = sign_in(stranger.id)
        browser.post("/grading/release", {"assessment": [first.id, second.id]}, expect=404)
        assert "Mette Holm" not in browser.get("/grading/held").words
    for nobody in (world.consultant, world.manager, world.administrator):
        sign_in(nobody.id).post("/grading/release", {"assessment": first.id}, expect=403)
        sign_in(nobody.id).get("/grading/held", expect=403)
    assert released(session) == []


def test_one_id_that_is_not_ones_own_stops_the_whole_release(
    session: Session, world: World, sign_in: SignIn
) -> None:  # fmt: skip
    first, _ = hold_two(session, world)
    work = submit_round(session, world.edition, world.outsider_enrolment)
    foreign = make_assessment(session, work, world.outsider_instructor)
    session.commit()
    sign_in(world.instructor.id).post("/grading/release", {"assessment": [first.id, foreign.id]}, expect=404)
    assert released(session) == []


def test_a_replaced_assessment_is_never_released(session: Session, world: World, sign_in: SignIn) -> None:
    first, _ = hold_two(session, world)
    work = session.scalars(select(Submission.id).order_by(Submission.id)).first()
    session.commit()
    browser = sign_in(world.instructor.id)
    change = {"round": first.round_id, "seen": first.id, "decision": "return", "comment": "Nej", "reason": "Læst igen"}
    browser.post(f"/grading/submissions/{work}/assess", {**change, "release": "hold"})
    browser.post("/grading/release", {"assessment": first.id})
    assert released(session) == []


def test_releasing_from_the_desk_leads_back_and_ends_the_lease(
    session: Session, world: World, sign_in: SignIn
) -> None:  # fmt: skip
    work = submit_round(session, world.edition, world.enrolment)
    held = make_assessment(session, work, world.instructor)
    take(session, work.submission_id, world.instructor)
    session.commit()
    browser = sign_in(world.instructor.id)
    path = f"/grading/submissions/{work.submission_id}"
    assert "Frigiv nu" in browser.get(path).words
    answer = browser.post("/grading/release", {"assessment": held.id, "submission": work.submission_id})
    assert answer.location == path
    assert session.scalars(select(Lease.person_id)).all() == []
    session.commit()
    assert "Frigiv nu" not in browser.get(path).words


def test_a_colleague_of_the_cohort_can_release(session: Session, world: World, sign_in: SignIn) -> None:
    """The assessor may be away; the release says who did it."""
    first, _ = hold_two(session, world)
    session.add(CohortInstructor(cohort_id=world.cohort.id, person_id=world.other_instructor.id))
    session.commit()
    sign_in(world.other_instructor.id).post("/grading/release", {"assessment": first.id})
    row = session.get_one(Assessment, first.id, populate_existing=True)
    assert (row.assessor_id, row.released_by) == (world.instructor.id, world.other_instructor.id)


def test_the_page_of_held_ones_costs_the_same_for_one_and_many(
    session: Session, world: World, sign_in: SignIn, queries: Callable[[], Any]
) -> None:
    make_assessment(session, submit_round(session, world.edition, world.enrolment), world.instructor)
    session.commit()
    browser = sign_in(world.instructor.id)
    browser.get("/grading/held")
    with queries() as log:
        browser.get("/grading/held")
    first = len(log)
    make_assessment(session, submit_round(session, world.edition, world.colleague_enrolment), world.instructor)
    session.commit()
    with queries() as log:
        browser.get("/grading/held")
    assert first == len(log) <= 5
