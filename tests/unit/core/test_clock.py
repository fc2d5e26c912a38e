from datetime import UTC, date, datetime

import pytest

from app.core.clock import end_of_day, local


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_on_the_wall_clock_across_daylight_saving(day: date, moment: datetime) -> None:
    assert end_of_day(day) == moment
    assert local(moment).date() == day
