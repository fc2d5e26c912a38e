"""Who may see which assessment, decided in one place.

:func:`visible_assessments` is the only way to the rows of ``assessment``: learners' pages, managers' figures, exports and
mail ask it with ``viewer=None`` and get what is released; an instructor of the cohort also gets what is held back.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased
from werkzeug.exceptions import NotFound

from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.grading.models import Assessment, AssessmentLevel
from app.grading.queries import is_current
from app.people.models import Person
from app.people.policy import Role
from app.people.queries import Viewer
from app.practice.access import InstructedSubmission, get_instructed_submission_for
from app.practice.feedback import ReleasedFeedback
from app.practice.models import Round, Submission


@dataclass(frozen=True)
class AssessmentFacts:
    """An assessment as instructors see it. Moments are UTC."""

    id: int
    round_id: int
    assessor_id: int
    assessor_name: str
    decision: str
    """A value of ``rules.Decision``."""
    comment: str
    note: str
    created_at: datetime
    replaces_id: int | None
    reason: str | None
    released_at: datetime | None
    levels: dict[str, int] = field(default_factory=dict)


class HeldRow(NamedTuple):
    """An assessment that waits to be released."""

    assessment_id: int
    submission_id: int
    round_number: int
    assignment_id: str
    person_name: str
    cohort_id: int
    cohort_name: str
    edition_id: int
    decision: str
    assessor_name: str
    created_at: datetime


def _instructs(viewer: Viewer) -> ColumnElement[bool]:
    # Somebody who follows a cohort that they instruct is a learner where their own work is concerned.
    return and_(
        Cohort.organisation_id.in_(viewer.organisation_ids(Role.INSTRUCTOR)),
        exists()
        .where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == viewer.person_id)
        .correlate(Cohort),
        Enrolment.person_id != viewer.person_id,
    )


def visible_assessments(viewer: Viewer | None, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the statement of ``columns`` over all assessments that are released or whose cohort ``viewer`` instructs.

    It answers what may be seen of an assessment, not whose work may be opened: name the submissions, enrolments or
    cohorts that an access getter has returned. ``viewer=None`` is everybody who grades nothing: only what is released.
    """
    released = Assessment.released_at.is_not(None)
    return (
        select(*columns)
        .select_from(Assessment)
        .join(Round, Round.id == Assessment.round_id)
        .join(Submission, Submission.id == Round.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(released if viewer is None else or_(released, _instructs(viewer)))
    )


def get_graded_submission_for(session: Session, viewer: Viewer, submission_id: int) -> InstructedSubmission:
    """Return a submission that ``viewer`` may assess: of a cohort they instruct, and not their own; raises NotFound."""
    submission = get_instructed_submission_for(session, viewer, submission_id)
    if submission.person_id == viewer.person_id:
        raise NotFound
    return submission


def assessments_of(session: Session, viewer: Viewer, submission_id: int) -> list[AssessmentFacts]:
    """Return all assessments of a submission that ``viewer`` may see, the oldest first, replaced ones included."""
    rows = session.execute(
        visible_assessments(
            viewer,
            Assessment.id, Assessment.round_id, Assessment.assessor_id, Person.name, Assessment.decision,
            Assessment.comment, Assessment.note, Assessment.created_at, Assessment.replaces_id, Assessment.reason,
            Assessment.released_at, AssessmentLevel.criterion_id, AssessmentLevel.level,
        )
        .join(Person, Person.id == Assessment.assessor_id)
        .outerjoin(AssessmentLevel, AssessmentLevel.assessment_id == Assessment.id)
        .where(Submission.id == submission_id)
        .order_by(Assessment.id)
    )  # fmt: skip
    found: dict[int, AssessmentFacts] = {}
    for row in rows:
        *plain, criterion_id, level = row
        facts = found.setdefault(plain[0], AssessmentFacts(*plain))
        if criterion_id is not None:
            facts.levels[criterion_id] = level
    return list(found.values())


def released_feedback(session: Session, submission_ids: Collection[int]) -> dict[int, list[ReleasedFeedback]]:
    """Return submission → what its learner may see, the first round first.

    Of each round it is the latest released assessment: a change that is held back leaves the former one standing.
    """
    rows = session.execute(
        visible_assessments(
            None,
            Submission.id, Round.number, Assessment.id, Assessment.decision, Assessment.comment, Person.name,
            Assessment.released_at, AssessmentLevel.criterion_id, AssessmentLevel.level,
        )
        .join(Person, Person.id == Assessment.assessor_id)
        .outerjoin(AssessmentLevel, AssessmentLevel.assessment_id == Assessment.id)
        .where(Submission.id.in_(submission_ids))
        .order_by(Submission.id, Round.number, Assessment.id)
    )  # fmt: skip
    latest: dict[tuple[int, int], tuple[int, ReleasedFeedback]] = {}
    for submission_id, number, assessment_id, decision, comment, name, at, criterion_id, level in rows:
        before = latest.get((submission_id, number))
        if before is None or before[0] != assessment_id:
            word = cast('Literal["return", "approve"]', decision)
            before = (assessment_id, ReleasedFeedback(number, word, comment, {}, name, at))
            latest[submission_id, number] = before
        if criterion_id is not None:
            before[1].levels[criterion_id] = level
    found: dict[int, list[ReleasedFeedback]] = {submission_id: [] for submission_id in submission_ids}
    for (submission_id, _), (_, feedback) in latest.items():
        found[submission_id].append(feedback)
    return found


def _held(viewer: Viewer, *columns: Any) -> Select[*tuple[Any, ...]]:
    # Somebody who has left gets no feedback; theirs waits here until they come back.
    return visible_assessments(viewer, *columns).where(
        Assessment.released_at.is_(None), is_current(), Enrolment.withdrawn_at.is_(None), _instructs(viewer)
    )


def held_assessments(session: Session, viewer: Viewer) -> list[HeldRow]:
    """Return what ``viewer`` can release, by cohort, assignment and age."""
    learner, assessor = aliased(Person), aliased(Person)
    rows = session.execute(
        _held(
            viewer,
            Assessment.id, Submission.id, Round.number, Submission.assignment_id, learner.name,
            Cohort.id, Cohort.name, Cohort.edition_id, Assessment.decision, assessor.name, Assessment.created_at,
        )
        .join(learner, learner.id == Enrolment.person_id)
        .join(assessor, assessor.id == Assessment.assessor_id)
        .order_by(Cohort.name, Cohort.id, Submission.assignment_id, learner.sort_name, Assessment.id)
    )  # fmt: skip
    return [HeldRow(*row) for row in rows]


def count_held(session: Session, viewer: Viewer) -> int:
    """Return how many assessments ``viewer`` can release."""
    count: int = session.scalars(_held(viewer, func.count())).one()
    return count


def get_releasable_for(session: Session, viewer: Viewer, assessment_ids: Iterable[int]) -> list[int]:
    """Return those of ``assessment_ids`` that are held back; raises NotFound when one is none of ``viewer``'s business.

    What somebody released in the meantime is left out: sending the same form twice releases once.
    """
    wanted = set(assessment_ids)
    known = visible_assessments(viewer, Assessment.id).where(_instructs(viewer), Assessment.id.in_(wanted))
    if set(session.scalars(known)) != wanted:
        raise NotFound
    held = _held(viewer, Assessment.id).where(Assessment.id.in_(wanted)).order_by(Assessment.id)
    return list(session.scalars(held))
