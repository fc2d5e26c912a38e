"""Writes of learning: the ledger with its completions, quiz attempts, and where somebody stopped reading.

All take the session and never commit. What happens to one enrolment happens one after the other: whoever writes an event
that can complete something first locks the enrolment, so that of two last requirements at once one sees the other. What
the latest events say then decides, and no unique index: what was revoked can be read, passed and completed anew.
"""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.catalogue.queries import load_edition
from app.catalogue.rules.edition import Quiz, RequirementKind
from app.cohorts.models import Cohort, Enrolment
from app.core.clock import now
from app.core.db import dialect_of, insert_for, run
from app.learning.models import ProgressEvent, QuizAttempt, ReadingPosition
from app.learning.queries import Attempt, find_attempt, ledger
from app.learning.rules import ItemState, State, is_met, latest, newly_completed, passed, quiz_points

_EVENT: Any = insert(ProgressEvent)


def _append(
    session: Session, enrolment_id: int, key: tuple[str, str], state: State, *, at: datetime, actor_id: int | None,
    reason: str | None = None,
) -> None:  # fmt: skip
    run(
        session, _EVENT, enrolment_id=enrolment_id, item_kind=key[0], item_id=key[1], state=state, at=at,
        actor_id=actor_id, reason=reason,
    )  # fmt: skip


def record(
    session: Session, enrolment_id: int, kind: str, item_id: str, state: State, *, at: datetime, actor_id: int | None,
    reason: str | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """Append an event, and the completions that it brings; return (kind, id) of what is now completed.

    Reading what is read, or passing what is passed, is no event, unless it was revoked meanwhile. Failing after passing is
    none either, since the best attempt counts.
    """
    key = (kind, item_id)
    if state is State.SUBMITTED:
        # Handing in completes nothing, so it need not wait for anybody.
        _append(session, enrolment_id, key, state, at=at, actor_id=actor_id, reason=reason)
        return []
    edition_id = session.scalars(
        select(Cohort.edition_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.id == enrolment_id)
        .with_for_update(of=Enrolment, key_share=True)
    ).one()
    states = latest(ledger(session, enrolment_id))
    before = states.get(key)
    if before is not None and _changes_nothing(kind, before.state, state):
        return []
    _append(session, enrolment_id, key, state, at=at, actor_id=actor_id, reason=reason)
    if not is_met(kind, state):
        return []
    states[key] = ItemState(state, at)
    due = newly_completed(load_edition(session, edition_id), states)
    for item in due:
        _append(session, enrolment_id, item, State.COMPLETED, at=at, actor_id=actor_id)
    return due


def _changes_nothing(kind: str, before: State, state: State) -> bool:
    return is_met(kind, before) if state is State.FAILED else before is state and state in {State.READ, State.PASSED}


def mark_read(session: Session, enrolment_id: int, person_id: int, lesson_id: str) -> list[tuple[str, str]]:
    """Record that the lesson is read; return what is completed by it."""
    return record(
        session, enrolment_id, RequirementKind.LESSON, lesson_id, State.READ, at=now(), actor_id=person_id
    )  # fmt: skip


def save_position(session: Session, enrolment_id: int, lesson_id: str, anchor: str) -> None:
    """Remember the heading at which somebody stopped reading."""
    values = {"enrolment_id": enrolment_id, "lesson_id": lesson_id, "anchor": anchor, "at": now()}
    session.execute(
        insert_for(dialect_of(session), ReadingPosition)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["enrolment_id", "lesson_id"], set_={"anchor": anchor, "at": values["at"]}
        )
    )


def version_of(answers: Mapping[str, Any]) -> int:
    """Return a number that differs when the answers differ; a save names the one that it builds on.

    It has 31 bits, so that a form can send it back as any other whole number.
    """
    return zlib.crc32(repr(sorted((question, _plain(given)) for question, given in answers.items())).encode()) >> 1


def _plain(given: Any) -> Any:
    return sorted(given.items()) if isinstance(given, dict) else given


def save_answers(
    session: Session, enrolment_id: int, quiz_id: str, number: int, answers: dict[str, Any], *, based_on: int | None
) -> Attempt | None:
    """Save the answers of an open attempt, beginning it if it is the next one; return it as it then is.

    With ``based_on`` (see ``version_of``) newer answers from another window are left alone: the attempt comes back with
    them instead of the given ones. None when there is no such attempt; one that is submitted comes back unchanged.
    """
    values = {
        "enrolment_id": enrolment_id,
        "quiz_id": quiz_id,
        "number": number,
        "answers": answers,
        "started_at": now(),
    }
    attempt = find_attempt(session, enrolment_id, quiz_id, number, lock=True)
    if attempt is None:
        if number > 1:
            former = find_attempt(session, enrolment_id, quiz_id, number - 1)
            if former is None or former.submitted_at is None:
                return None
        if number < 1:
            return None
        # Two first saves at once make one attempt; the later one then finds it.
        session.execute(insert_for(dialect_of(session), QuizAttempt).values(**values).on_conflict_do_nothing())
        attempt = find_attempt(session, enrolment_id, quiz_id, number, lock=True)
    if attempt is None or attempt.submitted_at is not None or attempt.answers == answers:
        return attempt
    if based_on is not None and version_of(attempt.answers) != based_on:
        return attempt
    session.execute(update(QuizAttempt).where(QuizAttempt.id == attempt.id).values(answers=answers))
    return attempt._replace(answers=answers)


def submit_attempt(
    session: Session, enrolment_id: int, attempt: Attempt, quiz: Quiz, *, pass_mark: int, person_id: int
) -> list[tuple[str, str]]:
    """Judge an open attempt that ``save_answers`` returned (and so locked); return what is completed by it."""
    at, points, out_of = now(), quiz_points(quiz, attempt.answers), len(quiz.questions)
    session.execute(
        update(QuizAttempt)
        .where(QuizAttempt.id == attempt.id)
        .values(submitted_at=at, points=points, out_of=out_of)
    )  # fmt: skip
    state = State.PASSED if passed(points, out_of, pass_mark) else State.FAILED
    return record(session, enrolment_id, RequirementKind.QUIZ, quiz.id, state, at=at, actor_id=person_id)
