"""Pages behind mailed links: a forgotten password, an invitation, and a new address."""

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.db import current_session
from app.core.limits import limiter
from app.core.permissions import requires
from app.people import actions
from app.people.actions.passwords import AddressChange
from app.people.forms import ForgottenPasswordForm, NewPasswordForm
from app.people.policy import Permission
from app.people.queries import find_token_owner
from app.people.rules import token_hash
from app.people.views.blueprint import blueprint, password_link, tries


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@limiter.limit(tries, methods=["POST"])
@requires(Permission.PAGE_OPEN)
def forgot_password() -> ResponseReturnValue:
    """Mail a link for choosing a password. The answer does not say whether the address is an account's."""
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        demo = current_app.config["SETTINGS"].demo
        actions.request_password(current_session(), form.email.data or "", demo=demo, link_for=password_link)
        return render_template("people/password_requested.html", email=form.email.data)
    return render_template("people/forgot_password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/choose-password/<token>", methods=["GET", "POST"])
@limiter.limit(tries, methods=["POST"])
@requires(Permission.PAGE_OPEN)
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a password with a mailed link, which then works no more."""
    session, settings = current_session(), current_app.config["SETTINGS"]
    owner = find_token_owner(session, token_hash(token), demo=settings.demo)
    if owner is None:
        return _unsent_address(render_template("people/link_spent.html"), 410)
    form = NewPasswordForm(name=owner.name, email=owner.email)
    if not form.validate_on_submit():
        page = render_template("people/choose_password.html", form=form, owner=owner, token=token)
        return _unsent_address(page, 422 if form.is_submitted() else 200)
    chosen = actions.choose_password(
        session, token, form.password.data or "", demo=settings.demo, time_cost=settings.argon2_time_cost
    )
    if not chosen:
        return _unsent_address(render_template("people/link_spent.html"), 410)
    flash(_("Your password has been chosen. Sign in with it."), "success")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.route("/confirm-address/<token>", methods=["GET", "POST"])
@limiter.limit(tries, methods=["POST"])
@requires(Permission.PAGE_OPEN)
def confirm_address(token: str) -> ResponseReturnValue:
    """Take a new address into use. Opening the page changes nothing, because mail programs open links to look at them."""
    change = AddressChange(current_app.config["SECRET_KEY"]).read(token)
    if change is None:
        return _unsent_address(render_template("people/link_spent.html"), 410)
    if request.method == "GET":
        return _unsent_address(render_template("people/confirm_address.html", new=change[2], token=token), 200)
    done, secret = actions.confirm_address(current_session(), *change)
    if not done:
        return _unsent_address(render_template("people/link_spent.html"), 410)
    if secret is not None:
        return redirect(url_for("people.choose_password", token=secret), 303)
    flash(_("Your address has been changed. From now on you sign in with the new one."), "success")
    return redirect(url_for("people.sign_in"), 303)


def _unsent_address(page: str, status: int) -> Response:
    """Return a page whose address is a secret, so that no link on it tells the address to anybody."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
