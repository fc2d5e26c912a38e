"""Administration of the people of one's organisations: the list, invitations, and one person."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.db import current_session
from app.core.permissions import requires
from app.people import actions
from app.people.access import COOKIE_KEY, AdministeredPerson, current_viewer, get_administered_person_for
from app.people.actions import Effect
from app.people.actions.addresses import AddressChange, sealed
from app.people.forms import ROLE_DETAILS, ROLE_NAMES, DetailsForm, InvitationForm
from app.people.policy import Permission, Role
from app.people.queries import Viewer, count_people, list_people
from app.people.rules import search_words
from app.people.views.blueprint import blueprint, full_address, password_link
from app.ui.paging import Page, page_number

PAGE_SIZE = 50

REFUSALS: dict[Effect, LazyString] = {
    Effect.LAST_ADMINISTRATOR: _l("Nothing was changed: the organisation must have at least one administrator who can sign in."),
    Effect.NO_ROLE_LEFT: _l("Nothing was changed: choose at least one role, or deactivate the account."),
    Effect.SHARED: _l("Nothing was changed: the person also has a role in another organisation, so the account is not yours alone to change."),
    Effect.DEACTIVATED: _l("Nothing was sent: the account is deactivated. Reactivate it first."),
    Effect.TOO_MANY_LINKS: _l("Nothing was sent: the person has been mailed many links within the last hour. Try again in an hour."),
}  # fmt: skip


def _administered(viewer: Viewer) -> dict[int, str]:
    return {place: name for place, name, role in viewer.memberships if role is Role.ADMINISTRATOR}


@blueprint.get("/people/")
@requires(Permission.ORGANISATION_MANAGE)
def index() -> ResponseReturnValue:
    """List the people of the viewer's administered organisations."""
    session, administered = current_session(), _administered(current_viewer())
    words, places = search_words(request.args.get("q", "")), frozenset(administered)
    total = count_people(session, places, words)
    number = page_number(request.args.get("page"), PAGE_SIZE, total)
    people = list_people(session, places, words, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    page = Page(people, number, PAGE_SIZE, total)
    return render_template(
        "people/index.html", page=page, words=words, several=len(administered) > 1, role_names=ROLE_NAMES
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def create() -> ResponseReturnValue:
    """Invite somebody. The answer is the same whether or not the address is an account's in another organisation."""
    viewer = current_viewer()
    administered = _administered(viewer)
    form = InvitationForm(list(administered.items()))
    if len(administered) == 1:
        form.organisation.data = next(iter(administered))
    if not (form.is_submitted() and form.validate()):
        page = render_template("people/new.html", form=form, several=len(administered) > 1, details=ROLE_DETAILS)
        return page, 422 if form.is_submitted() else 200
    email = form.email.data or ""
    known = actions.invite(
        current_session(), viewer,
        organisation_id=form.organisation.data, name=form.name.data or "", email=email,
        roles=frozenset(Role(value) for value in form.roles.data or ()),
        password_link_for=password_link, sign_in_link=full_address("people.sign_in"),
    )  # fmt: skip
    if known is not None:
        flash(_("The person is in the list already. Nothing was changed, and no mail was sent."), "info")
        return redirect(url_for("people.person", person_id=known), 303)
    flash(_("An invitation has been sent to %(email)s.", email=email), "success")
    return redirect(url_for("people.index"), 303)


def _person_page(person: AdministeredPerson, form: DetailsForm, status: int = 200) -> ResponseReturnValue:
    viewer = current_viewer()
    return render_template(
        "people/person.html", person=person, form=form, is_self=person.id == viewer.person_id,
        organisations=_administered(viewer), role_names=ROLE_NAMES, role_details=ROLE_DETAILS,
    ), status  # fmt: skip


@blueprint.get("/people/<int:person_id>")
@requires(Permission.ORGANISATION_MANAGE)
def person(person_id: int) -> ResponseReturnValue:
    """Show one person."""
    found = get_administered_person_for(current_session(), current_viewer(), person_id)
    return _person_page(found, DetailsForm(obj=found))


def _check_link(change: AddressChange) -> str:
    return full_address("people.confirm_address", token=sealed(change, current_app.config["SECRET_KEY"]))


@blueprint.post("/people/<int:person_id>/details")
@requires(Permission.ORGANISATION_MANAGE)
def save_details(person_id: int) -> ResponseReturnValue:
    """Change a person's name, and their address as soon as they confirm it."""
    session, viewer = current_session(), current_viewer()
    found = get_administered_person_for(session, viewer, person_id)
    form = DetailsForm()
    if not form.validate():
        return _person_page(found, form, 422)
    name, email = form.name.data or "", form.email.data or ""
    effect = actions.change_details(session, viewer, found, name=name, email=email, check_link_for=_check_link)
    if effect is Effect.DONE and email != found.email:
        text = _(
            "Saved. A mail has been sent to %(email)s; the address changes when the person confirms it there.",
            email=email,
        )
        flash(text, "success")
    else:
        _tell(effect, _("Saved."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/roles")
@requires(Permission.ORGANISATION_MANAGE)
def save_roles(person_id: int) -> ResponseReturnValue:
    """Change a person's roles in the viewer's administered organisations; whatever else a form holds is ignored.

    To have no role left in an organisation is to leave it, and is asked about first.
    """
    session, viewer = current_session(), current_viewer()
    found = get_administered_person_for(session, viewer, person_id)
    known = {role.value for role in Role}
    wanted = {
        place: frozenset(Role(value) for value in request.form.getlist(f"roles-{place}") if value in known)
        for place in _administered(viewer)
    }
    left = [place for place in found.roles if not wanted[place]]
    stays = found.is_shared or any(wanted.values())
    if left and stays and request.form.get("leave") != "yes":
        names = [_administered(viewer)[place] for place in left]
        kept = [(f"roles-{place}", role.value) for place, roles in wanted.items() for role in roles]
        return render_template("people/leave.html", person=found, organisations=names, kept=kept), 422
    effect = actions.set_roles(session, viewer, found, wanted)
    if effect is Effect.DONE and person_id == viewer.person_id:
        # A change of rights gives a new sign-in, here too.
        cookie[COOKIE_KEY] = actions.open_sign_in(session, person_id, request.user_agent.string)
    _tell(
        effect,
        _("The roles have been changed. The person has been signed out and sees the change at the next sign-in."),
    )
    if effect is Effect.DONE and not any(wanted.values()):
        return redirect(url_for("people.index"), 303)
    still_administers = any(Role.ADMINISTRATOR in roles for roles in wanted.values())
    if effect is Effect.DONE and person_id == viewer.person_id and not still_administers:
        return redirect(url_for("people.home"), 303)
    return redirect(url_for("people.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/deactivate")
@requires(Permission.ORGANISATION_MANAGE)
def deactivate(person_id: int) -> ResponseReturnValue:
    """Close an account."""
    session, viewer = current_session(), current_viewer()
    effect = actions.deactivate(session, viewer, get_administered_person_for(session, viewer, person_id))
    _tell(effect, _("The account has been deactivated, and the person has been signed out everywhere."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/reactivate")
@requires(Permission.ORGANISATION_MANAGE)
def reactivate(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    session, viewer = current_session(), current_viewer()
    effect = actions.reactivate(session, viewer, get_administered_person_for(session, viewer, person_id))
    _tell(effect, _("The account has been reactivated. All work is as it was."))
    return redirect(url_for("people.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/password-link")
@requires(Permission.ORGANISATION_MANAGE)
def send_password_link(person_id: int) -> ResponseReturnValue:
    """Mail the person a link for choosing a password."""
    session, viewer = current_session(), current_viewer()
    found = get_administered_person_for(session, viewer, person_id)
    effect = actions.send_password_link(
        session, viewer, found, password_link_for=password_link, sign_in_link=full_address("people.sign_in")
    )
    _tell(effect, _("A link has been sent to %(email)s.", email=found.email))
    return redirect(url_for("people.person", person_id=person_id), 303)


def _tell(effect: Effect, done: str) -> None:
    """Say what came of an act; repeating one that is done already is no mistake."""
    if effect is Effect.DONE:
        flash(done, "success")
    elif effect is Effect.NOTHING_TO_DO:
        flash(_("It was so already. Nothing was changed."), "info")
    else:
        flash(str(REFUSALS[effect]), "error")
