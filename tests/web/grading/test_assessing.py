"""One submission on the desk: reading it, taking it, assessing it, and everything that can go wrong on the way."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.cohorts.models import CohortInstructor
from app.core.audit import AuditEvent
from app.core.clock import now
from app.grading.models import Assessment, AssessmentLevel, Lease
from app.grading.rules import Decision
from app.learning.models import ProgressEvent
from app.practice.models import Round, Submission
from app.practice.rules import Status
from tests.client import CSRF_VALUE, CheckingClient, Page
from tests.factories.grading import CRITERIA, make_assessment, submit_round, take
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]


@pytest.fixture
def work(session: Session, world: World) -> Round:
    """The consultant's first round, which waits."""
    made = submit_round(session, world.edition, world.enrolment)
    session.add(CohortInstructor(cohort_id=world.cohort.id, person_id=world.other_instructor.id))
    session.commit()
    return made


@pytest.fixture
def instructor(world: World, sign_in: SignIn) -> CheckingClient:
    return sign_in(world.instructor.id)


@pytest.fixture
def colleague(world: World, sign_in: SignIn) -> CheckingClient:
    """The second instructor of the same cohort."""
    return sign_in(world.other_instructor.id)


def path(work: Round, what: str = "") -> str:
    return f"/grading/submissions/{work.submission_id}{what}"


def form(work: Round, decision: str = "approve", seen: int | str = "", **more: Any) -> dict[str, Any]:
    levels = {f"level-{criterion}": "3" for criterion in CRITERIA}
    return {
        "round": work.id, "seen": seen, **levels, "comment": "Flot åbning.", "note": "", "release": "now",
        "decision": decision, **more,
    }  # fmt: skip


def markup(page: Page) -> str:
    """The page as one line, however its templates break lines."""
    return re.sub(r"\s+", " ", page.text)


def read(session: Session, statement: Select[Any]) -> list[Any]:
    """Look at the database as it is now, and let go of it: on SQLite a session that only looks keeps others waiting."""
    found = list(session.scalars(statement.execution_options(populate_existing=True)))
    session.commit()
    return found


def assessments(session: Session) -> list[Assessment]:
    return read(session, select(Assessment).order_by(Assessment.id))


def status(session: Session, work: Round) -> str:
    (found,) = read(session, select(Submission.status).where(Submission.id == work.submission_id))
    return str(found)


def states(session: Session) -> list[str]:
    return read(session, select(ProgressEvent.state).order_by(ProgressEvent.id))


def lease(session: Session, work: Round) -> int | None:
    found = read(session, select(Lease.person_id).where(Lease.submission_id == work.submission_id))
    return found[0] if found else None


# Reading


def test_the_desk_shows_the_sheet_and_the_rubric(work: Round, instructor: CheckingClient) -> None:
    page = instructor.get(path(work))
    assert "1.P1 Prøv dagsordenen, runde 1" in page.words
    assert "1 af 1 på Forår 2027 · ventet 2 dage" in page.words
    assert "Mette Holm" in page.words
    assert "Vi mødes for at aftale en rundvisning." in page.words
    assert markup(page).count('type="radio" name="level-struktur"') == 4
    assert "Godkend, og tag den næste" in page.words
    assert "Ændret siden" not in page.words


def test_reading_takes_nothing(session: Session, work: Round, instructor: CheckingClient) -> None:
    instructor.get(path(work))
    assert lease(session, work) is None


