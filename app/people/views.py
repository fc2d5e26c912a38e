"""Signing in and out, the first page, language, and the pages about accessibility and privacy."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import (
    session as cookie,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import text

from app.core.db import current_session
from app.core.limits import limiter
from app.core.permissions import requires
from app.people import actions
from app.people.access import COOKIE_KEY, current_viewer
from app.people.forms import SignInForm
from app.people.policy import Permission
from app.people.rules import safe_next
from app.ui import navigation
from app.ui.i18n import LANGUAGES

blueprint = Blueprint("people", __name__, template_folder="templates")


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


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(lambda: f"{current_app.config['SETTINGS'].sign_ins_per_minute} per minute", methods=["POST"])
@requires(Permission.PAGE_OPEN)
def sign_in() -> ResponseReturnValue:
    """Sign in with e-mail and password."""
    target = safe_next(request.values.get("next"))
    if g.viewer is not None and request.method == "GET":
        return redirect(target or url_for("people.home"), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("people/sign_in.html", form=form, next=target, failed=False), status
    settings = current_app.config["SETTINGS"]
    token = actions.sign_in(
        current_session(), form.email.data or "", form.password.data or "",
        user_agent=request.user_agent.string, demo=settings.demo, time_cost=settings.argon2_time_cost,
    )  # fmt: skip
    if token is None:
        return render_template("people/sign_in.html", form=form, next=target, failed=True), 422
    cookie.clear()
    cookie[COOKIE_KEY] = token
    return redirect(target or url_for("people.home"), 303)


@blueprint.post("/sign-out")
@requires(Permission.PAGE_OPEN)
def sign_out() -> ResponseReturnValue:
    """End this sign-in, and let the browser forget what it kept for the person."""
    if g.viewer is not None:
        actions.sign_out(current_session(), g.viewer.sign_in_id)
    cookie.clear()
    flash(_("You are signed out."), "success")
    response = redirect(url_for("people.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


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
