"""Where one person stands in each module: what the ledger says, without anything that depends on the time of day.

A standing is made from ``learning.rules.module_progress`` and from nothing else, so that a manager and a consultant see the
same fact. It depends on the edition and the ledger only, and many people stand alike: each different standing is made once
and shared, which is what lets 1,000 people × 40 modules be read in milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.catalogue.rules.edition import Edition, Module
from app.core.clock import local
from app.learning.rules import MODULE, ItemState, State, module_progress

SEPARATOR = "\x1f"
"""Stands between the parts of a ledger text; no id or state can hold this control character."""

_ANY_MOMENT = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How far somebody is in one module. Equal standings are one object, so they compare by identity."""

    module: Module
    segments: tuple[State | None, ...]
    """The state of each requirement, in the order of ``Module.requirements``."""
    done: int
    total: int
    waiting: int
    """Assignments that lie with an instructor."""
    is_begun: bool
    completed_on: date | None


class LedgerReader:
    """Turns the ledger texts of people who follow one edition into standings, and remembers the different ones."""

    def __init__(self, edition: Edition) -> None:
        self._modules = [
            (module, f"{MODULE} {module.id}", tuple(f"{part.kind} {part.id}" for part in module.requirements))
            for module in edition.modules
        ]
        self._made: dict[tuple[str | date | None, ...], Standing] = {}
        self._days: dict[int, date] = {}

    def read(self, text: str | None) -> tuple[Standing, ...]:
        """Return the standing in each module, in the order of the course.

        ``text`` holds, for each event from the oldest to the newest, three parts: ``<kind> <id>``, the state, and for a
        module the second of the epoch at which it happened. The latest event of an item wins.
        """
        parts = text.split(SEPARATOR) if text else []
        items = parts[0::3]
        state_of = dict(zip(items, parts[1::3], strict=True)).get
        second_of = dict(zip(items, parts[2::3], strict=True))
        standings = []
        for module, module_key, keys in self._modules:
            completed = state_of(module_key) == State.COMPLETED
            completed_on = self._day(int(second_of[module_key])) if completed else None
            key = (module_key, completed_on, *map(state_of, keys))
            standings.append(self._made.get(key) or self._make(key, module, keys))
        return tuple(standings)

    def _day(self, second: int) -> date:
        # Danish time differs from UTC by whole hours, so an hour belongs to one day.
        hour = second // 3600
        day = self._days.get(hour)
        if day is None:
            day = self._days[hour] = local(datetime.fromtimestamp(second, UTC)).date()
        return day

    def _make(self, key: tuple[str | date | None, ...], module: Module, keys: Iterable[str]) -> Standing:
        _, completed_on, *states = key
        found: dict[tuple[str, str], ItemState] = {}
        for item, state in zip(keys, states, strict=True):
            if isinstance(state, str):
                kind, _, item_id = item.partition(" ")
                found[kind, item_id] = ItemState(State(state), _ANY_MOMENT)
        progress = module_progress(module, found)
        standing = self._made[key] = Standing(
            module=module,
            segments=progress.segments,
            done=progress.done,
            total=progress.total,
            waiting=progress.waiting,
            is_begun=progress.is_begun,
            completed_on=completed_on if isinstance(completed_on, date) else None,
        )
        return standing
