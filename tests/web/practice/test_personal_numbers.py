"""Personal numbers are caught before anything is stored, marked, and removed on wish. The number is of a birth in 1862."""

import logging

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.practice.models import LogEntry, Round, Submission
from tests.client import CheckingClient
from tests.factories.practice import look

STRONG = "120362-5010"
WEAK = "120362-5011"
JSON = {"headers": {"Accept": "application/json"}}
ENTRY = {"entry_key": "n1", "happened_on": "2026-01-05", "company": "grossist", "outcome": "worked", "learned": "x"}


def nothing_is_stored(session: Session) -> bool:
    return not any(look(session, select(table)) for table in (Submission, Round, LogEntry))


@pytest.mark.parametrize("action", ["draft", "submit"])
def test_a_sheet_with_a_number_is_refused_with_the_place_marked(
    consultant: CheckingClient, home: str, session: Session, *, action: str, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    sent = {"version": "0", "submit_key": "n1", "f-formaal": "a", "f-forventning": f"Kandidaten {STRONG} vil gerne."}
    page = consultant.post(f"{home}/{action}", sent, expect=422)
    assert f"<mark>{STRONG}</mark>" in page.text
    assert f"Kandidaten {STRONG} vil gerne." in page.text
    assert "Det ligner et CPR-nummer, så intet er gemt endnu" in page.words
    assert 'name="not_cpr"' not in page.text
    assert nothing_is_stored(session)
    assert STRONG not in caplog.text + "".join(capfd.readouterr())


def test_confirming_does_not_let_a_sure_number_through(consultant: CheckingClient, home: str, session: Session) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": STRONG, "not_cpr": "1"}, expect=422)
    assert nothing_is_stored(session)


def test_autosave_is_told_field_and_message_and_nothing_is_stored(
    consultant: CheckingClient, home: str, session: Session
) -> None:
    sent = {"version": "0", "f-formaal": "a", "f-punkter-0-spoergsmaal": f"cpr {STRONG}"}
    answer = consultant.post(f"{home}/draft", sent, expect=422, **JSON).json
    assert answer["field"] == "f-punkter"
    assert "CPR-nummer" in answer["message"]
    assert STRONG not in str(answer)
    assert nothing_is_stored(session)


def test_the_number_is_removed_by_one_button(consultant: CheckingClient, home: str, session: Session) -> None:
    sent = {"version": "0", "f-formaal": f"Om {STRONG}.", "clean": "strong"}
    assert consultant.post(f"{home}/draft", sent).location.endswith("/sheet")
    assert look(session, select(Submission))[0].draft["formaal"] == "Om [nummer fjernet]."


def test_what_may_be_a_number_is_asked_about_once(consultant: CheckingClient, home: str, session: Session) -> None:
    sent = {"version": "0", "f-formaal": f"Ordre {WEAK}"}
    page = consultant.post(f"{home}/draft", sent, expect=422)
    assert "Er det et CPR-nummer?" in page.words
    assert 'name="not_cpr"' in page.text
    assert consultant.post(f"{home}/draft", sent, expect=422, **JSON).json["field"] == "f-formaal"
    assert nothing_is_stored(session)
    consultant.post(f"{home}/draft", {**sent, "not_cpr": "1"})
    # The same number is not asked about again, another one is.
    consultant.post(f"{home}/draft", {**sent, "version": "1", "f-forventning": "mere"}, expect=200, **JSON)
    consultant.post(f"{home}/draft", {"version": "2", "f-formaal": f"{WEAK} 130362-5012"}, expect=422)


def test_a_possible_number_is_removed_by_the_same_button(
    consultant: CheckingClient, home: str, session: Session
) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": f"Om {WEAK}.", "clean": "all"})
    assert look(session, select(Submission))[0].draft["formaal"] == "Om [nummer fjernet]."


def test_a_meeting_time_is_no_number(consultant: CheckingClient, home: str) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "Mødet 120326-0930, P-nr. 1203625010"})


@pytest.mark.parametrize("field", ["company", "learned", "barrier"])
def test_the_log_refuses_a_number_too(consultant: CheckingClient, log: str, session: Session, field: str) -> None:
    sent = {**ENTRY, "outcome": "did-not-work", field: f"født {STRONG}"}
    page = consultant.post(f"{log}/new", sent, expect=422)
    assert f"<mark>{STRONG}</mark>" in page.text
    assert nothing_is_stored(session)
    consultant.post(f"{log}/new", {**sent, "clean": "strong"})
    assert getattr(look(session, select(LogEntry))[0], field) == "født [nummer fjernet]"


def test_the_log_asks_about_a_possible_number(consultant: CheckingClient, log: str, session: Session) -> None:
    sent = {**ENTRY, "learned": f"Sag {WEAK}"}
    assert 'name="not_cpr"' in consultant.post(f"{log}/new", sent, expect=422).text
    consultant.post(f"{log}/new", {**sent, "not_cpr": "1"})
    assert look(session, select(LogEntry))[0].learned == f"Sag {WEAK}"
