"""How addresses are read and made."""

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1
"""What an integer column holds. A larger number in an address names nothing, and no database is asked about it."""


class IdConverter(IntegerConverter):
    """An id in an address: a whole number that a primary key can be."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"min": 0, "max": LARGEST_ID, **options})


MOST_ADDRESSES = 2_048
"""How many addresses a process remembers; then those go that were not asked for the longest."""


_NOTHING_SPECIAL = (None, None, None, None)
_SIMPLE = frozenset({str, int, bool, type(None)})


class AddressingFlask(Flask):
    """Flask that makes each address once: a page links to dozens, mostly those that it linked to before.

    An address depends on the endpoint, the values, where the application is mounted, and on the method if an endpoint has
    several rules. On nothing else: there are no URL defaults, which could depend on the person.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Typed, because 1 and True are equal and their addresses are not.
        self._paths = lru_cache(MOST_ADDRESSES, typed=True)(self._make_path)

    def url_for(
        self, /, endpoint: str, *, _anchor: str | None = None, _method: str | None = None, _scheme: str | None = None,
        _external: bool | None = None, **values: Any,
    ) -> str:  # fmt: skip
        """Return an address, as :meth:`flask.Flask.url_for` does."""
        special = (_anchor, _method, _scheme, _external) != _NOTHING_SPECIAL or endpoint.startswith(".")
        if not special and has_request_context() and _SIMPLE.issuperset(map(type, values.values())):
            return self._paths(request.root_path, request.method, endpoint, **values)
        return super().url_for(
            endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values
        )  # fmt: skip

    def _make_path(self, _root_path: str, _request_method: str, endpoint: str, /, **values: Any) -> str:
        return super().url_for(endpoint, **values)
