"""Quizzes: one page with all questions, answers that are saved, and results with an explanation of every question."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.rules.edition import Edition, Module, Quiz
from app.catalogue.rules.format import OrderQuestion, Question
from app.core.clock import now
from app.core.db import current_session
from app.core.incoming import whole_number
from app.core.permissions import requires
from app.learning import actions
from app.learning.forms import field_name, item_field_name, read_answers
from app.learning.queries import Attempt, attempts_of
from app.learning.rules import Answers, is_answered, is_right, passed, shuffled
from app.learning.views.blueprint import OpenCourse, blueprint, open_course, open_own_course
from app.learning.views.lesson import flash_completions
from app.people.access import current_viewer
from app.people.policy import Permission


def _find(edition: Edition, quiz_id: str) -> tuple[Module, Quiz]:
    found = edition.quiz(quiz_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/learning/<int:cohort_id>/quizzes/<quiz_id>")
@requires(Permission.COURSE_FOLLOW)
def quiz(cohort_id: int, quiz_id: str) -> ResponseReturnValue:
    """Show the attempt that is open, or the results so far; an instructor sees the questions with their answers."""
    opened = open_course(cohort_id)
    module, found = _find(opened.edition, quiz_id)
    if opened.enrolment_id is None:
        results = [_result(opened, question, {}) for question in found.questions]
        return render_template("learning/quiz_key.html", opened=opened, module=module, quiz=found, results=results)
    attempts = attempts_of(current_session(), opened.enrolment_id, quiz_id)
    last = attempts[-1] if attempts else None
    if last is not None and last.submitted_at is not None and "again" not in request.args:
        return _overview(opened, module, found, attempts)
    is_open = last is not None and last.submitted_at is None
    number = len(attempts) if is_open else len(attempts) + 1
    return _form(opened, module, found, number, last.answers if last and is_open else {})


def _overview(opened: OpenCourse, module: Module, quiz: Quiz, attempts: list[Attempt]) -> ResponseReturnValue:
    best = max(attempts, key=lambda attempt: (attempt.points or 0) / (attempt.out_of or 1))
    mark = opened.edition.pass_mark
    return render_template(
        "learning/quiz_attempts.html", opened=opened, module=module, quiz=quiz, attempts=attempts[::-1], best=best,
        is_passed=_is_passed(best, mark), passing={attempt.number for attempt in attempts if _is_passed(attempt, mark)},
    )  # fmt: skip


def _is_passed(attempt: Attempt, pass_mark: int) -> bool:
    return passed(attempt.points or 0, attempt.out_of or 1, pass_mark)


@dataclass(frozen=True)
class QuestionField:
    """A question as a field: ``options`` are (value, text), ``items`` (field name, text, number given) of an order."""

    name: str
    kind: str
    text: str
    options: list[tuple[str, str]]
    items: list[tuple[str, str, int | None]]
    chosen: list[str]
    error: str | None


def _field(question: Question, number: int, answers: Answers, *, check: bool) -> QuestionField:
    given = answers.get(question.id)
    name, error = field_name(question), None
    if check and not is_answered(question, answers):
        error = _missing(question, given)
    if isinstance(question, OrderQuestion):
        numbers: dict[str, int] = given if isinstance(given, dict) else {}
        items = [
            (item_field_name(question, item.id), item.text, numbers.get(item.id)) for item in shuffled(question, number)
        ]
        return QuestionField(name, question.kind, question.text, [], items, [], error)
    options = [(option.id, option.text) for option in question.options]
    chosen = given if isinstance(given, list) else []
    return QuestionField(name, question.kind, question.text, options, [], chosen, error)


def _missing(question: Question, given: Any) -> str:
    words: str = _("Choose an answer.")
    if question.kind == "order":
        words = _("Give each line its own number.") if given else _("Number the lines.")
    elif question.kind == "multiple":
        words = _("Choose at least one answer.")
    return words


def _form(
    opened: OpenCourse, module: Module, quiz: Quiz, number: int, answers: Answers, *, check: bool = False
) -> ResponseReturnValue:
    fields = [_field(question, number, answers, check=check) for question in quiz.questions]
    problems = [
        (field.name, _("Question %(number)s: %(error)s", number=index, error=field.error))
        for index, field in enumerate(fields, 1)
        if field.error
    ]
    page = render_template(
        "learning/quiz.html", opened=opened, module=module, quiz=quiz, number=number, fields=fields, problems=problems,
        version=actions.version_of(answers),
    )  # fmt: skip
    return page, 422 if problems else 200


@blueprint.post("/learning/<int:cohort_id>/quizzes/<quiz_id>/answers")
@requires(Permission.COURSE_FOLLOW)
def save_answers(cohort_id: int, quiz_id: str) -> ResponseReturnValue:
    """Save the answers so far; 409 when the attempt has newer ones from another window, or is submitted."""
    opened = open_own_course(cohort_id)
    _module, found = _find(opened.edition, quiz_id)
    answers, based_on = read_answers(found, request.form), whole_number(request.form.get("version"))
    number = whole_number(request.form.get("attempt")) or 0
    attempt = actions.save_answers(
        current_session(), opened.enrolment_id, quiz_id, number, answers, based_on=based_on
    )  # fmt: skip
    is_saved = attempt is not None and attempt.submitted_at is None and attempt.answers == answers
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        version = actions.version_of(attempt.answers if attempt else {})
        return jsonify(version=version, saved_at=now().isoformat()), 200 if is_saved else 409
    if is_saved:
        flash(_("Your answers are saved. You can go on when you like."), "success")
    else:
        flash(_("Not saved: you have answered this in another window. Here are the newest answers."), "warning")
    return redirect(url_for("learning.quiz", cohort_id=cohort_id, quiz_id=quiz_id), 303)


@blueprint.post("/learning/<int:cohort_id>/quizzes/<quiz_id>/submit")
@requires(Permission.COURSE_FOLLOW)
def submit_quiz(cohort_id: int, quiz_id: str) -> ResponseReturnValue:
    """Judge the attempt; a second sending of the same form leads to the first one's result."""
    opened = open_own_course(cohort_id)
    module, found = _find(opened.edition, quiz_id)
    session, number = current_session(), whole_number(request.form.get("attempt")) or 0
    answers = read_answers(found, request.form)
    attempt = actions.save_answers(session, opened.enrolment_id, quiz_id, number, answers, based_on=None)
    if attempt is None:
        return redirect(url_for("learning.quiz", cohort_id=cohort_id, quiz_id=quiz_id), 303)
    if attempt.submitted_at is None:
        if not all(is_answered(question, answers) for question in found.questions):
            return _form(opened, module, found, number, answers, check=True)
        completed = actions.submit_attempt(
            session, opened.enrolment_id, attempt, found,
            pass_mark=opened.edition.pass_mark, person_id=current_viewer().person_id,
        )  # fmt: skip
        flash_completions(opened.edition, completed)
    return redirect(url_for("learning.quiz_result", cohort_id=cohort_id, quiz_id=quiz_id, number=number), 303)


