"""Administration of cohorts: who follows which edition, with which instructors and deadlines."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest, NotFound

from app.catalogue.queries import list_editions, load_edition
from app.catalogue.rules.edition import Edition
from app.cohorts import actions
from app.cohorts.access import CohortFacts, get_administered_cohort_for, get_administered_enrolment_for
from app.cohorts.forms import (
    DAY_PROBLEMS,
    CohortDetailsForm,
    CohortForm,
    DeadlinesInput,
    Item,
    field_name,
    read_deadlines,
)
from app.cohorts.queries import (
    candidates,
    cohort_rows,
    consultants_among,
    deadlines_of,
    enrolled_people,
    instructors_of,
)
from app.core.clock import local
from app.core.db import current_session
from app.core.incoming import whole_number
from app.core.permissions import requires
from app.people.access import current_viewer
from app.people.policy import Permission, Role
from app.people.queries import members_with_role
from app.people.rules import search_words
from app.ui.navigation import NavItem

MOST_SHOWN = 200
"""So many consultants are listed for enrolment at once; a search narrows the list."""

MOST_CHOSEN = 1000
"""More boxes than any page of ours has; databases refuse a statement with very many values."""

blueprint = Blueprint("cohorts", __name__, template_folder="templates")

NAVIGATION = (NavItem("cohorts.index", _l("Cohorts"), frozenset({Role.ADMINISTRATOR}), 34, "calendar"),)


@blueprint.get("/cohorts/")
@requires(Permission.ORGANISATION_MANAGE)
def index() -> ResponseReturnValue:
    """List the cohorts of the viewer's administered organisations."""
    session, places = current_session(), current_viewer().organisation_ids(Role.ADMINISTRATOR)
    cohorts = cohort_rows(session, places)
    instructors = instructors_of(session, [cohort.id for cohort in cohorts])
    return render_template("cohorts/index.html", cohorts=cohorts, instructors=instructors, several=len(places) > 1)


