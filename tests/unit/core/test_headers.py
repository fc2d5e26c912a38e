import gzip

import pytest
from flask import Flask, Response

from app.core import compression, headers


@pytest.fixture
def small() -> Flask:
    app = Flask("small")
    headers.init_app(app, secure=True)
    compression.init_app(app)
    app.add_url_rule("/long", view_func=lambda: "æ" * 2_000, endpoint="long")
    app.add_url_rule("/short", view_func=lambda: "æ", endpoint="short")
    app.add_url_rule(
        "/cached", view_func=lambda: Response("x", headers={"Cache-Control": "private"}), endpoint="cached"
    )
    return app


def test_every_answer_has_the_headers_errors_too(small: Flask) -> None:
    for path in ("/long", "/nowhere"):
        found = small.test_client().get(path).headers
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Cache-Control"] == "no-store"
        assert "Cookie" in found["Vary"]
        assert "max-age" in found["Strict-Transport-Security"]
        assert "'unsafe-inline'" not in found["Content-Security-Policy"]


def test_the_nonce_differs_from_request_to_request(small: Flask) -> None:
    browser = small.test_client()
    first, second = (browser.get("/short").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_a_view_may_say_how_it_is_cached(small: Flask) -> None:
    assert small.test_client().get("/cached").headers["Cache-Control"] == "private"


def test_long_pages_are_compressed_for_those_who_take_it(small: Flask) -> None:
    browser = small.test_client()
    answer = browser.get("/long", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == "æ" * 2_000
    assert "Accept-Encoding" in answer.headers["Vary"]
    for encoding, path in (("identity", "/long"), ("gzip;q=0", "/long"), ("gzip", "/short")):
        assert "Content-Encoding" not in browser.get(path, headers={"Accept-Encoding": encoding}).headers


def test_the_length_of_a_compressed_page_varies(small: Flask) -> None:
    browser = small.test_client()
    sizes = {len(browser.get("/long", headers={"Accept-Encoding": "gzip"}).data) for _ in range(40)}
    assert len(sizes) > 5, "or a guess beside a secret could be measured (BREACH)"
