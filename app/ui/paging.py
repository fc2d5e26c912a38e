"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.core.incoming import whole_number

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


def page_number(text: str | None, size: int, total: int) -> int:
    """Return the page that an address asks for: 1 when it says no number, the last one when there are not as many."""
    return max(1, min(whole_number(text) or 1, Page((), 1, size, total).pages))
