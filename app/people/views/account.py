"""One's own account: who one is here, the password, and where one is signed in."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import current_session
from app.core.limits import limiter
from app.core.permissions import requires
from app.people import actions
from app.people.access import COOKIE_KEY, current_viewer
from app.people.forms import ROLE_NAMES, ChangePasswordForm
from app.people.policy import Permission, Role
from app.people.queries import sign_ins_of
from app.people.rules import device_name
from app.people.views.blueprint import blueprint, tries


def _page(form: ChangePasswordForm, status: int = 200) -> ResponseReturnValue:
    viewer = current_viewer()
    organisations: dict[str, list[Role]] = {}
    for _id, name, role in viewer.memberships:
        organisations.setdefault(name, []).append(role)
    order = list(Role)
    roles = [
        (name, ", ".join(str(ROLE_NAMES[role]) for role in sorted(held, key=order.index)))
        for name, held in organisations.items()
    ]
    sign_ins = [
        (each, device_name(each.user_agent) or _("Unknown browser"))
        for each in sign_ins_of(current_session(), viewer.person_id)
    ]
    page = render_template("people/account.html", form=form, roles=roles, sign_ins=sign_ins)
    return page, status


@blueprint.get("/account")
@requires(Permission.OWN_ACCOUNT_USE)
def account() -> ResponseReturnValue:
    """Show a person their own account."""
    viewer = current_viewer()
    return _page(ChangePasswordForm(name=viewer.name, email=viewer.email))


@blueprint.post("/account/password")
@limiter.limit(tries)
@requires(Permission.OWN_ACCOUNT_USE)
def change_password() -> ResponseReturnValue:
    """Change one's password; every other sign-in ends, and this one gets a new secret."""
    viewer, settings = current_viewer(), current_app.config["SETTINGS"]
    form = ChangePasswordForm(name=viewer.name, email=viewer.email)
    if not form.validate():
        return _page(form, 422)
    token = actions.change_password(
        current_session(), viewer.person_id, form.old_password.data or "", form.password.data or "",
        user_agent=request.user_agent.string, time_cost=settings.argon2_time_cost,
    )  # fmt: skip
    if token is None:
        problem = _("This is not the password that you have now. After several wrong tries, wait a minute.")
        form.old_password.errors = [problem]
        return _page(form, 422)
    cookie[COOKIE_KEY] = token
    flash(_("Your password has been changed. You have been signed out everywhere else."), "success")
    return redirect(url_for("people.account"), 303)


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@requires(Permission.OWN_ACCOUNT_USE)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sign-ins. Asking twice, or for somebody else's, gives the same answer and changes nothing."""
    actions.end_sign_in(current_session(), current_viewer().person_id, sign_in_id)
    flash(_("The sign-in has been ended."), "success")
    return redirect(url_for("people.account"), 303)
