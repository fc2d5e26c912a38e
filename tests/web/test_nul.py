"""NUL and other control characters, which no database of ours and no page can hold, are refused in every place of a request."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from werkzeug.routing import UnicodeConverter

from tests.client import CheckingClient
from tests.factories.practice import ASSIGNMENT
from tests.factories.world import World


def text_addresses(app: Flask) -> list[tuple[str, str]]:
    """Return (method, address) of every route with a text in it, once for each text, which is replaced by a marker."""
    found = []
    for rule in app.url_map.iter_rules():
        texts = {name for name, converter in rule._converters.items() if isinstance(converter, UnicodeConverter)}
        for marked in sorted(texts):
            values = {name: "MARKER" if name == marked else "x" if name in texts else 1 for name in rule.arguments}
            with app.test_request_context():
                address = url_for(rule.endpoint, **values)
            found += [(method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


def test_no_text_in_an_address_can_hold_a_control_character(
    app: Flask, world: World, sign_in: Callable[[int], CheckingClient]
) -> None:
    browsers = [sign_in(person.id) for person in (world.consultant, world.instructor, world.administrator)]
    addresses = text_addresses(app)
    assert len(addresses) > 10
    answers = {
        (method, address.replace("MARKER", text), browser.open(method, address.replace("MARKER", text)).status_code)
        for method, address in addresses
        for text in ("a%00b", "%00", "a%1fb", "a%0Ab", "%7f")
        for browser in browsers
    }
    assert [answer for answer in answers if answer[2] != 404] == []


@pytest.mark.parametrize("query", ["assignment=%00", "cohort=1%00", "page=%00", "%00=1", "show=mine&x%00y"])
def test_no_parameter_can_hold_nul(world: World, sign_in: Callable[[int], CheckingClient], query: str) -> None:
    for person, path in (
        (world.instructor, "/grading/"),
        (world.consultant, f"/practice/{world.cohort.id}/log"),
        (world.manager, f"/insight/{world.cohort.id}"),
        (world.administrator, "/people/"),
        (world.administrator, f"/cohorts/{world.cohort.id}/enrol"),
    ):
        page = sign_in(person.id).get(f"{path}?{query}", expect=400)
        assert "\x00" not in page.text


def test_no_name_of_a_field_can_hold_nul(world: World, sign_in: Callable[[int], CheckingClient]) -> None:
    consultant = sign_in(world.consultant.id)
    home = f"/practice/{world.cohort.id}/assignments/{ASSIGNMENT}"
    consultant.post(f"{home}/draft", {"version": "0", "f-formaal\x00": "a"}, expect=400)


@pytest.mark.parametrize("name", ["submit_key", "version", "clean", "not_cpr"])
def test_a_field_that_nobody_types_in_can_hold_nul_without_harm(
    world: World, sign_in: Callable[[int], CheckingClient], name: str
) -> None:
    consultant = sign_in(world.consultant.id)
    home = f"/practice/{world.cohort.id}/assignments/{ASSIGNMENT}"
    form = {"version": "0", "submit_key": "k", "f-formaal": "a", name: "0\x00"}
    consultant.post(f"{home}/submit", form, expect=400 if name == "submit_key" else 303)


def test_a_text_of_several_lines_is_still_a_text(world: World, sign_in: Callable[[int], CheckingClient]) -> None:
    sign_in(world.administrator.id).get("/people/?q=a%0Ab%09c")
