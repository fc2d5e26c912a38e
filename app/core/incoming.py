"""What may come in at all: no NUL, which neither databases nor pages can hold, and numbers that an id can be.

An address whose text holds a control character names nothing (404); a parameter, or the name of a field, that holds NUL is
no request of ours (400). What people type into a field is judged where it is read, so that their words stay on the page.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request
from werkzeug.routing import Map, UnicodeConverter

from app.core.routing import LARGEST_ID, IdConverter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

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


def whole_bodies(application: "WSGIApplication") -> "WSGIApplication":
    """Return the application, with every body held against its announced length.

    Some servers say that they know where a body ends (``wsgi.input_terminated``), also when the connection broke in the
    middle of it. Half a form would then be taken for a whole one: a draft with its last words gone, a decision without its
    last field. Without that word, werkzeug answers 400 to a body that is shorter than announced, and a body without a
    length is none.
    """

    def call(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ.pop("wsgi.input_terminated", None)
        return application(environ, start_response)

    return call


def init_app(app: Flask) -> None:
    """Read whole bodies only, addresses with our converters, and no NUL in parameters and in the names of fields."""
    app.wsgi_app = whole_bodies(app.wsgi_app)  # type: ignore[assignment,method-assign]
    app.url_map.converters.update(int=IdConverter, default=TextConverter, string=TextConverter)

    @app.before_request
    def refuse_nul() -> None:
        parameters = (text for pair in request.args.items(multi=True) for text in pair)
        if any("\x00" in text for text in (*parameters, *request.form)):
            abort(400)
