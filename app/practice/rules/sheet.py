"""Sheets: reading what was typed into a tool, and saying what is wrong with it. Words only; nothing is ever cut off."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.catalogue.rules.format import ToolField, ToolFile
from app.core.cpr import Strength
from app.practice.rules.personal_numbers import Place, places_in, without

LONGEST_TEXT = 20_000
"""Characters in one field: some eight printed pages."""

PREFIX = "f-"
"""Stands before a field's id in the form, so that an author's id can never be that of a part of the page."""

TYPED = frozenset({"text", "long", "number", "date"})
"""Kinds of field that hold one text."""

Sheet = dict[str, Any]
"""Field id → text, list of chosen texts, or list of rows (column id → text)."""


class Fault(StrEnum):
    """What can be wrong with a field."""

    UNSTORABLE = "unstorable"
    TOO_LONG = "too-long"
    MISSING = "missing"
    NO_DATE = "no-date"
    NO_NUMBER = "no-number"


@dataclass(frozen=True)
class Problem:
    """One fault of one field. ``size`` is how many characters it has when it is too long."""

    field_id: str
    label: str
    fault: Fault
    size: int = 0


def input_name(field_id: str) -> str:
    """Return the name (and the HTML id) of a field's input."""
    return PREFIX + field_id


def read(tool: ToolFile, form: Mapping[str, Sequence[str]]) -> Sheet:
    """Return the sheet in a sent form (input name → values). Unknown inputs and unknown choices are left out."""
    return {field.id: _read_field(field, form) for field in tool.fields}


def _read_field(field: ToolField, form: Mapping[str, Sequence[str]]) -> Any:
    name = input_name(field.id)
    if field.kind == "rows":
        rows = [_read_row(field, form, index) for index in range(field.max_rows)]
        return [row for row in rows if any(row.values())]
    if field.kind == "choices":
        chosen = set(form.get(name, ()))
        return [option for option in field.options if option in chosen]
    text = _text(form, name)
    if field.kind == "choice":
        return text if text in field.options else ""
    if field.kind == "date" and (day := read_date(text)):
        return day.isoformat()
    return text


def _read_row(field: ToolField, form: Mapping[str, Sequence[str]], index: int) -> dict[str, str]:
    row = {}
    for column in field.columns:
        text = _text(form, f"{input_name(field.id)}-{index}-{column.id}")
        row[column.id] = text if column.kind != "choice" or text in column.options else ""
    return row


def _text(form: Mapping[str, Sequence[str]], name: str) -> str:
    # Browsers send line breaks as CR LF and count them as one character.
    values = form.get(name, ())
    return values[0].replace("\r\n", "\n").strip() if values else ""


def read_date(text: str) -> date | None:
    """Return the day in ``2027-03-08`` (what browsers send) or ``8.3.2027`` (what people type), or None."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a day has no time zone
        except ValueError:
            continue
    return None


def read_number(text: str) -> Decimal | None:
    """Return the number in ``2,5``, ``2.5``, ``1.000`` or ``1.000,50``, or None; a point before three digits groups."""
    plain = text.replace(" ", "").replace("\u00a0", "")
    whole, comma, fraction = plain.partition(",")
    groups = whole.split(".")
    if comma or (len(groups) > 1 and all(len(group) == 3 for group in groups[1:])):  # noqa: PLR2004 -- thousands
        whole = whole.replace(".", "")
    try:
        number = Decimal(f"{whole}.{fraction}" if comma else whole)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def texts(tool: ToolFile, sheet: Mapping[str, Any]) -> Iterator[tuple[ToolField, str]]:
    """Yield every text that somebody typed, with its field."""
    for field in tool.fields:
        value = sheet.get(field.id, "")
        if field.kind == "rows":
            for row in value or ():
                yield from ((field, cell) for cell in row.values())
        elif field.kind in TYPED:
            yield field, value


def leftover(tool: ToolFile, sheet: Mapping[str, Any]) -> list[str]:
    """Return what was written into fields that the tool no longer has."""
    known = {field.id for field in tool.fields}
    return [text for field_id, value in sheet.items() if field_id not in known for text in _all_texts(value) if text]


def _all_texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return list(value.values())
    return [text for part in value for text in _all_texts(part)] if isinstance(value, list) else [value]


def is_empty(sheet: Mapping[str, Any]) -> bool:
    """Return whether nothing is written."""
    return not any(sheet.values())


def saving_problems(tool: ToolFile, sheet: Mapping[str, Any]) -> list[Problem]:
    """Return what keeps a draft from being saved: characters that cannot be stored, and texts that are too long."""
    problems: dict[str, Problem] = {}
    for field, text in texts(tool, sheet):
        if "\x00" in text:
            problems.setdefault(field.id, Problem(field.id, field.label, Fault.UNSTORABLE))
        elif len(text) > LONGEST_TEXT:
            problems.setdefault(field.id, Problem(field.id, field.label, Fault.TOO_LONG, len(text)))
    return list(problems.values())


def submitting_problems(tool: ToolFile, sheet: Mapping[str, Any]) -> list[Problem]:
    """Return what keeps a sheet from being submitted: required fields that are empty, dates and numbers that are none."""
    found = ((field, _submitting_fault(field, sheet.get(field.id))) for field in tool.fields)
    return [Problem(field.id, field.label, fault) for field, fault in found if fault]


def _submitting_fault(field: ToolField, value: Any) -> Fault | None:
    if not value:
        return Fault.MISSING if field.required else None
    if field.kind == "date" and read_date(value) is None:
        return Fault.NO_DATE
    if field.kind == "number" and read_number(value) is None:
        return Fault.NO_NUMBER
    numbers = {column.id for column in field.columns if column.kind == "number"}
    if field.kind == "rows" and any(row.get(id_) and read_number(row[id_]) is None for row in value for id_ in numbers):
        return Fault.NO_NUMBER
    return None


def personal_numbers(tool: ToolFile, sheet: Mapping[str, Any], today: date) -> list[Place]:
    """Return the texts that hold what is or may be a personal number."""
    return places_in(((input_name(field.id), field.label, text) for field, text in texts(tool, sheet)), today)


def without_personal_numbers(
    tool: ToolFile, sheet: Sheet, today: date, strengths: Collection[Strength], replacement: str
) -> Sheet:
    """Return the sheet with ``replacement`` where personal numbers of these strengths stood."""
    return _changed(tool, sheet, lambda text: without(text, today, strengths, replacement))


def showable(tool: ToolFile, sheet: Sheet) -> Sheet:
    """Return the sheet with a visible mark where NUL stood, since no page can hold that character."""
    return _changed(tool, sheet, lambda text: text.replace("\x00", "\ufffd"))


def _changed(tool: ToolFile, sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    changed = dict(sheet)
    for field in tool.fields:
        value = sheet.get(field.id)
        if field.kind == "rows":
            changed[field.id] = [{column: change(cell) for column, cell in row.items()} for row in value or ()]
        elif field.kind in TYPED and value:
            changed[field.id] = change(value)
    return changed
