"""Which page an exception leads to, and what is logged about it."""

import errno
import sqlite3
from http import HTTPStatus

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from app.ui import error_pages
from app.ui.error_pages import status_of, text_for


def _operational(words: str) -> OperationalError:
    return OperationalError("SELECT 1", {}, sqlite3.OperationalError(words))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("x"), 500),
        (_operational("database is locked"), 503),
        (_operational("server closed the connection unexpectedly"), 503),
        (_operational("no such table: person"), 500),
        (_operational("database or disk is full"), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.ENOENT, "missing"), 500),
        (IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE")), 500),
    ],
)
def test_a_fault_has_the_status_of_its_cause(error: Exception, status: int) -> None:
    assert status_of(error) == status


def test_a_logged_fault_has_no_words_of_anybody() -> None:
    app = Flask(__name__)
    with app.test_request_context("/"), structlog.testing.capture_logs() as lines:
        try:
            int("Mette Holm, 010180-1234")
        except ValueError as error:
            error_id = error_pages.report(error, 500)
    (line,) = lines
    assert line["id"] == error_id
    assert line["error"] == "ValueError"
    assert "Mette" not in repr(line)
    assert "test_error_pages.py" in line["traceback"][-1]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 418, 429, 500, 502, 503, 507])
def test_every_status_has_words_and_advice(application: Flask, status: int) -> None:
    with application.test_request_context("/"):
        text = text_for(HTTPStatus(status))
    assert text.title
    assert text.text
    assert text.advice


def test_an_expired_form_is_explained(application: Flask) -> None:
    with application.test_request_context("/"):
        assert text_for(400, csrf=True).title == "Siden var åben for længe"


def test_a_fault_in_the_base_page_still_has_a_page(application: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_values: object) -> None:
        raise KeyError("menu")

    monkeypatch.setitem(application.jinja_env.globals, "font_preload", broken)
    with application.test_request_context("/"):
        response = error_pages.page(404)
    assert response.status_code == 404
    text = response.get_data(as_text=True)
    assert "Vi kan ikke finde siden" in text
    assert "Fejlnummer" in text
