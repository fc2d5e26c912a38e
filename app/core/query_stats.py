"""Counting queries: what a page costs, for budgets in tests and figures in benchmarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, g
from sqlalchemy import Engine, event


@dataclass
class QueryLog:
    """The statements that were sent while the log was open, in order."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


_open: ContextVar[QueryLog | None] = ContextVar("query_log", default=None)


def watch(engine: Engine) -> None:
    """Let ``engine`` write to the open log; costs one variable look-up a statement when none is open."""

    @event.listens_for(engine, "before_cursor_execute")
    def note(_conn: Any, _cursor: Any, statement: str, _params: Any, _context: Any, _many: bool) -> None:
        log = _open.get()
        if log is not None and not statement.startswith("BEGIN"):
            log.statements.append(statement)


@contextmanager
def count_queries() -> Iterator[QueryLog]:
    """Yield a log of the statements that the block sends."""
    log = QueryLog()
    token = _open.set(log)
    try:
        yield log
    finally:
        _open.reset(token)


def expose(app: Flask) -> None:
    """Send the number of queries of each request as ``X-Query-Count``; for benchmarks only."""

    @app.before_request
    def begin() -> None:
        g.query_log = QueryLog()
        _open.set(g.query_log)

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers["X-Query-Count"] = str(len(g.get("query_log", ())))
        return response
