"""The overview as a file: CSV for any program, XLSX with dates as dates.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return as a formula. In CSV such a
cell gets an apostrophe in front; in XLSX every text is stored as text.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.catalogue.rules.edition import Edition
from app.insight.rules.plan import Cell, CellState, Row
from app.insight.wording import NO_BREAK, PLAN_WORDS, STATE_WORDS, full_words

if TYPE_CHECKING:
    import xlsxwriter

BYTE_ORDER_MARK = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FILL = {
    CellState.DONE: "#E8F5E0",
    CellState.WAITING: "#FFF3DC",
    CellState.ACTIVE: "#FFF3DC",
    CellState.BEHIND: "#FDEAEA",
    CellState.IDLE: "#FFFFFF",
}


def neutral(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula, not even after it trims leading spaces."""
    return f"'{text}" if text.startswith(RISKY) or text.lstrip().startswith(RISKY) else text


def file_name(cohort_name: str, day: date, ending: str) -> str:
    """Return a file name that says cohort and date, in letters that every system stores."""
    danish = cohort_name.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    plain = unicodedata.normalize("NFKD", danish).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "hold"
    what = _("completion")
    return f"{what}-{slug}-{day.isoformat()}.{ending}"


def headings(edition: Edition) -> list[str]:
    """Return the names of the modules as the overview shows them."""
    return [f"{module.number} {module.short_title}" for module in edition.modules]


def _plain_words(cell: Cell) -> str:
    # Who searches a spreadsheet types ordinary spaces.
    return full_words(cell).replace(NO_BREAK, " ")


def _quoted(text: str) -> str:
    """Return a CSV cell: harmless, and in quotation marks when it holds what would end it."""
    text = neutral(text)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';"\r\n') else text


class _Drawn(dict[Cell, str]):
    """For each different cell its two columns of CSV, made once: the state in words, and the date of completion."""

    def __missing__(self, cell: Cell) -> str:
        day = cell.standing.completed_on
        if cell.state is CellState.DONE and day is not None:
            columns = f"{_quoted(str(STATE_WORDS[CellState.DONE]))};{day:%d-%m-%Y}"
        else:
            columns = f"{_quoted(_plain_words(cell))};"
        self[cell] = columns
        return columns


def as_csv(edition: Edition, rows: Sequence[Row]) -> bytes:
    """Return the overview as a Danish Excel reads it: UTF-8 with a byte order mark, semicolons, dates as dd-mm-yyyy."""
    modules = [cell for name in headings(edition) for cell in (name, _("%(module)s, completed", module=name))]
    lines = [";".join(_quoted(name) for name in (_("Consultant"), _("Withdrawn"), _("Plan"), *modules))]
    drawn, plans = _Drawn().__getitem__, {plan: _quoted(str(word)) for plan, word in PLAN_WORDS.items()}
    for row in rows:
        left = f"{row.withdrawn_on:%d-%m-%Y}" if row.withdrawn_on else ""
        lines.append(";".join([_quoted(row.name), left, plans[row.plan], *map(drawn, row.cells)]))
    return (BYTE_ORDER_MARK + "\r\n".join(lines) + "\r\n").encode()


def as_xlsx(edition: Edition, rows: Sequence[Row], counted: Sequence[Counter[CellState]], title: str) -> bytes:
    """Return a workbook with the overview on one sheet and the totals per module on another."""
    import xlsxwriter  # noqa: PLC0415 -- three megabytes, for a file that is seldom asked for

    file = io.BytesIO()
    # Rows go to the file as they are written, so that a large cohort needs no more memory than a small one.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title})
        _overview_sheet(book, edition, rows)
        _totals_sheet(book, edition, counted)
    return file.getvalue()


def _overview_sheet(book: xlsxwriter.Workbook, edition: Edition, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(_("Completion"))
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(edition.modules), 22)
    sheet.set_column(len(edition.modules) + 1, len(edition.modules) + 2, 16)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    names = [_("Consultant"), *headings(edition), _("Plan"), _("Withdrawn")]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    texts = {state: book.add_format({"bg_color": colour}) for state, colour in FILL.items()}
    day_format = book.add_format({"num_format": "dd-mm-yyyy", "align": "left", "bg_color": FILL[CellState.DONE]})
    left_format = book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
    words: dict[Cell, str] = {}
    for line, row in enumerate(rows, 1):
        sheet.write_string(line, 0, row.name)
        for column, cell in enumerate(row.cells, 1):
            day = cell.standing.completed_on
            if day is not None and cell.state is CellState.DONE:
                sheet.write_datetime(line, column, day, day_format)
                continue
            text = words.get(cell)
            if text is None:
                text = words[cell] = _plain_words(cell)
            sheet.write_string(line, column, text, texts[cell.state])
        sheet.write_string(line, len(row.cells) + 1, str(PLAN_WORDS[row.plan]))
        if row.withdrawn_on is not None:
            sheet.write_datetime(line, len(row.cells) + 2, row.withdrawn_on, left_format)
    sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)


def _totals_sheet(book: xlsxwriter.Workbook, edition: Edition, counted: Sequence[Counter[CellState]]) -> None:
    sheet = book.add_worksheet(_("Totals"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(CellState), 20)
    head = book.add_format({"bold": True, "bottom": 1})
    sheet.write_string(0, 0, _("Module"), head)
    for column, state in enumerate(CellState, 1):
        sheet.write_string(0, column, str(STATE_WORDS[state]), head)
    for line, (module, counts) in enumerate(zip(edition.modules, counted, strict=True), 1):
        sheet.write_string(line, 0, f"{module.number} {module.title}")
        for column, state in enumerate(CellState, 1):
            sheet.write_number(line, column, counts[state])
