"""Pages behind mailed links: a forgotten password, an invitation, and a new address."""

from flask import current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.db import current_session
from app.core.limits import limiter
from app.core.permissions import requires
from app.people import actions
from app.people.actions.addresses import find_waiting, unsealed
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
    """Take a new address into use. Opening the page changes nothing, because mail programs open links to look at them.

    Somebody who has a password shows that the account is theirs by being signed in: the link alone proves only who reads
    the mail of an address that an administrator chose.
    """
    session = current_session()
    change = unsealed(token, current_app.config["SECRET_KEY"])
    owner = None if change is None else find_waiting(session, change)
    if change is None or owner is None:
        return _unsent_address(render_template("people/link_spent.html"), 410)
    is_own = g.viewer is not None and g.viewer.person_id == owner.id
    if owner.password_hash is not None and not is_own:
        status = 200 if request.method == "GET" else 403
        return _unsent_address(
            render_template("people/sign_in_to_confirm.html", token=token, is_signed_in=g.viewer is not None), status
        )
    if request.method == "GET":
        return _unsent_address(render_template("people/confirm_address.html", new=change.new, token=token), 200)
    done, secret = actions.confirm_address(session, change, g.viewer.sign_in_id if is_own else None)
    if not done:
        return _unsent_address(render_template("people/link_spent.html"), 410)
    if secret is not None:
        return redirect(url_for("people.choose_password", token=secret), 303)
    flash(_("Your address has been changed. From now on you sign in with the new one."), "success")
    return redirect(url_for("people.account"), 303)


def _unsent_address(page: str, status: int) -> Response:
    """Return a page whose address is a secret, so that no link on it tells the address to anybody."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
