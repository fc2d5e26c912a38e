"""Submitting: one round for each form, the receipt, deadlines, and what cannot be submitted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.query_stats import QueryLog
from app.learning.models import ProgressEvent
from app.practice.models import Round, Submission
from app.practice.rules import Status
from tests.client import CheckingClient
from tests.factories.practice import look, set_deadline, submission_of, submit_round
from tests.factories.world import World

FORM = {"version": "0", "submit_key": "key-1", "f-formaal": "Rundvisning på lageret"}


def rounds(session: Session) -> list[Round]:
    return look(session, select(Round).order_by(Round.id))


def test_submitting_makes_a_round_and_a_receipt(consultant: CheckingClient, home: str, session: Session) -> None:
    location = consultant.post(f"{home}/submit", FORM).location
    assert location.endswith(f"{home}/rounds/1")
    page = consultant.get(location)
    for words in (
        "Vi har modtaget din opgave", "1.P1 Prøv dagsordenen, runde 1", "Rundvisning på lageret",
        "Du og underviserne på dit hold", "En underviser læser den",
    ):  # fmt: skip
        assert words in page.words
    (made,) = rounds(session)
    assert (made.number, made.sheet["formaal"], made.is_late) == (1, "Rundvisning på lageret", False)
    assert made.assignment["criteria"][0]["levels"][0] == "Ingen plan"
    assert made.assignment["levels"] == ["På vej", "Sikker", "Fleksibel", "Rollemodel"]
    assert made.tool["fields"][0]["label"] == "Hvad er formålet?"
    assert look(session, select(Submission.status))[0] == Status.SUBMITTED
    event = look(session, select(ProgressEvent))[0]
    assert (event.item_kind, event.item_id, event.state) == ("assignment", "proev-dagsordenen", "submitted")


def test_the_same_form_sent_again_gets_the_same_round(consultant: CheckingClient, home: str, session: Session) -> None:
    first, again = (consultant.post(f"{home}/submit", FORM).location for _ in range(2))
    assert first == again
    assert len(rounds(session)) == 1


def test_two_tabs_with_the_same_words_make_one_round(consultant: CheckingClient, home: str, session: Session) -> None:
    first = consultant.post(f"{home}/submit", FORM).location
    assert consultant.post(f"{home}/submit", {**FORM, "submit_key": "key-2"}).location == first
    assert len(rounds(session)) == 1


def test_other_words_are_not_submitted_while_the_first_wait(
    consultant: CheckingClient, home: str, session: Session
) -> None:
    consultant.post(f"{home}/submit", FORM)
    page = consultant.post(f"{home}/submit", {**FORM, "submit_key": "n2", "f-formaal": "Noget andet"}, expect=409)
    assert "Du har allerede indsendt" in page.words
    assert "Noget andet" in page.words
    assert [each.sheet["formaal"] for each in rounds(session)] == ["Rundvisning på lageret"]


def test_an_old_form_sent_after_the_work_came_back_makes_no_round(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    location = consultant.post(f"{home}/submit", FORM).location
    submission_of(session, world.enrolment, Status.RETURNED)
    session.commit()
    assert consultant.post(f"{home}/submit", FORM).location == location
    consultant.post(f"{home}/submit", {**FORM, "submit_key": "n2", "version": "1", "f-formaal": "Anden runde"})
    assert [(each.number, each.sheet["formaal"]) for each in rounds(session)] == [
        (1, "Rundvisning på lageret"), (2, "Anden runde"),
    ]  # fmt: skip


def test_approved_work_is_closed(consultant: CheckingClient, home: str, session: Session, world: World) -> None:
    submit_round(session, world.edition, world.enrolment, formaal="Godt")
    submission_of(session, world.enrolment, Status.APPROVED)
    session.commit()
    page = consultant.post(f"{home}/submit", {**FORM, "version": "1"}, expect=409)
    assert "Opgaven er allerede godkendt" in page.words
    assert len(rounds(session)) == 1


def test_twenty_submits_at_once_make_one_round(
    app: Flask, world: World, home: str, session: Session, sign_in: Callable[[int], CheckingClient]
) -> None:
    browsers = [sign_in(world.consultant.id) for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        locations = set(pool.map(lambda each: each.post(f"{home}/submit", FORM).location, browsers))
    assert len(locations) == 1
    assert len(rounds(session)) == 1
    assert len(look(session, select(ProgressEvent))) == 1


def test_required_fields_are_named_and_the_draft_is_kept(
    consultant: CheckingClient, home: str, session: Session
) -> None:
    page = consultant.post(f"{home}/submit", {**FORM, "f-formaal": " ", "f-forventning": "En dato"}, expect=422)
    assert "Hvad er formålet: Udfyld feltet, før du indsender." in page.words
    assert 'href="#f-formaal"' in page.text
    assert "Det, du skrev, er gemt som kladde." in page.words
    assert 'value="key-1"' in page.text
    assert 'name="version" value="1"' in page.text
    assert rounds(session) == []
    assert look(session, select(Submission))[0].draft["forventning"] == "En dato"


def test_a_form_without_a_key_is_no_form_of_ours(consultant: CheckingClient, home: str, session: Session) -> None:
    for key in ("", "x" * 65, "010170 1234", "nøgle", "n1\n"):
        consultant.post(f"{home}/submit", {**FORM, "submit_key": key}, expect=400)
    assert rounds(session) == []


def test_extra_fields_are_ignored(consultant: CheckingClient, home: str, session: Session) -> None:
    forged = {**FORM, "status": "approved", "enrolment_id": "99", "is_late": "0", "number": "7", "level": "4"}
    consultant.post(f"{home}/submit", forged)
    assert look(session, select(Submission.status))[0] == Status.SUBMITTED
    assert rounds(session)[0].number == 1


def test_after_the_deadline_it_is_late_and_says_so(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    set_deadline(session, world.enrolment, now() - timedelta(hours=1), now() + timedelta(days=1))
    session.commit()
    assert "Fristen var" in consultant.get(home).words
    page = consultant.get(consultant.post(f"{home}/submit", FORM).location)
    assert "efter fristen" in page.words
    assert rounds(session)[0].is_late


def test_after_the_cut_off_it_is_refused_and_the_draft_is_kept(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    set_deadline(session, world.enrolment, now() - timedelta(days=2), now() - timedelta(seconds=1))
    session.commit()
    page = consultant.post(f"{home}/submit", FORM, expect=422)
    assert "Opgaven er lukket for indsendelse" in page.words
    assert rounds(session) == []
    assert look(session, select(Submission))[0].draft["formaal"] == "Rundvisning på lageret"
    assert "Opgaven lukkede" in consultant.get(home).words
    assert "/submit" not in consultant.get(f"{home}/sheet").text


def test_after_the_cut_off_a_program_is_told_why(
    consultant: CheckingClient, home: str, session: Session, world: World
) -> None:
    set_deadline(session, world.enrolment, now() - timedelta(days=2), now() - timedelta(seconds=1))
    session.commit()
    accepts = {"headers": {"Accept": "application/json"}}
    answer = consultant.post(f"{home}/submit", FORM, expect=422, **accepts).json
    assert answer["field"] == ""
    assert "Opgaven lukkede" in answer["message"]
    answer = consultant.post(f"{home}/submit", {**FORM, "version": "1", "f-formaal": ""}, expect=422, **accepts).json
    assert [problem["field"] for problem in answer["problems"]] == ["", "f-formaal"]
    assert rounds(session) == []


def test_a_conflict_at_submitting_overwrites_nothing(consultant: CheckingClient, home: str, session: Session) -> None:
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal": "nyere"})
    page = consultant.post(f"{home}/submit", FORM, expect=409)
    assert "nyere" in page.words
    assert rounds(session) == []
    consultant.post(f"{home}/submit", {**FORM, "version": "1"})
    assert rounds(session)[0].sheet["formaal"] == "Rundvisning på lageret"


def test_submitting_costs_at_most_eight_queries(
    consultant: CheckingClient, home: str, queries: Callable[[], AbstractContextManager[QueryLog]]
) -> None:
    consultant.get(home)
    with queries() as log:
        consultant.post(f"{home}/submit", FORM)
    assert len(log) <= 8, log.statements
