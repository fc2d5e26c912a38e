"""Work that happens after the request: an outbox in the database, and a worker that empties it.

A job is a row written in the same transaction as the change that asks for it; so it exists exactly when the change
does. A worker leases due rows, runs them and deletes them; a lease that ran out (a killed worker) makes the row due
again. A job may therefore run twice and its function must be idempotent or harmless when repeated.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from app.core.clock import now
from app.core.db import Base

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8

log = structlog.get_logger(__name__)
_functions: dict[str, Callable[[dict[str, Any]], None]] = {}


class Job(Base):
    """One piece of work that is not done yet. ``payload`` is JSON."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    run_after: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


def job(kind: str) -> Callable[[Callable[[dict[str, Any]], None]], Callable[[dict[str, Any]], None]]:
    """Register the function that does jobs of ``kind``; it gets the payload."""

    def register(function: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        _functions[kind] = function
        return function

    return register


def enqueue(session: Session, kind: str, payload: dict[str, Any]) -> None:
    """Write a job into the outbox, in the caller's transaction."""
    session.add(Job(kind=kind, payload=payload, created_at=now(), run_after=now()))


def work_once(sessions: sessionmaker[Session]) -> int:
    """Lease the due jobs, do them one by one, and return how many succeeded.

    A failing job is tried again after 1, 2, 4 … minutes; after :data:`MOST_ATTEMPTS` it stays in the table, logged as
    given up, for a person to look at.
    """
    done = 0
    for job_id in _lease(sessions):
        with sessions() as session:
            row = session.get_one(Job, job_id)
            kind, payload, attempts = row.kind, row.payload, row.attempts
        try:
            _functions[kind](payload)
        except Exception as error:  # noqa: BLE001 -- any failure of a job is retried, and logged without its payload
            log.warning("job_failed", job=job_id, kind=kind, attempts=attempts, error=type(error).__name__)
            _put_off(sessions, job_id, attempts)
            continue
        with sessions.begin() as session:
            session.execute(delete(Job).where(Job.id == job_id))
        done += 1
    return done


def _lease(sessions: sessionmaker[Session]) -> list[int]:
    with sessions.begin() as session:
        due = (
            select(Job.id)
            .where(Job.run_after <= now(), Job.attempts < MOST_ATTEMPTS)
            .where(or_(Job.leased_until.is_(None), Job.leased_until < now()))
            .order_by(Job.id)
            .limit(50)
            # SQLite has one writer at a time and ignores this; PostgreSQL lets workers share the queue.
            .with_for_update(skip_locked=True)
        )
        ids = list(session.scalars(due))
        session.execute(
            update(Job).where(Job.id.in_(ids)).values(leased_until=now() + LEASE, attempts=Job.attempts + 1)
        )
        return ids


def _put_off(sessions: sessionmaker[Session], job_id: int, attempts: int) -> None:
    if attempts >= MOST_ATTEMPTS:
        log.error("job_given_up", job=job_id)
    with sessions.begin() as session:
        later = now() + timedelta(minutes=2 ** (attempts - 1))
        session.execute(update(Job).where(Job.id == job_id).values(leased_until=None, run_after=later))


def work_forever(sessions: sessionmaker[Session], pause: float = 2.0) -> None:
    """Empty the outbox again and again; ends with the process."""
    while True:
        if not work_once(sessions):
            time.sleep(pause)
