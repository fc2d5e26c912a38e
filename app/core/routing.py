"""How addresses are read."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1
"""What an integer column holds. A larger number in an address names nothing, and no database is asked about it."""


class IdConverter(IntegerConverter):
    """An id in an address: a whole number that a primary key can be."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"min": 0, "max": LARGEST_ID, **options})
