"""Deadlines: late after the one moment, refused after the other. Server time decides."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DeadlineState:
    """What a deadline means right now. Moments are UTC; None means that there is none."""

    due_at: datetime | None
    cut_off_at: datetime | None
    is_late: bool
    is_closed: bool


def deadline_state(due_at: datetime | None, cut_off_at: datetime | None, now: datetime) -> DeadlineState:
    """Return what the two moments of a deadline mean at ``now``; the moments themselves are still in time."""
    is_late = due_at is not None and now > due_at
    is_closed = cut_off_at is not None and now > cut_off_at
    return DeadlineState(due_at, cut_off_at, is_late=is_late, is_closed=is_closed)
