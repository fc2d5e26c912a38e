"""The shape of what a quiz form sends: known questions and known options only."""

from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalogue.rules.edition import Quiz
from app.catalogue.rules.format import OrderQuestion, Question


def field_name(question: Question) -> str:
    """Return the name of a question's field."""
    return f"q-{question.id}"


def item_field_name(question: OrderQuestion, item_id: str) -> str:
    """Return the name of the field with an item's number; two hyphens cannot be part of an id."""
    return f"q-{question.id}--{item_id}"


def read_answers(quiz: Quiz, form: MultiDict[str, str]) -> dict[str, Any]:
    """Return the answers in a form as ``QuizAttempt.answers`` keeps them; what is unknown or empty is left out."""
    answers = {question.id: _read(question, form) for question in quiz.questions}
    return {question_id: given for question_id, given in answers.items() if given}


def _read(question: Question, form: MultiDict[str, str]) -> list[str] | dict[str, int]:
    if isinstance(question, OrderQuestion):
        numbers = {item.id: form.get(item_field_name(question, item.id), "") for item in question.items}
        allowed = {str(number): number for number in range(1, len(question.items) + 1)}
        return {item_id: allowed[number] for item_id, number in numbers.items() if number in allowed}
    given = form.getlist(field_name(question))
    chosen = [option.id for option in question.options if option.id in given]
    return chosen[:1] if question.kind == "single" else chosen
