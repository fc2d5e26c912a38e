"""Pure rules of cohorts: periods and deadlines. A day is meant on the Copenhagen calendar."""

from datetime import date, datetime
from enum import Enum

from app.core.clock import end_of_day, local

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Outside these years a date is a slip of the finger."""


class DayProblem(Enum):
    """Why days that somebody wrote cannot be used."""

    NO_DAY = "not a date"
    FAR_AWAY = "outside the years in use"
    CUT_OFF_WITHOUT_DUE = "cut-off without a due date"
    CUT_OFF_BEFORE_DUE = "cut-off before the due date"
    ENDS_BEFORE_START = "ends before it starts"


def parse_day(text: str) -> date | DayProblem | None:
    """Return the day that a date field holds (``2026-03-08``), None for an empty one, or what is wrong with it."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return DayProblem.NO_DAY
    return day if is_near(day) else DayProblem.FAR_AWAY


def is_near(day: date) -> bool:
    """Whether a day lies in the years in which courses are held."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def deadline_problem(due: date | None, cut_off: date | None) -> DayProblem | None:
    """Return why a due date and a cut-off do not fit together, or None. Without a due date there is no cut-off."""
    if cut_off is None:
        return None
    if due is None:
        return DayProblem.CUT_OFF_WITHOUT_DUE
    return DayProblem.CUT_OFF_BEFORE_DUE if cut_off < due else None


def moment_of(day: date | None, present: datetime | None) -> datetime | None:
    """Return the moment at which a deadline on ``day`` falls: the end of that day in Copenhagen.

    A deadline that falls on that day already keeps its hour, so that saving a form unchanged changes nothing.
    """
    if day is None:
        return None
    if present is not None and local(present).date() == day:
        return present
    return end_of_day(day)
