"""The blueprint of practice, its place in the menu, and the filters of its templates."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.people.policy import Role
from app.practice import wording
from app.practice.rules.sheet import input_name, read_date
from app.ui.navigation import NavItem

blueprint = Blueprint("practice", __name__, template_folder="../templates")

NAVIGATION = (NavItem("practice.home", _l("My log"), frozenset({Role.CONSULTANT}), 20, "pen"),)

blueprint.add_app_template_filter(wording.sheet_text, "sheet_text")
blueprint.add_app_template_filter(wording.status_chip, "status_chip")
blueprint.add_app_template_filter(wording.outcome_text, "outcome_text")
blueprint.add_app_template_filter(input_name, "sheet_input")


@blueprint.app_template_filter("sheet_options")
def sheet_options(titles: list[str]) -> list[tuple[str, str]]:
    """Return the choices of a field as (value, label): an author's choice is its own value."""
    return [(title, title) for title in titles]


@blueprint.app_template_test("day")
def is_day(text: str) -> bool:
    """Whether a text is a date that a browser's date field can show."""
    return read_date(text) is not None