@pytest.mark.parametrize(
    "who",
    ["consultant", "colleague", "manager", "administrator", "outsider", "outsider_instructor", "outsider_manager"],
)
def test_nobody_else_can_open_or_assess_it(
    session: Session, world: World, work: Round, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(getattr(world, who).id)
    browser.get(path(work), expect=404)
    browser.post(path(work, "/claim"), expect=404)
    browser.post(path(work, "/assess"), form(work), expect=404)
    assert assessments(session) == []
    assert lease(session, work) is None


def test_unknown_and_foreign_look_alike(work: Round, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.outsider_instructor.id)
    assert browser.get(path(work), expect=404).words == browser.get("/grading/submissions/999999", expect=404).words


def test_a_later_round_shows_what_changed_and_what_was_said(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    make_assessment(
        session,
        work,
        world.other_instructor,
        Decision.RETURN,
        comment="Skriv en dato.",
        note="Ringer",
        is_released=True,
    )
    submit_round(
        session, world.edition, world.enrolment, days_ago=1, sheet={"formaal": "Vi mødes for at aftale en dato."}
    )
    session.commit()
    page = instructor.get(path(work))
    assert "runde 2" in page.words
    assert "Ændret siden runde 1" in page.words
    assert (
        '<ins class="diff-new"><span class="sr-only">[nyt: </span>dato<span class="sr-only">]</span></ins>' in page.text
    )
    assert "rundvisning<span" in page.text
    assert "Skriv en dato." in page.words
    assert "Ringer" in page.words


def test_texts_are_text(session: Session, world: World, work: Round, instructor: CheckingClient) -> None:
    payload = "<script>alert(1)</script>{{7*7}}"
    make_assessment(session, work, world.instructor, Decision.RETURN, comment=payload, note=payload, is_released=True)
    submit_round(
        session, world.edition, world.enrolment, days_ago=1, sheet={"formaal": payload, "forventning": payload}
    )
    session.commit()
    page = instructor.get(path(work))
    assert "<script>alert" not in page.text
    assert page.text.count("&lt;script&gt;") >= 4


def test_a_desk_costs_five_queries(
    session: Session, world: World, work: Round, instructor: CheckingClient, queries: Callable[[], Any]
) -> None:
    instructor.get(path(work))
    with queries() as log:
        instructor.get(path(work))
    first = len(log)
    make_assessment(session, work, world.instructor, Decision.RETURN, is_released=True)
    submit_round(session, world.edition, world.enrolment, days_ago=1)
    submit_round(session, world.edition, world.colleague_enrolment, days_ago=1)
    session.commit()
    with queries() as log:
        instructor.get(path(work))
    assert first == len(log)
    assert first <= 5


# Taking


def test_taking_and_putting_back(session: Session, world: World, work: Round, instructor: CheckingClient) -> None:
    instructor.post(path(work, "/claim"))
    instructor.post(path(work, "/claim"))
    assert lease(session, work) == world.instructor.id
    assert "taget af dig til kl." in instructor.get(path(work)).words
    instructor.post(path(work, "/claim"), {"give_back": "1"})
    assert lease(session, work) is None


def test_what_somebody_has_taken_cannot_be_taken(
    session: Session, world: World, work: Round, instructor: CheckingClient, colleague: CheckingClient
) -> None:
    instructor.post(path(work, "/claim"))
    page = colleague.post(path(work, "/claim"), expect=409)
    assert "Karen Toft har taget den til kl." in page.words
    colleague.post(path(work, "/claim"), {"give_back": "1"})
    assert lease(session, work) == world.instructor.id


def test_what_ran_out_can_be_taken(
    session: Session, world: World, work: Round, colleague: CheckingClient
) -> None:  # fmt: skip
    take(session, work.submission_id, world.instructor, minutes=-1)
    session.commit()
    colleague.post(path(work, "/claim"))
    assert lease(session, work) == world.other_instructor.id


# Saving


def test_approving(session: Session, world: World, work: Round, instructor: CheckingClient) -> None:
    answer = instructor.post(path(work, "/assess"), form(work, note="Mellem os"))
    assert answer.location == "/grading/"
    assert "er godkendt" in instructor.get("/grading/").words
    (saved,) = assessments(session)
    found = world.edition.assignment("proev-dagsordenen")
    assert found is not None
    assert (saved.decision, saved.comment, saved.note) == ("approve", "Flot åbning.", "Mellem os")
    assert saved.rubric_hash == found[1].rubric_hash
    assert saved.released_at is not None
    assert saved.released_by == saved.assessor_id == world.instructor.id
    levels = read(session, select(AssessmentLevel))
    assert {row.criterion_id: row.level for row in levels} == dict.fromkeys(CRITERIA, 3)
    assert status(session, work) == Status.APPROVED
    assert states(session)[0] == "approved"
    assert lease(session, work) is None


def test_returning_needs_a_comment_and_no_levels(
    session: Session, work: Round, instructor: CheckingClient
) -> None:  # fmt: skip
    bare = {"round": work.id, "seen": "", "decision": "return", "release": "now", "note": "n"}
    page = instructor.post(path(work, "/assess"), {**bare, "comment": " \r\n "}, expect=422)
    assert "Skriv, hvad der mangler" in page.words
    assert assessments(session) == []
    instructor.post(path(work, "/assess"), {**bare, "comment": "Skriv en dato."})
    assert status(session, work) == Status.RETURNED
    assert states(session) == ["returned"]


def test_approving_needs_every_level_and_keeps_what_was_typed(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    sent = form(work, comment="Uvurderligt skrevet", note="Min note", release="hold") | {"level-struktur": ""}
    page = instructor.post(path(work, "/assess"), sent, expect=422)
    assert "Struktur: Vælg et niveau" in page.words
    assert "Uvurderligt skrevet" in page.text
    assert "Min note" in page.text
    assert 'name="level-dagsordenen-i-brug" value="3" checked' in markup(page)
    assert 'value="hold" id="release-1" checked' in markup(page)
    assert assessments(session) == []
    assert lease(session, work) == world.instructor.id, "who mends a form has taken the submission"


@pytest.mark.parametrize(
    "change",
    [
        {"level-struktur": "5"}, {"level-struktur": "0"}, {"level-struktur": "3.5"}, {"level-struktur": "١"},
        {"decision": "publish"}, {"decision": ""}, {"comment": "x" * 5_001}, {"note": "x" * 5_001},
    ],
)  # fmt: skip
def test_nonsense_is_refused(
    session: Session, work: Round, instructor: CheckingClient, change: dict[str, str]
) -> None:  # fmt: skip
    instructor.post(path(work, "/assess"), form(work, **change), expect=422)
    assert assessments(session) == []


def test_extra_fields_are_ignored(session: Session, world: World, work: Round, instructor: CheckingClient) -> None:
    forged = {"assessor_id": world.manager.id, "released_by": 1, "submission_id": 7, "level-fremmed": "4"}
    instructor.post(path(work, "/assess"), form(work, **forged))
    (saved,) = assessments(session)
    assert saved.assessor_id == world.instructor.id
    assert "fremmed" not in read(session, select(AssessmentLevel.criterion_id))


def test_a_double_click_makes_one_assessment(session: Session, work: Round, instructor: CheckingClient) -> None:
    first = instructor.post(path(work, "/assess"), form(work))
    second = instructor.post(path(work, "/assess"), form(work))
    assert first.location == second.location
    assert len(assessments(session)) == 1
    assert states(session).count("approved") == 1


def test_forms_that_arrive_at_once_make_one_assessment(
    session: Session, world: World, work: Round, sign_in: SignIn
) -> None:
    """Two clicks of one person and one of a colleague, at the same moment: one row, and the colleague is told."""
    own = [sign_in(world.instructor.id) for _ in range(3)]
    other = sign_in(world.other_instructor.id)
    at_once = Barrier(len(own) + 1)

    def click(browser: CheckingClient) -> int:
        data = form(work, comment="Mine ord" if browser in own else "Andre ord")
        at_once.wait(timeout=20)
        return browser.flask.post(path(work, "/assess"), data=signed(browser, data)).status_code

    with ThreadPoolExecutor(len(own) + 1) as pool:
        answers = list(pool.map(click, [*own, other]))
    (saved,) = assessments(session)
    ours = saved.assessor_id == world.instructor.id
    assert answers == ([303, 303, 303, 409] if ours else [409, 409, 409, 303])
    assert states(session).count("approved") == 1


def signed(browser: CheckingClient, data: dict[str, Any]) -> dict[str, Any]:
    """The form with the token that the checking client would add; its checks are not made for many at once."""
    serializer = URLSafeTimedSerializer(str(browser.app.config["SECRET_KEY"]), salt="wtf-csrf-token")
    return {"csrf_token": serializer.dumps(CSRF_VALUE), **data}


def test_after_saving_comes_the_next_which_is_thereby_taken(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    following = submit_round(session, world.edition, world.colleague_enrolment, days_ago=1)
    session.commit()
    answer = instructor.post(path(work, "/assess"), form(work, assignment="proev-dagsordenen"))
    assert answer.location == f"{path(following)}?assignment=proev-dagsordenen"
    assert lease(session, following) == world.instructor.id


def test_the_next_is_never_one_that_somebody_else_has_taken(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    following = submit_round(session, world.edition, world.colleague_enrolment, days_ago=1)
    take(session, following.submission_id, world.other_instructor)
    session.commit()
    assert instructor.post(path(work, "/assess"), form(work)).location == "/grading/"


def test_saving_what_somebody_has_taken_loses_nothing(
    session: Session, work: Round, instructor: CheckingClient, colleague: CheckingClient
) -> None:
    instructor.post(path(work, "/claim"))
    page = colleague.post(path(work, "/assess"), form(work, comment="En times arbejde"), expect=409)
    assert "Karen Toft har taget den til kl." in page.words
    assert "En times arbejde" in page.text
    assert 'name="level-struktur" value="3" checked' in markup(page)
    assert assessments(session) == []


def test_when_somebody_saved_meanwhile_both_are_shown_and_one_decides(
    session: Session, world: World, work: Round, instructor: CheckingClient, colleague: CheckingClient
) -> None:
    colleague.post(path(work, "/assess"), form(work, "return", comment="Deres ord"))
    page = instructor.post(path(work, "/assess"), form(work, comment="Mine ord"), expect=409)
    assert "Poul Rask har gemt en vurdering i mellemtiden" in page.words
    assert "Deres ord" in page.words
    assert "Mine ord" in page.text
    (theirs,) = assessments(session)
    assert f'name="seen" value="{theirs.id}"' in markup(page)
    again = form(work, comment="Mine ord", seen=theirs.id)
    assert "Skriv, hvorfor du retter" in instructor.post(path(work, "/assess"), again, expect=422).words
    instructor.post(path(work, "/assess"), {**again, "reason": "Vi har talt sammen"})
    mine = assessments(session)[1]
    assert (mine.replaces_id, mine.reason, mine.decision) == (theirs.id, "Vi har talt sammen", "approve")


def test_a_form_for_an_old_round_is_not_saved_on_the_new_one(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    make_assessment(session, work, world.other_instructor, Decision.RETURN, is_released=True)
    newer = submit_round(session, world.edition, world.enrolment, days_ago=0)
    session.commit()
    page = instructor.post(path(work, "/assess"), form(work, comment="Om runde 1"), expect=409)
    assert "Opgaven er ændret, siden du åbnede den" in page.words
    assert "Om runde 1" in page.text
    assert f'name="round" value="{newer.id}"' in markup(page)
    assert len(assessments(session)) == 1


# Changing


def test_a_change_after_release_needs_a_reason_and_adds_a_row(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    instructor.post(path(work, "/assess"), form(work))
    (first,) = assessments(session)
    page = instructor.get(path(work))
    assert "Ret vurderingen" in page.words
    assert 'name="level-struktur" value="3" checked' in markup(page)
    change = form(work, "return", seen=first.id, comment="Alligevel ikke")
    instructor.post(path(work, "/assess"), change, expect=422)
    answer = instructor.post(path(work, "/assess"), {**change, "reason": "Jeg overså datoen"})
    assert answer.location == path(work)
    before, after = assessments(session)
    assert (before.decision, before.comment) == ("approve", "Flot åbning."), "history is never rewritten"
    assert (after.replaces_id, after.reason) == (before.id, "Jeg overså datoen")
    assert status(session, work) == Status.RETURNED
    reason = select(ProgressEvent.reason).where(ProgressEvent.state == "returned")
    assert read(session, reason) == ["Jeg overså datoen"]
    trail = read(session, select(AuditEvent).order_by(AuditEvent.id))
    assert [row.action for row in trail] == ["assessment.released", "assessment.released"]
    assert trail[1].detail == {"decision": "return", "replaces": before.id}
    words = instructor.get(path(work)).words
    assert "Jeg overså datoen" in words
    assert "1 tidligere vurdering" in words
    assert "Flot åbning." in words


def test_sending_a_change_twice_changes_once(session: Session, work: Round, instructor: CheckingClient) -> None:
    instructor.post(path(work, "/assess"), form(work))
    (first,) = assessments(session)
    change = form(work, seen=first.id, comment="Endnu bedre", reason="Tastefejl")
    instructor.post(path(work, "/assess"), change)
    instructor.post(path(work, "/assess"), change)
    assert len(assessments(session)) == 2


def test_an_assessment_of_an_old_round_moves_nothing(
    session: Session, world: World, work: Round, instructor: CheckingClient
) -> None:
    """Released too late: the learner has submitted again in the meantime."""
    held = make_assessment(session, work, world.instructor, Decision.RETURN)
    submit_round(session, world.edition, world.enrolment, days_ago=0)
    session.commit()
    instructor.post("/grading/release", {"assessment": held.id})
    assert status(session, work) == Status.SUBMITTED
    assert states(session) == []


# Personal numbers

STRONG = "Ring om cpr 010175-1234 i dag"
WEAK = "Sag 020375-1234 fra mødet"


@pytest.mark.parametrize("field", ["comment", "note"])
def test_a_personal_number_is_caught_and_can_be_removed(
    session: Session, work: Round, instructor: CheckingClient, field: str
) -> None:
    sent = form(work, **{field: STRONG})
    page = instructor.post(path(work, "/assess"), sent, expect=422)
    assert "<mark>010175-1234</mark>" in page.text
    assert 'name="clean" value="strong"' in markup(page)
    assert 'name="chosen" value="approve"' in markup(page)
    assert assessments(session) == []
    del sent["decision"]
    instructor.post(path(work, "/assess"), {**sent, "clean": "strong", "chosen": "approve"})
    (saved,) = assessments(session)
    assert getattr(saved, field) == "Ring om cpr [nummer fjernet] i dag"


def test_what_may_be_a_personal_number_is_asked_about(
    session: Session, work: Round, instructor: CheckingClient
) -> None:  # fmt: skip
    page = instructor.post(path(work, "/assess"), form(work, comment=WEAK), expect=422)
    assert 'name="not_cpr"' in markup(page)
    instructor.post(path(work, "/assess"), form(work, comment=WEAK, not_cpr="1"))
    assert assessments(session)[0].comment == WEAK


def test_a_sure_number_cannot_be_confirmed_away(session: Session, work: Round, instructor: CheckingClient) -> None:
    instructor.post(path(work, "/assess"), form(work, comment=STRONG, not_cpr="1"), expect=422)
    assert assessments(session) == []


# Leaving


def test_the_work_of_somebody_who_left_is_read_and_not_assessed(
    session: Session, world: World, instructor: CheckingClient
) -> None:
    left = submit_round(session, world.edition, world.withdrawn_enrolment)
    session.commit()
    page = instructor.get(path(left))
    assert "Viggo Dam har forladt holdet" in page.words
    assert "Godkend" not in page.words
    refused = instructor.post(path(left, "/assess"), form(left, comment="Skrevet forinden"), expect=409)
    assert "Skrevet forinden" in refused.words
    assert assessments(session) == []


def test_whoever_is_taken_off_a_cohort_saves_nothing(
    session: Session, world: World, work: Round, colleague: CheckingClient
) -> None:
    colleague.post(path(work, "/claim"))
    seat = session.get_one(CohortInstructor, (world.cohort.id, world.other_instructor.id))
    session.delete(seat)
    session.commit()
    colleague.post(path(work, "/assess"), form(work), expect=404)
    assert assessments(session) == []


def test_a_draft_is_nobody_elses_business(session: Session, world: World, instructor: CheckingClient) -> None:
    draft = Submission(
        enrolment_id=world.enrolment.id, assignment_id="proev-dagsordenen", status=Status.DRAFT,
        draft={"formaal": "hemmeligt"}, created_at=now(),
    )  # fmt: skip
    session.add(draft)
    session.commit()
    instructor.get(f"/grading/submissions/{draft.id}", expect=404)
