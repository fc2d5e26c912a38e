"""Filling in a sheet: the form, saving it as a draft, and submitting it."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.core.clock import now, today
from app.core.db import current_session
from app.core.incoming import whole_number
from app.core.permissions import requires
from app.people.access import current_viewer
from app.people.policy import Permission
from app.practice import actions, queries
from app.practice.access import OwnTask, get_own_task_for
from app.practice.feedback import ReleasedFeedback, released_feedback
from app.practice.queries import RoundFacts, Work
from app.practice.rules import Status
from app.practice.rules import sheet as rules
from app.practice.rules.deadline import DeadlineState
from app.practice.rules.personal_numbers import Place, wanted_away
from app.practice.views.blueprint import blueprint
from app.practice.wording import deadline_sentence, problem_text

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""A key that a form was made with; it is stored as it comes."""


@dataclass
class Form:
    """The sheet as it was sent or is to be shown, and what is wrong with it."""

    task: OwnTask
    sheet: rules.Sheet
    version: int
    submit_key: str
    problems: list[rules.Problem] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    conflict: Work | None = None
    is_refused_by_deadline: bool = False
    is_kept: bool = False

    @property
    def enrolment_id(self) -> int:
        """Whose sheet it is."""
        return self.task.enrolment_id

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What is wrong, as (HTML id, field and message)."""
        return [
            (rules.input_name(each.field_id), f"{each.label.rstrip('?:')}: {problem_text(each)}")
            for each in self.problems
        ]


def _address(endpoint: str, form: Form, **more: Any) -> str:
    cohort_id, assignment_id = form.task.reader.cohort.id, form.task.assignment.id
    return url_for(f"practice.{endpoint}", cohort_id=cohort_id, assignment_id=assignment_id, **more)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


@blueprint.get("/practice/<int:cohort_id>/assignments/<assignment_id>/sheet")
@requires(Permission.COURSE_FOLLOW)
def sheet(cohort_id: int, assignment_id: str) -> ResponseReturnValue:
    """The form as it was last saved; what is submitted or approved is read on the assignment's page."""
    session = current_session()
    task = get_own_task_for(session, current_viewer(), cohort_id, assignment_id)
    work = queries.work_of(session, task.enrolment_id, assignment_id)
    form = Form(task, work.draft, work.version, secrets.token_urlsafe(16))
    if work.status not in {None, *actions.OPEN}:
        return redirect(_address("assignment", form), 303)
    return _page(form, work)


@blueprint.post("/practice/<int:cohort_id>/assignments/<assignment_id>/draft")
@requires(Permission.COURSE_FOLLOW)
def save_draft(cohort_id: int, assignment_id: str) -> ResponseReturnValue:
    """Save the form as a draft that only its author sees."""
    form = _sent_form(cohort_id, assignment_id)
    result = _save(form)
    if isinstance(result, actions.Saved):
        if _wants_json():
            return {"version": result.version, "saved_at": result.saved_at.isoformat()}
        flash(_("The draft is saved. Only you can see it."), "success")
        return redirect(_address("sheet", form), 303)
    return _refusal(form)


@blueprint.post("/practice/<int:cohort_id>/assignments/<assignment_id>/submit")
@requires(Permission.COURSE_FOLLOW)
def submit(cohort_id: int, assignment_id: str) -> ResponseReturnValue:
    """Submit the form as a new round. What cannot be submitted is kept as the draft."""
    form = _sent_form(cohort_id, assignment_id)
    if not _KEY.fullmatch(form.submit_key):
        raise BadRequest
    if not _may_be_stored(form):
        return _refusal(form)
    form.problems = rules.submitting_problems(form.task.tool, form.sheet)
    deadline = _deadline(form)
    form.is_refused_by_deadline = deadline.is_closed
    if form.problems or form.is_refused_by_deadline:
        return _kept_as_draft(form)
    result = actions.submit(
        current_session(), form.task, form.sheet, base=form.version, submit_key=form.submit_key, is_late=deadline.is_late,
        actor_id=current_viewer().person_id,
    )  # fmt: skip
    if isinstance(result, actions.Submitted):
        return redirect(_address("round", form, number=result.number), 303)
    form.conflict = result.work
    return _refusal(form)


def _sent_form(cohort_id: int, assignment_id: str) -> Form:
    """Return what was sent, without the numbers that the person has asked to have removed."""
    task = get_own_task_for(current_session(), current_viewer(), cohort_id, assignment_id)
    sent = rules.read(task.tool, request.form.to_dict(flat=False))
    if unwanted := wanted_away(request.form.get("clean")):
        sent = rules.without_personal_numbers(task.tool, sent, today(), unwanted, _("[number removed]"))
    return Form(task, sent, whole_number(request.form.get("version")) or 0, request.form.get("submit_key", ""))


