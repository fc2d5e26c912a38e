"""The first page, the health check, language, and the pages about accessibility and privacy."""

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy import text

from app.core.db import current_session
from app.core.permissions import requires
from app.people import actions
from app.people.access import current_viewer
from app.people.policy import Permission
from app.people.rules import safe_next
from app.people.views.blueprint import blueprint
from app.ui import navigation
from app.ui.i18n import LANGUAGES


@blueprint.get("/")
@requires(Permission.OWN_ACCOUNT_USE)
def home() -> ResponseReturnValue:
    """Lead to the first page that fits the person's roles."""
    return redirect(url_for(navigation.first_endpoint(current_viewer().roles)), 303)


@blueprint.get("/healthz")
@requires(Permission.PAGE_OPEN)
def health() -> ResponseReturnValue:
    """Answer 200 when the application and its database are up."""
    current_session().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.post("/language")
@requires(Permission.PAGE_OPEN)
def set_language() -> ResponseReturnValue:
    """Change the language of the pages, for the person and for this browser."""
    language = request.form.get("language", "")
    response = redirect(safe_next(request.form.get("next")) or url_for("people.home"), 303)
    if language in LANGUAGES:
        if g.viewer is not None:
            actions.set_language(current_session(), g.viewer.person_id, language)
        secure = current_app.config["SETTINGS"].secure
        response.set_cookie("language", language, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax")
    return response


@blueprint.get("/accessibility")
@requires(Permission.PAGE_OPEN)
def accessibility() -> ResponseReturnValue:
    """The accessibility statement, which Danish law asks of public bodies."""
    return render_template(f"people/accessibility.{get_locale()}.html")


@blueprint.get("/was")
@requires(Permission.PAGE_OPEN)
def accessibility_redirect() -> ResponseReturnValue:
    """The short address at which authorities look for the statement."""
    return redirect(url_for("people.accessibility"), 301)


@blueprint.get("/privacy")
@requires(Permission.PAGE_OPEN)
def privacy() -> ResponseReturnValue:
    """What is stored about people, why, and who sees it."""
    return render_template(f"people/privacy.{get_locale()}.html")
