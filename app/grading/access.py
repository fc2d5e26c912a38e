"""Who may see which assessment, decided in one place.

:func:`visible_assessments` is the only way to what an assessment says: learners' pages, managers' figures, exports and
mail get what is released; an instructor of the cohort also gets what is held back (``to_instructor``). Grading itself also
looks at the rows without what they say, to know which rounds still wait and which assessment replaces which.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased
from werkzeug.exceptions import NotFound

from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.core.db import run
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


# Somebody who follows a cohort that they instruct is a learner where their own work is concerned.
_INSTRUCTS = and_(
    Cohort.organisation_id.in_(bindparam("instructs_in", expanding=True)),
    exists()
    .where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == bindparam("instructor_id"))
    .correlate(Cohort),
    Enrolment.person_id != bindparam("instructor_id"),
)


def _seat(viewer: Viewer) -> dict[str, Any]:
    """Return what ``_INSTRUCTS`` must know about ``viewer``."""
    return {"instructor_id": viewer.person_id, "instructs_in": viewer.organisation_ids(Role.INSTRUCTOR)}


def visible_assessments(*columns: Any, to_instructor: bool = False) -> Select[*tuple[Any, ...]]:
    """Return the statement of ``columns`` over all assessments that are released.

    With ``to_instructor`` also over what is held back in the cohorts that somebody instructs; such a statement runs with
    the values of ``_seat`` only. It answers what may be seen of an assessment, not whose work may be opened: name the
    submissions, enrolments or cohorts that an access getter has returned.
    """
    released = Assessment.released_at.is_not(None)
    return (
        select(*columns)
        .select_from(Assessment)
        .join(Round, Round.id == Assessment.round_id)
        .join(Submission, Submission.id == Round.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(or_(released, _INSTRUCTS) if to_instructor else released)
    )


def get_graded_submission_for(session: Session, viewer: Viewer, submission_id: int) -> InstructedSubmission:
    """Return a submission that ``viewer`` may assess: of a cohort they instruct, and not their own; raises NotFound."""
    submission = get_instructed_submission_for(session, viewer, submission_id)
    if submission.person_id == viewer.person_id:
        raise NotFound
    return submission


_OF_SUBMISSION = (
    visible_assessments(
        Assessment.id, Assessment.round_id, Assessment.assessor_id, Person.name, Assessment.decision,
        Assessment.comment, Assessment.note, Assessment.created_at, Assessment.replaces_id, Assessment.reason,
        Assessment.released_at, AssessmentLevel.criterion_id, AssessmentLevel.level,
        to_instructor=True,
    )
    .join(Person, Person.id == Assessment.assessor_id)
    .outerjoin(AssessmentLevel, AssessmentLevel.assessment_id == Assessment.id)
    .where(Submission.id == bindparam("submission_id"))
    .order_by(Assessment.id)
)  # fmt: skip


def assessments_of(session: Session, viewer: Viewer, submission_id: int) -> list[AssessmentFacts]:
    """Return all assessments of a submission that ``viewer`` may see, the oldest first, replaced ones included."""
    rows = run(session, _OF_SUBMISSION, submission_id=submission_id, **_seat(viewer))
    found: dict[int, AssessmentFacts] = {}
    for row in rows:
        *plain, criterion_id, level = row
        facts = found.setdefault(plain[0], AssessmentFacts(*plain))
        if criterion_id is not None:
            facts.levels[criterion_id] = level
    return list(found.values())


_RELEASED = (
    visible_assessments(
        Submission.id, Round.number, Assessment.id, Assessment.decision, Assessment.comment, Person.name,
        Assessment.released_at, AssessmentLevel.criterion_id, AssessmentLevel.level,
    )
    .join(Person, Person.id == Assessment.assessor_id)
    .outerjoin(AssessmentLevel, AssessmentLevel.assessment_id == Assessment.id)
    .where(Submission.id.in_(bindparam("submission_ids", expanding=True)))
    .order_by(Submission.id, Round.number, Assessment.id)
)  # fmt: skip


def released_feedback(session: Session, submission_ids: Collection[int]) -> dict[int, list[ReleasedFeedback]]:
    """Return submission → what its learner may see, the first round first.

    Of each round it is the latest released assessment: a change that is held back leaves the former one standing.
    """
    rows = run(session, _RELEASED, submission_ids=submission_ids)
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


def _held(*columns: Any) -> Select[*tuple[Any, ...]]:
    # Somebody who has left gets no feedback; theirs waits here until they come back.
    return visible_assessments(*columns, to_instructor=True).where(
        Assessment.released_at.is_(None), is_current(), Enrolment.withdrawn_at.is_(None), _INSTRUCTS
    )


_LEARNER, _ASSESSOR = aliased(Person), aliased(Person)
_HELD = (
    _held(
        Assessment.id, Submission.id, Round.number, Submission.assignment_id, _LEARNER.name,
        Cohort.id, Cohort.name, Cohort.edition_id, Assessment.decision, _ASSESSOR.name, Assessment.created_at,
    )
    .join(_LEARNER, _LEARNER.id == Enrolment.person_id)
    .join(_ASSESSOR, _ASSESSOR.id == Assessment.assessor_id)
    .order_by(Cohort.name, Cohort.id, Submission.assignment_id, _LEARNER.sort_name, Assessment.id)
)  # fmt: skip
_HELD_COUNT = _held(func.count())
_WANTED = Assessment.id.in_(bindparam("wanted", expanding=True))
_KNOWN_AMONG = visible_assessments(Assessment.id, to_instructor=True).where(_INSTRUCTS, _WANTED)
_HELD_AMONG = _held(Assessment.id).where(_WANTED).order_by(Assessment.id)


def held_assessments(session: Session, viewer: Viewer) -> list[HeldRow]:
    """Return what ``viewer`` can release, by cohort, assignment and age."""
    return [HeldRow(*row) for row in run(session, _HELD, **_seat(viewer))]


def count_held(session: Session, viewer: Viewer) -> int:
    """Return how many assessments ``viewer`` can release."""
    count: int = run(session, _HELD_COUNT, **_seat(viewer)).scalar_one()
    return count


def get_releasable_for(session: Session, viewer: Viewer, assessment_ids: Iterable[int]) -> list[int]:
    """Return those of ``assessment_ids`` that are held back; raises NotFound when one is none of ``viewer``'s business.

    What somebody released in the meantime is left out: sending the same form twice releases once.
    """
    values = {"wanted": set(assessment_ids), **_seat(viewer)}
    if set(run(session, _KNOWN_AMONG, **values).scalars()) != values["wanted"]:
        raise NotFound
    return list(run(session, _HELD_AMONG, **values).scalars())
