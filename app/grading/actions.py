"""Writes of grading: leases, assessments and their release. Actions never commit.

Each begins by locking the submission, so that two instructors, or two clicks of one, come one after the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Assignment
from app.cohorts.models import Cohort, Enrolment
from app.core import audit
from app.core.clock import now, today
from app.core.signals import requirement_moved
from app.grading.access import AssessmentFacts, assessments_of
from app.grading.models import Assessment, AssessmentLevel, Lease
from app.grading.queries import Holder, holder_of, is_current
from app.grading.rules import AFTER, LEASE_LASTS, Basis, Decision, Fault, Verdict, faults_of, texts_of
from app.people.queries import Viewer
from app.practice.access import InstructedSubmission
from app.practice.models import Round, Submission
from app.practice.rules.personal_numbers import places_in


class Answer(StrEnum):
    """What became of an assessment that somebody wanted to save."""

    SAVED = "saved"
    REPEATED = "repeated"
    """The same form had come before; nothing was done."""
    FAULTY = "faulty"
    TAKEN = "taken"
    """Somebody else has taken the submission."""
    OVERTAKEN = "overtaken"
    """Somebody saved meanwhile, or the learner submitted a new round."""
    WITHDRAWN = "withdrawn"
    """The learner has left the cohort."""


@dataclass(frozen=True)
class Saving:
    """What became of it: the answer, and what is wrong in which field when it is FAULTY."""

    answer: Answer
    faults: Mapping[str, Fault] = field(default_factory=dict)
    stored: Assessment | None = None
    """What stands in the database, when it is SAVED or REPEATED: only this may be told, never what the form says."""


def claim(session: Session, viewer: Viewer, submission_id: int) -> Holder | None:
    """Take a submission, or take it for longer. Returns who is in the way, or None when it is now the viewer's."""
    _lock(session, submission_id)
    return _take(session, viewer, submission_id)


def _lock(session: Session, submission_id: int) -> Submission:
    wanted = select(Submission).where(Submission.id == submission_id).with_for_update()
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def _take(session: Session, viewer: Viewer, submission_id: int) -> Holder | None:
    holder = holder_of(session, submission_id)
    if holder is not None and holder.person_id != viewer.person_id:
        return holder
    lease = session.get(Lease, submission_id)
    if lease is None:
        lease = Lease(submission_id=submission_id)
        session.add(lease)
    lease.person_id, lease.expires_at = viewer.person_id, now() + LEASE_LASTS
    session.flush()
    return None


def give_back(session: Session, viewer: Viewer, submission_id: int) -> None:
    """Let go of a submission; does nothing when somebody else has it."""
    session.execute(delete(Lease).where(Lease.submission_id == submission_id, Lease.person_id == viewer.person_id))


def assess(
    session: Session, viewer: Viewer, submission: InstructedSubmission, basis: Basis, verdict: Verdict
) -> Saving:
    """Save a verdict on the latest round, and release it unless it is to be held back.

    Whatever the answer, nothing that was typed is lost: the caller still has the verdict. A faulty verdict takes the
    submission, so that its writer can mend it in peace.
    """
    if submission.is_withdrawn:
        return Saving(Answer.WITHDRAWN)
    row = _lock(session, submission.id)
    newest = _newest_round(session, submission.id)
    history = assessments_of(session, viewer, submission.id)
    current = _current(history, newest.id)
    same = _same(history, viewer, basis, verdict)
    organisation_id = submission.cohort.organisation_id
    if same is not None:
        again = _again(session, viewer, row, same, hold=verdict.hold, organisation_id=organisation_id)
        if again is not None:
            return again
    if basis != Basis(newest.id, current.id if current else None):
        return Saving(Answer.OVERTAKEN)
    if _take(session, viewer, submission.id) is not None:
        return Saving(Answer.TAKEN)
    rubric = Assignment.model_validate(newest.assignment)
    criterion_ids = [criterion.id for criterion in rubric.criteria]
    faults = faults_of(verdict, criterion_ids, replaces=current is not None) | _cpr_faults(verdict)
    if faults or verdict.decision is None:
        return Saving(Answer.FAULTY, faults)
    levels = {criterion: verdict.levels[criterion] for criterion in criterion_ids if criterion in verdict.levels}
    saved = _save(session, viewer, basis, verdict, levels=levels, rubric_hash=rubric.rubric_hash)
    session.execute(delete(Lease).where(Lease.submission_id == submission.id))
    if not verdict.hold:
        _release(session, viewer, row, saved, organisation_id)
    return Saving(Answer.SAVED, stored=saved)


def _newest_round(session: Session, submission_id: int) -> Round:
    newest = select(Round).where(Round.submission_id == submission_id).order_by(Round.number.desc()).limit(1)
    return session.scalars(newest).one()


