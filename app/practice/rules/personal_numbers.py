"""Personal numbers in the fields of a form: where they are, and whether the form may be saved all the same."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from app.core.cpr import Finding, Strength, find, marked, removed


@dataclass(frozen=True)
class Place:
    """A text that holds what is or may be a personal number: the HTML id and label of its field, and what was found."""

    anchor: str
    label: str
    text: str = field(repr=False)
    """Kept out of every log: it is shown to the person who typed it and to nobody else."""
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether one of them is almost surely a personal number."""
        return any(found.strength is Strength.STRONG for found in self.findings)

    @property
    def marked(self) -> list[tuple[str, str, str]]:
        """What stands before, the number, what stands after; for each."""
        return marked(self.text, self.findings)

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers as typed, to compare with what was confirmed before."""
        return frozenset(self.text[found.start : found.end] for found in self.findings)


def places_in(texts: Iterable[tuple[str, str, str]], today: date) -> list[Place]:
    """Return where personal numbers stand in some fields, given as (HTML id, label, text)."""
    found = ((anchor, label, text, tuple(find(text, today))) for anchor, label, text in texts)
    return [Place(*place) for place in found if place[3]]


_WANTED = {"strong": frozenset({Strength.STRONG}), "all": frozenset(Strength)}


def wanted_away(button: str | None) -> frozenset[Strength]:
    """Return which numbers a person wants removed who pressed this button: the sure ones, all, or (no button) none."""
    return _WANTED.get(button or "", frozenset())


def without(text: str, today: date, strengths: Collection[Strength], replacement: str) -> str:
    """Return ``text`` with ``replacement`` where personal numbers of these strengths stood."""
    return removed(text, [found for found in find(text, today) if found.strength in strengths], replacement)
