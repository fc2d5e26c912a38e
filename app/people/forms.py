"""Shapes of input about people."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from app.people.rules import LONGEST_PASSWORD
from app.ui.forms import BaseForm, max_length, required


class SignInForm(BaseForm):
    """E-mail and password. The address is not judged here: a wrong one looks like an unknown one."""

    email = StringField(_l("E-mail"), [required(), max_length(254)])
    password = PasswordField(_l("Password"), [required(), max_length(LONGEST_PASSWORD)])
