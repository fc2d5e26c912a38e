"""Parts of the course to look at: a module, a case, the vocabulary."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.rules.display import for_cohort
from app.catalogue.rules.edition import Edition, Module, Requirement, RequirementKind
from app.catalogue.rules.format import Term
from app.cohorts.queries import deadlines_of
from app.core.clock import now
from app.core.db import current_session
from app.core.permissions import requires
from app.learning import wording
from app.learning.queries import ledger
from app.learning.rules import (
    MODULE,
    HasDeadline,
    State,
    States,
    deadline_of,
    is_locked,
    is_met,
    latest,
    module_progress,
)
from app.learning.views.blueprint import OpenCourse, address_of, blueprint, open_course
from app.people.policy import Permission
from app.ui.formatters import danish_key


@dataclass(frozen=True)
class PartRow:
    """A requirement on the module's page. ``kind`` and ``state`` are None for an instructor, who has no progress."""

    title: str
    url: str
    detail: str
    kind: str | None
    state: str | None
    is_new: bool = False


@blueprint.get("/learning/<int:cohort_id>/modules/<module_id>")
@requires(Permission.COURSE_FOLLOW)
def module(cohort_id: int, module_id: str) -> ResponseReturnValue:
    """Show what a module consists of and how far one is in it."""
    opened = open_course(cohort_id)
    found = opened.edition.module(module_id)
    if found is None:
        abort(404)
    states: States = {}
    if opened.enrolment_id is not None:
        states = latest(ledger(current_session(), opened.enrolment_id))
    deadlines, moment = deadlines_of(current_session(), cohort_id), now()
    progress = module_progress(found, states)
    rows: dict[RequirementKind, list[PartRow]] = {kind: [] for kind in RequirementKind}
    following = None
    for needed, state in zip(found.requirements, progress.segments, strict=True):
        is_open = not (is_met(needed.kind, state) or state is State.SUBMITTED)
        deadline = deadline_of(needed, deadlines) if is_open and needed.kind is RequirementKind.ASSIGNMENT else None
        row = _part_row(opened, needed, state, deadline, moment)
        rows[needed.kind].append(replace(row, is_new=needed in progress.new_since_completed))
        following = following or (needed if is_open and not is_locked(needed, deadlines, moment) else None)
    due = deadlines.get((MODULE, module_id))
    return render_template(
        "learning/module.html",
        opened=opened,
        module=found,
        lessons=rows[RequirementKind.LESSON],
        quizzes=rows[RequirementKind.QUIZ],
        assignments=rows[RequirementKind.ASSIGNMENT],
        sentence=wording.module_sentence(found, progress),
        state=wording.module_chip(progress, due.due_at if due else None, moment),
        segment_kinds=wording.module_segments(found, progress),
        following=(wording.requirement_title(opened.edition, following), address_of(cohort_id, following))
        if following
        else None,
    )


@blueprint.get("/learning/<int:cohort_id>/cases/<case_id>")
@requires(Permission.COURSE_FOLLOW)
def case(cohort_id: int, case_id: str) -> ResponseReturnValue:
    """Show a case; what lies behind it is for the cohort's instructors only."""
    opened = open_course(cohort_id)
    found = opened.edition.case(case_id)
    if found is None:
        abort(404)
    html = for_cohort(found[1].html, cohort_id, opened.cohort.unit_name)
    return render_template(
        "learning/case.html", opened=opened, module=found[0], case=found[1], html=html,
        terms=explained_terms(opened.edition, found[1].terms),
    )  # fmt: skip


def explained_terms(edition: Edition, term_ids: Collection[str]) -> list[Term]:
    """Return the terms that a text explains in place, for the cards at its end."""
    return [term for term in edition.terms if term.id in term_ids]


def _part_row(
    opened: OpenCourse, needed: Requirement, state: State | None, deadline: HasDeadline | None, moment: datetime
) -> PartRow:
    title, url = wording.requirement_title(opened.edition, needed), address_of(opened.cohort.id, needed)
    detail = wording.requirement_detail(opened.edition, needed)
    if deadline is not None and opened.enrolment_id is not None:
        detail = f"{detail} {wording.due_sentence(deadline.due_at, moment)}"
    if opened.enrolment_id is None:
        return PartRow(title, url, detail, None, None)
    if state is None and deadline is not None and deadline.due_at < moment:
        return PartRow(title, url, detail, "back", _("Overdue"))
    kind, words = wording.requirement_kind(needed.kind, state), wording.requirement_words(needed.kind, state)
    return PartRow(title, url, detail, kind, words)


@dataclass(frozen=True)
class TermEntry:
    """A term in the vocabulary, with (title, address) of the lessons that use it."""

    term: Term
    lessons: list[tuple[str, str]]


@blueprint.get("/learning/<int:cohort_id>/terms")
@requires(Permission.COURSE_FOLLOW)
def terms(cohort_id: int) -> ResponseReturnValue:
    """Show the vocabulary from A to Å."""
    opened = open_course(cohort_id)
    entries = sorted(_entries(opened), key=lambda entry: danish_key(entry.term.term))
    letters = [(letter, list(group)) for letter, group in groupby(entries, key=lambda entry: _letter(entry.term.term))]
    return render_template("learning/terms.html", opened=opened, letters=letters, statuses=_statuses())


def _entries(opened: OpenCourse) -> list[TermEntry]:
    used: dict[str, list[tuple[str, str]]] = {}
    for in_module in opened.edition.modules:
        _collect(opened, in_module, used)
    return [TermEntry(term, used.get(term.id, [])) for term in opened.edition.terms]


def _collect(opened: OpenCourse, module: Module, used: dict[str, list[tuple[str, str]]]) -> None:
    for lesson in module.lessons:
        address = url_for("learning.lesson", cohort_id=opened.cohort.id, lesson_id=lesson.id)
        for term_id in lesson.terms:
            used.setdefault(term_id, []).append((f"{lesson.code} {lesson.title}", address))


LETTERS = {"{": "Æ", "|": "Ø", "}": "Å"}
"""What ``danish_key`` writes for the last three letters."""


def _letter(term: str) -> str:
    """Return the letter under which a term stands: Aabenraa under Å, én indgang under E."""
    first = danish_key(term)[:1]
    return LETTERS.get(first, first.upper())


def _statuses() -> dict[str, str]:
    return {
        "method": _("A word of the method"),
        "fixed": _("A fixed term of the field"),
        "check": _("Look up the rules before you use it"),
    }
