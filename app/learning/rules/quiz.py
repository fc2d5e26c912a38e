"""Judging quizzes: one point a question, no half points, and the best of any number of attempts."""

import hashlib
from collections.abc import Mapping
from typing import Any

from app.catalogue.rules.edition import Quiz
from app.catalogue.rules.format import Option, OrderQuestion, Question

Answers = Mapping[str, Any]
"""Question id to a list of option ids, or for an order question to {item id: number given to it}."""


def is_answered(question: Question, answers: Answers) -> bool:
    """Whether the question has an answer that can be judged: an order needs each number once."""
    given = answers.get(question.id)
    if isinstance(question, OrderQuestion):
        return isinstance(given, dict) and sorted(given.values()) == list(range(1, len(question.items) + 1))
    return bool(given)


def is_right(question: Question, answers: Answers) -> bool:
    """Whether the answer is wholly right; there are no half points."""
    given = answers.get(question.id)
    if isinstance(question, OrderQuestion):
        return given == {item.id: number for number, item in enumerate(question.items, 1)}
    return set(given or ()) == {option.id for option in question.options if option.correct}


def quiz_points(quiz: Quiz, answers: Answers) -> int:
    """Return the points of a set of answers: one for each question that is right."""
    return sum(is_right(question, answers) for question in quiz.questions)


def passed(points: int, out_of: int, pass_mark: int) -> bool:
    """Whether the points reach the pass mark, in per cent; whole numbers, so that 80 % of 5 is exactly 4."""
    return points * 100 >= pass_mark * out_of


def shuffled(question: OrderQuestion, attempt: int) -> list[Option]:
    """Return the items of an order question as shown: the same at every look at an attempt, and never in the right order."""
    items = sorted(
        question.items, key=lambda item: hashlib.sha256(f"{question.id} {attempt} {item.id}".encode()).digest()
    )
    return items if items != question.items else items[1:] + items[:1]
