"""*My course*: the one next step, the modules in words, what is new, and what is due."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalogue.rules.edition import Edition, Module, RequirementKind
from app.cohorts.access import latest_own_cohort_for
from app.cohorts.queries import DeadlineRow, deadlines_of, instructed_cohorts, left_cohort
from app.core.clock import now, today
from app.core.db import current_session
from app.core.permissions import requires
from app.learning import wording
from app.learning.queries import ReadingState, reading_state
from app.learning.rules import (
    MODULE,
    CourseProgress,
    Due,
    Event,
    ModuleProgress,
    NextStep,
    State,
    course_progress,
    due_items,
    latest,
    new_feedback,
    next_step,
    term_of_the_day,
)
from app.learning.views.blueprint import OpenCourse, address_of, blueprint, open_course
from app.people.access import current_viewer
from app.people.policy import Permission, Role


@blueprint.get("/learning/")
@requires(Permission.COURSE_FOLLOW)
def home() -> ResponseReturnValue:
    """Lead to the course that the person follows now, or say why there is none."""
    if address := _own("learning.dashboard") or _instructed("learning.dashboard"):
        return redirect(address, 303)
    left = left_cohort(current_session(), current_viewer().person_id)
    return render_template("learning/no_course.html", left=left)


@blueprint.get("/learning/course")
@requires(Permission.COURSE_FOLLOW)
def course_home() -> ResponseReturnValue:
    """Lead an instructor to the course of the latest cohort that they instruct."""
    return redirect(_instructed("learning.dashboard") or url_for("learning.home"), 303)


@blueprint.get("/learning/terms")
@requires(Permission.COURSE_FOLLOW)
def terms_home() -> ResponseReturnValue:
    """Lead to the vocabulary of the course that the person follows or instructs."""
    return redirect(_own("learning.terms") or _instructed("learning.terms") or url_for("learning.home"), 303)


def _own(endpoint: str) -> str | None:
    cohort_id = latest_own_cohort_for(current_session(), current_viewer())
    return url_for(endpoint, cohort_id=cohort_id) if cohort_id is not None else None


def _instructed(endpoint: str) -> str | None:
    viewer = current_viewer()
    cohorts = instructed_cohorts(current_session(), viewer.person_id, viewer.organisation_ids(Role.INSTRUCTOR))
    return url_for(endpoint, cohort_id=cohorts[0][0]) if cohorts else None


@blueprint.get("/learning/<int:cohort_id>")
@requires(Permission.COURSE_FOLLOW)
def dashboard(cohort_id: int) -> ResponseReturnValue:
    """Show a consultant where they are and what comes next; an instructor sees the course without progress."""
    opened = open_course(cohort_id)
    if opened.enrolment_id is None:
        return render_template("learning/course.html", opened=opened, contents=wording.module_contents)
    session, moment = current_session(), now()
    reading = reading_state(session, opened.enrolment_id)
    deadlines = deadlines_of(session, cohort_id)
    states = latest(reading.events)
    progress = course_progress(opened.edition, states)
    step = next_step(opened.edition, states, deadlines, moment)
    return render_template(
        "learning/dashboard.html",
        opened=opened,
        hero=_step_hero(opened, step, reading, moment) if step else _idle_hero(opened, progress),
        modules=_module_rows(opened, progress, deadlines, step, moment),
        feedback=[_feedback_row(opened, event) for event in new_feedback(opened.edition, reading.events, moment)],
        due=[_due_row(opened.edition, due) for due in due_items(opened.edition, states, deadlines, moment)[:5]],
        term=term_of_the_day(opened.edition.terms, today()),
    )


@dataclass(frozen=True)
class Hero:
    """The one next step as the page draws it; ``steps`` are the steps of the method that it trains."""

    title: str
    text: str
    url: str
    label: str
    over: str = ""
    steps: tuple[str, ...] = ()
    second_url: str | None = None
    second_label: str | None = None


def _step_hero(opened: OpenCourse, step: NextStep, reading: ReadingState, moment: datetime) -> Hero:
    module = opened.edition.module(step.requirement.module_id)
    number, title = (module.number, module.short_title) if module else ("", "")
    make = {
        RequirementKind.LESSON: _lesson_hero,
        RequirementKind.QUIZ: _quiz_hero,
        RequirementKind.ASSIGNMENT: _assignment_hero,
    }[step.requirement.kind]
    over = _("Your next step · Module %(number)s, %(title)s", number=number, title=title)
    return replace(make(opened, step, reading, moment), over=over)


def _lesson_hero(opened: OpenCourse, step: NextStep, reading: ReadingState, _moment: datetime) -> Hero:
    found = opened.edition.lesson(step.requirement.id)
    return Hero(
        title=wording.requirement_title(opened.edition, step.requirement),
        text=found[1].summary if found else "",
        url=address_of(opened.cohort.id, step.requirement),
        label=_("Go on reading") if step.requirement.id in reading.positions else _("Read the lesson"),
        steps=found[1].steps if found else (),
    )


def _quiz_hero(opened: OpenCourse, step: NextStep, _reading: ReadingState, _moment: datetime) -> Hero:
    found = opened.edition.quiz(step.requirement.id)
    again = step.state is State.FAILED
    text = (
        _("You did not pass last time. Look at the explanations, and try again as often as you like.")
        if again
        else ngettext(
            "You have read the lessons of the module. The quiz has %(num)s question, and you pass with %(mark)s %%. Take it as often as you like.",
            "You have read the lessons of the module. The quiz has %(num)s questions, and you pass with %(mark)s %%. Take it as often as you like.",
            len(found[1].questions) if found else 0, mark=opened.edition.pass_mark,
        )
    )  # fmt: skip
    return Hero(
        title=wording.requirement_title(opened.edition, step.requirement),
        text=text,
        url=address_of(opened.cohort.id, step.requirement),
        label=_("Try the quiz again") if again else _("Take the quiz"),
    )


def _assignment_hero(opened: OpenCourse, step: NextStep, reading: ReadingState, moment: datetime) -> Hero:
    found = opened.edition.assignment(step.requirement.id)
    plain = Hero(
        title=wording.requirement_title(opened.edition, step.requirement),
        text=found[1].summary if found else "",
        url=address_of(opened.cohort.id, step.requirement),
        label=_("Open the assignment"),
        steps=found[1].steps if found else (),
    )
    if step.state is State.RETURNED:
        key = (RequirementKind.ASSIGNMENT, step.requirement.id)
        event = next(each for each in reversed(reading.events) if (each.item_kind, each.item_id) == key)
        text = _("%(name)s has sent your work back with feedback. Read it, put right what is needed, and hand it in again.",
                 name=event.actor_name or _("Your instructor"))  # fmt: skip
        return replace(plain, text=text, label=_("See the feedback"))
    if step.due_at is not None:
        plain = replace(plain, text=f"{plain.text} {wording.due_sentence(step.due_at, moment)}")
    log_url = url_for("practice.new_entry", cohort_id=opened.cohort.id)
    return replace(plain, second_url=log_url, second_label=_("Log a meeting that you have held"))


def _idle_hero(opened: OpenCourse, progress: CourseProgress) -> Hero:
    """Return what to say when there is nothing to do: the course is completed, or others' turn, or work is closed."""
    waiting = sum(module.waiting for module in progress.modules)
    if progress.completed_at is not None:
        date = wording.day_text(progress.completed_at)
        title = _("You have completed the course")
        text = _("You completed the course on %(date)s. Keep using the method, and log what happens.", date=date)
    elif waiting:
        title = _("Everything is handed in")
        text = ngettext(
            "%(num)s assignment is with your instructor. Meanwhile, use what you have learned, and log what happens.",
            "%(num)s assignments are with your instructor. Meanwhile, use what you have learned, and log what happens.",
            waiting,
        )
    elif progress.done == progress.total:
        title = _("Nothing is left")
        text = _("You have done everything that the course asks. Keep using the method, and log what happens.")
    else:
        title = _("The deadlines have passed")
        text = _("What is left can no longer be handed in. Talk to your instructor about a new deadline.")
    url = url_for("practice.new_entry", cohort_id=opened.cohort.id)
    return Hero(title, text, url, _("Log a meeting that you have held"), over=opened.edition.title)


