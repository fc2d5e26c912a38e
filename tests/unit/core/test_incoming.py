"""A body that broke off in the middle is no body."""

import io
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.core import incoming


@pytest.fixture
def small() -> Flask:
    app = Flask("small")
    incoming.init_app(app)
    app.add_url_rule("/echo", view_func=lambda: request.form.get("last", "nothing"), methods=["POST"], endpoint="echo")
    return app


def send(app: Flask, body: bytes, **environ: Any) -> tuple[str, str]:
    builder = EnvironBuilder("/echo", method="POST", content_type="application/x-www-form-urlencoded")
    made = {**builder.get_environ(), "wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, **environ}
    chunks, status, _ = run_wsgi_app(app, made)
    return status, b"".join(chunks).decode()


def test_a_whole_body_is_read(small: Flask) -> None:
    assert send(small, b"first=1&last=2", CONTENT_LENGTH="14") == ("200 OK", "2")


def test_a_body_that_is_shorter_than_announced_is_refused(small: Flask) -> None:
    status, _ = send(small, b"first=1&la", CONTENT_LENGTH="14")
    assert status.startswith("400")


def test_a_body_without_a_length_is_none(small: Flask) -> None:
    assert send(small, b"first=1&last=2", CONTENT_LENGTH="")[1] == "nothing"
