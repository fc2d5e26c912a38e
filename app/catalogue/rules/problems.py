"""Problems of course files: one line each, with the place, what is wrong, and what the author can do about it."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

UNPRINTABLE = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that keeps a course from being published. ``path`` is relative to the course folder."""

    path: str
    line: int
    what: str
    remedy: str

    def shown(self, folder: str = "") -> str:
        """Return ``file:line: what, remedy``; ``folder`` is put before the path, so that an editor can open it."""
        path = "/".join(part for part in (folder.rstrip("/\\"), self.path) if part)
        # File names and quoted text come from the author; a line break in them must not look like a problem of its own.
        return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", f"{path}:{self.line}: {self.what}, {self.remedy}")

    def __str__(self) -> str:
        return self.shown()


class Problems:
    """The problems found so far; every check adds to the same list, so that one run reports all."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, path: str, line: int, what: str, remedy: str) -> None:
        """Add one problem; the same one twice counts once."""
        self._found.add(Problem(path, max(line, 1), what, remedy))

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found))

    def __len__(self) -> int:
        return len(self._found)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was probably meant to be, or None."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a remedy that names the nearest known word, or ``otherwise`` when none is near."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else otherwise


def excerpt(text: str, length: int = 40) -> str:
    """Return the start of ``text`` for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
