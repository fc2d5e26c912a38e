"""The menu shows what a role can use, in order, and where one is."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask, g

from app.ui import navigation
from app.ui.navigation import NavItem

Menu = Callable[..., list[tuple[str, bool]]]

EVERYBODY = frozenset({"consultant", "instructor"})


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    navigation.init_app(app)
    for slice_name, names in {
        "learning": ("home", "lesson", "terms"),
        "grading": ("queue",),
        "people": ("privacy",),
    }.items():
        blueprint = Blueprint(slice_name, __name__)
        for name in names:
            blueprint.add_url_rule(f"/{slice_name}/{name}", name, view_func=lambda: "")
        app.register_blueprint(blueprint)
    navigation.add(app, NavItem("learning.terms", "Terms", EVERYBODY, 40, "words"))
    navigation.add(app, NavItem("learning.home", "My course", frozenset({"consultant"}), 10, "path"))
    navigation.add(app, NavItem("grading.queue", "Queue", frozenset({"instructor"}), 20, "queue"))

    return app


@pytest.fixture
def menu(app: Flask) -> Menu:
    def show(path: str, *roles: str, section: str | None = None) -> list[tuple[str, bool]]:
        with app.test_request_context(path):
            g.viewer = SimpleNamespace(roles=frozenset(roles)) if roles else None
            items = navigation.navigation_items({"section": section})
            return [(str(item.label), item.current) for item in items]

    return show


def test_only_entries_of_ones_roles_in_order(menu: Menu) -> None:
    assert menu("/people/privacy", "consultant") == [("My course", False), ("Terms", False)]
    assert menu("/people/privacy", "instructor") == [("Queue", False), ("Terms", False)]
    assert menu("/people/privacy") == []


def test_the_own_entry_of_a_page_is_current(menu: Menu) -> None:
    assert menu("/learning/terms", "consultant") == [("My course", False), ("Terms", True)]


def test_a_page_without_entry_belongs_to_the_first_of_its_slice(menu: Menu) -> None:
    assert menu("/learning/lesson", "consultant") == [("My course", True), ("Terms", False)]


def test_a_template_may_name_its_section(menu: Menu) -> None:
    assert menu("/learning/lesson", "consultant", section="learning.terms") == [("My course", False), ("Terms", True)]


def test_the_first_page_fits_the_role(app: Flask) -> None:
    with app.test_request_context("/"):
        assert navigation.first_endpoint({"consultant", "instructor"}) == "learning.home"
        assert navigation.first_endpoint({"instructor"}) == "grading.queue"
        assert navigation.first_endpoint({"somebody"}) == navigation.FALLBACK


def test_a_list_address_keeps_its_parameters_and_changes_the_page(app: Flask) -> None:
    with app.test_request_context("/grading/queue?sort=name&page=2"):
        assert navigation.page_url(3) == "/grading/queue?sort=name&page=3"
