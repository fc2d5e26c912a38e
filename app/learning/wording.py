"""Progress said in words: the sentence, the chip and the segments of a module, in the language of the request."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalogue.rules.edition import Edition, Module, Requirement, RequirementKind
from app.core.clock import local, today
from app.learning.rules import ModuleProgress, State, is_met
from app.ui.formatters import date_text, relative_day


def module_sentence(module: Module, progress: ModuleProgress) -> str:
    """Return such as “3 of 5 lessons read, quiz not passed, 1 of 4 assignments approved, 1 being assessed”."""
    if not progress.is_begun and not progress.is_completed:
        return module_contents(module)
    parts = [
        ngettext("%(read)s of %(num)s lesson read", "%(read)s of %(num)s lessons read", progress.lessons_total,
                 read=progress.lessons_read),
        _quiz_words(progress),
        ngettext("%(approved)s of %(num)s assignment approved", "%(approved)s of %(num)s assignments approved",
                 progress.assignments_total, approved=progress.approved) if progress.assignments_total else "",
        _("%(count)s being assessed", count=progress.waiting) if progress.waiting else "",
        _("%(count)s sent back", count=progress.returned) if progress.returned else "",
        _("%(count)s excused", count=progress.excused) if progress.excused else "",
        _("%(count)s from prior learning", count=progress.prior_learning) if progress.prior_learning else "",
        _("%(count)s new since you completed", count=len(progress.new_since_completed))
        if progress.new_since_completed else "",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _quiz_words(progress: ModuleProgress) -> str:
    if not progress.has_quiz or progress.quiz in {State.EXCUSED, State.PRIOR_LEARNING}:
        return ""
    words: str = _("quiz not taken")
    if progress.quiz is State.PASSED:
        words = _("quiz passed")
    elif progress.quiz is State.FAILED:
        words = _("quiz not passed")
    return words


def module_contents(module: Module) -> str:
    """Return such as “5 lessons, quiz, 4 assignments”."""
    parts = [ngettext("%(num)s lesson", "%(num)s lessons", len(module.lessons))]
    if module.quiz:
        parts.append(_("quiz"))
    if module.assignments:
        parts.append(ngettext("%(num)s assignment", "%(num)s assignments", len(module.assignments)))
    return ", ".join(parts)


def module_chip(progress: ModuleProgress, due_at: datetime | None, now: datetime) -> tuple[str, str]:
    """Return the kind and the words of the chip: where the module stands, and its deadline."""
    if progress.completed_at is not None:
        return "ok", _("Completed %(date)s", date=day_text(progress.completed_at))
    begun = _("In progress") if progress.is_begun else _("Not begun")
    if due_at is None:
        return ("wait" if progress.is_begun else "idle"), begun
    if due_at < now:
        return "back", _("Overdue, was due %(date)s", date=day_text(due_at))
    return ("wait" if progress.is_begun else "idle"), _("%(state)s, due %(date)s", state=begun, date=day_text(due_at))


def day_text(moment: datetime) -> str:
    """Return a day as one says it: “5. april”, with its year only when that is another than this one."""
    text = date_text(moment)
    return text.rsplit(" ", 1)[0] if local(moment).year == today().year else text


def requirement_kind(kind: str, state: State | None) -> str:
    """Return the kind of a segment or chip for a requirement: ok, wait, back or idle."""
    if is_met(kind, state):
        return "ok"
    if state in {State.RETURNED, State.FAILED}:
        return "back"
    return "wait" if state is State.SUBMITTED else "idle"


def requirement_words(kind: str, state: State | None) -> str:
    """Return the state of one requirement in words."""
    words: dict[State, str] = {
        State.READ: _("Read"),
        State.FAILED: _("Not passed"),
        State.PASSED: _("Passed"),
        State.SUBMITTED: _("Being assessed"),
        State.RETURNED: _("Sent back"),
        State.APPROVED: _("Approved"),
        State.EXCUSED: _("Excused"),
        State.PRIOR_LEARNING: _("Prior learning"),
    }
    nothing: dict[RequirementKind, str] = {
        RequirementKind.LESSON: _("Not read"),
        RequirementKind.QUIZ: _("Not taken"),
        RequirementKind.ASSIGNMENT: _("Not submitted"),
    }
    return words[state] if state is not None and state in words else nothing[RequirementKind(kind)]


def module_segments(module: Module, progress: ModuleProgress) -> list[str]:
    """Return the kind of each segment, in the order of the module."""
    return [
        requirement_kind(needed.kind, state)
        for needed, state in zip(module.requirements, progress.segments, strict=True)
    ]


def requirement_title(edition: Edition, requirement: Requirement) -> str:
    """Return what a requirement is called: “2.2 De første to minutter”."""
    if requirement.kind is RequirementKind.LESSON and (lesson := edition.lesson(requirement.id)):
        return f"{lesson[1].code} {lesson[1].title}"
    if requirement.kind is RequirementKind.ASSIGNMENT and (assignment := edition.assignment(requirement.id)):
        return f"{assignment[1].code} {assignment[1].title}"
    quiz = edition.quiz(requirement.id)
    return quiz[1].title if quiz else requirement.id


def near_day(moment: datetime) -> str:
    """Return “i dag”, “i går”, or the day: “5. april”."""
    distance = abs((local(moment).date() - today()).days)
    return relative_day(moment) if distance <= 1 else day_text(moment)


def requirement_detail(edition: Edition, requirement: Requirement) -> str:
    """Return what to know about a requirement before opening it: reading time, number of questions, the task."""
    if requirement.kind is RequirementKind.LESSON and (lesson := edition.lesson(requirement.id)):
        return reading_time(lesson[1].minutes)
    if requirement.kind is RequirementKind.QUIZ and (quiz := edition.quiz(requirement.id)):
        questions: str = ngettext(
            "%(num)s question, pass mark %(mark)s %%", "%(num)s questions, pass mark %(mark)s %%",
            len(quiz[1].questions), mark=edition.pass_mark,
        )  # fmt: skip
        return questions
    assignment = edition.assignment(requirement.id)
    return assignment[1].summary if assignment else ""


def due_sentence(due_at: datetime, now: datetime) -> str:
    """Return “Due 5 April.” or, when it has passed, “Was due 5 April.”."""
    words: str = _("Was due %(date)s.", date=day_text(due_at))
    if due_at >= now:
        words = _("Due %(date)s.", date=day_text(due_at))
    return words


def reading_time(minutes: int) -> str:
    """Return such as “9 minutes”."""
    words: str = ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return words
