"""What changed between two rounds of a sheet, word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from app.catalogue.rules.format import ToolField, ToolFile

# White space belongs to what stands before it; together the tokens make the whole text.
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*")
_WORDS = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")

MOST_TOKENS = 400
"""How many sentences, or words within changed sentences, are compared; more are shown whole, old and new."""
MOST_WORK = 10_000_000
"""How much the matcher may do for one page at the very worst, in equal pairs times blocks: well below a second."""


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


class _Work:
    """What the matcher may still do for one page.

    The matcher is cubic at its worst: for each block that it finds it looks at every pair of equal tokens again. So
    pairs times blocks is counted beforehand, and what would cost more than is left is not given to it.
    """

    def __init__(self) -> None:
        self._left = MOST_WORK

    def affords(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Take what comparing these may cost out of what is left; False when it is too much."""
        if max(len(before), len(after)) > MOST_TOKENS:
            return False
        counts = Counter(after)
        cost = sum(counts[token] for token in before) * min(len(before), len(after))
        if cost > self._left:
            return False
        self._left -= cost
        return True


def compare(before: str, after: str, work: _Work | None = None) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order: SAME + GONE make ``before``, SAME + NEW make ``after``.

    Sentences are compared first, and then the words of those that differ. What is too much to compare is shown whole.
    """
    pieces: list[Piece] = []
    gone, new = "", ""
    for kind, text in _sentences(before, after, work or _Work()):
        if kind is Kind.GONE:
            gone += text
        elif kind is Kind.NEW:
            new += text
        elif text:
            pieces += [*_changed(gone, new), Piece(Kind.SAME, text)]
            gone, new = "", ""
    return tuple(_joined([*pieces, *_changed(gone, new)]))


def _sentences(before: str, after: str, work: _Work) -> Iterator[Piece]:
    for old, new in _aligned(_SENTENCES.findall(before), _SENTENCES.findall(after), work):
        if _is_same(old, new):
            yield from _kept(old[0], new[0])
            continue
        for gone, come in _aligned(_WORDS.findall("".join(old)), _WORDS.findall("".join(new)), work):
            if _is_same(gone, come):
                yield from _kept(gone[0], come[0])
            else:
                yield Piece(Kind.GONE, "".join(gone))
                yield Piece(Kind.NEW, "".join(come))


def _is_same(old: list[str], new: list[str]) -> bool:
    return len(old) == len(new) == 1 and old[0].rstrip() == new[0].rstrip()


def _kept(old: str, new: str) -> Iterator[Piece]:
    """Return a token that both have; the white space after it may differ all the same."""
    text = old.rstrip()
    yield Piece(Kind.SAME, text)
    if old == new:
        yield Piece(Kind.SAME, old[len(text) :])
    else:
        yield Piece(Kind.GONE, old[len(text) :])
        yield Piece(Kind.NEW, new[len(text) :])


def _aligned(before: list[str], after: list[str], work: _Work) -> Iterator[tuple[list[str], list[str]]]:
    """Return what stands against what: a token of each that are the same but for white space, or runs that differ."""
    old, new = [token.rstrip() for token in before], [token.rstrip() for token in after]
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    rest = shorter - head
    tail = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    ends = len(old) - tail, len(new) - tail
    yield from (([one], [other]) for one, other in zip(before[:head], after[:head], strict=True))
    for is_equal, start, end, other_start, other_end in _runs(old[head : ends[0]], new[head : ends[1]], work):
        one, other = before[head + start : head + end], after[head + other_start : head + other_end]
        if is_equal:
            yield from (([first], [second]) for first, second in zip(one, other, strict=True))
        else:
            yield one, other
    yield from (([one], [other]) for one, other in zip(before[ends[0] :], after[ends[1] :], strict=True))


def _runs(old: list[str], new: list[str], work: _Work) -> Iterator[tuple[bool, int, int, int, int]]:
    if not old or not new or not work.affords(old, new):
        yield False, 0, len(old), 0, len(new)
        return
    # Without the matcher's own shortcut, which takes frequent words for noise: the budget keeps it quick.
    for tag, *places in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        start, end, other_start, other_end = places
        yield tag == "equal", start, end, other_start, other_end


def _changed(gone: str, new: str) -> list[Piece]:
    """Return a change, with the white space that both ends share kept out of it."""
    kept = 0
    while kept < min(len(gone), len(new)) and gone[-1 - kept] == new[-1 - kept] and gone[-1 - kept].isspace():
        kept += 1
    ends = len(gone) - kept, len(new) - kept
    kinds = ((Kind.GONE, gone[: ends[0]]), (Kind.NEW, new[: ends[1]]), (Kind.SAME, gone[ends[0] :]))
    return [Piece(kind, text) for kind, text in kinds if text]


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Return the pieces with neighbours of one kind made one."""
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in group))


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
    changes, work = [], _Work()
    for field in fields:
        old, new = as_text(field, before.get(field.id)), as_text(field, after.get(field.id))
        if old != new:
            changes.append(FieldChange(field.label, compare(old, new, work)))
    return changes
