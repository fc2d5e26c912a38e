"""Drafts, rounds and log entries for tests."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Edition
from app.cohorts.models import Deadline, Enrolment
from app.core.clock import now, today
from app.practice.models import LogEntry, Round, Submission
from app.practice.rules import Outcome, Status
from app.practice.rules.snapshot import assignment_kept

ASSIGNMENT = "proev-dagsordenen"
"""Of the tiny course; its tool is ``dagsorden``, with one required field ``formaal``."""

_keys = count(1)


def look(session: Session, statement: Select[Any]) -> list[Any]:
    """Return what is stored now; lets go of the database again, since one writer at a time may hold it."""
    session.rollback()
    session.expire_all()
    found = list(session.scalars(statement))
    session.commit()
    return found


def submission_of(session: Session, enrolment: Enrolment, status: Status = Status.DRAFT, **draft: Any) -> Submission:
    """Return the stored submission of an enrolment, new or moved to ``status``, with ``draft`` when fields are given."""
    submission = session.scalar(
        select(Submission).where(Submission.enrolment_id == enrolment.id, Submission.assignment_id == ASSIGNMENT)
    )
    if submission is None:
        submission = Submission(enrolment_id=enrolment.id, assignment_id=ASSIGNMENT, draft={}, created_at=now())
        submission.draft_version, submission.draft_saved_at = 0, None
        session.add(submission)
    submission.status = status
    if draft:
        submission.draft, submission.draft_version = draft, submission.draft_version + 1
        submission.draft_saved_at = now()
    session.flush()
    return submission


def submit_round(
    session: Session, edition: Edition, enrolment: Enrolment, *, days_ago: float = 1, **sheet: Any
) -> Round:
    """Return a stored round, and leave the submission waiting."""
    found = edition.assignment(ASSIGNMENT)
    assert found is not None
    tool = edition.tool(found[1].tool)
    assert tool is not None
    submission = submission_of(session, enrolment, Status.SUBMITTED, **sheet)
    made = Round(
        submission_id=submission.id, number=submission.draft_version, submit_key=f"made-{next(_keys)}",
        submitted_at=now() - timedelta(days=days_ago), is_late=False, sheet=sheet,
        assignment=assignment_kept(found[1], edition.levels), tool=tool.model_dump(mode="json"),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def set_deadline(session: Session, enrolment: Enrolment, due_at: datetime, cut_off_at: datetime | None = None) -> None:
    """Store the deadline of the tiny course's assignment in the enrolment's cohort."""
    session.add(
        Deadline(
            cohort_id=enrolment.cohort_id, item_kind="assignment", item_id=ASSIGNMENT, due_at=due_at, cut_off_at=cut_off_at
        )
    )  # fmt: skip
    session.flush()


def make_entry(session: Session, enrolment: Enrolment, company: str = "grossist", day: date | None = None) -> LogEntry:
    """Return a stored log entry."""
    entry = LogEntry(
        enrolment_id=enrolment.id, entry_key=f"made-{next(_keys)}", happened_on=day or today(), company=company,
        steps=["forbered"], outcome=Outcome.WORKED, barrier=None, learned="Spørg først.", created_at=now(),
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry
