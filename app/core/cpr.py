"""Danish personal numbers (CPR) in free text: found before anything is saved, never stored, never logged.

A number is six digits of a birthday, an optional separator and four more. No check digit proves one since 2007, so the
findings have two strengths: what is almost surely a number is refused, what may be one is asked about. A finding holds
positions only; whoever needs the words slices them out of the text that the person just typed.

Sources: the Danish CPR office on the structure of the number, on numbers without modulus 11, and on replacement numbers
(day + 60).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

_SEPARATOR = r"[ \t\u00a0\u2007\u2009\u200b\u202f\u2060]{0,2}[-\u00ad\u2010-\u2015\u2212\uff0d]?[ \t\u00a0\u2007\u2009\u200b\u202f\u2060]{0,2}"
_NUMBER = re.compile(
    rf"(?<!\d)(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)(?P<separator>{_SEPARATOR})(?P<serial>\d{{4}})(?!\d)"
)

_WORD = re.compile(
    r"\b(?:cpr|person(?:lige?)?[ -]?(?:nummer|nr)|født|foedt|fødsels|foedsels|born|birth)", re.IGNORECASE
)
_PRODUCTION_UNIT = re.compile(r"\bp[ -]?(?:nummer|nr|no|enhed)s?\b[.:]*[^\S\n]*\Z", re.IGNORECASE)
_BEFORE, _AFTER = 40, 25
"""How many characters before and after a number count as nearby."""

_TIME_YEARS = 10
"""``120327-0930`` is a meeting at half past nine when its year is this near; as a number it would be a person over 80."""


class Strength(StrEnum):
    """How sure one can be."""

    STRONG = "strong"
    """Refused."""
    WEAK = "weak"
    """Asked about; the person may confirm that it is something else."""


@dataclass(frozen=True)
class Finding:
    """Where in a text a number stands, and how sure it is. It never holds the number."""

    start: int
    end: int
    strength: Strength


def find(text: str, today: date) -> list[Finding]:
    """Return the numbers in ``text``, in order; ``today`` is the present day in Denmark."""
    findings = []
    for match in _NUMBER.finditer(text):
        strength = _strength(text, match, today)
        if strength is not None:
            findings.append(Finding(match.start(), match.end(), strength))
    return findings


def _strength(text: str, match: re.Match[str], today: date) -> Strength | None:
    day, month, year = (int(match[name]) for name in ("day", "month", "year"))
    serial = [int(digit) for digit in match["serial"]]
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    has_word = bool(_WORD.search(before) or _WORD.search(text[match.end() : match.end() + _AFTER]))
    has_separator = match["separator"] != ""
    if not has_word and (not has_separator or _is_time(year, serial, today)):
        return None
    if not has_separator and _PRODUCTION_UNIT.search(before):
        return None
    is_replacement = 61 <= day <= 91  # noqa: PLR2004 -- a birthday plus 60, given to people without a number
    born = birthday(day - 60 if is_replacement else day, month, year, serial[0])
    if born is None or born > today:
        return None
    digits = [int(digit) for name in ("day", "month", "year", "serial") for digit in match[name]]
    is_proven = _has_check_digit(digits) or _is_first_of_january(born)
    return Strength.STRONG if is_proven and not is_replacement else Strength.WEAK


def birthday(day: int, month: int, year: int, seventh: int) -> date | None:
    """Return the birthday that six digits and the seventh mean, or None when there is no such day."""
    if seventh <= 3:  # noqa: PLR2004 -- the table of centuries of the CPR office
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900  # noqa: PLR2004
    else:
        century = 2000 if year <= 57 else 1800  # noqa: PLR2004
    try:
        return date(century + year, month, day)
    except ValueError:
        return None


def _has_check_digit(digits: Iterable[int]) -> bool:
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def _is_first_of_january(born: date) -> bool:
    # Numbers without modulus 11 are given where a day has run out, and the first of January stands for "day unknown".
    return (born.day, born.month) == (1, 1) and 1960 <= born.year <= 1999  # noqa: PLR2004


def _is_time(year: int, serial: list[int], today: date) -> bool:
    hour, minute = serial[0] * 10 + serial[1], serial[2] * 10 + serial[3]
    return hour < 24 and minute < 60 and abs(2000 + year - today.year) <= _TIME_YEARS  # noqa: PLR2004


def marked(text: str, findings: Iterable[Finding], around: int = 40) -> list[tuple[str, str, str]]:
    """Return (what stands before, the number, what stands after) of each finding, to show to the person who typed it."""
    return [
        (
            ("…" if found.start > around else "") + text[max(0, found.start - around) : found.start],
            text[found.start : found.end],
            text[found.end : found.end + around] + ("…" if len(text) > found.end + around else ""),
        )
        for found in findings
    ]


def removed(text: str, findings: Iterable[Finding], replacement: str) -> str:
    """Return ``text`` with ``replacement`` where the numbers stood."""
    parts, position = [], 0
    for found in findings:
        parts += [text[position : found.start], replacement]
        position = found.end
    return "".join([*parts, text[position:]])