@dataclass(frozen=True)
class AnswerRow:
    """A possible answer; ``place`` is the number that the learner gave an item of an order."""

    text: str
    is_chosen: bool
    is_correct: bool
    feedback: str | None
    place: int | None = None


@dataclass(frozen=True)
class QuestionResult:
    """A question after submitting. ``lesson`` is the title and address of where the answer is found."""

    text: str
    kind: str
    is_right: bool
    is_answered: bool
    rows: list[AnswerRow]
    explanation: str
    lesson: tuple[str, str] | None


def _result(opened: OpenCourse, question: Question, answers: Answers) -> QuestionResult:
    given = answers.get(question.id) or ()
    found = opened.edition.lesson(question.lesson)
    if isinstance(question, OrderQuestion):
        places: dict[str, int] = given if isinstance(given, dict) else {}
        rows = [
            AnswerRow(item.text, False, places.get(item.id) == number, item.feedback, places.get(item.id))
            for number, item in enumerate(question.items, 1)
        ]
    else:
        rows = [
            AnswerRow(option.text, option.id in given, option.correct, option.feedback) for option in question.options
        ]
    return QuestionResult(
        text=question.text,
        kind=question.kind,
        is_right=is_right(question, answers),
        is_answered=is_answered(question, answers),
        rows=rows,
        explanation=question.explanation,
        lesson=(
            f"{found[1].code} {found[1].title}",
            url_for("learning.lesson", cohort_id=opened.cohort.id, lesson_id=question.lesson),
        )
        if found
        else None,
    )


@blueprint.get("/learning/<int:cohort_id>/quizzes/<quiz_id>/attempts/<int:number>")
@requires(Permission.COURSE_FOLLOW)
def quiz_result(cohort_id: int, quiz_id: str, number: int) -> ResponseReturnValue:
    """Show one's own submitted attempt: what was right, what was not, and why."""
    opened = open_own_course(cohort_id)
    module, found = _find(opened.edition, quiz_id)
    attempts = attempts_of(current_session(), opened.enrolment_id, quiz_id)
    attempt = next((each for each in attempts if each.number == number), None)
    if attempt is None:
        abort(404)
    if attempt.submitted_at is None:
        return redirect(url_for("learning.quiz", cohort_id=cohort_id, quiz_id=quiz_id), 303)
    mark = opened.edition.pass_mark
    return render_template(
        "learning/quiz_result.html",
        opened=opened,
        module=module,
        quiz=found,
        attempt=attempt,
        is_passed=_is_passed(attempt, mark),
        passed_before=any(each.submitted_at and _is_passed(each, mark) for each in attempts if each is not attempt),
        results=[_result(opened, question, attempt.answers) for question in found.questions],
    )
