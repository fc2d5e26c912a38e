"""Time: stored in UTC, meant in Europe/Copenhagen."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """Return the present moment in UTC. Server time decides every deadline."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """Return an aware moment on the Copenhagen wall clock."""
    return moment.astimezone(COPENHAGEN)


def today() -> date:
    """Return the present day in Copenhagen."""
    return local(now()).date()


def end_of_day(day: date) -> datetime:
    """Return the last second of ``day`` on the Copenhagen wall clock, in UTC; right across daylight saving."""
    return datetime.combine(day, time(23, 59, 59), COPENHAGEN).astimezone(UTC)
