"""What all forms share: text is made uniform, NUL is refused, every message is ours, since WTForms knows no Danish."""

import unicodedata
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, StopValidation, ValidationError

from app.core.clock import today
from app.core.cpr import Strength, find

# What the fields themselves say, in better words than WTForms has.
FIELD_MESSAGES = {
    "Not a valid choice.": _l("Choose one of the options."),
    "Not a valid choice": _l("Choose one of the options."),
    "Invalid Choice: could not coerce.": _l("Choose one of the options."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Choose among the options."),
    "Not a valid integer value.": _l("Write a whole number."),
    "Not a valid decimal value.": _l("Write a number."),
    "Not a valid float value.": _l("Write a number."),
    "Not a valid date value.": _l("Write a date, such as 2026-03-08."),
    "Not a valid datetime value.": _l("Write a date and a time."),
    "Not a valid time value.": _l("Write a time, such as 9:30."),
    "This field is required.": _l("Fill in this field."),
}


class OwnMessages:
    """Stands in for a catalogue of WTForms."""

    def gettext(self, string: str) -> str:
        """Return our message for one of WTForms'."""
        return str(FIELD_MESSAGES[string]) if string in FIELD_MESSAGES else gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return our message for one of WTForms' with a number; its text is used when we have none."""
        return self.gettext(singular if n == 1 else plural)


NUL = "\x00"
STAND_IN = "\ufffd"
"""Shown where a NUL stood, which no page can hold, or another character that nobody sees."""


def _tidy(value: object) -> object:
    """Trim, and make a line break one character: browsers send two, and limits count what the person sees."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _visible(value: object) -> object:
    return value.replace(NUL, STAND_IN) if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]
    """The base of all forms."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Tidies every text but passwords, and speaks our words."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give text fields the filter that tidies."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options["filters"] = [_tidy, *unbound_field.kwargs.get("filters", ())]
            return unbound_field.bind(form=form, **options)

        def get_translations(self, _form: Any) -> OwnMessages:
            """Return our messages."""
            return OwnMessages()

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all is well; also refuses the NUL character, which neither databases nor pages can hold."""
        valid: bool = super().validate(extra_validators)
        for field in self:
            sent = field.raw_data or ()
            if any(isinstance(text, str) and NUL in text for text in (field.data, *sent)):
                field.errors = [*field.errors, gettext("Remove the characters that cannot be shown.")]
                field.data, field.raw_data = _visible(field.data), [_visible(text) for text in sent]
                valid = False
        return valid

    @property
    def error_summary(self) -> list[tuple[str | None, str]]:
        """All that is wrong, in the order of the fields: (id of the control or None, message)."""
        found: list[tuple[str | None, str]] = [(None, str(message)) for message in self.form_errors]
        for field in self:
            found += [(_control_id(field), _named(field, message)) for message in field.errors]
        return found


def _control_id(field: Field) -> str | None:
    if field.type == "CSRFTokenField":
        return None
    return f"{field.id}-0" if isinstance(field, RadioField | SelectMultipleField) else str(field.id)


def _named(field: Field, message: object) -> str:
    """Return the message with the field's name before it, because a list of messages lacks the field beside it."""
    if field.type == "CSRFTokenField":
        return str(message)
    label = str(field.label.text)
    return f"{label} {message}" if label.endswith(("?", ".", "!")) else f"{label}: {message}"


_FILL_IN = _l("Fill in this field.")
_CHOOSE = _l("Choose one of the options.")


class Filled(InputRequired):
    """Refuses text that is empty after trimming, and marks the field as required.

    Its message fits what the field asks for, unless one is given.
    """

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002 -- WTForms gives it
        """Stop at this field when nothing was written."""
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()) or field.data == []:
            field.errors = []
            chosen = isinstance(field, RadioField | SelectField | SelectMultipleField)
            raise StopValidation(str(self.message or (_CHOOSE if chosen else _FILL_IN)))


def required(message: Any = None) -> Filled:
    """Demand that something is written or chosen."""
    return Filled(message)


def max_length(most: int) -> Length:
    """Refuse more than ``most`` characters; long fields show how many are left."""
    return Length(max=most, message=_l("Write at most %(most)s characters.", most=most))


def no_personal_number(_form: BaseForm, field: Field) -> None:
    """Refuse a short text, such as a name, that holds a personal number: it would be shown wherever the name is.

    No other number of ten digits belongs in such a text, so it is read as if the word for one stood before it.
    """
    if any(found.strength is Strength.STRONG for found in find(f"cpr {field.data or ''}", today())):
        raise ValidationError(gettext("Remove the personal number (CPR). It must not be stored here."))


_UNSEEN = {"Cc", "Cf"}


def only_visible(_form: BaseForm, field: Field) -> None:
    """Refuse characters that nobody sees, but that can turn a name around or make two names look the same."""
    unseen = {char for char in field.data or "" if unicodedata.category(char) in _UNSEEN and char != NUL}
    if unseen:
        field.data = "".join(STAND_IN if char in unseen else char for char in field.data)
        raise ValidationError(gettext("Remove the characters that cannot be shown."))


def equal_to(other: str, message: Any) -> EqualTo:
    """Refuse a value that differs from that of the field ``other``."""
    return EqualTo(other, message=message)
