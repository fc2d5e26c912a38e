"""Reads about learning. They do not ask who is asking: call them with what an access getter returned."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.core.db import run
from app.learning.models import ProgressEvent, QuizAttempt, ReadingPosition
from app.learning.rules import Event
from app.people.models import Person

_POSITION = "position"
"""Marks the rows that are no events in the joint query of ``reading_state``."""


_OF_ENROLMENT = (
    select(
        ProgressEvent.item_kind, ProgressEvent.item_id, ProgressEvent.state, ProgressEvent.at,
        ProgressEvent.actor_id, Person.name, ProgressEvent.reason, ProgressEvent.id.label("sequence"),
    )
    .outerjoin(Person, Person.id == ProgressEvent.actor_id)
    .where(ProgressEvent.enrolment_id == bindparam("enrolment_id"))
)  # fmt: skip
_LEDGER = _OF_ENROLMENT.order_by(ProgressEvent.id)
_POSITIONS = select(
    literal(_POSITION), ReadingPosition.lesson_id, ReadingPosition.anchor, ReadingPosition.at,
    null(), null(), null(), literal(0),
).where(ReadingPosition.enrolment_id == bindparam("enrolment_id"))  # fmt: skip
_READING: CompoundSelect[*tuple[Any, ...]] = union_all(_OF_ENROLMENT, _POSITIONS).order_by("sequence")


def ledger(session: Session, enrolment_id: int) -> list[Event]:
    """Return all that happened to an enrolment, the oldest first; feed it to ``rules.latest``."""
    return [Event(*row[:7]) for row in run(session, _LEDGER, enrolment_id=enrolment_id)]


class ReadingState(NamedTuple):
    """All that a page with lessons knows about its reader, from one query."""

    events: list[Event]
    """The ledger, the oldest first."""
    positions: dict[str, str]
    """Lesson id to the heading at which the reader stopped."""


def reading_state(session: Session, enrolment_id: int) -> ReadingState:
    """Return the ledger together with the places where the reader stopped."""
    rows = run(session, _READING, enrolment_id=enrolment_id).all()
    return ReadingState(
        [Event(*row[:7]) for row in rows if row[0] != _POSITION],
        {row[1]: row[2] for row in rows if row[0] == _POSITION},
    )


class Attempt(NamedTuple):
    """One attempt at a quiz; ``points`` and ``out_of`` are None until it is submitted."""

    id: int
    number: int
    answers: dict[str, Any]
    submitted_at: datetime | None
    points: int | None
    out_of: int | None


def _attempts(enrolment_id: int, quiz_id: str) -> Select[*tuple[Any, ...]]:
    return select(
        QuizAttempt.id, QuizAttempt.number, QuizAttempt.answers, QuizAttempt.submitted_at, QuizAttempt.points,
        QuizAttempt.out_of,
    ).where(QuizAttempt.enrolment_id == enrolment_id, QuizAttempt.quiz_id == quiz_id)  # fmt: skip


def attempts_of(session: Session, enrolment_id: int, quiz_id: str) -> list[Attempt]:
    """Return all attempts of an enrolment at a quiz, the first one first."""
    return [Attempt(*row) for row in session.execute(_attempts(enrolment_id, quiz_id).order_by(QuizAttempt.number))]


def find_attempt(
    session: Session, enrolment_id: int, quiz_id: str, number: int, *, lock: bool = False
) -> Attempt | None:
    """Return one attempt, or None; with ``lock`` nobody else changes it before this transaction ends."""
    statement = _attempts(enrolment_id, quiz_id).where(QuizAttempt.number == number)
    row = session.execute(statement.with_for_update() if lock else statement).first()
    return Attempt(*row) if row else None
