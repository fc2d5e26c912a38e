"""The page of an assignment, its rounds with released feedback, the tool, and who may open them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.core.clock import now
from app.practice import feedback
from app.practice.feedback import ReleasedFeedback
from app.practice.rules import Status
from tests.client import CheckingClient
from tests.factories.catalogue import build_course, store_edition
from tests.factories.practice import set_deadline, submission_of, submit_round
from tests.factories.world import World


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let grading say that round 1 came back with level 2 and 3."""
    given = ReleasedFeedback(
        1, "return", "Godt begyndt.\nSig udbyttet først.", {"struktur": 2, "dagsordenen-i-brug": 3}, "Karen Toft",
        datetime(2026, 3, 8, 8, 30, tzinfo=UTC),
    )  # fmt: skip
    monkeypatch.setattr(feedback, "_providers", {"feedback": lambda _session, _submission_id: [given]})


def test_before_one_begins(consultant: CheckingClient, home: str, world: World) -> None:
    page = consultant.get(home)
    for words in (
        "Prøv dagsordenen", "Praksisopgave 1.P1", "Ikke begyndt", "Udfyld arket", "Vælg et møde", "Et udfyldt ark.",
        "Dagsorden", "Ingen plan", "En plan som andre bruger", "Dagsordenen i brug", "4. Rollemodel", "Hvem ser det",
        "Din leder ser kun, om opgaven er godkendt",
    ):  # fmt: skip
        assert words in page.words
    assert f'href="/practice/{world.cohort.id}/tools/dagsorden"' in page.text
    assert "praksis:" not in page.text


@pytest.mark.parametrize(
    ("status", "words", "button"),
    [
        (Status.DRAFT, "Kladde", "Fortsæt"),
        (Status.SUBMITTED, "Til vurdering", "Se det, du indsendte"),
        (Status.RETURNED, "Sendt tilbage", "Skriv næste runde"),
        (Status.APPROVED, "Godkendt", "Se det, du indsendte"),
    ],
)
def test_each_status_in_words_with_what_to_do(
    consultant: CheckingClient, home: str, session: Session, world: World, *, status: Status, words: str, button: str
) -> None:
    if status is Status.DRAFT:
        submission_of(session, world.enrolment, status, formaal="a")
    else:
        submit_round(session, world.edition, world.enrolment, formaal="a")
        submission_of(session, world.enrolment, status)
    session.commit()
    page = consultant.get(home)
    assert words in page.words
    assert button in page.words
    assert "Udfyld arket" not in page.words


def test_a_deadline_is_said_in_words(consultant: CheckingClient, home: str, session: Session, world: World) -> None:
    moment = datetime(2099, 3, 8, 11, 0, tzinfo=UTC)
    set_deadline(session, world.enrolment, moment)
    session.commit()
    assert "Indsend senest 8. marts 2099 kl. 12.00." in consultant.get(home).words


@pytest.mark.usefixtures("released")
def test_feedback_stands_beside_the_round_and_the_next_sheet(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="første")
    submission_of(session, world.enrolment, Status.RETURNED)
    session.commit()
    for address in (home, f"{home}/sheet", f"{home}/rounds/1"):
        page = consultant.get(address)
        for words in (
            "Feedback på runde 1",
            "Sig udbyttet først.",
            "Karen Toft",
            "8. marts 2026 kl. 9.30",
            "2. Sikker",
        ):
            assert words in page.words, address
    assert "Her er du vurderet" in page.words or "is-chosen" in page.text


def test_without_a_provider_there_is_no_feedback(
    consultant: CheckingClient, home: str, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "_providers", {})
    submit_round(session, world.edition, world.enrolment, formaal="første")
    session.commit()
    assert "Venter på feedback" in consultant.get(home).words


def test_a_round_keeps_the_assignment_as_it_was(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="første")
    changed = build_course(
        **{
            "modules/forberedelse/assignments/proev-dagsordenen.md": lambda text: text.replace(
                "Vælg et møde", "Ny tekst"
            ),
            "tools/dagsorden.yaml": lambda text: text.replace("Hvad er formålet?", "Nyt spørgsmål?"),
            "course.yaml": lambda text: text.replace("På vej, Sikker,", "Ny, Tryg,"),
        }
    )
    world.cohort.edition_id = store_edition(session, changed).id
    session.add(world.cohort)
    session.commit()
    page = consultant.get(home)
    assert "Ny tekst" in page.words
    assert "2. Tryg" in page.words
    page = consultant.get(f"{home}/rounds/1")
    assert "Vælg et møde" in page.words
    assert "Hvad er formålet?" in page.words
    assert "2. Sikker" in page.words
    assert "2. Tryg" not in page.words


