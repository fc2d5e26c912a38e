"""Submitted work and assessments for tests."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Edition
from app.cohorts.models import Enrolment
from app.core.clock import now
from app.grading.models import Assessment, AssessmentLevel, Lease
from app.grading.rules import Decision
from app.people.models import Person
from app.practice.models import Round, Submission
from app.practice.rules import Status
from app.practice.rules.snapshot import assignment_kept

ASSIGNMENT = "proev-dagsordenen"
CRITERIA = ("struktur", "dagsordenen-i-brug")
SHEET = {"formaal": "Vi mødes for at aftale en rundvisning.", "forventning": "En dato."}

_keys = count(1)


def submit_round(
    session: Session, edition: Edition, enrolment: Enrolment, *,
    sheet: dict[str, Any] | None = None, days_ago: float = 2, is_late: bool = False,
) -> Round:  # fmt: skip
    """Return a stored round of the tiny course's assignment; the first one makes the submission too."""
    found = edition.assignment(ASSIGNMENT)
    assert found is not None
    tool = edition.tool(found[1].tool)
    assert tool is not None
    wanted = select(Submission).where(Submission.enrolment_id == enrolment.id, Submission.assignment_id == ASSIGNMENT)
    submission = session.scalar(wanted)
    moment = now() - timedelta(days=days_ago)
    if submission is None:
        submission = Submission(
            enrolment_id=enrolment.id, assignment_id=ASSIGNMENT, draft={}, draft_saved_at=None, created_at=moment
        )  # fmt: skip
        session.add(submission)
    submission.status = Status.SUBMITTED
    session.flush()
    before = session.scalars(select(Round.number).where(Round.submission_id == submission.id)).all()
    made = Round(
        submission_id=submission.id, number=len(before) + 1, submit_key=f"key-{next(_keys)}", submitted_at=moment,
        is_late=is_late, sheet=SHEET if sheet is None else sheet, assignment=assignment_kept(found[1], edition.levels),
        tool=tool.model_dump(mode="json"),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def make_assessment(
    session: Session, of: Round, assessor: Person, decision: Decision = Decision.APPROVE, *,
    comment: str = "Godt set.", note: str = "", levels: dict[str, int] | None = None, is_released: bool = False,
    replaces: Assessment | None = None,
) -> Assessment:  # fmt: skip
    """Return a stored assessment; a released one also moves its submission."""
    made = Assessment(
        round_id=of.id, assessor_id=assessor.id, decision=decision, comment=comment, note=note, rubric_hash="0" * 64,
        created_at=now(), replaces_id=replaces.id if replaces else None, reason="Set igen" if replaces else None,
        released_at=now() if is_released else None, released_by=assessor.id if is_released else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    given = dict.fromkeys(CRITERIA, 3) if levels is None else levels
    session.add_all(
        AssessmentLevel(assessment_id=made.id, criterion_id=key, level=level) for key, level in given.items()
    )
    if is_released:
        submission = session.get_one(Submission, of.submission_id)
        submission.status = Status.APPROVED if decision is Decision.APPROVE else Status.RETURNED
    session.flush()
    return made


def take(session: Session, submission_id: int, person: Person, minutes: float = 30) -> None:
    """Store that somebody has taken a submission; negative minutes make it long ago."""
    session.add(
        Lease(submission_id=submission_id, person_id=person.id, expires_at=now() + timedelta(minutes=minutes))
    )  # fmt: skip
    session.flush()
