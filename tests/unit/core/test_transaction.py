"""One commit at the end of a request: a view that returns has written, one that raises has not, and a GET never does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort, flash
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import db, transaction
from app.core.db import current_session, engine_of, engines_of
from app.core.jobs import Job, enqueue
from tests.databases import fresh_database


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Flask]:
    """An application with nothing but a database and views that write a job."""
    app = transaction.TransactionalFlask("small")
    with fresh_database("small", tmp_path) as url:
        db.init_app(app, url)
        yield from _with_views(app)


def _with_views(app: Flask) -> Iterator[Flask]:
    transaction.init_app(app)
    Job.__table__.create(engine_of(app))  # type: ignore[attr-defined]

    def write() -> str:
        enqueue(current_session(), "mail", {})
        current_session().flush()
        return "done"

    def write_and_refuse() -> str:
        write()
        abort(404)

    def write_and_fail() -> str:
        write()
        raise ValueError("a fault")

    for view in (write, write_and_refuse, write_and_fail):
        app.add_url_rule(f"/{view.__name__}", view_func=view, methods=["GET", "POST"])
    yield app
    for engine in engines_of(app):
        engine.dispose()


def jobs(app: Flask) -> int:
    with Session(engine_of(app)) as session:
        return session.scalar(select(func.count()).select_from(Job)) or 0


@pytest.mark.parametrize(
    ("method", "path", "status", "written"),
    [
        ("POST", "/write", 200, 1),
        ("GET", "/write", 500, 0),
        ("POST", "/write_and_refuse", 404, 0),
        ("POST", "/write_and_fail", 500, 0),
    ],
)
def test_what_is_committed(small: Flask, method: str, path: str, status: int, written: int) -> None:
    assert small.test_client().open(path, method=method).status_code == status
    assert jobs(small) == written


def test_a_failed_request_leaves_nothing_for_the_next(small: Flask) -> None:
    browser = small.test_client()
    browser.post("/write_and_fail")
    browser.post("/write")
    assert jobs(small) == 1


def test_what_was_said_about_a_write_that_failed_is_taken_back(small: Flask) -> None:
    small.secret_key = "for this test only"

    def write_and_say() -> str:
        flash("saved")
        raise ValueError("the disk is full")

    def say() -> str:
        flash("earlier")
        return "done"

    for view in (write_and_say, say):
        small.add_url_rule(f"/{view.__name__}", view_func=view, methods=["POST"])
    browser = small.test_client()
    browser.post("/say")
    browser.post("/write_and_say")
    with browser.session_transaction() as cookie:
        assert cookie["_flashes"] == [("message", "earlier")]