def _save(form: Form) -> actions.Saved | None:
    """Save the draft, or note in ``form`` why not."""
    if not _may_be_stored(form):
        return None
    session, assignment_id = current_session(), form.task.assignment.id
    result = actions.save_draft(session, form.enrolment_id, assignment_id, form.sheet, form.version)
    if isinstance(result, actions.Saved):
        form.version = result.version
        return result
    form.conflict = result.work
    return None


def _may_be_stored(form: Form) -> bool:
    """Return whether the words may reach the database at all; note in ``form`` why not."""
    form.problems = rules.saving_problems(form.task.tool, form.sheet)
    places = rules.personal_numbers(form.task.tool, form.sheet, today())
    if places and not any(place.is_refused for place in places) and _are_confirmed(form, places):
        places = []
    form.places = places
    return not form.problems and not form.places


def _are_confirmed(form: Form, places: list[Place]) -> bool:
    """Whether the person says now, or has said before, that these are no personal numbers."""
    if request.form.get("not_cpr"):
        return True
    stored = queries.work_of(current_session(), form.enrolment_id, form.task.assignment.id).draft
    before = rules.personal_numbers(form.task.tool, stored, today())
    known = frozenset[str]().union(*(place.numbers for place in before))
    return all(place.numbers <= known for place in places)


def _deadline(form: Form) -> DeadlineState:
    cohort_id, module_id = form.task.reader.cohort.id, form.task.module.id
    return queries.deadline_of(current_session(), cohort_id, module_id, form.task.assignment.id, now())


def _kept_as_draft(form: Form) -> ResponseReturnValue:
    problems = form.problems
    form.is_kept = _save(form) is not None
    form.problems = problems
    return _refusal(form)


def _refusal(form: Form) -> ResponseReturnValue:
    """Answer a form that was not taken: 409 when the work has moved on, else 422; with every word that was typed."""
    if _wants_json():
        return _refusal_json(form), 409 if form.conflict else 422
    work = form.conflict or queries.work_of(current_session(), form.enrolment_id, form.task.assignment.id)
    if work.status not in {None, *actions.OPEN}:
        form.sheet = rules.showable(form.task.tool, form.sheet)
        return render_template("practice/closed.html", form=form, task=form.task, work=work), 409
    if form.conflict:
        # Whoever has seen both and saves again means it.
        form.version = work.version
    return _page(form, work), 409 if form.conflict else 422


def _refusal_json(form: Form) -> dict[str, Any]:
    """Return what keeps the form from being taken; ``field`` is empty for what is the fault of no field."""
    if form.conflict:
        saved_at = form.conflict.saved_at
        return {"version": form.conflict.version, "saved_at": saved_at.isoformat() if saved_at else None}
    found = [(rules.input_name(problem.field_id), problem_text(problem)) for problem in form.problems]
    if form.is_refused_by_deadline:
        found.insert(0, ("", deadline_sentence(_deadline(form)) or ""))
    refused = [
        (place.anchor, _("This looks like a CPR number. It is not saved. Remove it.")) if place.is_refused
        else (place.anchor, _("Is this a CPR number? Save with the button to answer."))
        for place in form.places
    ]  # fmt: skip
    problems = [{"field": anchor, "message": message} for anchor, message in found + refused]
    return {**problems[0], "problems": problems}


def _latest_feedback(session: Session, work: Work) -> tuple[ReleasedFeedback | None, RoundFacts | None]:
    """Return the feedback that sent the work back, and the round that it is about."""
    if work.id is None or work.status != Status.RETURNED:
        return None, None
    feedback = next(reversed(released_feedback(session, work.id)), None)
    rounds = queries.rounds_of(session, work.id) if feedback else []
    return feedback, next((each for each in rounds if feedback and each.number == feedback.round_number), None)


def _page(form: Form, work: Work) -> str:
    session = current_session()
    form.sheet = rules.showable(form.task.tool, form.sheet)
    feedback, judged = _latest_feedback(session, work)
    deadline = _deadline(form)
    return render_template(
        "practice/sheet.html",
        form=form,
        task=form.task,
        work=work,
        errors={problem.field_id: problem_text(problem) for problem in form.problems},
        deadline=deadline,
        deadline_text=deadline_sentence(deadline),
        feedback=feedback,
        judged=judged,
        limit=rules.LONGEST_TEXT,
        leftover=rules.leftover(form.task.tool, work.draft),
    )
