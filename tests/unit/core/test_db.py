import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, func, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import make_engine, read_only, run
from app.core.jobs import Job
from tests.databases import fresh_database


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    Job.__table__.create(engine)  # type: ignore[attr-defined]
    return engine


def job(at: datetime) -> Job:
    return Job(kind="x", payload={"text": "æøå"}, created_at=at, run_after=at)


def test_sqlite_is_set_up_to_lose_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        answers = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_moment_comes_back_in_utc(engine: Engine) -> None:
    moment = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    with Session(engine) as session:
        session.add(job(moment))
        session.commit()
        session.expire_all()
        found = session.scalars(select(Job)).one()
        assert found.created_at == moment
        assert found.created_at.tzinfo is UTC
        assert found.payload == {"text": "æøå"}


def test_reading_sees_what_the_session_has_not_written_yet(engine: Engine) -> None:
    moment = datetime(2026, 3, 29, 3, 30, tzinfo=UTC)
    at_moment = select(Job.kind, Job.created_at).where(Job.created_at == bindparam("moment"))
    with Session(engine) as session:
        session.add(job(moment))
        assert run(session, at_moment, moment=moment).all() == [("x", moment)]
        assert run(session, at_moment, moment=moment + timedelta(seconds=1)).all() == []
        session.rollback()
        assert run(session, at_moment, moment=moment).all() == []


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(job(datetime(2026, 3, 29, 3, 30)))  # noqa: DTZ001 -- the point of the test
        with pytest.raises(StatementError, match="naive"):
            session.flush()


def test_eight_writers_that_read_first_are_never_refused(engine: Engine) -> None:
    faults: list[Exception] = []

    def write() -> None:
        for _ in range(20):
            try:
                with Session(engine) as session:
                    session.scalar(select(func.count()).select_from(Job))
                    session.add(job(now()))
                    session.commit()
            except Exception as fault:  # noqa: BLE001 -- whatever it is, the test fails
                faults.append(fault)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 160


def test_a_rested_connection_that_the_server_closed_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.db.RESTED_SECONDS", 0.0)
    token = read_only.set(True)
    with fresh_database("rested", tmp_path) as url:
        engine, other = make_engine(url), make_engine(url)
        for reading in (engine, make_engine(url, reading=True)):
            with reading.connect() as connection:
                connection.execute(text("SELECT 1"))
            if engine.dialect.name == "postgresql":
                with other.connect() as connection:
                    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    connection.execute(text(f"{kill} AND pid <> pg_backend_pid()"))
            with reading.connect() as connection:
                assert connection.execute(text("SELECT 1")).scalar() == 1
            reading.dispose()
        other.dispose()
    read_only.reset(token)
