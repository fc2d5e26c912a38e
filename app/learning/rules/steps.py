"""What to do next: one clear thing, and never a locked one."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from app.catalogue.rules.edition import Edition, Module, Requirement, RequirementKind
from app.learning.rules.progress import module_progress
from app.learning.rules.states import MODULE, ItemState, State, States, is_met


class HasDeadline(Protocol):
    """What is asked of a deadline; ``cohorts.queries.DeadlineRow`` is one."""

    @property
    def due_at(self) -> datetime:
        """After this, work is late."""

    @property
    def cut_off_at(self) -> datetime | None:
        """After this, work is refused."""


Deadlines = Mapping[tuple[str, str], HasDeadline]


def deadline_of(requirement: Requirement, deadlines: Deadlines) -> HasDeadline | None:
    """Return an assignment's own deadline, else its module's; lessons and quizzes follow the module."""
    return deadlines.get((requirement.kind, requirement.id)) or deadlines.get((MODULE, requirement.module_id))


def is_locked(requirement: Requirement, deadlines: Deadlines, now: datetime) -> bool:
    """Whether the work would be refused: only assignments are, after their cut-off."""
    deadline = deadline_of(requirement, deadlines) if requirement.kind is RequirementKind.ASSIGNMENT else None
    return deadline is not None and deadline.cut_off_at is not None and deadline.cut_off_at < now


class NextStep(NamedTuple):
    """The one thing to do next. ``state`` is returned or failed when it is to be done again, else None."""

    requirement: Requirement
    state: State | None
    due_at: datetime | None


def next_step(edition: Edition, states: States, deadlines: Deadlines, now: datetime) -> NextStep | None:
    """Return the one thing to do next, or None when nothing is left, or all that is left waits for somebody else.

    Returned work comes first, then the course in order. What an edition added to completed modules comes last.
    """
    open_now = [
        (requirement, item.state if item else None)
        for module in sorted(edition.modules, key=lambda module: module_progress(module, states).is_completed)
        for requirement in module.requirements
        if _is_open(requirement, item := states.get((requirement.kind, requirement.id)))
        and not is_locked(requirement, deadlines, now)
    ]
    if not open_now:
        return None
    # The sort is stable: within returned work, and within the rest, the order of the course stays.
    requirement, state = min(open_now, key=lambda found: found[1] is not State.RETURNED)
    deadline = deadline_of(requirement, deadlines)
    return NextStep(requirement, state, deadline.due_at if deadline else None)


def _is_open(requirement: Requirement, item: ItemState | None) -> bool:
    return item is None or not (is_met(requirement.kind, item.state) or item.state is State.SUBMITTED)


def following(module: Module, states: States, lesson_id: str) -> Requirement | None:
    """Return what comes after a lesson in its module and is open: the rest of the module in order, then what was skipped."""
    needed = module.requirements
    here = next(
        index for index, each in enumerate(needed) if (each.kind, each.id) == (RequirementKind.LESSON, lesson_id)
    )
    ahead = (*needed[here + 1 :], *needed[:here])
    return next((each for each in ahead if _is_open(each, states.get((each.kind, each.id)))), None)