def _current(history: Iterable[AssessmentFacts], round_id: int | None) -> AssessmentFacts | None:
    return next((facts for facts in reversed(list(history)) if facts.round_id == round_id), None)


def _again(
    session: Session, viewer: Viewer, row: Submission, same: AssessmentFacts, *, hold: bool, organisation_id: int
) -> Saving | None:
    """Answer a verdict that is saved already; None when what it says about its release can no longer be."""
    stored = session.get_one(Assessment, same.id, populate_existing=True)
    if (stored.released_at is None) == hold:
        return Saving(Answer.REPEATED, stored=stored)
    if hold or _newest_round(session, row.id).id != same.round_id:
        return None
    # Saved to be held, then back, and sent to be released: the verdict stands, and now its learner may see it.
    _release(session, viewer, row, stored, organisation_id)
    return Saving(Answer.SAVED, stored=stored)


def _same(history: Iterable[AssessmentFacts], viewer: Viewer, basis: Basis, verdict: Verdict) -> AssessmentFacts | None:
    """Return this very verdict as the viewer already saved it on this very basis: a double click, or the back button.

    One that was replaced since is not meant: to say that it is saved would no longer be true.
    """
    facts = _current(history, basis.round_id)
    if facts is None or (facts.assessor_id, facts.replaces_id) != (viewer.person_id, basis.seen_id):
        return None
    said = (verdict.decision, verdict.comment, verdict.note, dict(verdict.levels))
    return facts if (facts.decision, facts.comment, facts.note, facts.levels) == said else None


def _cpr_faults(verdict: Verdict) -> dict[str, Fault]:
    places = places_in([(name, name, text) for name, text in texts_of(verdict).items()], today())
    if any(place.is_refused for place in places):
        return {place.anchor: Fault.CPR for place in places if place.is_refused}
    return {} if verdict.not_cpr else {place.anchor: Fault.MAYBE_CPR for place in places}


def _save(
    session: Session, viewer: Viewer, basis: Basis, verdict: Verdict, *, levels: Mapping[str, int], rubric_hash: str
) -> Assessment:
    saved = Assessment(
        round_id=basis.round_id, assessor_id=viewer.person_id, decision=verdict.decision, comment=verdict.comment,
        note=verdict.note, rubric_hash=rubric_hash, created_at=now(), replaces_id=basis.seen_id,
        reason=verdict.reason if basis.seen_id is not None else None,
    )  # fmt: skip
    session.add(saved)
    session.flush()
    session.add_all(
        AssessmentLevel(assessment_id=saved.id, criterion_id=criterion, level=level)
        for criterion, level in levels.items()
    )
    session.flush()
    return saved


def release(session: Session, viewer: Viewer, assessment_ids: Iterable[int]) -> int:
    """Show held assessments to their learners, and return how many. The caller got the ids from ``get_releasable_for``.

    They are taken in the order of their submissions, so that two who release at once cannot block each other.
    """
    wanted = session.execute(
        select(Assessment.id, Round.submission_id, Cohort.organisation_id)
        .join(Round, Round.id == Assessment.round_id)
        .join(Submission, Submission.id == Round.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Assessment.id.in_(list(assessment_ids)))
        .order_by(Round.submission_id, Assessment.id)
    ).all()
    released = 0
    for assessment_id, submission_id, organisation_id in wanted:
        row = _lock(session, submission_id)
        # Somebody may have released or replaced it between the question and the lock.
        still_held = select(Assessment).where(
            Assessment.id == assessment_id, Assessment.released_at.is_(None), is_current()
        )
        held = session.scalars(still_held, execution_options={"populate_existing": True}).first()
        if held is not None:
            _release(session, viewer, row, held, organisation_id)
            released += 1
    return released


def _release(session: Session, viewer: Viewer, row: Submission, assessment: Assessment, organisation_id: int) -> None:
    """Show an assessment to its learner, and tell what follows from it.

    Only the latest round decides where the work stands: a change of an older round is shown and moves nothing.
    """
    moment = now()
    assessment.released_at, assessment.released_by = moment, viewer.person_id
    audit.record(
        session, "assessment.released", "assessment", assessment.id, actor_id=viewer.person_id,
        organisation_id=organisation_id, decision=assessment.decision, replaces=assessment.replaces_id,
    )  # fmt: skip
    session.execute(delete(Lease).where(Lease.submission_id == row.id))
    status, state = AFTER[Decision(assessment.decision)]
    if row.status == status or _newest_round(session, row.id).id != assessment.round_id:
        return
    row.status = status
    session.flush()
    requirement_moved.send(
        None, session=session, enrolment_id=row.enrolment_id, kind="assignment", item_id=row.assignment_id,
        state=state.value, actor_id=viewer.person_id, at=moment, reason=assessment.reason,
    )  # fmt: skip
