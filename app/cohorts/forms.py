"""Shapes of input about cohorts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

from app.cohorts.rules import DayProblem, deadline_problem, is_near, parse_day
from app.ui.forms import BaseForm, max_length, no_personal_number, only_visible, required

DAY_PROBLEMS = {
    DayProblem.NO_DAY: _l("Write a date, such as 2026-03-08."),
    DayProblem.FAR_AWAY: _l("Write a year between 2000 and 2100."),
    DayProblem.CUT_OFF_WITHOUT_DUE: _l("Set a due date too."),
    DayProblem.CUT_OFF_BEFORE_DUE: _l("The cut-off cannot be before the due date."),
    DayProblem.ENDS_BEFORE_START: _l("The last day cannot be before the first."),
}


def _near(_form: BaseForm, value: Field) -> None:
    if value.data is not None and not is_near(value.data):
        raise ValidationError(DAY_PROBLEMS[DayProblem.FAR_AWAY])


class _Belonging:
    """What a cohort can never change. It is a class before the others because fields follow the order of their making."""

    organisation = SelectField(_l("Organisation"), [required(_l("Choose an organisation."))], coerce=int)
    edition = SelectField(_l("Course edition"), [required(_l("Choose an edition."))], coerce=int)


class CohortDetailsForm(BaseForm):
    """What a cohort is called, and when it is."""

    name = StringField(
        _l("Name"),
        [required(), max_length(80), only_visible, no_personal_number],
        description=_l("For instance: Spring 2027"),
    )
    # Only what was written is asked for here: that it is no date says more than that it is missing.
    starts_on = DateField(_l("First day"), [InputRequired(_l("Fill in this field.")), _near])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Fill in this field.")), _near])

    def validate_ends_on(self, value: Field) -> None:
        """Refuse a period that ends before it begins."""
        if self.starts_on.data and value.data and value.data < self.starts_on.data:
            raise ValidationError(DAY_PROBLEMS[DayProblem.ENDS_BEFORE_START])


class CohortForm(_Belonging, CohortDetailsForm):
    """A new cohort. ``organisations`` and ``editions`` are (id, name)."""

    def __init__(self, organisations: list[tuple[int, str]], editions: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.organisation.choices = organisations
        self.edition.choices = editions


Item = tuple[str, str]
"""(item kind, item id): a module or an assignment."""


@dataclass
class DeadlinesInput:
    """The two date fields of every module and assignment, as they were written, and what came of them."""

    texts: dict[Item, tuple[str, str]]
    days: dict[Item, tuple[date | None, date | None]] = field(default_factory=dict)
    problems: dict[tuple[Item, str], DayProblem] = field(default_factory=dict)
    """By (item, ``due`` or ``cut``)."""


def field_name(part: str, item: Item) -> str:
    """Return the name of a date field; ``part`` is ``due`` or ``cut``."""
    return f"{part}-{item[0]}-{item[1]}"


def read_deadlines(form: Mapping[str, str], items: list[Item]) -> DeadlinesInput:
    """Read the fields of ``items``; other fields are ignored."""
    read = DeadlinesInput({item: (form.get(field_name("due", item), ""), form.get(field_name("cut", item), "")) for item in items})  # fmt: skip
    for item, texts in read.texts.items():
        days: list[date | None] = []
        for part, text in zip(("due", "cut"), texts, strict=True):
            day = parse_day(text)
            if isinstance(day, DayProblem):
                read.problems[item, part] = day
            else:
                days.append(day)
        if len(days) == len(texts):
            problem = deadline_problem(days[0], days[1])
            if problem is not None:
                read.problems[item, "cut"] = problem
            read.days[item] = (days[0], days[1])
    return read
