from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from app.core import jobs, mail
from app.core.clock import now
from app.core.db import make_engine
from app.core.jobs import Job, enqueue, work_once


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    Job.__table__.create(engine)  # type: ignore[attr-defined]
    yield engine
    engine.dispose()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What jobs of the kind *note* were called with; a payload with *fails* raises."""
    made: list[Any] = []

    def note(payload: dict[str, Any]) -> None:
        made.append(payload)
        if payload.get("fails"):
            raise ValueError("no luck")

    monkeypatch.setitem(jobs._functions, "note", note)
    return made


def put(engine: Engine, **payload: Any) -> None:
    with Session(engine) as session:
        enqueue(session, "note", payload)
        session.commit()


def left(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Job)) or 0


def test_a_job_is_done_once_and_is_gone(engine: Engine, calls: list[Any]) -> None:
    put(engine, number=1)
    assert work_once(sessionmaker(engine)) == 1
    assert work_once(sessionmaker(engine)) == 0
    assert calls == [{"number": 1}]
    assert left(engine) == 0


def test_a_job_of_a_change_that_is_rolled_back_never_existed(engine: Engine, calls: list[Any]) -> None:
    with Session(engine) as session:
        enqueue(session, "note", {})
        session.flush()
        session.rollback()
    assert work_once(sessionmaker(engine)) == 0


def test_a_failing_job_is_tried_again_later_and_holds_nobody_up(engine: Engine, calls: list[Any]) -> None:
    put(engine, fails=True)
    put(engine, number=2)
    assert work_once(sessionmaker(engine)) == 1
    assert work_once(sessionmaker(engine)) == 0, "not again before its time"
    with time_machine.travel(now() + timedelta(minutes=1, seconds=1), tick=False):
        work_once(sessionmaker(engine))
    assert len(calls) == 3


def test_a_job_that_always_fails_is_given_up_and_stays_to_be_looked_at(engine: Engine, calls: list[Any]) -> None:
    put(engine, fails=True)
    moment = now()
    for _ in range(20):
        moment += timedelta(days=1)
        with time_machine.travel(moment, tick=False):
            work_once(sessionmaker(engine))
    assert len(calls) == jobs.MOST_ATTEMPTS
    assert left(engine) == 1


def test_the_job_of_a_killed_worker_is_done_by_the_next(engine: Engine, calls: list[Any]) -> None:
    put(engine, number=1)
    jobs._lease(sessionmaker(engine))
    assert work_once(sessionmaker(engine)) == 0
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1), tick=False):
        assert work_once(sessionmaker(engine)) == 1


def test_mail_waits_in_the_outbox_and_arrives_in_the_folder(engine: Engine, tmp_path: Path) -> None:
    mail.configure(f"folder:{tmp_path / 'mail'}", "praksis@fjordby.example")
    with Session(engine) as session:
        mail.send_mail(session, "mette@fjordby.example", "Ny feedback på 2.P1", "Åbn Praksis.")
        session.commit()
    assert not (tmp_path / "mail").exists()
    assert work_once(sessionmaker(engine)) == 1
    message = message_from_bytes(next((tmp_path / "mail").iterdir()).read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("mette@fjordby.example", "Ny feedback på 2.P1")
    assert message.get_content().strip() == "Åbn Praksis."


@pytest.mark.parametrize(
    ("to", "subject"), [("a@b.example\nBcc: c@d.example", "x"), ("a@b.example", "x\r\nBcc: c@d.example")]
)
def test_a_mail_header_cannot_be_added(engine: Engine, to: str, subject: str) -> None:
    with Session(engine) as session, pytest.raises(ValueError, match="line break"):
        mail.send_mail(session, to, subject, "x")


def test_a_slow_job_whose_lease_ran_out_is_left_to_the_one_who_has_it_now(engine: Engine, calls: list[Any]) -> None:
    put(engine, number=1)
    first = jobs._lease(sessionmaker(engine))
    assert first
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1), tick=False):
        second = jobs._lease(sessionmaker(engine))
        assert second
        jobs._remove(sessionmaker(engine), first)
        assert left(engine) == 1, "the first one's lease is over"
        jobs._remove(sessionmaker(engine), second)
    assert left(engine) == 0


def test_a_worker_waits_for_a_database_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(jobs.time, "sleep", pauses.append)
    engine = make_engine(f"sqlite:///{tmp_path / 'no such folder' / 'x.sqlite3'}")
    turns = iter([True, True, False])
    jobs.work(sessionmaker(engine), lambda: next(turns))
    assert pauses == [jobs.PAUSE_SECONDS] * 2