@blueprint.route("/cohorts/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def create() -> ResponseReturnValue:
    """Make a cohort."""
    session, viewer = current_session(), current_viewer()
    organisations = [(place, name) for place, name, role in viewer.memberships if role is Role.ADMINISTRATOR]
    editions = [
        (edition.id, _("%(title)s, edition %(number)s", title=edition.title, number=edition.number))
        for edition in list_editions(session)
    ]
    form = CohortForm(organisations, editions)
    if len(organisations) == 1:
        form.organisation.data = organisations[0][0]
    starts_on, ends_on = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or starts_on is None or ends_on is None:
        page = render_template("cohorts/new.html", form=form, several=len(organisations) > 1, editions=editions)
        return page, 422 if form.is_submitted() else 200
    cohort_id = actions.create_cohort(
        session, viewer.person_id,
        organisation_id=form.organisation.data, edition_id=form.edition.data, name=form.name.data or "",
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    flash(_("The cohort has been made. Now enrol the consultants."), "success")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


@blueprint.get("/cohorts/<int:cohort_id>")
@requires(Permission.ORGANISATION_MANAGE)
def cohort(cohort_id: int) -> ResponseReturnValue:
    """Show one cohort: its people, its instructors, and its deadlines."""
    session = current_session()
    facts = get_administered_cohort_for(session, current_viewer(), cohort_id)
    row = cohort_rows(session, frozenset({facts.organisation_id}), cohort_id=cohort_id)[0]
    deadlines = deadlines_of(session, cohort_id)
    edition = load_edition(session, facts.edition_id)
    listed = [(item, deadlines[item.key]) for item in _items(edition) if item.key in deadlines]
    people = enrolled_people(session, cohort_id)
    return render_template(
        "cohorts/cohort.html", row=row, deadlines=listed,
        active=[person for person in people if person.takes_part],
        left=[person for person in people if not person.takes_part],
        instructors=instructors_of(session, [cohort_id])[cohort_id],
    )  # fmt: skip


@blueprint.route("/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def edit(cohort_id: int) -> ResponseReturnValue:
    """Change what the cohort is called, and when it is."""
    session, viewer = current_session(), current_viewer()
    facts = get_administered_cohort_for(session, viewer, cohort_id)
    form = CohortDetailsForm(obj=cohort_rows(session, frozenset({facts.organisation_id}), cohort_id=cohort_id)[0])
    starts_on, ends_on = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or starts_on is None or ends_on is None:
        page = render_template("cohorts/edit.html", cohort=facts, form=form)
        return page, 422 if form.is_submitted() else 200
    changed = actions.change_cohort(
        session, viewer.person_id, facts, name=form.name.data or "", starts_on=starts_on, ends_on=ends_on
    )
    if changed:
        flash(_("The name and the period have been saved."), "success")
    else:
        flash(_("It was so already. Nothing was changed."), "info")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


@blueprint.get("/cohorts/<int:cohort_id>/enrol")
@requires(Permission.ORGANISATION_MANAGE)
def choose_people(cohort_id: int) -> ResponseReturnValue:
    """List the consultants who could be enrolled."""
    session = current_session()
    facts = get_administered_cohort_for(session, current_viewer(), cohort_id)
    words = search_words(request.args.get("q", ""))
    total, people = candidates(session, facts.organisation_id, cohort_id, words, limit=MOST_SHOWN)
    return render_template("cohorts/enrol.html", cohort=facts, people=people, total=total, words=words)


@blueprint.post("/cohorts/<int:cohort_id>/enrol")
@requires(Permission.ORGANISATION_MANAGE)
def enrol(cohort_id: int) -> ResponseReturnValue:
    """Enrol the chosen consultants. Somebody whose account is closed is left out."""
    session, viewer = current_session(), current_viewer()
    facts = get_administered_cohort_for(session, viewer, cohort_id)
    chosen = _ids("people")
    if not chosen:
        flash(_("Choose at least one consultant."), "error")
        return redirect(url_for("cohorts.choose_people", cohort_id=cohort_id), 303)
    known = consultants_among(session, facts.organisation_id, chosen)
    if chosen - known.keys():
        raise NotFound
    able = frozenset(person_id for person_id, may_enter in known.items() if may_enter)
    count = actions.enrol(session, viewer.person_id, facts, able)
    if count:
        flash(ngettext("One person has been enrolled.", "%(num)s people have been enrolled.", count), "success")
    else:
        flash(_("They were enrolled already. Nothing was changed."), "info")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<int:cohort_id>/enrolments/<int:enrolment_id>/withdraw")
@requires(Permission.ORGANISATION_MANAGE)
def withdraw(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Withdraw somebody from the cohort."""
    session, viewer = current_session(), current_viewer()
    facts = get_administered_enrolment_for(session, viewer, cohort_id, enrolment_id)
    if actions.withdraw(session, viewer.person_id, facts, enrolment_id):
        flash(_("Withdrawn. All work is kept, and comes back if the person is enrolled again."), "success")
    else:
        flash(_("The person was withdrawn already. Nothing was changed."), "info")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


@blueprint.get("/cohorts/<int:cohort_id>/instructors")
@requires(Permission.ORGANISATION_MANAGE)
def choose_instructors(cohort_id: int) -> ResponseReturnValue:
    """List the people who could instruct the cohort."""
    session = current_session()
    facts = get_administered_cohort_for(session, current_viewer(), cohort_id)
    chosen = [person.person_id for person in instructors_of(session, [cohort_id])[cohort_id]]
    people = [
        person
        for person in members_with_role(session, facts.organisation_id, Role.INSTRUCTOR)
        if not person.is_deactivated or person.id in chosen
    ]
    return render_template("cohorts/instructors.html", cohort=facts, people=people, chosen=chosen)


@blueprint.post("/cohorts/<int:cohort_id>/instructors")
@requires(Permission.ORGANISATION_MANAGE)
def save_instructors(cohort_id: int) -> ResponseReturnValue:
    """Make the chosen people the cohort's instructors; only those who have the role in its organisation."""
    session, viewer = current_session(), current_viewer()
    facts = get_administered_cohort_for(session, viewer, cohort_id)
    chosen = _ids("instructors")
    if chosen - {person.id for person in members_with_role(session, facts.organisation_id, Role.INSTRUCTOR)}:
        raise NotFound
    if actions.set_instructors(session, viewer.person_id, facts, chosen):
        flash(_("The instructors have been saved."), "success")
    else:
        flash(_("It was so already. Nothing was changed."), "info")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


def _ids(name: str) -> frozenset[int]:
    """Return the ids that a form's boxes hold; raises NotFound for what cannot be one, and BadRequest for too many."""
    sent = request.form.getlist(name)
    if len(sent) > MOST_CHOSEN:
        raise BadRequest
    found = [whole_number(text) for text in sent]
    if None in found:
        raise NotFound
    return frozenset(number for number in found if number is not None)


@dataclass(frozen=True)
class DatedItem:
    """A module, or an assignment in it, that can have a deadline."""

    key: Item
    title: str
    module_number: int


def _items(edition: Edition) -> list[DatedItem]:
    """Return what can have a deadline in an edition, each module before its assignments."""
    items: list[DatedItem] = []
    for module in edition.modules:
        items.append(DatedItem(("module", module.id), module.title, module.number))
        items += [
            DatedItem(("assignment", part.id), f"{part.code} {part.title}", module.number)
            for part in module.assignments
        ]
    return items


def _deadlines_page(facts: CohortFacts, edition: Edition, read: DeadlinesInput, status: int) -> ResponseReturnValue:
    parts = {"due": _("due date"), "cut": _("cut-off")}
    items = _items(edition)
    titles = {item.key: item.title for item in items}
    problems = [
        (field_name(part, key), f"{titles[key]}, {parts[part]}: {DAY_PROBLEMS[problem]}")
        for (key, part), problem in read.problems.items()
    ]
    errors = {field_name(part, key): DAY_PROBLEMS[problem] for (key, part), problem in read.problems.items()}
    page = render_template(
        "cohorts/deadlines.html", cohort=facts, items=items, texts=read.texts, problems=problems, errors=errors,
        field_name=field_name,
    )  # fmt: skip
    return page, status


@blueprint.get("/cohorts/<int:cohort_id>/deadlines")
@requires(Permission.ORGANISATION_MANAGE)
def deadlines(cohort_id: int) -> ResponseReturnValue:
    """Show the due dates and cut-offs of the cohort, each a date field."""
    session = current_session()
    facts = get_administered_cohort_for(session, current_viewer(), cohort_id)
    edition = load_edition(session, facts.edition_id)
    present = deadlines_of(session, cohort_id)
    texts = {}
    for item in _items(edition):
        row = present.get(item.key)
        moments = (row.due_at, row.cut_off_at) if row is not None else (None, None)
        due, cut_off = (local(moment).date().isoformat() if moment is not None else "" for moment in moments)
        texts[item.key] = (due, cut_off)
    return _deadlines_page(facts, edition, DeadlinesInput(texts), 200)


@blueprint.post("/cohorts/<int:cohort_id>/deadlines")
@requires(Permission.ORGANISATION_MANAGE)
def save_deadlines(cohort_id: int) -> ResponseReturnValue:
    """Save all due dates and cut-offs, or none when one of them cannot be used."""
    session, viewer = current_session(), current_viewer()
    facts = get_administered_cohort_for(session, viewer, cohort_id)
    edition = load_edition(session, facts.edition_id)
    read = read_deadlines(request.form, [item.key for item in _items(edition)])
    if read.problems:
        return _deadlines_page(facts, edition, read, 422)
    count = actions.set_deadlines(session, viewer.person_id, facts, read.days)
    if count:
        flash(ngettext("One deadline has been changed.", "%(num)s deadlines have been changed.", count), "success")
    else:
        flash(_("It was so already. Nothing was changed."), "info")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)
