"""Work that happens after the request: an outbox in the database, and a worker that empties it.

A job is a row written in the same transaction as the change that asks for it; so it exists exactly when the change
does. A worker leases due rows, runs them and deletes them; a lease that ran out (a killed worker) makes the row due
again. A job may therefore run twice and its function must be idempotent or harmless when repeated.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from app.core.clock import now
from app.core.db import Base

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
PAUSE_SECONDS = 2.0

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
    """Do the jobs that are due, each under a lease of its own, and return how many succeeded.

    A failing job is tried again after 1, 2, 4 … minutes; after :data:`MOST_ATTEMPTS` it stays in the table, logged as
    given up, for a person to look at.
    """
    done = 0
    while (leased := _lease(sessions)) is not None:
        try:
            _functions[leased.kind](leased.payload)
        except Exception as error:  # noqa: BLE001 -- any failure of a job is retried, and logged without its payload
            log.warning("job_failed", job=leased.id, kind=leased.kind, error=type(error).__name__)
            _put_off(sessions, leased)
            continue
        _remove(sessions, leased)
        done += 1
    return done


class _Leased(NamedTuple):
    """A job that this worker may do. ``attempts`` tells this lease from a later one of somebody else."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int


def _lease(sessions: sessionmaker[Session]) -> _Leased | None:
    """Lease the oldest job that is due, or return None. One at a time, so that a slow one makes no lease run out."""
    with sessions.begin() as session:
        row = session.scalar(
            select(Job)
            .where(Job.run_after <= now(), Job.attempts < MOST_ATTEMPTS)
            .where(or_(Job.leased_until.is_(None), Job.leased_until < now()))
            .order_by(Job.id)
            .limit(1)
            # SQLite has one writer at a time and ignores this; PostgreSQL lets workers share the queue.
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.leased_until, row.attempts = now() + LEASE, row.attempts + 1
        return _Leased(row.id, row.kind, row.payload, row.attempts)


def _remove(sessions: sessionmaker[Session], leased: _Leased) -> None:
    with sessions.begin() as session:
        session.execute(delete(Job).where(Job.id == leased.id, Job.attempts == leased.attempts))


def _put_off(sessions: sessionmaker[Session], leased: _Leased) -> None:
    if leased.attempts >= MOST_ATTEMPTS:
        log.error("job_given_up", job=leased.id)
    with sessions.begin() as session:
        later = now() + timedelta(minutes=2 ** (leased.attempts - 1))
        ours = update(Job).where(Job.id == leased.id, Job.attempts == leased.attempts)
        session.execute(ours.values(leased_until=None, run_after=later))


def work(sessions: sessionmaker[Session], goes_on: Callable[[], bool] = lambda: True) -> None:
    """Empty the outbox again and again while ``goes_on``; a database that is away for a while is waited for."""
    while goes_on():
        try:
            done = work_once(sessions)
        except SQLAlchemyError as error:
            log.warning("outbox_unreachable", error=type(error).__name__)
            done = 0
        if not done:
            time.sleep(PAUSE_SECONDS)
