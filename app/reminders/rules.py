"""Who gets a digest, and what stands in it: pure decisions.

A digest tells of whole days: what was released from the day of the last digest until yesterday. So each piece of news
stands in exactly one digest, whatever time of day they are sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app.core.clock import COPENHAGEN

DUE_SOON = timedelta(days=3)
NEWS_REACHES_BACK = timedelta(days=7)
"""For somebody who never got a digest, or whose digests stood still: older news is on their pages."""


class Addressee(NamedTuple):
    """Somebody who may get a digest. ``last_sent_on`` is the Danish day of their last one."""

    person_id: int
    name: str
    email: str
    language: str
    last_sent_on: date | None


class Waiting(NamedTuple):
    """What waits for an instructor."""

    number: int
    oldest: datetime


class Feedback(NamedTuple):
    """A released decision on somebody's work. ``released_at`` is UTC."""

    cohort_id: int
    assignment_id: str
    title: str
    is_approved: bool
    released_at: datetime


class Due(NamedTuple):
    """A module that somebody has not completed, or an assignment that they have not submitted. ``due_at`` is UTC."""

    cohort_id: int
    item_kind: str
    item_id: str
    title: str
    due_at: datetime


@dataclass(frozen=True)
class Letter:
    """One digest: at least one of its parts is not empty."""

    to: Addressee
    waiting: Waiting | None
    feedback: tuple[Feedback, ...]
    due: tuple[Due, ...]


def first_day_of_news(last_sent_on: date | None, today: date) -> date:
    """Return the first day that a digest of ``today`` tells of; the last one is yesterday."""
    earliest = today - NEWS_REACHES_BACK
    return earliest if last_sent_on is None else max(earliest, last_sent_on)


def midnight(day: date) -> datetime:
    """Return when a day begins in Denmark."""
    return datetime.combine(day, time(), COPENHAGEN)


def is_due_soon(due_at: datetime, now: datetime) -> bool:
    """Whether to remind of a deadline: it is at most three days away, and not past."""
    return now < due_at <= now + DUE_SOON


def write_letter(
    to: Addressee, waiting: Waiting | None, feedback: Iterable[Feedback], due: Iterable[Due], now: datetime
) -> Letter | None:
    """Return the digest for one person, or None when there is nothing to say or one was sent today."""
    today = now.astimezone(COPENHAGEN).date()
    if to.last_sent_on is not None and to.last_sent_on >= today:
        return None
    begin, end = midnight(first_day_of_news(to.last_sent_on, today)), midnight(today)
    news = tuple(item for item in feedback if begin <= item.released_at < end)
    soon = tuple(item for item in due if is_due_soon(item.due_at, now))
    something = waiting if waiting is not None and waiting.number else None
    if something is None and not news and not soon:
        return None
    return Letter(to, something, news, soon)
