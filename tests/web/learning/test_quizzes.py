"""Quizzes through the pages: saved answers, one result a sending, and no answer shown too early."""

import re
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.learning.models import QuizAttempt
from app.learning.queries import Attempt, attempts_of, ledger
from app.learning.rules import State
from tests.client import CheckingClient, Page
from tests.factories.learning import happened
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]
CHOICES = {"q-q-formaal": "formaal", "q-q-deltagere": ["vaert", "gaest"]}
WRONG = {"q-q-formaal": "kaffe", "q-q-deltagere": ["vaert"]}
JSON = {"Accept": "application/json"}


def path(world: World, rest: str = "", quiz: str = "forberedelse-quiz") -> str:
    return f"/learning/{world.cohort.id}/quizzes/{quiz}{rest}"


def send(browser: CheckingClient, world: World, answers: dict[str, Any], number: int = 1, expect: int = 303) -> Page:
    return browser.post(path(world, "/submit"), {**answers, "attempt": number}, expect=expect)


def attempts(session: Session) -> list[Attempt]:
    """Return all attempts of everybody; ends the transaction, which would keep the pages waiting."""
    columns = QuizAttempt.__table__.c
    rows = session.execute(
        select(
            columns.id, columns.number, columns.answers, columns.submitted_at, columns.points, columns.out_of
        ).order_by(columns.number)
    ).all()
    session.commit()
    return [Attempt(*row) for row in rows]


def states(session: Session, world: World) -> list[str]:
    found = [event.state for event in ledger(session, world.enrolment.id)]
    session.commit()
    return found


def chosen(page: Page) -> list[str]:
    return re.findall(r'<input [^>]*value="([a-z]+)"[^>]* checked', page.text)


def version(page: Page) -> str:
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found is not None
    return found[1]


def test_a_quiz_is_failed_and_then_passed_and_the_best_attempt_counts(
    session: Session, world: World, sign_in: SignIn
) -> None:
    browser = sign_in(world.consultant.id)
    answer = send(browser, world, WRONG)
    assert answer.location == path(world, "/attempts/1")
    result = browser.get(answer.location)
    assert "Ikke bestået denne gang" in result.words
    assert "0 af 2 rigtige, altså 0 %. Du består med 80 %." in result.words
    send(browser, world, CHOICES, number=2)
    assert "Du bestod" in browser.get(path(world, "/attempts/2")).words
    send(browser, world, WRONG, number=3)
    assert "Du har bestået før" in browser.get(path(world, "/attempts/3")).words
    overview = browser.get(path(world))
    assert "Dit bedste forsøg: 2 af 2 rigtige" in overview.words
    assert states(session, world) == [State.FAILED, State.PASSED]


