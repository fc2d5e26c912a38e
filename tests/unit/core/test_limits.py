"""Tries are counted by the network address of who asks, behind proxies too."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.db import engine_of
from app.core.limits import limiter
from app.factory import create_app
from config import Settings

PROXY, OUTER_PROXY = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def apps(settings: Settings, application: Flask) -> Iterator[dict[int, Flask]]:
    """The application behind no, one and two proxies, which lets an address try twice a minute."""
    made = {}
    for proxies in (0, 1, 2):
        changes = {"trusted_proxies": proxies, "sign_ins_per_minute": 2}
        made[proxies] = create_app(settings.model_copy(update=changes))
        made[proxies].config["WTF_CSRF_ENABLED"] = False
    yield made
    for app in made.values():
        engine_of(app).dispose()
    limiter.init_app(application)


def try_to_sign_in(app: Flask, forwarded_for: str) -> int:
    fields = {"email": "nobody@fjordby.example", "password": "wrong"}
    return (
        app.test_client()
        .post(
            "/sign-in",
            data=fields,
            headers={"X-Forwarded-For": forwarded_for},
            environ_base={"REMOTE_ADDR": PROXY},
        )
        .status_code
    )


@pytest.mark.parametrize(("proxies", "tail"), [(1, ""), (2, f", {OUTER_PROXY}")])
def test_one_address_does_not_use_up_the_tries_of_others(apps: dict[int, Flask], proxies: int, tail: str) -> None:
    app = apps[proxies]
    limiter.reset()
    answers = [try_to_sign_in(app, f"192.0.2.1{tail}") for _ in range(3)]
    assert answers == [422, 422, 429]
    assert try_to_sign_in(app, f"192.0.2.2{tail}") == 422


def test_what_the_asker_writes_into_the_header_is_not_believed(apps: dict[int, Flask]) -> None:
    limiter.reset()
    assert [try_to_sign_in(apps[1], f"198.51.100.{n}, 192.0.2.1") for n in range(3)] == [422, 422, 429]
    limiter.reset()
    assert [try_to_sign_in(apps[0], f"198.51.100.{n}") for n in range(3)] == [422, 422, 429]
