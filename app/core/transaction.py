"""The one transaction boundary of a request.

A view that returns has succeeded, and what it wrote is committed here, once, before the response leaves. A view that
raises has failed, and everything it wrote is rolled back. A GET never commits: reading leaves the database as it was.
"""

from contextvars import Token

from flask import Flask, g, request, session
from flask.typing import ResponseReturnValue

from app.core.db import current_session, read_only
from app.core.routing import AddressingFlask

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FLASHES = "_flashes"
"""Where Flask keeps messages for the next page."""


class TransactionalFlask(AddressingFlask):
    """Flask with one commit at the end of each successful unsafe request."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit; an exception from either goes to the error handlers."""
        if request.method in SAFE_METHODS:
            return super().dispatch_request()
        said_before = list(session.get(FLASHES, ()))
        try:
            response = self.make_response(super().dispatch_request())
            if "db_session" in g:
                current_session().commit()
        except Exception:
            # What the view said it had done has not happened; what was said earlier still has.
            _take_back(said_before)
            raise
        return response


def _take_back(said_before: list[object]) -> None:
    if list(session.get(FLASHES, ())) != said_before:
        session[FLASHES] = said_before


def init_app(app: Flask) -> None:
    """Mark each request as reading or writing before it touches the database."""

    @app.before_request
    def mark() -> None:
        g.read_only_token = read_only.set(request.method in SAFE_METHODS)

    @app.teardown_request
    def unmark(_error: BaseException | None) -> None:
        token: Token[bool] | None = g.pop("read_only_token", None)
        if token is not None:
            read_only.reset(token)
