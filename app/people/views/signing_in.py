"""Signing in and out."""

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import current_session
from app.core.limits import limiter
from app.core.permissions import requires
from app.people import actions
from app.people.access import COOKIE_KEY
from app.people.forms import SignInForm
from app.people.policy import Permission
from app.people.rules import safe_next
from app.people.views.blueprint import blueprint, tries


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(tries, methods=["POST"])
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
    if g.viewer is not None:
        actions.sign_out(current_session(), g.viewer.sign_in_id)
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
