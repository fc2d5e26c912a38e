"""Who is asking."""

from flask import current_app, g
from flask import session as cookie

from app.core.db import current_session
from app.people.queries import Viewer, find_viewer
from app.people.rules import token_hash

COOKIE_KEY = "sign_in"


def load_viewer() -> Viewer | None:
    """Return the signed-in person of this request, or None; called once a request by the permission gate."""
    token = cookie.get(COOKIE_KEY)
    if not isinstance(token, str):
        return None
    return find_viewer(current_session(), token_hash(token), demo=current_app.config["SETTINGS"].demo)


def current_viewer() -> Viewer:
    """Return the signed-in person; only for views whose permission requires a sign-in."""
    viewer: Viewer = g.viewer
    return viewer
