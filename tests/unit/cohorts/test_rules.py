"""Rules of deadlines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cohorts.rules import FIRST_YEAR, LAST_YEAR, DayProblem, deadline_problem, moment_of, parse_day
from app.core.clock import local

DAYS = st.dates(min_value=date(FIRST_YEAR, 1, 1), max_value=date(LAST_YEAR, 12, 31))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-08", date(2026, 3, 8)),
        (" 2026-03-08 ", date(2026, 3, 8)),
        ("", None),
        ("   ", None),
        ("2026-02-30", DayProblem.NO_DAY),
        ("8. marts", DayProblem.NO_DAY),
        ("2026-03-08T10:00", DayProblem.NO_DAY),
        ("0001-01-01", DayProblem.FAR_AWAY),
        ("9999-12-31", DayProblem.FAR_AWAY),
    ],
)
def test_days(text: str, found: date | DayProblem | None) -> None:
    assert parse_day(text) == found


@given(DAYS)
def test_written_day_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@given(DAYS, DAYS)
def test_cut_off_is_never_before_due(due: date, cut_off: date) -> None:
    assert (deadline_problem(due, cut_off) is None) is (cut_off >= due)


def test_cut_off_needs_a_due_date() -> None:
    assert deadline_problem(None, date(2026, 3, 8)) is DayProblem.CUT_OFF_WITHOUT_DUE
    assert deadline_problem(None, None) is None
    assert deadline_problem(date(2026, 3, 8), None) is None


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),  # Summer time begins on this day,
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),  # and ends on this.
    ],
)
def test_deadline_falls_at_the_end_of_the_copenhagen_day(day: date, moment: datetime) -> None:
    assert moment_of(day, None) == moment


@given(DAYS)
def test_deadline_is_the_last_second_of_its_day(day: date) -> None:
    moment = moment_of(day, None)
    assert moment is not None
    assert local(moment).date() == day
    assert local(moment + timedelta(seconds=1)).date() == day + timedelta(days=1)


def test_deadline_on_the_same_day_keeps_its_hour() -> None:
    noon = datetime(2026, 3, 8, 11, tzinfo=UTC)
    assert moment_of(date(2026, 3, 8), noon) == noon
    assert moment_of(date(2026, 3, 9), noon) == datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)
    assert moment_of(None, noon) is None
