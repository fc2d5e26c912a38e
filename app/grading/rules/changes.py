"""What changed between two rounds of a sheet, word by word."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, NamedTuple

from app.catalogue.rules.format import ToolField, ToolFile

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(NamedTuple):
    """Some text, white space included."""

    kind: Kind
    text: str


class FieldChange(NamedTuple):
    """A field whose content differs; the pieces in order make both versions."""

    label: str
    pieces: tuple[Piece, ...]


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order: SAME + GONE make ``before``, SAME + NEW make ``after``."""
    pieces: list[Piece] = []
    gone, new = "", ""
    for kind, text in _raw(_WORDS.findall(before), _WORDS.findall(after)):
        if kind is Kind.GONE:
            gone += text
        elif kind is Kind.NEW:
            new += text
        elif (gone or new) and text.isspace():
            # A space between two changed words belongs to the change; else every second word would be a change.
            gone, new = gone + text, new + text
        else:
            pieces += _changed(gone, new)
            pieces.append(Piece(Kind.SAME, text))
            gone, new = "", ""
    return tuple(pieces + _changed(gone, new))


def _raw(before: list[str], after: list[str]) -> Iterator[Piece]:
    # The matcher's own shortcut for frequent words (from 200 words on) keeps long and repetitive texts quick.
    for tag, start, end, other_start, other_end in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield Piece(Kind.SAME, "".join(before[start:end]))
            continue
        yield Piece(Kind.GONE, "".join(before[start:end]))
        yield Piece(Kind.NEW, "".join(after[other_start:other_end]))


def _changed(gone: str, new: str) -> list[Piece]:
    """Return a change, with the white space that both ends share kept out of it."""
    if not gone or not new:
        return [Piece(kind, text) for kind, text in ((Kind.GONE, gone), (Kind.NEW, new)) if text]
    tail = ""
    while gone and new and gone[-1] == new[-1] and gone[-1].isspace():
        gone, new, tail = gone[:-1], new[:-1], gone[-1] + tail
    kinds = ((Kind.GONE, gone), (Kind.NEW, new), (Kind.SAME, tail))
    return [Piece(kind, text) for kind, text in kinds if text]


def as_text(field: ToolField, value: Any) -> str:
    """Return what a field of a sheet holds as lines of text; empty when nothing is filled in."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "\n".join(line for item in value if (line := _line(field, item)))


def _line(field: ToolField, item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    return " · ".join(str(item[column.id]) for column in field.columns if item.get(column.id))


def changed_fields(
    before_tool: ToolFile, before: Mapping[str, Any], after_tool: ToolFile, after: Mapping[str, Any]
) -> list[FieldChange]:
    """Return the fields that differ, in the order of the later tool; fields that it no longer has come last."""
    kept = {field.id for field in after_tool.fields}
    fields = [*after_tool.fields, *(field for field in before_tool.fields if field.id not in kept)]
    changes = []
    for field in fields:
        old, new = as_text(field, before.get(field.id)), as_text(field, after.get(field.id))
        if old != new:
            changes.append(FieldChange(field.label, compare(old, new)))
    return changes
