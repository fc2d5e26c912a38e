"""Writes of practice. Actions take the session and values, and never commit."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, bindparam, cast, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import dialect_of, insert_for, run
from app.core.signals import requirement_moved
from app.learning.rules import State
from app.practice.access import OwnTask
from app.practice.models import LogEntry, Round, Submission
from app.practice.queries import Work, work_of
from app.practice.rules import Outcome, Status
from app.practice.rules.sheet import Sheet
from app.practice.rules.snapshot import assignment_kept

OPEN = (Status.DRAFT, Status.RETURNED)
"""When the author may write."""


@dataclass(frozen=True)
class Saved:
    """A draft that is stored. ``saved_at`` is UTC."""

    submission_id: int
    version: int
    saved_at: datetime


@dataclass(frozen=True)
class Submitted:
    """A round that is stored."""

    number: int


@dataclass(frozen=True)
class Conflict:
    """Nothing was stored, because the work has moved on since the form was opened; ``work`` is how it stands now."""

    work: Work


@cache
def _saving(dialect: str, *, submits: bool) -> Any:
    """Return the statement that stores a sheet if the work is open and still has the version ``base``; built once.

    Fields that the sheet does not have stay in the draft: an edition that no longer asks for something loses no word of it.
    """
    statement = insert_for(dialect, Submission)
    new, old = statement.excluded, Submission
    merged = {
        "sqlite": func.json_patch(old.draft, new.draft),
        "postgresql": cast(cast(old.draft, JSONB).concat(cast(new.draft, JSONB)), JSON),
    }
    return statement.on_conflict_do_update(
        index_elements=["enrolment_id", "assignment_id"],
        set_={
            "draft": merged[dialect],
            "draft_version": new.draft_version,
            "draft_saved_at": new.draft_saved_at,
            "status": new.status if submits else Submission.status,
        },
        where=(Submission.draft_version == bindparam("base")) & Submission.status.in_(OPEN),
    ).returning(Submission.id, Submission.draft_version)


def _write(
    session: Session, enrolment_id: int, assignment_id: str, sheet: Sheet, *, base: int, status: Status = Status.DRAFT
) -> Saved | None:
    """Store ``sheet`` in one statement if the work is open and still has version ``base``; else return None.

    The row is locked from here to the commit, so of several requests at once one writes and the others see its result.
    A draft of returned work leaves it returned.
    """
    moment = now()
    row = run(
        session, _saving(dialect_of(session), submits=status is Status.SUBMITTED),
        enrolment_id=enrolment_id, assignment_id=assignment_id, status=status,
        draft=sheet, draft_version=base + 1, draft_saved_at=moment, created_at=moment, base=base,
    ).first()  # fmt: skip
    return Saved(row[0], row[1], moment) if row else None


def save_draft(session: Session, enrolment_id: int, assignment_id: str, sheet: Sheet, base: int) -> Saved | Conflict:
    """Store a draft that builds on version ``base``. The same words sent again are saved already, not a conflict."""
    if saved := _write(session, enrolment_id, assignment_id, sheet, base=base):
        return saved
    work = work_of(session, enrolment_id, assignment_id)
    if (
        work.id is not None
        and work.saved_at is not None
        and work.status in OPEN
        and work.draft == {**work.draft, **sheet}
    ):
        return Saved(work.id, work.version, work.saved_at)
    return Conflict(work)


_NEW_ROUND = (
    insert(Round)
    .values(
        submission_id=bindparam("of_submission"),
        number=select(func.coalesce(func.max(Round.number), 0) + 1)
        .where(Round.submission_id == bindparam("of_submission"))
        .scalar_subquery(),
    )
    .returning(Round.number)
)


def submit(
    session: Session, task: OwnTask, sheet: Sheet, *, base: int, submit_key: str, is_late: bool, actor_id: int
) -> Submitted | Conflict:
    """Make a round of ``sheet``, once for each ``submit_key``, and tell whoever keeps progress.

    The same form sent twice, at once or later, gets the round that its first copy made.
    """
    enrolment_id, assignment = task.enrolment_id, task.assignment
    saved = _write(session, enrolment_id, assignment.id, sheet, base=base, status=Status.SUBMITTED)
    if saved is None:
        return _round_of_key(session, enrolment_id, assignment.id, sheet, submit_key)
    kept, tool = assignment_kept(assignment, task.edition.levels), task.tool.model_dump(mode="json")
    made: int = run(
        session, _NEW_ROUND, of_submission=saved.submission_id, submit_key=submit_key, submitted_at=saved.saved_at,
        is_late=is_late, sheet=sheet, assignment=kept, tool=tool,
    ).scalar_one()  # fmt: skip
    requirement_moved.send(
        None, session=session, enrolment_id=enrolment_id, kind="assignment", item_id=assignment.id,
        state=State.SUBMITTED.value, actor_id=actor_id, at=saved.saved_at, reason=None,
    )  # fmt: skip
    return Submitted(made)


def _round_of_key(
    session: Session, enrolment_id: int, assignment_id: str, sheet: Sheet, submit_key: str
) -> Submitted | Conflict:
    """Return the round that the same form made before, or that holds the very same words and waits; else the conflict."""
    work = work_of(session, enrolment_id, assignment_id)
    rounds = session.execute(
        select(Round.number, Round.submit_key, Round.sheet)
        .where(Round.submission_id == work.id)
        .order_by(Round.number.desc())
    ).all()
    for number, key, _sheet in rounds:
        if key == submit_key:
            return Submitted(number)
    if work.status == Status.SUBMITTED and rounds[0].sheet == sheet:
        return Submitted(rounds[0].number)
    return Conflict(work)


def add_entry(
    session: Session, enrolment_id: int, *, entry_key: str, happened_on: date, company: str, steps: list[str],
    outcome: Outcome, barrier: str | None, learned: str,
) -> bool:  # fmt: skip
    """Store a log entry, once for each ``entry_key``; return False when that key holds other words already."""
    values = {
        "happened_on": happened_on, "company": company, "steps": steps, "outcome": outcome.value, "barrier": barrier,
        "learned": learned,
    }  # fmt: skip
    statement = insert_for(dialect_of(session), LogEntry).values(
        enrolment_id=enrolment_id, entry_key=entry_key, created_at=now(), **values
    )
    conflict = statement.on_conflict_do_nothing(index_elements=["enrolment_id", "entry_key"])
    if session.execute(conflict.returning(LogEntry.id)).first():
        return True
    stored = session.execute(
        select(*(getattr(LogEntry, name) for name in values)).where(
            LogEntry.enrolment_id == enrolment_id, LogEntry.entry_key == entry_key
        )
    ).one()
    return tuple(stored) == tuple(values.values())
