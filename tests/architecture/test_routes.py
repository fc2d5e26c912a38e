"""Every route declares its permission, and every permission is in the policy."""

from enum import Enum

from flask import Flask

from app.core.permissions import permission_of
from app.people.policy import POLICY, Permission
from tests.client import CheckingClient
from tests.factories.world import World


def test_every_route_declares_a_permission(application: Flask) -> None:
    without = [endpoint for endpoint, view in application.view_functions.items() if permission_of(view) is None]
    assert without == []


def test_every_permission_is_in_the_policy_and_used(application: Flask) -> None:
    used: set[Enum | None] = {permission_of(view) for view in application.view_functions.values()}
    assert set(POLICY) == set(Permission)
    assert used == set(Permission)


def test_a_route_without_a_permission_answers_nobody(application: Flask) -> None:
    endpoint = "people.accessibility"
    view = application.view_functions[endpoint]
    application.view_functions[endpoint] = lambda: "open"
    try:
        assert application.test_client().get("/accessibility").status_code == 404
    finally:
        application.view_functions[endpoint] = view


def test_reading_is_get_and_writing_is_post(application: Flask) -> None:
    methods = {method for rule in application.url_map.iter_rules() for method in rule.methods or ()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


def test_an_id_that_no_database_holds_is_not_found(client: CheckingClient, world: World) -> None:
    client.sign_in(world.consultant.id)
    for number in (2**31, 2**63, 10**30):
        client.get(f"/learning/{number}", expect=404)
        client.get(f"/insight/{world.cohort.id}/people/{number}", expect=404)
    client.get("/learning/-1", expect=404)