@dataclass(frozen=True)
class ModuleRow:
    """A module in the list."""

    module: Module
    sentence: str
    kind: str
    state: str
    segments: list[str]
    is_current: bool


def _module_rows(
    opened: OpenCourse,
    progress: CourseProgress,
    deadlines: dict[tuple[str, str], DeadlineRow],
    step: NextStep | None,
    moment: datetime,
) -> list[ModuleRow]:
    def row(module: Module, of_module: ModuleProgress) -> ModuleRow:
        deadline = deadlines.get((MODULE, module.id))
        kind, words = wording.module_chip(of_module, deadline.due_at if deadline else None, moment)
        return ModuleRow(
            module,
            wording.module_sentence(module, of_module),
            kind,
            words,
            wording.module_segments(module, of_module),
            step is not None and step.requirement.module_id == module.id,
        )

    return [row(*pair) for pair in zip(opened.edition.modules, progress.modules, strict=True)]


@dataclass(frozen=True)
class FeedbackRow:
    """A piece of feedback that is new."""

    title: str
    url: str
    text: str


def _feedback_row(opened: OpenCourse, event: Event) -> FeedbackRow:
    found = opened.edition.assignment(event.item_id)
    title = f"{found[1].code} {found[1].title}" if found else event.item_id
    url = url_for("practice.assignment", cohort_id=opened.cohort.id, assignment_id=event.item_id)
    values = {"day": wording.near_day(event.at), "name": event.actor_name or _("your instructor")}
    text = (
        _("Sent back %(day)s by %(name)s", **values)
        if event.state == State.RETURNED
        else _("Approved %(day)s by %(name)s", **values)
    )
    return FeedbackRow(title, url, text)


@dataclass(frozen=True)
class DueRow:
    """A deadline in the list."""

    day: str
    text: str
    is_over: bool


def _due_row(edition: Edition, due: Due) -> DueRow:
    module, found = edition.module(due.item_id), edition.assignment(due.item_id)
    if due.item_kind == MODULE and module:
        text = _("Module %(number)s, %(title)s, is to be completed", number=module.number, title=module.short_title)
    else:
        text = _("%(title)s is to be handed in", title=f"{found[1].code} {found[1].title}" if found else due.item_id)
    return DueRow(wording.day_text(due.due_at), text, due.is_over)
