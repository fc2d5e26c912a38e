"""Which people an overview shows and in which order. It sorts by name, state or plan, and never ranks people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from app.catalogue.rules.edition import Edition
from app.insight.rules.plan import CellState, Plan, Row
from app.people.rules import search_words

NAME, PLAN = "name", "plan"

_PLAN_ORDER = {plan: place for place, plan in enumerate(Plan)}
_STATE_ORDER = {state: place for place, state in enumerate(CellState)}


class Show(StrEnum):
    """Whom to show."""

    ALL = "all"
    BEHIND = "behind"
    ON_PLAN = "on-plan"
    AHEAD = "ahead"
    WAITING = "waiting"
    """Somebody with a module in which everything is handed in."""
    DONE = "done"
    """Somebody who completed all modules."""
    NOT_BEGUN = "not-begun"


@dataclass(frozen=True)
class Selection:
    """What the address of an overview asks for; whatever cannot be understood means the default."""

    sort: str = NAME
    """``name``, ``plan`` or the id of a module."""
    is_descending: bool = False
    show: Show = Show.ALL
    search: str = ""
    with_withdrawn: bool = False

    @classmethod
    def parse(cls, arguments: Mapping[str, str], edition: Edition) -> Self:
        """Read the parameters of an address."""
        sort, show = arguments.get("sort", NAME), arguments.get("show", "")
        return cls(
            sort=sort if sort == PLAN or edition.module(sort) else NAME,
            is_descending=arguments.get("order") == "desc",
            show=Show(show) if show in set(Show) else Show.ALL,
            search=search_words(arguments.get("q", "")),
            with_withdrawn=arguments.get("withdrawn") == "1",
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether somebody may be hidden by the choice."""
        return self.show is not Show.ALL or bool(self.search)

    def parameters(self, **changes: str) -> dict[str, str]:
        """Return the parameters of the address that asks for this, with some changed; defaults are left out."""
        values = {
            "sort": self.sort,
            "order": "desc" if self.is_descending else "",
            "show": "" if self.show is Show.ALL else self.show,
            "q": self.search,
            "withdrawn": "1" if self.with_withdrawn else "",
        } | changes
        return {name: value for name, value in values.items() if value and (name, value) != ("sort", NAME)}

    def choose(self, rows: Iterable[Row], edition: Edition) -> list[Row]:
        """Return the rows to show, in order."""
        words = self.search.casefold().split()
        chosen = [row for row in rows if self._is_shown(row) and all(word in row.name.casefold() for word in words)]
        chosen.sort(key=lambda row: (row.sort_name, row.enrolment_id))
        if self.sort == NAME:
            return chosen[::-1] if self.is_descending else chosen
        # The sort is stable: people in the same state stay in the order of their names.
        if self.sort == PLAN:
            return sorted(chosen, key=lambda row: _PLAN_ORDER[row.plan], reverse=self.is_descending)
        place = next(index for index, module in enumerate(edition.modules) if module.id == self.sort)
        return sorted(chosen, key=lambda row: _module_key(row, place), reverse=self.is_descending)

    def _is_shown(self, row: Row) -> bool:
        if row.withdrawn_on is not None and not self.with_withdrawn:
            return False
        states = {cell.state for cell in row.cells} if self.show is not Show.ALL else set()
        match self.show:
            case Show.ALL:
                return True
            case Show.WAITING:
                return CellState.WAITING in states
            case Show.DONE:
                return states == {CellState.DONE}
            case Show.NOT_BEGUN:
                return not any(cell.standing.is_begun for cell in row.cells)
            case _:
                return row.plan == self.show.value


def _module_key(row: Row, place: int) -> tuple[int, int, date]:
    cell = row.cells[place]
    standing = cell.standing
    return _STATE_ORDER[cell.state], -standing.done, standing.completed_on or date.max
