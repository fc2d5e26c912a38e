"""The rows of the overview as HTML. They are joined here, because a Jinja loop over 40,000 cells takes forty times as long.

Every word from outside is escaped with markupsafe. Class names are one letter and optional end tags are left out (HTML
allows it), so that 1,000 people × 40 modules stay small; ``static/insight.css`` gives each letter its icon and colour.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.insight.rules.plan import Cell, CellState, Plan, Row
from app.insight.wording import PLAN_WORDS, STATE_WORDS, figure_words, full_words, short_words
from app.ui.formatters import number
from app.ui.icons import icon_html

MOST_WITH_WORDS, MOST_WITH_DATES = 3, 12
"""With more modules than the first, cells show a sign and a date or count, and a legend says the words, so that all fit
on a screen; with more than the second, only a sign and a figure."""

STATE_CLASSES = {
    CellState.DONE: "d",
    CellState.WAITING: "w",
    CellState.ACTIVE: "a",
    CellState.BEHIND: "b",
    CellState.IDLE: "i",
}
PLAN_CLASSES = {Plan.BEHIND: "b", Plan.ON_PLAN: "p", Plan.AHEAD: "d", Plan.NONE: "p", Plan.LEFT: "p"}


class _Drawn(dict[Cell, str]):
    """The HTML of each different cell, drawn when it is first needed."""

    def __init__(self, words: Callable[[Cell], str], *, says_state: bool) -> None:
        super().__init__()
        self._words, self._says_state = words, says_state

    def __missing__(self, cell: Cell) -> str:
        # Who cannot see the sign hears its word.
        state = f"<span class=sr-only>{escape(STATE_WORDS[cell.state])} </span>" if self._says_state else ""
        html = self[cell] = f"<td class={STATE_CLASSES[cell.state]}>{state}{escape(self._words(cell))}"
        return html


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that sorts by a link; ``direction`` is ``asc`` or ``desc`` when the table is sorted by it, else None."""

    key: str
    """What it sorts by. Its link is named after it, so that it has the focus again when the table has been replaced."""
    text: str
    url: str
    direction: str | None


def draw_headings(headings: Sequence[Heading]) -> Markup:
    """Return the heading row: links that sort, and a mark on the one that does."""
    cells = []
    for heading in headings:
        sort, mark = "", ""
        if heading.direction is not None:
            sort = f" aria-sort={'ascending' if heading.direction == 'asc' else 'descending'}"
            mark = f'<span class="sort-mark sort-{heading.direction}">{icon_html("down", size=16)}</span>'
        link = f'<a class=sort-link id="sort-{escape(heading.key)}" href="{escape(heading.url)}">{escape(heading.text)}{mark}</a>'
        cells.append(f"<th scope=col{sort}>{link}")
    return Markup("<tr>" + "".join(cells))  # noqa: S704 -- each part is escaped above


def draw_totals(totals: Sequence[Counter[CellState]]) -> Markup:
    """Return the rows of the table foot: how many people stand in each state in each module."""
    lines = []
    for state, word in STATE_WORDS.items():
        title = _("Total: %(state)s", state=word)
        # Setting a number the Danish way takes longer than all else here, and small ones look the same everywhere.
        counts = (counts[state] for counts in totals)
        cells = "".join(f"<td>{count if count < 1_000 else number(count)}" for count in counts)  # noqa: PLR2004
        lines.append(f"<tr><th scope=row>{escape(title)}{cells}<td>")
    return Markup("\n".join(lines))  # noqa: S704 -- each part is escaped above


class Density(StrEnum):
    """How much a cell says, by how many modules stand side by side."""

    WORDS = "words"
    DATES = "dates"
    FIGURES = "figures"


def density_of(modules: int) -> Density:
    """Return how much the cells can say."""
    if modules <= MOST_WITH_WORDS:
        return Density.WORDS
    return Density.DATES if modules <= MOST_WITH_DATES else Density.FIGURES


def draw_rows(rows: Sequence[Row], modules: int, person_url: str) -> Markup:
    """Return the rows of the table body; ``person_url`` ends where the enrolment's id follows."""
    words = {Density.WORDS: full_words, Density.DATES: figure_words, Density.FIGURES: short_words}
    density = density_of(modules)
    drawn = _Drawn(words[density], says_state=density is Density.DATES).__getitem__
    plans = {plan: f"<td class={PLAN_CLASSES[plan]}>{escape(word)}" for plan, word in PLAN_WORDS.items()}
    head = f"<tr><th scope=row><a href={escape(person_url)}"
    word = _("Withdrawn")
    withdrawn = f" <span class=overview-withdrawn>{escape(word)}</span>"
    return Markup(  # noqa: S704 -- each part is escaped above and below
        "\n".join(
            [
                f"{head}{row.enrolment_id}>{escape(row.name)}</a>{withdrawn if row.withdrawn_on else ''}"
                f"{''.join(map(drawn, row.cells))}{plans[row.plan]}"
                for row in rows
            ]
        )
    )
