"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST_DIGITS = 6

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Items ``size * (number - 1)`` and on, out of ``total``. Numbers begin at 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


def page_number(text: str | None) -> int:
    """Return the page that an address asks for; 1 when it is missing or no sensible number."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        return 1
    return max(1, int(text))
