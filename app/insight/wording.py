"""The words for states and plans, the same on pages and in exports."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.insight.rules.plan import Cell, CellState, Plan
from app.insight.rules.selection import Show
from app.learning.rules import State
from app.ui.formatters import date_short

NO_BREAK = "\u00a0"

STATE_WORDS = {
    CellState.DONE: _l("Completed"),
    CellState.WAITING: _l("Being assessed"),
    CellState.ACTIVE: _l("In progress"),
    CellState.BEHIND: _l("Behind"),
    CellState.IDLE: _l("Not begun"),
}

PLAN_WORDS = {
    Plan.BEHIND: _l("Behind"),
    Plan.ON_PLAN: _l("On plan"),
    Plan.AHEAD: _l("Ahead"),
    Plan.NONE: _l("No deadlines"),
    Plan.LEFT: _l("Withdrawn"),
}

SHOW_WORDS = {
    Show.ALL: _l("Everybody"),
    Show.BEHIND: _l("Behind"),
    Show.ON_PLAN: _l("On plan"),
    Show.AHEAD: _l("Ahead"),
    Show.WAITING: _l("Being assessed"),
    Show.DONE: _l("Completed everything"),
    Show.NOT_BEGUN: _l("Not begun at all"),
}

REQUIREMENT_WORDS: dict[State | None, tuple[str, object]] = {
    # A failed attempt is nobody's business but the learner's: until the quiz is passed, it is under way.
    None: ("idle", _l("Not begun")),
    State.REVOKED: ("idle", _l("Not begun")),
    State.FAILED: ("wait", _l("In progress")),
    State.SUBMITTED: ("wait", _l("Being assessed")),
    State.RETURNED: ("back", _l("Sent back")),
    State.READ: ("ok", _l("Read")),
    State.PASSED: ("ok", _l("Passed")),
    State.APPROVED: ("ok", _l("Approved")),
    State.COMPLETED: ("ok", _l("Completed")),
    State.EXCUSED: ("info", _l("Excused")),
    State.PRIOR_LEARNING: ("info", _l("Prior learning")),
}
"""The kind of chip and the word for a requirement."""

CHIP_KINDS = {
    CellState.DONE: "ok",
    CellState.WAITING: "wait",
    CellState.ACTIVE: "wait",
    CellState.BEHIND: "back",
    CellState.IDLE: "idle",
}

PLAN_KINDS = {Plan.BEHIND: "back", Plan.ON_PLAN: "info", Plan.AHEAD: "ok", Plan.NONE: "idle", Plan.LEFT: "idle"}


def count_words(done: int, total: int) -> str:
    """Return ``6 of 10``, which stays on one line."""
    return str(_("%(done)s of %(total)s", done=done, total=total)).replace(" ", NO_BREAK)


def _day(day: date) -> str:
    return date_short(day).replace(" ", NO_BREAK)


def full_words(cell: Cell) -> str:
    """Return what a cell says in full: ``Completed 12 Mar``, ``In progress, 6 of 10``, ``Not begun``."""
    standing = cell.standing
    if cell.state is CellState.DONE and standing.completed_on is not None:
        return str(_("Completed %(date)s", date=_day(standing.completed_on)))
    if cell.state in {CellState.IDLE, CellState.WAITING}:
        return str(STATE_WORDS[cell.state])
    return f"{STATE_WORDS[cell.state]}, {count_words(standing.done, standing.total)}"


def figure_words(cell: Cell) -> str:
    """Return what a cell says beside a legend of the states: the day of completion, or how far somebody is."""
    standing = cell.standing
    if cell.state is CellState.DONE and standing.completed_on is not None:
        return _day(standing.completed_on)
    return "" if cell.state is CellState.IDLE else count_words(standing.done, standing.total)


def short_words(cell: Cell) -> str:
    """Return what a cell says where forty modules stand side by side: a figure, so that one can compare at a glance.

    A sign beside it says the state; the day of completion is on the person's page and in the exports.
    """
    standing = cell.standing
    return "" if cell.state is CellState.IDLE else f"{standing.done}/{standing.total}"
