"""What may come in at all: no NUL, which neither databases nor pages can hold, and numbers that an id can be.

An address whose text holds a control character names nothing (404); a parameter, or the name of a field, that holds NUL is
no request of ours (400). What people type into a field is judged where it is read, so that their words stay on the page.
"""

import re
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import Map, UnicodeConverter

from app.core.routing import LARGEST_ID, IdConverter

_DIGITS = re.compile(r"[0-9]{1,10}")


class TextConverter(UnicodeConverter):
    """A text in an address, without control characters."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **options)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]", 1)


def whole_number(text: str | None) -> int | None:
    """Return the whole number that a parameter or a field says; None when it says none or more than an id can be."""
    if text is None or not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def init_app(app: Flask) -> None:
    """Read addresses with our converters, and refuse NUL in parameters and in the names of fields."""
    app.url_map.converters.update(int=IdConverter, default=TextConverter, string=TextConverter)

    @app.before_request
    def refuse_nul() -> None:
        parameters = (text for pair in request.args.items(multi=True) for text in pair)
        if any("\x00" in text for text in (*parameters, *request.form)):
            abort(400)
