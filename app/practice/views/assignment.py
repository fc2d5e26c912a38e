"""A practice assignment and its rounds: the task, where one stands, the feedback, and the receipt of each round."""

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.catalogue.queries import load_edition
from app.catalogue.rules.display import for_cohort
from app.cohorts.access import get_learner_for
from app.core.clock import now
from app.core.db import current_session
from app.core.permissions import requires
from app.people.access import current_viewer
from app.people.policy import Permission
from app.practice import queries
from app.practice.access import get_task_for
from app.practice.feedback import released_feedback
from app.practice.rules import Status
from app.practice.views.blueprint import blueprint
from app.practice.wording import deadline_sentence, status_sentence


@blueprint.get("/practice/<int:cohort_id>/assignments/<assignment_id>")
@requires(Permission.COURSE_FOLLOW)
def assignment(cohort_id: int, assignment_id: str) -> ResponseReturnValue:
    """The task with its rubric, the deadline, and (for a consultant) where the work stands with all feedback."""
    session = current_session()
    task = get_task_for(session, current_viewer(), cohort_id, assignment_id)
    cohort, enrolment_id = task.reader.cohort, task.reader.enrolment_id
    work = queries.work_of(session, enrolment_id, assignment_id) if enrolment_id else queries.NOTHING_YET
    deadline = queries.deadline_of(session, cohort_id, task.module.id, assignment_id, now())
    rounds = queries.rounds_of(session, work.id) if work.id else []
    feedback = released_feedback(session, work.id) if rounds and work.id else []
    return render_template(
        "practice/assignment.html",
        task=task,
        text=for_cohort(task.assignment.html, cohort.id, cohort.unit_name),
        work=work,
        status=status_sentence(work.status),
        deadline=deadline,
        deadline_text=deadline_sentence(deadline),
        rounds=list(reversed(rounds)),
        feedback={item.round_number: item for item in feedback},
        is_open=work.status in {None, Status.DRAFT, Status.RETURNED},
    )


@blueprint.get("/practice/<int:cohort_id>/assignments/<assignment_id>/rounds/<int:number>")
@requires(Permission.COURSE_FOLLOW)
def round(cohort_id: int, assignment_id: str, number: int) -> ResponseReturnValue:  # noqa: A001 -- the endpoint's name
    """One submitted round: the receipt while it waits, and later the round with its feedback. Also after an edition changed."""
    session = current_session()
    learner = get_learner_for(session, current_viewer(), cohort_id)
    work = queries.work_of(session, learner.enrolment_id, assignment_id)
    rounds = queries.rounds_of(session, work.id) if work.id else []
    shown = next((each for each in rounds if each.number == number), None)
    if shown is None or work.id is None:
        raise NotFound
    feedback = next((item for item in released_feedback(session, work.id) if item.round_number == number), None)
    is_in_edition = load_edition(session, learner.cohort.edition_id).assignment(assignment_id) is not None
    is_waiting = work.status == Status.SUBMITTED and shown is rounds[-1]
    return render_template(
        "practice/receipt.html" if is_waiting else "practice/round.html",
        cohort_id=cohort_id,
        shown=shown,
        text=for_cohort(shown.assignment.html, learner.cohort.id, learner.cohort.unit_name),
        feedback=feedback,
        work=work,
        is_in_edition=is_in_edition,
    )
