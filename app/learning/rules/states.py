"""The states of the ledger: what an event can say, and what meets a requirement."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.catalogue.rules.edition import RequirementKind


class State(StrEnum):
    """What an event of the ledger can say about an item; the latest event is the item's state."""

    READ = "read"
    FAILED = "failed"
    PASSED = "passed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    EXCUSED = "excused"
    PRIOR_LEARNING = "prior-learning"
    COMPLETED = "completed"
    REVOKED = "revoked"


MODULE = "module"
COURSE = "course"
"""The two kinds of item that are completed, beside the kinds of requirement."""

_MET = {
    RequirementKind.LESSON: frozenset({State.READ, State.EXCUSED, State.PRIOR_LEARNING}),
    RequirementKind.QUIZ: frozenset({State.PASSED, State.EXCUSED, State.PRIOR_LEARNING}),
    RequirementKind.ASSIGNMENT: frozenset({State.APPROVED, State.EXCUSED, State.PRIOR_LEARNING}),
}


class Event(NamedTuple):
    """One event of the ledger, as ``queries.ledger`` returns it, the oldest first. ``actor_name`` is who did it."""

    item_kind: str
    item_id: str
    state: str
    at: datetime
    actor_id: int | None = None
    actor_name: str | None = None
    reason: str | None = None


class ItemState(NamedTuple):
    """Where an item stands since ``at``; ``first_at`` is when anything at all happened to it (None: not known)."""

    state: State
    at: datetime
    first_at: datetime | None = None


States = Mapping[tuple[str, str], ItemState]
"""(item kind, item id) to state. An item that nothing happened to is not in it."""


def latest(events: Iterable[Event]) -> dict[tuple[str, str], ItemState]:
    """Return the state of each item from its events, the oldest first."""
    states: dict[tuple[str, str], ItemState] = {}
    for event in events:
        key = (event.item_kind, event.item_id)
        before = states.get(key)
        states[key] = ItemState(State(event.state), event.at, before.first_at if before else event.at)
    return states


def is_met(kind: str, state: State | None) -> bool:
    """Whether a requirement of ``kind`` in ``state`` no longer asks anything of the learner."""
    return state is not None and state in _MET[RequirementKind(kind)]
