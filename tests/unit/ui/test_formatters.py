"""Dates, numbers and order as Danes write them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.clock import now, today
from app.ui import formatters

MORNING = datetime(2026, 3, 8, 8, 30, tzinfo=UTC)
SUMMER_NIGHT = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("function", "value", "danish", "english"),
    [
        (formatters.date_text, date(2026, 3, 8), "8. marts 2026", "8 March 2026"),
        (formatters.date_text, SUMMER_NIGHT, "1. juli 2026", "1 July 2026"),
        (formatters.date_short, date(2026, 3, 8), "8. mar.", "8 Mar"),
        (formatters.date_short, date(2026, 5, 8), "8. maj", "8 May"),
        (formatters.datetime_text, MORNING, "8. marts 2026 kl.\u00a09.30", "8 March 2026 at\u00a09:30"),
        (formatters.datetime_text, SUMMER_NIGHT, "1. juli 2026 kl.\u00a00.05", "1 July 2026 at\u00a00:05"),
        (formatters.time_text, MORNING, "9.30", "9:30"),
        (formatters.number, 1234.5, "1.234,5", "1,234.5"),
        (formatters.percent, 80, "80\u00a0%", "80%"),
        (formatters.percent, 66.67, "67\u00a0%", "67%"),
    ],
)
def test_a_value_is_written_as_in_the_language(
    function: Callable[..., str], value: Any, danish: str, english: str
) -> None:
    assert function(value, "da") == danish
    assert function(value, "en") == english


@pytest.mark.parametrize(
    ("distance", "danish", "english"),
    [(0, "i dag", "today"), (-1, "i går", "yesterday"), (1, "i morgen", "tomorrow")],
)
def test_near_days_have_names(distance: int, danish: str, english: str) -> None:
    day = today() + timedelta(days=distance)
    assert formatters.relative_day(day, "da") == danish
    assert formatters.relative_day(day, "en") == english


def test_other_days_are_dates() -> None:
    assert formatters.relative_day(date(2026, 3, 8), "da") == "8. marts 2026"


@pytest.mark.parametrize(
    ("passed", "danish", "english"),
    [
        (timedelta(seconds=40), "under et minut", "less than a minute"),
        (timedelta(seconds=-40), "under et minut", "less than a minute"),
        (timedelta(minutes=1, seconds=5), "1 minut", "1 minute"),
        (timedelta(hours=3, minutes=59), "3 timer", "3 hours"),
        (timedelta(days=1, hours=23), "1 dag", "1 day"),
        (timedelta(days=2, minutes=1), "2 dage", "2 days"),
    ],
)
def test_waiting_is_told_in_its_greatest_unit(passed: timedelta, danish: str, english: str) -> None:
    assert formatters.waited(now() - passed, "da") == danish
    assert formatters.waited(now() - passed, "en") == english


def test_danish_is_the_language_outside_a_request() -> None:
    assert formatters.date_text(date(2026, 3, 8)) == "8. marts 2026"


def test_names_sort_as_in_a_danish_directory() -> None:
    wanted = [
        "Anders Bak",
        "André Bech",
        "Andrea Bech",
        "Birgit Dam",
        "Müller",
        "Mynster",
        "Zacharias",
        "Ægidius",
        "Østergaard",
        "Öström",
        "Aabenraa",
        "Åse Dam",
    ]
    assert sorted([*wanted[5:], *wanted[:5]], key=formatters.danish_key) == wanted


def test_case_accents_and_hyphens_do_not_count_when_sorting() -> None:
    assert formatters.danish_key("ANNE-MARIE  Lindén") == formatters.danish_key("anne marie linden")
    assert formatters.danish_key("Kierkegaard") == formatters.danish_key("Kierkegård")
    assert formatters.danish_key("A\u030ase") == formatters.danish_key("Åse")
