"""The pages of grading: the queue, one submission with its rubric, and what is held back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.cohorts.queries import instructed_cohorts
from app.core.db import current_session
from app.core.permissions import requires
from app.grading import actions, pages
from app.grading.access import count_held, get_graded_submission_for, get_releasable_for, held_assessments
from app.grading.actions import Answer
from app.grading.forms import read_basis, read_filter, read_ids, read_verdict
from app.grading.models import Assessment
from app.grading.queries import QueueFilter, facets, next_waiting, queue_rows
from app.grading.rules import Decision
from app.people.access import current_viewer
from app.people.policy import Permission, Role
from app.practice.access import InstructedSubmission
from app.practice.rules.personal_numbers import wanted_away
from app.ui.navigation import NavItem
from app.ui.paging import Page, page_number

blueprint = Blueprint("grading", __name__, template_folder="templates")

# Before "My course" (10) for whoever instructs and follows a course: here others wait for them.
NAVIGATION = (NavItem("grading.queue", _l("To assess"), frozenset({Role.INSTRUCTOR}), 5, "queue"),)

PAGE_SIZE = 50


def _own_cohorts() -> dict[int, str]:
    viewer = current_viewer()
    cohorts = instructed_cohorts(current_session(), viewer.person_id, viewer.organisation_ids(Role.INSTRUCTOR))
    return dict(cohorts)


@blueprint.get("/grading/")
@requires(Permission.SUBMISSION_GRADE)
def queue() -> ResponseReturnValue:
    """What waits for feedback in the cohorts that the person instructs, oldest first."""
    session, viewer, cohorts = current_session(), current_viewer(), _own_cohorts()
    wanted = read_filter(request.args)
    found = pages.Queue(session, cohorts, wanted, facets(session, viewer.person_id, cohorts))
    number = page_number(request.args.get("page"), PAGE_SIZE, found.total)
    rows = queue_rows(
        session, viewer.person_id, cohorts, wanted, limit=PAGE_SIZE, offset=PAGE_SIZE * (number - 1)
    )  # fmt: skip
    return render_template(
        "grading/queue.html",
        queue=found,
        page=Page([found.line(row) for row in rows], number, PAGE_SIZE, found.total),
        held=count_held(session, viewer),
        person_id=viewer.person_id,
    )


@blueprint.get("/grading/submissions/<int:submission_id>")
@requires(Permission.SUBMISSION_GRADE)
def submission(submission_id: int) -> ResponseReturnValue:
    """One submission: the sheet, what changed since the last round, former rounds, and the rubric."""
    return _show(get_graded_submission_for(current_session(), current_viewer(), submission_id))


def _show(
    found: InstructedSubmission, form: pages.Form = pages.UNTOUCHED, status: int = 200
) -> ResponseReturnValue:  # fmt: skip
    wanted = read_filter(request.values)
    desk = pages.desk_of(current_session(), current_viewer(), found, form)
    return render_template(
        "grading/submission.html", desk=desk, form=form, wanted=wanted, filters=_filters(wanted)
    ), status


def _filters(wanted: QueueFilter) -> dict[str, Any]:
    """Return a filter as parameters of an address."""
    shown = {"cohort": wanted.cohort_id, "assignment": wanted.assignment_id, "show": "mine" if wanted.mine else None}
    return {name: value for name, value in shown.items() if value is not None}


@blueprint.post("/grading/submissions/<int:submission_id>/claim")
@requires(Permission.SUBMISSION_GRADE)
def claim(submission_id: int) -> ResponseReturnValue:
    """Take a submission for half an hour, or give it back."""
    session, viewer = current_session(), current_viewer()
    found = get_graded_submission_for(session, viewer, submission_id)
    if request.form.get("give_back") == "1":
        actions.give_back(session, viewer, submission_id)
        flash(_("You have put it back in the queue."), "success")
        return redirect(url_for("grading.queue", **_filters(read_filter(request.form))), 303)
    if actions.claim(session, viewer, submission_id) is not None:
        return _show(found, pages.Form(notice=Answer.TAKEN), 409)
    return redirect(
        url_for("grading.submission", submission_id=submission_id, **_filters(read_filter(request.form))), 303
    )  # fmt: skip


@blueprint.post("/grading/submissions/<int:submission_id>/assess")
@requires(Permission.SUBMISSION_GRADE)
def assess(submission_id: int) -> ResponseReturnValue:
    """Save an assessment, and go on to the next submission; whatever cannot be saved comes back filled in."""
    session, viewer = current_session(), current_viewer()
    found = get_graded_submission_for(session, viewer, submission_id)
    verdict = pages.without_numbers(read_verdict(request.form), wanted_away(request.form.get("clean")))
    basis = read_basis(request.form)
    saving = actions.assess(session, viewer, found, basis, verdict)
    if saving.stored is not None:
        return _onward(found, saving.stored, is_change=basis.seen_id is not None)
    status = 422 if saving.answer is Answer.FAULTY else 409
    return _show(found, pages.Form(verdict, saving.faults, saving.answer), status)


def _onward(found: InstructedSubmission, stored: Assessment, *, is_change: bool) -> ResponseReturnValue:
    """Say what was saved, and lead to the next submission, which is thereby taken; after a change, back to the same."""
    flash(_said(found, stored), "success")
    if is_change:
        return redirect(url_for("grading.submission", submission_id=found.id), 303)
    session, viewer, wanted = current_session(), current_viewer(), read_filter(request.form)
    following = next_waiting(session, viewer.person_id, _own_cohorts(), wanted, not_this=found.id)
    if following is None:
        return redirect(url_for("grading.queue", **_filters(wanted)), 303)
    actions.claim(session, viewer, following)
    return redirect(url_for("grading.submission", submission_id=following, **_filters(wanted)), 303)


def _said(found: InstructedSubmission, stored: Assessment) -> str:
    if stored.released_at is None:
        said = _("The assessment of %(name)s is saved and held back until you release it.", name=found.person_name)
    elif stored.decision == Decision.APPROVE:
        said = _("The work of %(name)s is approved, and the feedback is sent.", name=found.person_name)
    else:
        said = _("The work of %(name)s is sent back with your comment.", name=found.person_name)
    return str(said)


@blueprint.get("/grading/held")
@requires(Permission.SUBMISSION_GRADE)
def held() -> ResponseReturnValue:
    """What is assessed and not yet released, by cohort and assignment."""
    session = current_session()
    return render_template(
        "grading/held.html", groups=pages.groups_of(session, held_assessments(session, current_viewer()))
    )


@blueprint.post("/grading/release")
@requires(Permission.SUBMISSION_GRADE)
def release() -> ResponseReturnValue:
    """Release the chosen assessments, or all that the page showed; what came since is not among them."""
    session, viewer = current_session(), current_viewer()
    ids = read_ids(request.form, "shown" if request.form.get("scope") == "all" else "assessment")
    released = actions.release(session, viewer, get_releasable_for(session, viewer, ids))
    if not ids:
        flash(_("Choose at least one assessment to release."), "info")
    else:
        flash(ngettext("%(num)s assessment is released.", "%(num)s assessments are released.", released), "success")
    back = read_ids(request.form, "submission")
    if back:
        return redirect(url_for("grading.submission", submission_id=back[0]), 303)
    return redirect(url_for("grading.held"), 303)
