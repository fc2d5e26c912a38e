"""Filling in a sheet and saving it as a draft."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.query_stats import QueryLog
from app.practice.models import Round, Submission
from app.practice.rules import Status
from app.practice.rules.sheet import LONGEST_TEXT
from tests.client import CheckingClient
from tests.factories.catalogue import build_course, store_edition
from tests.factories.practice import look, submission_of, submit_round
from tests.factories.world import World

JSON = {"headers": {"Accept": "application/json"}}


def stored(session: Session) -> Submission:
    return look(session, select(Submission))[0]


def test_a_draft_is_saved_and_shown_again(consultant: CheckingClient, home: str, session: Session) -> None:
    page = consultant.get(f"{home}/sheet")
    assert "Hvad er formålet?" in page.words
    sent = {
        "version": "0", "f-formaal": "Rundvisning", "f-dato": "2027-03-08", "f-moedetype": "Opfølgning",
        "f-deltagere": ["Kommunen", "Virksomheden"], "f-punkter-0-spoergsmaal": "Hvornår?", "f-punkter-0-slags": "Beslutning",
    }  # fmt: skip
    assert consultant.post(f"{home}/draft", sent).location.endswith(f"{home}/sheet")
    assert stored(session).draft["deltagere"] == ["Virksomheden", "Kommunen"]
    page = consultant.get(f"{home}/sheet")
    assert "Kladden er gemt" in page.words
    for piece in ('value="Rundvisning"', 'value="2027-03-08"', 'value="Hvornår?"', 'name="version" value="1"'):
        assert piece in page.text


def test_the_draft_is_seen_by_nobody_else(
    consultant: CheckingClient, home: str, world: World, sign_in: Callable[[int], CheckingClient]
) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "hemmeligt udkast"})
    assert "hemmeligt" not in sign_in(world.colleague.id).get(f"{home}/sheet").text
    assert "hemmeligt" not in sign_in(world.instructor.id).get(home).text
    sign_in(world.instructor.id).get(f"{home}/sheet", expect=404)


def test_autosave_answers_with_version_and_time(consultant: CheckingClient, home: str, session: Session) -> None:
    first = consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "a"}, expect=200, **JSON)
    second = consultant.post(f"{home}/draft", {"version": "1", "f-formaal": "ab"}, expect=200, **JSON)
    assert (first.json["version"], second.json["version"]) == (1, 2)
    assert second.json["saved_at"].endswith("+00:00")
    assert stored(session).draft["formaal"] == "ab"


def test_the_same_words_sent_twice_are_no_conflict(consultant: CheckingClient, home: str) -> None:
    sent = {"version": "0", "f-formaal": "svaret gik tabt"}
    first = consultant.post(f"{home}/draft", sent, expect=200, **JSON)
    assert consultant.post(f"{home}/draft", sent, expect=200, **JSON).json == first.json


def test_a_save_on_an_older_version_is_shown_beside_the_newer_one(
    consultant: CheckingClient, home: str, session: Session
) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "fra telefonen"})
    answer = consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "fra kontoret"}, expect=409, **JSON)
    assert answer.json["version"] == 1
    page = consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "fra kontoret"}, expect=409)
    assert "fra telefonen" in page.words
    assert 'value="fra kontoret"' in page.text
    assert stored(session).draft["formaal"] == "fra telefonen"
    # Whoever has seen both and saves again means it.
    assert 'name="version" value="1"' in page.text
    consultant.post(f"{home}/draft", {"version": "1", "f-formaal": "fra kontoret"})
    assert stored(session).draft["formaal"] == "fra kontoret"


@pytest.mark.parametrize("text", ["😀 “Åse” <b>", "مرحبا بالعالم", "x" * LONGEST_TEXT, "a\nb\n\nc"])
def test_every_kind_of_text_comes_back_unchanged(
    consultant: CheckingClient, home: str, session: Session, text: str
) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-forventning": text})
    assert stored(session).draft["forventning"] == text
    assert "<b>" not in consultant.get(f"{home}/sheet").text


def test_too_long_a_text_is_kept_on_the_page_and_not_stored(
    consultant: CheckingClient, home: str, session: Session
) -> None:
    text = "å" * (LONGEST_TEXT + 5)
    page = consultant.post(f"{home}/draft", {"version": "0", "f-forventning": text}, expect=422)
    assert "Skriv højst 20.000 tegn. Der er 20.005 nu." in page.words
    assert text in page.text
    assert look(session, select(Submission)) == []
    answer = consultant.post(f"{home}/draft", {"version": "0", "f-forventning": text}, expect=422, **JSON)
    assert answer.json["field"] == "f-forventning"
    assert "20.005" in answer.json["message"]


def test_nul_is_refused(consultant: CheckingClient, home: str, session: Session) -> None:
    page = consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "a\x00b"}, expect=422)
    assert "Fjern de tegn, der ikke kan vises." in page.words
    assert look(session, select(Submission)) == []


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_forged_version_breaks_nothing(consultant: CheckingClient, home: str, version: str) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "a"})
    consultant.post(f"{home}/draft", {"version": version, "f-formaal": "b"}, expect=409)


def test_returned_work_opens_again_and_what_waits_or_is_approved_does_not(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="første runde")
    session.commit()
    assert consultant.get(f"{home}/sheet", expect=303).location.endswith(home)
    page = consultant.post(f"{home}/draft", {"version": "1", "f-formaal": "for sent ude"}, expect=409)
    assert "Du har allerede indsendt" in page.words
    assert "for sent ude" in page.words
    submission_of(session, world.enrolment, Status.APPROVED)
    session.commit()
    assert consultant.get(f"{home}/sheet", expect=303).location.endswith(home)
    page = consultant.post(f"{home}/draft", {"version": "1", "f-formaal": "for sent ude"}, expect=409)
    assert "Opgaven er allerede godkendt" in page.words
    submission_of(session, world.enrolment, Status.RETURNED)
    session.commit()
    assert "første runde" in consultant.get(f"{home}/sheet").text
    consultant.post(f"{home}/draft", {"version": "1", "f-formaal": "anden runde"})
    assert stored(session).status == Status.RETURNED


def test_a_date_that_is_none_stays_in_the_form(consultant: CheckingClient, home: str) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-dato": "i næste uge"})
    assert 'type="text" value="i næste uge"' in consultant.get(f"{home}/sheet").text


def test_what_a_new_edition_no_longer_asks_for_stays_in_the_draft_and_is_shown(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "a", "f-forventning": "Tre ord, der bliver"})
    assert "ikke længere spurgt" not in consultant.get(f"{home}/sheet").words
    line = "  - {id: forventning, label: Hvad venter du?, kind: long}\n"
    narrower = build_course(**{"tools/dagsorden.yaml": lambda text: text.replace(line, "")})
    world.cohort.edition_id = store_edition(session, narrower).id
    session.add(world.cohort)
    session.commit()
    page = consultant.get(f"{home}/sheet")
    assert "Det bliver du ikke længere spurgt om" in page.words
    assert "Tre ord, der bliver" in page.words
    for version, text in ((1, "b"), (1, "b"), (2, "c")):
        consultant.post(f"{home}/draft", {"version": str(version), "f-formaal": text}, expect=200, **JSON)
    draft = stored(session).draft
    assert (draft["formaal"], draft["forventning"]) == ("c", "Tre ord, der bliver")
    consultant.post(f"{home}/submit", {"version": "3", "submit_key": "k", "f-formaal": "c"})
    assert "forventning" not in look(session, select(Round.sheet))[0]
    assert stored(session).draft["forventning"] == "Tre ord, der bliver"


def test_saving_a_draft_costs_three_queries(
    consultant: CheckingClient, home: str, queries: Callable[[], AbstractContextManager[QueryLog]]
) -> None:
    consultant.get(home)
    with queries() as first:
        consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "a"})
    with queries() as second:
        consultant.post(f"{home}/draft", {"version": "1", "f-formaal": "b"}, expect=200, **JSON)
    assert len(first) <= 3, first.statements
    assert len(second) <= 3, second.statements
