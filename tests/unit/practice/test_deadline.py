"""What a deadline means, to the second."""

from datetime import UTC, date, datetime, timedelta

from app.core.clock import end_of_day
from app.practice.rules.deadline import deadline_state

DUE = end_of_day(date(2027, 3, 28))
CUT_OFF = end_of_day(date(2027, 3, 30))
SECOND = timedelta(seconds=1)


def test_without_a_deadline_nothing_is_late_or_closed() -> None:
    state = deadline_state(None, None, DUE)
    assert not state.is_late
    assert not state.is_closed


def test_late_begins_after_the_due_moment_and_closed_after_the_cut_off() -> None:
    states = [deadline_state(DUE, CUT_OFF, moment) for moment in (DUE, DUE + SECOND, CUT_OFF, CUT_OFF + SECOND)]
    assert [(state.is_late, state.is_closed) for state in states] == [
        (False, False), (True, False), (True, False), (True, True),
    ]  # fmt: skip


def test_without_a_cut_off_it_never_closes() -> None:
    assert not deadline_state(DUE, None, DUE + timedelta(days=999)).is_closed


def test_the_last_second_of_a_day_survives_daylight_saving() -> None:
    assert datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC) == DUE
