from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import COPENHAGEN
from app.reminders.rules import (
    DUE_SOON,
    Addressee,
    Due,
    Feedback,
    Waiting,
    first_day_of_news,
    midnight,
    write_letter,
)

NOW = datetime(2027, 3, 10, 7, 0, tzinfo=COPENHAGEN)
TODAY = date(2027, 3, 10)


def person(last: date | None = None) -> Addressee:
    return Addressee(1, "Mette Holm", "mette@fjordby.example", "da", last)


def feedback(at: datetime) -> Feedback:
    return Feedback(1, "aabningen", "2.P2 Åbningen", True, at)


def due(at: datetime) -> Due:
    return Due(1, "module", "moedet", "2. Mødet", at)


def test_nothing_to_say_is_no_letter() -> None:
    assert write_letter(person(), None, (), (), NOW) is None
    assert write_letter(person(), Waiting(0, NOW), (), (), NOW) is None


def test_one_letter_tells_everything() -> None:
    news, soon = feedback(NOW - timedelta(days=1)), due(NOW + timedelta(days=1))
    letter = write_letter(person(), Waiting(2, NOW), [news], [soon], NOW)
    assert letter is not None
    assert (letter.waiting, letter.feedback, letter.due) == (Waiting(2, NOW), (news,), (soon,))


@pytest.mark.parametrize(("last", "is_sent"), [(None, True), (TODAY - timedelta(days=1), True), (TODAY, False)])
def test_nobody_gets_two_on_a_day(last: date | None, is_sent: bool) -> None:
    assert (write_letter(person(last), Waiting(1, NOW), (), (), NOW) is not None) is is_sent


@pytest.mark.parametrize(
    ("distance", "is_told"),
    [
        (timedelta(0), False),
        (timedelta(seconds=1), True),
        (DUE_SOON, True),
        (DUE_SOON + timedelta(seconds=1), False),
        (-timedelta(days=1), False),
    ],
)
def test_a_deadline_is_told_of_when_it_is_near_and_never_when_it_is_past(distance: timedelta, is_told: bool) -> None:
    assert (write_letter(person(), None, (), [due(NOW + distance)], NOW) is not None) is is_told


def test_a_day_is_a_danish_day_also_when_the_clocks_change() -> None:
    assert midnight(date(2027, 3, 28)).astimezone(UTC) == datetime(2027, 3, 27, 23, tzinfo=UTC)
    assert midnight(date(2027, 3, 29)).astimezone(UTC) == datetime(2027, 3, 28, 22, tzinfo=UTC)


def test_old_news_is_not_told_to_whoever_never_got_a_digest() -> None:
    assert first_day_of_news(None, TODAY) == date(2027, 3, 3)
    assert first_day_of_news(date(2026, 1, 1), TODAY) == date(2027, 3, 3)
    assert first_day_of_news(date(2027, 3, 9), TODAY) == date(2027, 3, 9)


@given(
    hours_before=st.integers(0, 24 * 6),
    sending_hours=st.lists(st.integers(0, 23), min_size=8, max_size=8),
)
def test_each_piece_of_news_stands_in_exactly_one_digest(hours_before: int, sending_hours: list[int]) -> None:
    """Whatever time of day the digests of a week are sent at."""
    news = feedback(midnight(TODAY) - timedelta(hours=hours_before) - timedelta(minutes=1))
    last, told = None, 0
    for days, hour in enumerate(sending_hours):
        day = TODAY - timedelta(days=7 - days)
        moment = midnight(day) + timedelta(hours=hour, minutes=5)
        visible = [news] if news.released_at <= moment else []
        letter = write_letter(person(last), Waiting(1, moment), visible, (), moment)
        assert letter is not None
        told += len(letter.feedback)
        last = day
    assert told == (news.released_at.astimezone(COPENHAGEN).date() < TODAY)
