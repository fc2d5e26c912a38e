"""Shapes of input about people."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, PasswordField, SelectField, SelectMultipleField, StringField, ValidationError

from app.people.policy import Role
from app.people.rules import (
    LONGEST_EMAIL,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    PasswordProblem,
    is_email,
    normal_email,
    password_problem,
)
from app.ui.forms import BaseForm, equal_to, max_length, no_personal_number, only_visible, required

ROLE_NAMES = {
    Role.CONSULTANT: _l("Consultant"),
    Role.INSTRUCTOR: _l("Instructor"),
    Role.MANAGER: _l("Manager"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

ROLE_DETAILS = {
    Role.CONSULTANT: _l("Follows the course, and logs practice."),
    Role.INSTRUCTOR: _l("Gives feedback to the consultants of own cohorts."),
    Role.MANAGER: _l("Sees who has completed what, and no texts."),
    Role.ADMINISTRATOR: _l("Looks after people and cohorts."),
}

PASSWORD_PROBLEMS = {
    PasswordProblem.TOO_SHORT: _l("Write at least %(least)s characters.", least=SHORTEST_PASSWORD),
    PasswordProblem.TOO_LONG: _l("Write at most %(most)s characters.", most=LONGEST_PASSWORD),
    PasswordProblem.ABOUT_THE_PERSON: _l(
        "Leave out your name and your address: they are the first things that others try."
    ),
    PasswordProblem.COMMON: _l(
        "This password is easy to guess. Three words that do not belong together make a better one."
    ),
}

NOT_AN_ADDRESS = _l("Write an e-mail address, such as navn@kommune.dk.")


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _normal(email: str | None) -> str:
    return normal_email(email or "")


def _email_address(_form: BaseForm, field: Field) -> None:
    if not is_email(normal_email(field.data or "")):
        raise ValidationError(NOT_AN_ADDRESS)


class SignInForm(BaseForm):
    """E-mail and password. The address is not judged here: a wrong one looks like an unknown one."""

    email = StringField(_l("E-mail"), [required(), max_length(LONGEST_EMAIL)])
    password = PasswordField(_l("Password"), [required(), max_length(LONGEST_PASSWORD)])


class ForgottenPasswordForm(BaseForm):
    """The address of an account. Hardly its shape is judged, which says nothing about who exists."""

    email = StringField(_l("E-mail"), [required(), max_length(LONGEST_EMAIL)])

    def validate_email(self, field: Field) -> None:
        """Refuse what was meant for another field."""
        if "@" not in field.data:
            raise ValidationError(NOT_AN_ADDRESS)


class _PresentPassword:
    """The password that somebody has now. It is a class before the others because fields follow the order of their making."""

    old_password = PasswordField(_l("The password that you have now"), [required(), max_length(LONGEST_PASSWORD)])


class NewPasswordForm(BaseForm):
    """A new password, written twice, by the owner of ``name`` and ``email``."""

    password = PasswordField(
        _l("New password"),
        [required()],
        description=_l("At least %(least)s characters. A sentence of three or four words is easy to remember.", least=SHORTEST_PASSWORD),
    )  # fmt: skip
    repeat = PasswordField(
        _l("New password again"), [required(), equal_to("password", _l("The two passwords are not the same."))]
    )

    def __init__(self, *, name: str, email: str, **options: Any) -> None:
        super().__init__(**options)
        self._owner = {"name": name, "email": email}

    def validate_password(self, field: Field) -> None:
        """Refuse a password that is too short or that somebody would guess."""
        problem = password_problem(field.data or "", **self._owner)
        if problem is not None:
            raise ValidationError(PASSWORD_PROBLEMS[problem])


class ChangePasswordForm(_PresentPassword, NewPasswordForm):
    """The present password, and then the new one."""


class DetailsForm(BaseForm):
    """What a person is called and where mail reaches them."""

    name = StringField(_l("Name"), [required(), max_length(120), only_visible, no_personal_number], filters=[_one_line])
    email = StringField(
        _l("E-mail"), [required(), max_length(LONGEST_EMAIL), _email_address, no_personal_number], filters=[_normal]
    )


class InvitationForm(DetailsForm):
    """Somebody new in an organisation. ``organisations`` are (id, name) of those that the administrator looks after."""

    organisation = SelectField(_l("Organisation"), [required(_l("Choose an organisation."))], coerce=int)
    roles = SelectMultipleField(_l("Roles"), [required(_l("Choose at least one role."))])

    def __init__(self, organisations: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.organisation.choices = organisations
        self.roles.choices = [(role.value, label) for role, label in ROLE_NAMES.items()]