@pytest.mark.usefixtures("released")
def test_feedback_names_the_levels_as_they_were(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="første")
    submission_of(session, world.enrolment, Status.RETURNED)
    changed = build_course(**{"course.yaml": lambda text: text.replace("Sikker, Fleksibel,", "Tryg, Bøjelig,")})
    world.cohort.edition_id = store_edition(session, changed).id
    session.add(world.cohort)
    session.commit()
    for address in (home, f"{home}/sheet"):
        assert "2. Sikker" in consultant.get(address).words, address


def test_a_round_outlives_its_assignment(consultant: CheckingClient, home: str, session: Session, world: World) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="mit arbejde")
    gone = build_course(
        **{
            "modules/forberedelse/module.yaml": lambda text: text.replace("assignments: [proev-dagsordenen]\n", ""),
            "modules/forberedelse/assignments/proev-dagsordenen.md": None,
            "modules/forberedelse/cases/baadvaerftet.md": lambda text: text.replace(
                "(assignment:proev-dagsordenen)", "(lesson:luk-moedet)"
            ),
        }
    )
    world.cohort.edition_id = store_edition(session, gone).id
    session.add(world.cohort)
    session.commit()
    consultant.get(home, expect=404)
    assert "mit arbejde" in consultant.get(f"{home}/rounds/1").words


def test_the_tool_is_blank_and_leads_to_its_assignment(consultant: CheckingClient, home: str, world: World) -> None:
    page = consultant.get(f"/practice/{world.cohort.id}/tools/dagsorden")
    for words in (
        "Et ark til mødets spørgsmål.",
        "Hvad er formålet?",
        "Opfølgning",
        "Beslutning",
        "1.P1 Prøv dagsordenen",
    ):
        assert words in page.words or words == "Beslutning"
    assert f'href="{home}"' in page.text
    consultant.get(f"/practice/{world.cohort.id}/tools/findes-ikke", expect=404)


def test_an_instructor_reads_the_task_and_the_tool_without_work(
    world: World, home: str, sign_in: Callable[[int], CheckingClient]
) -> None:
    instructor = sign_in(world.instructor.id)
    page = instructor.get(home)
    assert "Ingen plan" in page.words
    assert "Udfyld arket" not in page.words
    instructor.get(f"/practice/{world.cohort.id}/tools/dagsorden")
    for address in (f"{home}/sheet", f"{home}/rounds/1", f"/practice/{world.cohort.id}/log"):
        instructor.get(address, expect=404)


def test_strangers_get_404_everywhere(
    world: World, home: str, log: str, session: Session, sign_in: Callable[[int], CheckingClient]
) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="hemmeligt")
    session.commit()
    reading = (
        home,
        f"{home}/sheet",
        f"{home}/rounds/1",
        log,
        f"{log}/new",
        f"/practice/{world.cohort.id}/tools/dagsorden",
    )
    strangers = (
        world.outsider, world.other_consultant, world.withdrawn, world.outsider_instructor, world.other_instructor,
        world.manager, world.administrator,
    )  # fmt: skip
    for person in strangers:
        browser = sign_in(person.id)
        for address in reading:
            browser.get(address, expect=404)
        for address in (f"{home}/draft", f"{home}/submit", f"{log}/new"):
            browser.post(address, {"version": "1", "submit_key": "x", "f-formaal": "a"}, expect=404)


def test_a_colleague_sees_their_own_and_not_mine(
    world: World, home: str, session: Session, sign_in: Callable[[int], CheckingClient]
) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="hemmeligt")
    session.commit()
    colleague = sign_in(world.colleague.id)
    assert "hemmeligt" not in colleague.get(home).text
    colleague.get(f"{home}/rounds/1", expect=404)


def test_unknown_rounds_and_assignments_do_not_exist(consultant: CheckingClient, home: str, world: World) -> None:
    consultant.get(f"{home}/rounds/1", expect=404)
    consultant.get(f"{home}/rounds/99999999999999999999", expect=404)
    consultant.get(f"/practice/{world.cohort.id}/assignments/findes-ikke", expect=404)


def test_reading_changes_nothing(
    consultant: CheckingClient, home: str, log: str, session: Session, world: World
) -> None:
    made = submission_of(session, world.enrolment, Status.DRAFT, formaal="a")
    session.commit()
    before = (made.draft_version, made.draft_saved_at, made.status)
    for address in (home, f"{home}/sheet", log, f"{log}/new"):
        consultant.get(address)
    session.refresh(made)
    assert (made.draft_version, made.draft_saved_at, made.status) == before
    assert made.created_at <= now()
