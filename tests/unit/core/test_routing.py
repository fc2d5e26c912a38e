"""Addresses are made once, and are those that Flask makes."""

import pytest
from flask import Blueprint, url_for
from werkzeug.routing import BuildError

from app.core.routing import AddressingFlask


def _nothing() -> str:
    return ""


@pytest.fixture
def app() -> AddressingFlask:
    app = AddressingFlask("test")
    blueprint = Blueprint("part", __name__)
    blueprint.add_url_rule("/things/<thing>", "thing", lambda thing: thing)
    blueprint.add_url_rule("/read", "one", _nothing, methods=["GET"])
    blueprint.add_url_rule("/write", "one", _nothing, methods=["POST"])
    app.register_blueprint(blueprint)
    return app


def test_an_address_is_made_once(app: AddressingFlask) -> None:
    for _ in range(3):
        with app.test_request_context("/"):
            assert url_for("part.thing", thing="æ/ø", page=2, none=None) == "/things/%C3%A6/%C3%B8?page=2"
    assert app._paths.cache_info()[:2] == (2, 1)


def test_values_that_are_equal_and_not_the_same_have_their_own_addresses(app: AddressingFlask) -> None:
    with app.test_request_context("/"):
        assert [url_for("part.thing", thing=thing) for thing in (1, True, "1")] == [
            "/things/1", "/things/True", "/things/1",
        ]  # fmt: skip


def test_an_address_says_where_the_application_is_mounted(app: AddressingFlask) -> None:
    for root in ("", "/praksis", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert url_for("part.thing", thing=1) == f"{root}/things/1"


def test_the_method_chooses_among_the_rules_of_an_endpoint(app: AddressingFlask) -> None:
    for method, path in (("GET", "/read"), ("POST", "/write"), ("GET", "/read")):
        with app.test_request_context("/", method=method):
            assert url_for("part.one") == path


def test_whatever_is_not_plain_is_left_to_flask(app: AddressingFlask) -> None:
    with app.test_request_context("/things/1", base_url="https://praksis.example"):
        assert url_for(".thing", thing=1) == "/things/1"
        assert url_for("part.thing", thing=1, _anchor="top") == "/things/1#top"
        assert url_for("part.thing", thing=1, _external=True) == "https://praksis.example/things/1"
        assert url_for("part.thing", thing=1, tag=["a", "b"]) == "/things/1?tag=a&tag=b"
    assert app._paths.cache_info().misses == 0


def test_an_unknown_endpoint_is_an_error_each_time(app: AddressingFlask) -> None:
    with app.test_request_context("/"):
        for _ in range(2):
            with pytest.raises(BuildError):
                url_for("part.nothing")
