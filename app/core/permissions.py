"""Who may call a route: every route declares one permission, and a route without one answers nobody.

This is the coarse gate (has this person such a role anywhere?). Which object it is about is decided by the access
getters of the slices. The permissions and the table of roles live in ``app/people/policy.py``, on one screen.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, ParamSpec, Protocol, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

P = ParamSpec("P")
R = TypeVar("R")


class HasRoles(Protocol):
    """What the gate needs to know about the person who asks."""

    @property
    def roles(self) -> frozenset[Any]:
        """All roles that the person has anywhere."""


def requires(permission: Enum) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the permission that a view needs; place it nearest to the function."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.__permission__ = permission  # type: ignore[attr-defined]
        return view

    return declare


def permission_of(view: Callable[..., Any]) -> Enum | None:
    """Return the permission that a view declares, or None."""
    return getattr(view, "__permission__", None)


def init_app(
    app: Flask, policy: Mapping[Any, frozenset[Any] | None], load_viewer: Callable[[], HasRoles | None], sign_in: str
) -> None:
    """Check each request against ``policy``: a permission maps to the roles that have it, None means everybody.

    ``load_viewer`` returns the signed-in person or None; ``sign_in`` is the endpoint that strangers are sent to.
    """

    @app.before_request
    def check() -> Response | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        permission = permission_of(app.view_functions[request.endpoint])
        if permission is None:
            abort(404)
        roles = policy[permission]
        g.viewer = load_viewer()
        if roles is None:
            return None
        if g.viewer is None:
            # A form that was sent after the sign-in ended cannot be repeated by an address; its page can.
            target = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for(sign_in, next=target), 303)
        if not roles & g.viewer.roles:
            abort(404 if request.view_args else 403)
        return None
