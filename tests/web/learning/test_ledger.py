"""The ledger: what is heard is written, completions come once, and their dates stay."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import engine_of
from app.core.signals import requirement_moved
from app.learning import actions
from app.learning.models import ProgressEvent
from app.learning.queries import ledger
from app.learning.rules import COURSE, MODULE, State, latest
from tests.factories.learning import happened
from tests.factories.world import World

MORNING = datetime(2027, 3, 8, 8, tzinfo=UTC)
FIRST = [
    ("lesson", "skriv-formaalet", State.READ),
    ("lesson", "send-dagsordenen", State.READ),
    ("quiz", "forberedelse-quiz", State.PASSED),
]
SECOND = [
    ("lesson", "lyt-foerst", State.READ),
    ("lesson", "luk-moedet", State.READ),
    ("quiz", "samtalen-quiz", State.PASSED),
]


def send(session: Session, world: World, state: State, at: datetime, reason: str | None = None) -> None:
    requirement_moved.send(
        None, session=session, enrolment_id=world.enrolment.id, kind="assignment", item_id="proev-dagsordenen",
        state=state.value, actor_id=world.instructor.id, at=at, reason=reason,
    )  # fmt: skip


def completions(session: Session, world: World) -> list[tuple[str, str]]:
    return [
        (event.item_kind, event.item_id)
        for event in ledger(session, world.enrolment.id)
        if event.state == State.COMPLETED
    ]


def test_a_released_decision_is_written_with_who_when_and_why(app: Flask, session: Session, world: World) -> None:
    with app.app_context():
        send(session, world, State.SUBMITTED, MORNING)
        send(session, world, State.RETURNED, MORNING + timedelta(days=1), "Punkterne er emner.")
    events = ledger(session, world.enrolment.id)
    assert [event.state for event in events] == [State.SUBMITTED, State.RETURNED]
    assert events[1].actor_name == "Karen Toft"
    assert events[1].at == MORNING + timedelta(days=1)
    assert events[1].reason == "Punkterne er emner."


def test_the_last_requirement_completes_module_and_course_at_its_own_moment(
    app: Flask, session: Session, world: World
) -> None:
    for item in FIRST + SECOND:
        happened(session, world.enrolment, *item, at=MORNING - timedelta(days=9))
    with app.app_context():
        send(session, world, State.APPROVED, MORNING)
    states = latest(ledger(session, world.enrolment.id))
    assert completions(session, world) == [(MODULE, "forberedelse"), (MODULE, "samtalen"), (COURSE, "lille-kursus")]
    assert states[(MODULE, "forberedelse")].at == MORNING
    assert states[(COURSE, "lille-kursus")].at == MORNING


def test_a_changed_decision_moves_no_completion_date(app: Flask, session: Session, world: World) -> None:
    for item in FIRST:
        happened(session, world.enrolment, *item)
    with app.app_context():
        send(session, world, State.APPROVED, MORNING)
        send(session, world, State.RETURNED, MORNING + timedelta(days=1), "Forkert opgave.")
        send(session, world, State.APPROVED, MORNING + timedelta(days=2))
    states = latest(ledger(session, world.enrolment.id))
    assert states[(MODULE, "forberedelse")].at == MORNING
    assert completions(session, world) == [(MODULE, "forberedelse")]


def test_handing_in_completes_nothing(app: Flask, session: Session, world: World) -> None:
    for item in FIRST:
        happened(session, world.enrolment, *item)
    with app.app_context():
        send(session, world, State.SUBMITTED, MORNING)
    assert completions(session, world) == []


def test_reading_twice_is_reading_once(app: Flask, session: Session, world: World) -> None:
    with app.app_context():
        actions.mark_read(session, world.enrolment.id, world.consultant.id, "skriv-formaalet")
        first = ledger(session, world.enrolment.id)
        actions.mark_read(session, world.enrolment.id, world.consultant.id, "skriv-formaalet")
        assert ledger(session, world.enrolment.id) == first
    assert len(first) == 1


def test_what_was_revoked_can_be_read_and_completed_anew(app: Flask, session: Session, world: World) -> None:
    before = now() - timedelta(days=9)
    for item in [*FIRST, ("assignment", "proev-dagsordenen", State.APPROVED)]:
        happened(session, world.enrolment, *item, at=before)
    happened(session, world.enrolment, MODULE, "forberedelse", State.COMPLETED, at=before)
    for kind, item_id in (("lesson", "skriv-formaalet"), (MODULE, "forberedelse")):
        happened(session, world.enrolment, kind, item_id, State.REVOKED, at=before, actor_id=world.instructor.id)
    with app.app_context():
        for _twice in range(2):
            actions.mark_read(session, world.enrolment.id, world.consultant.id, "skriv-formaalet")
    states = latest(ledger(session, world.enrolment.id))
    assert states[("lesson", "skriv-formaalet")].state is State.READ
    assert states[(MODULE, "forberedelse")].state is State.COMPLETED
    assert states[(MODULE, "forberedelse")].at > before
    assert completions(session, world) == [(MODULE, "forberedelse")] * 2


def test_failing_after_passing_is_no_event(app: Flask, session: Session, world: World) -> None:
    happened(session, world.enrolment, "quiz", "forberedelse-quiz", State.PASSED)
    with app.app_context():
        actions.record(
            session, world.enrolment.id, "quiz", "forberedelse-quiz", State.FAILED, at=MORNING, actor_id=None
        )  # fmt: skip
    assert [event.state for event in ledger(session, world.enrolment.id)] == [State.PASSED]


def test_an_excused_lesson_can_still_be_read(app: Flask, session: Session, world: World) -> None:
    happened(session, world.enrolment, "lesson", "skriv-formaalet", State.EXCUSED, actor_id=world.instructor.id)
    with app.app_context():
        actions.mark_read(session, world.enrolment.id, world.consultant.id, "skriv-formaalet")
    assert latest(ledger(session, world.enrolment.id))[("lesson", "skriv-formaalet")].state is State.READ


def at_once(app: Flask, *works: Callable[[Session], object]) -> None:
    """Do each work in a transaction of its own, all at the same time."""
    start, failures = threading.Barrier(len(works)), []

    def run(work: Callable[[Session], object]) -> None:
        try:
            with app.app_context(), Session(engine_of(app)) as session:
                start.wait(timeout=10)
                work(session)
                session.commit()
        except Exception as error:  # noqa: BLE001 -- handed to the test, which fails with it.
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_two_last_requirements_at_once_complete_the_module_once(app: Flask, session: Session, world: World) -> None:
    for item in FIRST[:2]:
        happened(session, world.enrolment, *item)
    session.commit()
    enrolment_id, person_id = world.enrolment.id, world.consultant.id

    def passes(own: Session) -> None:
        actions.record(own, enrolment_id, "quiz", "forberedelse-quiz", State.PASSED, at=MORNING, actor_id=person_id)

    at_once(app, passes, lambda own: send(own, world, State.APPROVED, MORNING))
    assert completions(session, world) == [(MODULE, "forberedelse")]


def test_a_lesson_read_in_eight_windows_at_once_is_read_once(app: Flask, session: Session, world: World) -> None:
    enrolment_id, person_id = world.enrolment.id, world.consultant.id
    at_once(app, *[lambda own: actions.mark_read(own, enrolment_id, person_id, "skriv-formaalet")] * 8)
    assert len(session.scalars(select(ProgressEvent.id)).all()) == 1
