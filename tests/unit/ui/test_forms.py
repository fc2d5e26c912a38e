"""What all forms share."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from flask import Flask
from flask_babel import Babel
from wtforms import IntegerField, PasswordField, RadioField, SelectChoice, StringField

from app.ui.forms import BaseForm, equal_to, max_length, required


class ExampleForm(BaseForm):
    name = StringField("Name", [required(), max_length(10)], filters=[str.upper])
    password = PasswordField("Password", [required()])
    again = PasswordField("Again", [equal_to("password", "Not the same.")])
    age = IntegerField("Age")
    outcome = RadioField(
        "How did it go?", [required()], choices=[SelectChoice("worked", "Worked"), SelectChoice("not", "Did not")]
    )


GOOD = {
    "name": "Mette",
    "password": " ab ",
    "again": " ab ",
    "age": "5",
    "outcome": "not",
}


class Filled(NamedTuple):
    """A form that was sent: itself, its summary, and its messages by field."""

    form: ExampleForm
    found: list[tuple[str | None, str]]
    words: dict[str, list[str]]


@pytest.fixture
def filled() -> Callable[..., Filled]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False)
    Babel(app)

    def fill(**changes: str) -> Filled:
        with app.test_request_context("/", method="POST", data={**GOOD, **changes}):
            form = ExampleForm()
            form.validate()
            # Messages are lazy and belong to the request.
            words = {field.name: [str(error) for error in field.errors] for field in form}
            return Filled(form, form.error_summary, words)

    return fill


def test_good_input_passes(filled: Callable[..., Filled]) -> None:
    assert filled().found == []


def test_text_is_trimmed_but_a_password_is_not(filled: Callable[..., Filled]) -> None:
    form = filled(name="  Mette ").form
    assert form.name.data == "METTE"
    assert form.password.data == " ab "


def test_only_spaces_are_nothing(filled: Callable[..., Filled]) -> None:
    assert filled(name="   ").words["name"] == ["Fill in this field."]


def test_a_choice_is_asked_for_as_a_choice(filled: Callable[..., Filled]) -> None:
    form = filled(outcome="")
    assert form.words["outcome"] == ["Choose one of the options."]
    assert form.found == [("outcome-0", "How did it go? Choose one of the options.")]


def test_an_invented_choice_is_refused_in_our_words(filled: Callable[..., Filled]) -> None:
    assert filled(outcome="excellent").words["outcome"] == ["Choose one of the options."]


def test_nul_is_refused(filled: Callable[..., Filled]) -> None:
    form = filled(name="Me\x00tte")
    assert form.words["name"] == ["Remove the characters that cannot be shown."]
    assert form.found == [("name", "Name: Remove the characters that cannot be shown.")]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": "Mette Holm Jensen"}, "name", "Write at most 10 characters."),
        ({"again": "other"}, "again", "Not the same."),
        ({"age": "x"}, "age", "Write a whole number."),
    ],
)
def test_each_validator_says_what_to_do(
    filled: Callable[..., Filled], changes: dict[str, str], field: str, message: str
) -> None:
    assert filled(**changes).words[field][0] == message


def test_the_summary_keeps_the_order_of_the_fields(filled: Callable[..., Filled]) -> None:
    assert [where for where, _message in filled(name="", age="x", outcome="").found] == ["name", "age", "outcome-0"]


def test_a_refused_nul_is_shown_as_a_mark_that_a_page_can_hold(filled: Callable[..., Filled]) -> None:
    form = filled(name="Me\x00tte", age="1\x00").form
    assert form.name.data == "ME\ufffdTTE"
    assert form.age.raw_data == ["1\ufffd"]


def test_a_line_break_is_one_character(filled: Callable[..., Filled]) -> None:
    form = filled(name="a\r\nb\r\nc\r\nd\r\n")
    assert form.form.name.data == "A\nB\nC\nD"
    assert form.words["name"] == []