def test_the_result_says_what_was_chosen_what_is_right_why_and_where_to_read(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    send(browser, world, WRONG)
    words = browser.get(path(world, "/attempts/1")).words
    assert "Kaffen Dit svar, ikke rigtigt" in words
    assert "Formålet Rigtigt svar" in words
    assert "Værten Dit svar, rigtigt" in words
    assert "Formålet bestemmer resten." in words
    assert "Læs 1.1 Skriv formålet igen" in words


def test_nothing_before_submitting_tells_which_answer_is_right(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    page = browser.get(path(world))
    saved = browser.post(
        path(world, "/answers"), {**CHOICES, "attempt": 1, "version": version(page)}, 200, headers=JSON
    )
    partly = browser.post(path(world, "/submit"), {"q-q-formaal": "kaffe", "attempt": 1}, 422)
    for answer in (page, saved, partly, browser.get(f"/learning/{world.cohort.id}/modules/forberedelse")):
        for secret in ("Formålet bestemmer resten.", "Netop.", "correct", "explanation", "Rigtigt"):
            assert secret not in answer.text
    first, second = ([option.id for option in question.options] for question in world.edition.modules[0].quiz.questions)  # type: ignore[union-attr]
    assert re.findall(r'<input type="(?:radio|checkbox)"[^>]*value="([a-z]+)"', page.text) == first + second


def test_an_order_is_not_shown_in_the_right_order(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.consultant.id).get(path(world, quiz="samtalen-quiz"))
    shown = re.findall(r'<select [^>]*name="q-q-raekkefoelge--([a-z]+)"', page.text)
    assert sorted(shown) == ["aabn", "luk", "lyt"]
    assert shown != ["aabn", "lyt", "luk"]


def test_an_order_is_answered_with_numbers(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    order = {"q-q-raekkefoelge--aabn": "1", "q-q-raekkefoelge--lyt": "2", "q-q-raekkefoelge--luk": "3"}
    twice = {**order, "q-q-raekkefoelge--luk": "2", "q-q-luk": "foer", "attempt": 1}
    again = browser.post(path(world, "/submit", "samtalen-quiz"), twice, 422)
    assert "Giv hver linje sit eget nummer." in again.words
    assert again.text.count('<option value="2" selected>') == 2
    browser.post(path(world, "/submit", "samtalen-quiz"), {**order, "q-q-luk": "foer", "attempt": 1})
    result = browser.get(path(world, "/attempts/1", "samtalen-quiz")).words
    assert "Du bestod" in result
    assert "1. Åbn Du gav den nummer 1" in result


def test_unanswered_questions_are_marked_and_nothing_is_lost(session: Session, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    page = send(browser, world, {"q-q-formaal": "kaffe"}, expect=422)
    assert "Spørgsmål 2: Vælg mindst ét svar." in page.words
    assert "Spørgsmål 1:" not in page.words
    assert chosen(page) == ["kaffe"]
    assert chosen(browser.get(path(world))) == ["kaffe"]
    assert [attempt.submitted_at for attempt in attempts(session)] == [None]
    assert states(session, world) == []


def test_the_same_form_sent_twice_has_one_result(session: Session, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    first = send(browser, world, WRONG)
    second = send(browser, world, CHOICES)
    assert first.location == second.location
    assert [(attempt.number, attempt.points) for attempt in attempts(session)] == [(1, 0)]
    assert states(session, world) == [State.FAILED]


def test_ten_sendings_at_once_have_one_result(session: Session, world: World, sign_in: SignIn) -> None:
    browsers = [sign_in(world.consultant.id) for _ in range(10)]
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda browser=browser: found.append(send(browser, world, CHOICES).location))
        for browser in browsers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [path(world, "/attempts/1")] * 10
    assert [(attempt.number, attempt.points) for attempt in attempts(session)] == [(1, 2)]
    assert states(session, world) == [State.PASSED]


def test_answers_are_saved_while_one_works_and_are_there_later(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    first = version(browser.get(path(world)))
    saved = browser.post(
        path(world, "/answers"), {"q-q-formaal": "kaffe", "attempt": 1, "version": first}, 200, headers=JSON
    )
    assert set(saved.json) == {"version", "saved_at"}
    page = sign_in(world.consultant.id).get(path(world))
    assert chosen(page) == ["kaffe"]
    assert version(page) == str(saved.json["version"])


def test_a_second_window_does_not_write_over_newer_answers(session: Session, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    old = {"attempt": 1, "version": version(browser.get(path(world)))}
    browser.post(path(world, "/answers"), {**old, "q-q-formaal": "kaffe"}, 200, headers=JSON)
    conflict = browser.post(path(world, "/answers"), {**old, "q-q-formaal": "stole"}, 409, headers=JSON)
    assert attempts(session)[0].answers == {"q-formaal": ["kaffe"]}
    newer = {"attempt": 1, "version": conflict.json["version"]}
    browser.post(path(world, "/answers"), {**newer, "q-q-formaal": "stole"}, 200, headers=JSON)
    assert attempts(session)[0].answers == {"q-formaal": ["stole"]}


def test_a_save_that_is_repeated_after_a_lost_answer_is_no_conflict(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    form = {"attempt": 1, "version": version(browser.get(path(world))), "q-q-formaal": "kaffe"}
    first = browser.post(path(world, "/answers"), form, 200, headers=JSON)
    second = browser.post(path(world, "/answers"), form, 200, headers=JSON)
    assert first.json["version"] == second.json["version"]


def test_answers_of_a_submitted_attempt_stay(session: Session, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    send(browser, world, WRONG)
    browser.post(path(world, "/answers"), {**CHOICES, "attempt": 1}, 409, headers=JSON)
    assert attempts(session)[0].answers == {"q-formaal": ["kaffe"], "q-deltagere": ["vaert"]}


def test_saving_works_without_javascript(session: Session, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    answer = browser.post(path(world, "/answers"), {"q-q-formaal": "kaffe", "attempt": 1})
    assert "Dine svar er gemt." in browser.get(answer.location).words
    late = browser.post(path(world, "/answers"), {"q-q-formaal": "stole", "attempt": 1, "version": 1})
    assert "Du har svaret i et andet vindue." in browser.get(late.location).words
    assert attempts(session)[0].answers == {"q-formaal": ["kaffe"]}


def test_attempts_cannot_be_skipped_or_invented(session: Session, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    for number in (0, 2, -1, 99_999_999_999, "x", ""):
        answer = browser.post(path(world, "/submit"), {**CHOICES, "attempt": number})
        assert answer.location == path(world)
    assert attempts(session) == []
    browser.post(path(world, "/answers"), {"q-q-formaal": "kaffe", "attempt": 1})
    assert send(browser, world, CHOICES, number=2).location == path(world)
    assert len(attempts(session)) == 1


def test_the_form_cannot_say_how_it_went(session: Session, world: World, sign_in: SignIn) -> None:
    extra = {"points": "2", "out_of": "2", "state": "passed", "enrolment_id": str(world.colleague_enrolment.id)}
    send(sign_in(world.consultant.id), world, {**WRONG, **extra})
    assert [attempt.points for attempt in attempts_of(session, world.enrolment.id, "forberedelse-quiz")] == [0]
    assert attempts_of(session, world.colleague_enrolment.id, "forberedelse-quiz") == []


def test_an_open_attempt_has_no_result_and_an_unknown_one_is_not_found(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.consultant.id)
    browser.get(path(world, "/attempts/1"), expect=404)
    browser.post(path(world, "/answers"), {"q-q-formaal": "kaffe", "attempt": 1})
    assert browser.get(path(world, "/attempts/1"), expect=303).location == path(world)
    browser.get(path(world, "/attempts/99999999999999999999"), expect=404)


def test_one_sees_only_ones_own_attempts(world: World, sign_in: SignIn) -> None:
    send(sign_in(world.consultant.id), world, CHOICES)
    sign_in(world.colleague.id).get(path(world, "/attempts/1"), expect=404)
    assert "Forsøg 1" in sign_in(world.colleague.id).get(path(world)).words
    for person in (world.instructor, world.manager, world.administrator, world.outsider, world.withdrawn):
        page = sign_in(person.id).get(path(world, "/attempts/1"), expect=404)
        assert "Formålet bestemmer" not in page.text


def test_an_instructor_sees_the_answers_but_cannot_take_the_quiz(
    session: Session, world: World, sign_in: SignIn
) -> None:
    browser = sign_in(world.instructor.id)
    assert "Formålet Rigtigt svar" in browser.get(path(world)).words
    send(browser, world, CHOICES, expect=404)
    browser.post(path(world, "/answers"), {**CHOICES, "attempt": 1}, 404)
    assert attempts(session) == []


def test_passing_the_last_requirement_tells_that_the_module_is_completed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    for kind, item_id, state in (
        ("lesson", "skriv-formaalet", State.READ),
        ("lesson", "send-dagsordenen", State.READ),
        ("assignment", "proev-dagsordenen", State.APPROVED),
    ):
        happened(session, world.enrolment, kind, item_id, state)
    session.commit()
    browser = sign_in(world.consultant.id)
    answer = send(browser, world, CHOICES)
    assert "Du har gennemført modul 1, Forbered mødet." in browser.get(answer.location).words
