"""Quizzes: one point a question, the pass mark exact, and an order that is never shown in the right order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.catalogue.rules.edition import Quiz
from app.catalogue.rules.format import Option, OrderQuestion
from app.learning.forms import read_answers
from app.learning.rules import is_answered, is_right, passed, quiz_points, shuffled
from tests.factories.catalogue import tiny_edition


def choices() -> Quiz:
    quiz = tiny_edition().modules[0].quiz
    assert quiz is not None
    return quiz


def order() -> Quiz:
    quiz = tiny_edition().modules[1].quiz
    assert quiz is not None
    return quiz


RIGHT = {"q-formaal": ["formaal"], "q-deltagere": ["gaest", "vaert"]}
RIGHT_ORDER = {"q-raekkefoelge": {"aabn": 1, "lyt": 2, "luk": 3}, "q-luk": ["foer"]}


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ({}, 0),
        (RIGHT, 2),
        ({**RIGHT, "q-formaal": ["kaffe"]}, 1),
        ({**RIGHT, "q-deltagere": ["vaert"]}, 1),
        ({**RIGHT, "q-deltagere": ["vaert", "gaest", "nabo"]}, 1),
        ({"q-fjernet": ["x"]}, 0),
    ],
)
def test_a_question_gives_its_point_only_when_it_is_wholly_right(answers: dict[str, Any], points: int) -> None:
    assert quiz_points(choices(), answers) == points


def test_an_order_is_right_only_as_a_whole() -> None:
    assert quiz_points(order(), RIGHT_ORDER) == 2
    assert quiz_points(order(), {**RIGHT_ORDER, "q-raekkefoelge": {"aabn": 2, "lyt": 1, "luk": 3}}) == 1


@pytest.mark.parametrize(
    ("given_numbers", "answered"),
    [
        ({}, False),
        ({"aabn": 1}, False),
        ({"aabn": 1, "lyt": 1, "luk": 2}, False),
        ({"aabn": 3, "lyt": 2, "luk": 1}, True),
    ],
)
def test_an_order_is_answered_when_each_number_is_used_once(given_numbers: dict[str, int], answered: bool) -> None:
    assert is_answered(order().questions[0], {"q-raekkefoelge": given_numbers}) is answered


def test_an_answer_of_another_kind_is_no_answer_to_an_order() -> None:
    assert not is_answered(order().questions[0], {"q-raekkefoelge": ["aabn"]})
    assert not is_right(order().questions[0], {"q-raekkefoelge": ["aabn"]})


@pytest.mark.parametrize(
    ("points", "out_of", "mark", "result"),
    [
        (4, 5, 80, True),
        (3, 5, 80, False),
        (2, 3, 67, False),
        (2, 3, 66, True),
        (12, 12, 100, True),
        (11, 12, 100, False),
    ],
)
def test_the_pass_mark_is_exact(points: int, out_of: int, mark: int, result: bool) -> None:
    assert passed(points, out_of, mark) is result


@given(st.integers(3, 8), st.integers(1, 50))
def test_an_order_is_never_shown_in_the_right_order_and_always_the_same_in_an_attempt(size: int, attempt: int) -> None:
    items = [Option(id=f"p{number}", text=f"Punkt {number}") for number in range(size)]
    question = OrderQuestion(id="q", text="?", explanation="!", lesson="l", kind="order", items=items)
    shown = shuffled(question, attempt)
    assert shown != items
    assert sorted(shown, key=lambda item: item.id) == items
    assert shown == shuffled(question, attempt)


def test_a_form_is_read_without_what_is_unknown() -> None:
    form = MultiDict(
        [
            ("q-q-formaal", "kaffe"),
            ("q-q-formaal", "formaal"),
            ("q-q-deltagere", "nabo"),
            ("q-q-deltagere", "ukendt"),
            ("q-q-ukendt", "x"),
            ("points", "99"),
        ]
    )
    assert read_answers(choices(), form) == {"q-formaal": ["formaal"], "q-deltagere": ["nabo"]}


def test_numbers_outside_the_order_are_left_out() -> None:
    form = MultiDict([("q-q-raekkefoelge--aabn", "2"), ("q-q-raekkefoelge--lyt", "9"), ("q-q-raekkefoelge--luk", "x")])
    assert read_answers(order(), form) == {"q-raekkefoelge": {"aabn": 2}}


def test_an_empty_form_has_no_answers() -> None:
    assert read_answers(order(), MultiDict()) == {}
