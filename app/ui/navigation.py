"""The main menu: each slice adds its entries, each person sees those of their roles."""

import hashlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import LazyString
from jinja2.runtime import Context
from jinja2.utils import pass_context

FALLBACK = "people.privacy"
"""Where somebody is sent whose roles have no entry: a page that everybody may see."""


@dataclass(frozen=True)
class NavItem:
    """One entry. ``order`` is its place, lowest first; the first five stand in the bar on phones."""

    endpoint: str
    label: LazyString | str
    roles: frozenset[Any]
    order: int
    icon: str


@dataclass(frozen=True)
class ShownItem:
    """An entry as the template draws it. ``exact`` says that it leads to the very page one is on."""

    label: LazyString | str
    url: str
    icon: str
    current: bool
    exact: bool


def add(app: Flask, item: NavItem) -> None:
    """Add an entry to the menu."""
    items: list[NavItem] = app.extensions.setdefault("navigation", [])
    items.append(item)
    items.sort(key=lambda each: each.order)


def items_for(roles: AbstractSet[Any]) -> list[NavItem]:
    """Return the entries for somebody with ``roles``, in order."""
    items: list[NavItem] = current_app.extensions.get("navigation", [])
    return [item for item in items if item.roles & roles]


def first_endpoint(roles: AbstractSet[Any]) -> str:
    """Return the endpoint of the first page for somebody with ``roles``."""
    items = items_for(roles)
    return items[0].endpoint if items else FALLBACK


def current_endpoint(items: list[NavItem], section: str | None) -> str | None:
    """Return which entry this page belongs to: the named ``section``, else its own, else the first of its slice."""
    endpoints = [item.endpoint for item in items]
    if section in endpoints:
        return section
    if request.endpoint in endpoints:
        return request.endpoint
    same_slice = (each for each in endpoints if each.partition(".")[0] == request.blueprint)
    return next(same_slice, None)


@pass_context
def navigation_items(context: Context) -> list[ShownItem]:
    """Return the menu of the person who asks. A template may say ``{% set section = "<endpoint>" %}``."""
    viewer = g.get("viewer")
    items = items_for(viewer.roles) if viewer is not None else []
    current = current_endpoint(items, context.get("section"))
    return [
        ShownItem(
            item.label, url_for(item.endpoint), item.icon, item.endpoint == current, item.endpoint == request.endpoint
        )
        for item in items
    ]


def _viewer() -> Any:
    return g.get("viewer")


def person_key() -> str:
    """Return a name for the person under which their browser keeps drafts; it says nothing about who they are."""
    secret = hashlib.sha256(str(current_app.secret_key).encode()).digest()
    return hashlib.blake2s(str(g.viewer.person_id).encode(), key=secret, digest_size=8).hexdigest()


def this_address() -> str:
    """Return the path and query of this page, to come back to; the first page when it is not one that can be read."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def page_url(number: int) -> str:
    """Return the address of this list's page ``number``, with the other parameters kept."""
    values: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or FALLBACK, **values)


def init_app(app: Flask) -> None:
    """Offer what the base template asks for."""
    app.extensions.setdefault("navigation", [])
    for name, function in (
        ("navigation_items", navigation_items),
        ("viewer", _viewer),
        ("person_key", person_key),
        ("this_address", this_address),
        ("page_url", page_url),
    ):
        app.add_template_global(function, name)
