"""Min log: what a consultant has tried with companies, and the form for the next entry."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.queries import load_edition
from app.cohorts.access import Learner, get_learner_for, latest_own_cohort_for
from app.cohorts.queries import left_cohort
from app.core.clock import today
from app.core.db import current_session
from app.core.permissions import requires
from app.people.access import current_viewer
from app.people.policy import Permission
from app.practice import actions, queries
from app.practice.access import get_instructed_log_for
from app.practice.forms import EntryForm
from app.practice.rules import Outcome
from app.practice.rules.personal_numbers import Place, places_in, wanted_away, without
from app.practice.views.blueprint import blueprint


@blueprint.get("/practice/")
@requires(Permission.COURSE_FOLLOW)
def home() -> ResponseReturnValue:
    """Lead to the log of the latest cohort that the person follows."""
    session, viewer = current_session(), current_viewer()
    cohort_id = latest_own_cohort_for(session, viewer)
    if cohort_id is not None:
        return redirect(url_for("practice.log", cohort_id=cohort_id), 303)
    return render_template("practice/no_cohort.html", has_left=left_cohort(session, viewer.person_id) is not None)


@blueprint.get("/practice/<int:cohort_id>/log")
@requires(Permission.COURSE_FOLLOW)
def log(cohort_id: int) -> ResponseReturnValue:
    """All own entries, the newest first."""
    session = current_session()
    learner = get_learner_for(session, current_viewer(), cohort_id)
    page = queries.log_of(session, learner.enrolment_id, request.args.get("page"))
    steps = {step.id: step.title for step in load_edition(session, learner.cohort.edition_id).steps}
    return render_template("practice/log.html", learner=learner, page=page, steps=steps)


@blueprint.get("/practice/<int:cohort_id>/logs")
@requires(Permission.SUBMISSION_GRADE)
def cohort_log(cohort_id: int) -> ResponseReturnValue:
    """The entries of a whole cohort, for its instructors, the newest first."""
    session = current_session()
    found = get_instructed_log_for(session, current_viewer(), cohort_id, request.args.get("page"))
    steps = {step.id: step.title for step in load_edition(session, found.cohort.edition_id).steps}
    return render_template("practice/cohort_log.html", cohort=found.cohort, page=found.page, steps=steps)


@blueprint.route("/practice/<int:cohort_id>/log/new", methods=["GET", "POST"])
@requires(Permission.COURSE_FOLLOW)
def new_entry(cohort_id: int) -> ResponseReturnValue:
    """The form for one entry, and storing it."""
    session = current_session()
    learner = get_learner_for(session, current_viewer(), cohort_id)
    form = EntryForm()
    form.offer(load_edition(session, learner.cohort.edition_id).steps)
    if request.method == "GET":
        form.entry_key.data = secrets.token_urlsafe(16)
        return _page(form, learner)
    _remove_numbers(form)
    is_valid = form.validate_on_submit()
    places = places_in(form.texts, today())
    if places and not any(place.is_refused for place in places) and request.form.get("not_cpr"):
        places = []
    if form.entry_key.errors:
        # A key that cannot be one would otherwise come back with the page, and be refused again.
        form.entry_key.data = secrets.token_urlsafe(16)
    if not is_valid or places:
        return _page(form, learner, places=places), 422
    if not _store(form, learner):
        # The back button, and then other words: nothing is overwritten and nothing is lost.
        form.entry_key.data = secrets.token_urlsafe(16)
        return _page(form, learner, is_saved_before=True), 409
    flash(_("Your entry is saved."), "success")
    return redirect(url_for("practice.log", cohort_id=cohort_id), 303)


def _remove_numbers(form: EntryForm) -> None:
    if unwanted := wanted_away(request.form.get("clean")):
        for field in (form.barrier, form.learned, form.company):
            field.data = without(field.data or "", today(), unwanted, _("[number removed]"))


def _store(form: EntryForm, learner: Learner) -> bool:
    outcome = Outcome(form.outcome.data)
    return actions.add_entry(
        current_session(), learner.enrolment_id,
        entry_key=form.entry_key.data or "", happened_on=form.happened_on.data or today(),
        company=form.company.data or "", steps=form.steps.data or [], outcome=outcome, learned=form.learned.data or "",
        barrier=form.barrier.data or None if outcome is not Outcome.WORKED else None,
    )  # fmt: skip


def _page(
    form: EntryForm, learner: Learner, *, places: list[Place] | None = None, is_saved_before: bool = False
) -> str:  # fmt: skip
    return render_template(
        "practice/new_entry.html", form=form, learner=learner, places=places or [], is_saved_before=is_saved_before
    )
