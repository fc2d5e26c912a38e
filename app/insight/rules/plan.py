"""Ahead of the plan or behind it: standings held against the deadlines of the cohort, at one moment.

Behind is who owes something that is due. What lies with an instructor is not owed: nobody is behind because others are
slow. Ahead is who completed a module before its deadline came and owes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.catalogue.rules.edition import Edition, Module
from app.insight.rules.standing import Standing
from app.learning.rules import MODULE, Deadlines, State, deadline_of, is_met


class CellState(StrEnum):
    """What a cell of the overview says, the best first."""

    DONE = "done"
    WAITING = "waiting"
    """All is handed in, and what is left lies with an instructor."""
    ACTIVE = "active"
    BEHIND = "behind"
    IDLE = "idle"


class Plan(StrEnum):
    """How a person stands against the deadlines."""

    BEHIND = "behind"
    ON_PLAN = "on-plan"
    AHEAD = "ahead"
    NONE = "none"
    """The cohort has no deadlines."""
    LEFT = "left"
    """Somebody who left follows no plan."""


class Cell:
    """A standing at one moment, with the state that it shows. Each standing has one, so they compare by identity."""

    __slots__ = ("standing", "state")

    def __init__(self, standing: Standing, state: CellState) -> None:
        self.standing, self.state = standing, state


class Judge(dict[Standing, Cell]):
    """The cell of each standing, made when it is first asked for; use it as ``judge[standing]``."""

    def __init__(self, edition: Edition, deadlines: Deadlines, now: datetime) -> None:
        super().__init__()
        self.has_deadlines = bool(deadlines)
        self._behind: set[Cell] = set()
        self._ahead: set[Cell] = set()
        self._overdue = {module.id: self._overdue_in(module, deadlines, now) for module in edition.modules}
        self._open = {key for kind, key in deadlines if kind == MODULE and deadlines[kind, key].due_at > now}

    @staticmethod
    def _overdue_in(module: Module, deadlines: Deadlines, now: datetime) -> tuple[bool, ...]:
        found = (deadline_of(requirement, deadlines) for requirement in module.requirements)
        return tuple(deadline is not None and deadline.due_at < now for deadline in found)

    def __missing__(self, standing: Standing) -> Cell:
        cell = self[standing] = Cell(standing, self._state(standing))
        if cell.state is CellState.BEHIND:
            self._behind.add(cell)
        elif cell.state is CellState.DONE and standing.module.id in self._open:
            self._ahead.add(cell)
        return cell

    def _state(self, standing: Standing) -> CellState:
        if standing.completed_on is not None:
            return CellState.DONE
        if self._owes(standing):
            return CellState.BEHIND
        if standing.waiting and standing.done + standing.waiting == standing.total:
            return CellState.WAITING
        return CellState.ACTIVE if standing.is_begun else CellState.IDLE

    def _owes(self, standing: Standing) -> bool:
        return any(
            is_overdue and state is not State.SUBMITTED and not is_met(requirement.kind, state)
            for is_overdue, requirement, state in zip(
                self._overdue[standing.module.id], standing.module.requirements, standing.segments, strict=True
            )
        )

    def plan(self, cells: Iterable[Cell]) -> Plan:
        """Return how the person with these cells stands against the plan."""
        if not self.has_deadlines:
            return Plan.NONE
        if not self._behind.isdisjoint(cells):
            return Plan.BEHIND
        return Plan.ON_PLAN if self._ahead.isdisjoint(cells) else Plan.AHEAD


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the overview."""

    enrolment_id: int
    name: str
    sort_name: str
    withdrawn_on: date | None
    cells: tuple[Cell, ...]
    """One a module, in the order of the course."""
    plan: Plan


def totals(rows: Sequence[Row], modules: int) -> list[Counter[CellState]]:
    """Return for each module how many of those who have not left stand in which state."""
    active = [row.cells for row in rows if row.withdrawn_on is None]
    if not active:
        return [Counter() for _ in range(modules)]
    counted = []
    for column in zip(*active, strict=True):
        # Counting the few different cells first is much quicker than counting the states of all.
        states: Counter[CellState] = Counter()
        for cell, count in Counter(column).items():
            states[cell.state] += count
        counted.append(states)
    return counted
