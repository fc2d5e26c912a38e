"""Reading a lesson: where one is, marking it as read, and remembering where one stopped."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.rules.display import for_cohort
from app.catalogue.rules.edition import Edition, Lesson, Module, Requirement, RequirementKind
from app.core.db import current_session
from app.core.permissions import requires
from app.learning import actions, wording
from app.learning.queries import ReadingState, ledger, reading_state
from app.learning.rules import COURSE, State, States, following, is_met, latest
from app.learning.views.blueprint import OpenCourse, address_of, blueprint, open_course, open_own_course
from app.learning.views.course import explained_terms
from app.people.access import current_viewer
from app.people.policy import Permission

PLAN_WORDS = {"da": ("Hvis", "så"), "en": ("If", "then")}
"""The words around a plan, in the language of the course: its two halves are sentences of that language."""


def _find(edition: Edition, lesson_id: str) -> tuple[Module, Lesson]:
    found = edition.lesson(lesson_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/learning/<int:cohort_id>/lessons/<lesson_id>")
@requires(Permission.COURSE_FOLLOW)
def lesson(cohort_id: int, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson, with its module's contents beside it."""
    opened = open_course(cohort_id)
    in_module, found = _find(opened.edition, lesson_id)
    reading = ReadingState([], {})
    if opened.enrolment_id is not None:
        reading = reading_state(current_session(), opened.enrolment_id)
    states = latest(reading.events)
    own = states.get((RequirementKind.LESSON, lesson_id))
    is_read = own is not None and own.state is State.READ
    is_spared = own is not None and not is_read and is_met(RequirementKind.LESSON, own.state)
    after = following(in_module, states, lesson_id)
    html = for_cohort(found.html, cohort_id, opened.cohort.unit_name)
    before, behind = _neighbours(opened.edition, lesson_id)
    return render_template(
        "learning/lesson.html",
        opened=opened,
        module=in_module,
        lesson=found,
        html=html,
        contents=contents(opened, in_module, states, current=lesson_id),
        terms=explained_terms(opened.edition, found.terms),
        tools=[tool for tool_id in found.tools if (tool := opened.edition.tool(tool_id))],
        read=own if is_read else None,
        spared=wording.requirement_words(RequirementKind.LESSON, own.state) if own and is_spared else None,
        resume=_resume(found, reading.positions.get(lesson_id)) if not is_read else None,
        following=_link(opened, after),
        before=_link(opened, before),
        behind=_link(opened, behind),
        reading_time=wording.reading_time(found.minutes),
        plan_words=PLAN_WORDS[opened.edition.language],
    )


def contents(
    opened: OpenCourse, module: Module, states: States, *, current: str | None = None
) -> list[tuple[str, str, str | None]]:
    """Return (label, address, state) of the parts of a module, as the contents beside a text show them."""
    items: list[tuple[str, str, str | None]] = []
    for needed in module.requirements:
        item = states.get((needed.kind, needed.id))
        state = "read" if item and is_met(needed.kind, item.state) else None
        if needed.id == current:
            state = "current"
        items.append((wording.requirement_title(opened.edition, needed), address_of(opened.cohort.id, needed), state))
    for case in module.cases:
        address = url_for("learning.case", cohort_id=opened.cohort.id, case_id=case.id)
        items.append((_("Case: %(title)s", title=case.title), address, "current" if case.id == current else None))
    return items


def _resume(lesson: Lesson, anchor: str | None) -> tuple[str, str] | None:
    """Return (anchor, title) of the heading at which the reader stopped, if the lesson still has it."""
    return next(((heading.id, heading.title) for heading in lesson.headings if heading.id == anchor), None)


def _neighbours(edition: Edition, lesson_id: str) -> tuple[Requirement | None, Requirement | None]:
    """Return what stands before and behind a lesson in the course, assignments left out: they are not for reading on."""
    parts = [needed for needed in edition.requirements if needed.kind is not RequirementKind.ASSIGNMENT]
    here = next(index for index, needed in enumerate(parts) if needed.id == lesson_id)
    return parts[here - 1] if here else None, parts[here + 1] if here + 1 < len(parts) else None


def _link(opened: OpenCourse, requirement: Requirement | None) -> tuple[str, str] | None:
    if requirement is None:
        return None
    return wording.requirement_title(opened.edition, requirement), address_of(opened.cohort.id, requirement)


@blueprint.post("/learning/<int:cohort_id>/lessons/<lesson_id>/read")
@requires(Permission.COURSE_FOLLOW)
def mark_read(cohort_id: int, lesson_id: str) -> ResponseReturnValue:
    """Mark the lesson as read, and go on to the next thing in the module."""
    opened = open_own_course(cohort_id)
    in_module, found = _find(opened.edition, lesson_id)
    session = current_session()
    completed = actions.mark_read(session, opened.enrolment_id, current_viewer().person_id, lesson_id)
    flash(_("Lesson %(code)s is marked as read.", code=found.code), "success")
    flash_completions(opened.edition, completed)
    after = following(in_module, latest(ledger(session, opened.enrolment_id)), lesson_id)
    if after is None:
        return redirect(url_for("learning.module", cohort_id=cohort_id, module_id=in_module.id), 303)
    return redirect(address_of(cohort_id, after), 303)


def flash_completions(edition: Edition, completed: list[tuple[str, str]]) -> None:
    """Tell the learner what they have just completed."""
    for kind, item_id in completed:
        module = edition.module(item_id)
        if kind == COURSE:
            flash(_("You have completed the course. Well done!"), "success")
        elif module is not None:
            flash(
                _("You have completed module %(number)s, %(title)s.", number=module.number, title=module.title),
                "success",
            )


@blueprint.post("/learning/<int:cohort_id>/lessons/<lesson_id>/position")
@requires(Permission.COURSE_FOLLOW)
def save_position(cohort_id: int, lesson_id: str) -> ResponseReturnValue:
    """Remember the heading that the reader has come to; anything that is no heading of the lesson is refused."""
    opened = open_own_course(cohort_id)
    _module, found = _find(opened.edition, lesson_id)
    position = request.form.get("position", "")
    if position not in {heading.id for heading in found.headings}:
        abort(400)
    actions.save_position(current_session(), opened.enrolment_id, lesson_id, position)
    return Response(status=204, mimetype="text/plain")
