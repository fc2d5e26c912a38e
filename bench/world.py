"""The people and their records: the same at each run, since the random numbers are seeded."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.catalogue import actions as catalogue
from app.catalogue.models import EditionRow
from app.catalogue.queries import load_edition
from app.catalogue.rules.build import content_hash, edition_json
from app.catalogue.rules.edition import Edition
from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment
from app.core.clock import now, today
from app.learning.models import ProgressEvent
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role
from app.practice.models import Round, Submission
from app.practice.rules.snapshot import assignment_kept
from app.ui.formatters import danish_key
from bench.course import forty_modules

COURSE = Path(__file__).resolve().parents[1] / "course_content" / "faelles-metode"
SMALL = 30
WAITING = 12
"""Submissions that wait in the queue."""
BATCH = 5_000

FIRST_NAMES = [
    "Anders",
    "Birgit",
    "Carsten",
    "Dorte",
    "Erik",
    "Fatima",
    "Gitte",
    "Hans",
    "Ida",
    "Jens",
    "Kirsten",
    "Lars",
    "Mette",
    "Niels",
    "Oda",
    "Peter",
    "Rikke",
    "Søren",
    "Tove",
    "Ulla",
    "Vibeke",
    "Yusuf",
    "Zainab",
    "Ærik",
    "Østen",
    "Åse",
    "Anne",
    "Bo",
    "Camilla",
    "Dan",
    "Eva",
    "Finn",
    "Grethe",
    "Henrik",
    "Inge",
    "Jonas",
    "Karen",
    "Lone",
    "Morten",
    "Nanna",
]
LAST_NAMES = [
    "Bak",
    "Dam",
    "Eg",
    "Friis",
    "Glud",
    "Holm",
    "Iversen",
    "Juhl",
    "Krog",
    "Lund",
    "Møller",
    "Nygaard",
    "Olsen",
    "Poulsen",
    "Rask",
    "Skov",
    "Toft",
    "Uhre",
    "Vig",
    "Winther",
    "Ørum",
    "Aagaard",
    "Bech",
    "Clausen",
    "Dahl",
    "Ebbesen",
    "Falk",
    "Gram",
    "Hede",
    "Ibsen",
    "Jespersen",
    "Kjær",
    "Lykke",
    "Munk",
    "Nørby",
    "Ottosen",
    "Pihl",
    "Riis",
    "Sand",
    "Thyge",
]


@dataclass(frozen=True)
class World:
    """Who and what the requests are about; ids."""

    manager: int
    instructor: int
    consultant: int
    """One of the 30 on the real course, half-way through its first module."""
    course_cohort: int
    """30 on the real course."""
    many_cohort: int
    """Everybody else, on the real course: they submit."""
    many: tuple[int, ...]
    small_cohort: int
    """30 on the course of forty modules."""
    large_cohort: int
    """1,000 on the course of forty modules."""
    course: Edition


def make_world(app: Flask, session: Session, *, people: int, large: int) -> World:
    """Fill an empty database with ``people`` consultants, of whom ``large`` follow the course of forty modules together."""
    chance = random.Random(2027)
    organisation = Organisation(name="Målby", unit_name="Virksomhedsservice", is_demo=False, created_at=now())
    session.add(organisation)
    course_id = catalogue.publish(session, COURSE, app.extensions["files"]).edition_id
    course, forty = load_edition(session, course_id), forty_modules()
    forty_id = _store(session, forty)
    session.flush()
    staff = _people(session, organisation.id, ["Lene Leder", "Ulf Underviser", "Una Underviser"], "staff")
    roles = zip(staff, (Role.MANAGER, Role.INSTRUCTOR, Role.INSTRUCTOR), strict=True)
    session.add_all(Membership(person_id=person, organisation_id=organisation.id, role=role) for person, role in roles)
    names = [f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}" for _ in range(people)]
    ids = _people(session, organisation.id, names, "c")
    session.execute(
        insert(Membership),
        [{"person_id": person, "organisation_id": organisation.id, "role": Role.CONSULTANT} for person in ids],
    )
    groups = [ids[:SMALL], ids[SMALL : 2 * SMALL], ids[2 * SMALL : 2 * SMALL + large], ids[2 * SMALL + large :]]
    editions = (course_id, forty_id, forty_id, course_id)
    cohorts, enrolments = [], []
    for name, edition_id, members in zip(("Kursus", "Lille", "Stort", "Mange"), editions, groups, strict=True):
        cohort, enrolled = _cohort(session, organisation.id, edition_id, name, members)
        cohorts.append(cohort)
        enrolments.append(enrolled)
    session.add_all(
        CohortInstructor(cohort_id=cohort, person_id=person)
        for cohort, person in ((cohorts[0], staff[1]), (cohorts[3], staff[2]))
    )
    for cohort in cohorts[1:3]:
        _deadlines(session, cohort, forty)
    _write(session, ProgressEvent, _history(chance, forty, enrolments[1] + enrolments[2]))
    _write(session, ProgressEvent, _readings(course, [*enrolments[0], *enrolments[3]]))
    _hand_in(session, course, enrolments[0][:WAITING])
    session.commit()
    return World(
        manager=staff[0], instructor=staff[1], consultant=groups[0][0], course_cohort=cohorts[0], many_cohort=cohorts[3],
        many=tuple(groups[3]), small_cohort=cohorts[1], large_cohort=cohorts[2], course=course,
    )  # fmt: skip


def _store(session: Session, edition: Edition) -> int:
    content = edition_json(edition)
    row = EditionRow(
        course_id=edition.course_id, number=1, title=edition.title, content_hash=content_hash(content),
        content=content, published_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _people(session: Session, organisation_id: int, names: Sequence[str], prefix: str) -> list[int]:
    values = [
        {
            "name": name, "sort_name": danish_key(name), "email": f"{prefix}{number}@{organisation_id}.example",
            "password_hash": None, "language": "da", "created_at": now(), "failed_sign_ins": 0,
        }
        for number, name in enumerate(names)
    ]  # fmt: skip
    return list(session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), values))


def _cohort(
    session: Session, organisation_id: int, edition_id: int, name: str, members: Sequence[int]
) -> tuple[int, list[int]]:
    starts = today() - timedelta(days=140)
    cohort = Cohort(
        organisation_id=organisation_id, edition_id=edition_id, name=name, starts_on=starts,
        ends_on=starts + timedelta(days=330),
    )  # fmt: skip
    session.add(cohort)
    session.flush()
    if members:
        values = [{"cohort_id": cohort.id, "person_id": person, "enrolled_at": now()} for person in members]
        session.execute(insert(Enrolment), values)
    enrolled = session.scalars(select(Enrolment.id).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.id))
    return cohort.id, list(enrolled)


def _deadlines(session: Session, cohort_id: int, edition: Edition) -> None:
    """One module is due each week; half of the course is behind us."""
    begin = now() - timedelta(weeks=len(edition.modules) // 2)
    session.add_all(
        Deadline(cohort_id=cohort_id, item_kind="module", item_id=module.id, due_at=begin + timedelta(weeks=number))
        for number, module in enumerate(edition.modules, 1)
    )


def _history(chance: random.Random, edition: Edition, enrolments: Sequence[int]) -> list[dict[str, Any]]:
    """Return what people did: about half of the modules each, in order and roughly on time, the last one half done.

    All events are in the order of time, as a ledger grows, so the rows of one person lie scattered among all.
    """
    begin = now() - timedelta(weeks=len(edition.modules) // 2)
    events = []
    for enrolment in enrolments:
        finished = max(0, min(len(edition.modules), round(chance.gauss(len(edition.modules) / 2, 2))))
        for number, module in enumerate(edition.modules[: finished + 1], 1):
            moment = begin + timedelta(weeks=number, days=chance.randint(-6, 1), minutes=chance.randint(0, 600))
            moment = min(moment, now() - timedelta(minutes=1))
            parts = (
                list(module.requirements) if number <= finished else list(module.requirements)[: chance.randint(0, 2)]
            )
            events += [
                (moment - timedelta(hours=1), enrolment, part.kind.value, part.id, state)
                for part in parts
                for state in (("read",) if part.kind == "lesson" else ("submitted", "approved"))
            ]
            if number <= finished:
                events.append((moment, enrolment, "module", module.id, "completed"))
    events.sort(key=lambda event: event[0])
    return [_event(*event) for event in events]


def _readings(course: Edition, enrolments: Sequence[int]) -> list[dict[str, Any]]:
    lessons = [lesson.id for lesson in course.modules[0].lessons[:3]]
    return [_event(now(), enrolment, "lesson", lesson, "read") for enrolment in enrolments for lesson in lessons]


def _event(at: datetime, enrolment_id: int, kind: str, item: str, state: str) -> dict[str, Any]:
    return {"enrolment_id": enrolment_id, "item_kind": kind, "item_id": item, "state": state, "at": at}


def _write(session: Session, table: type[Any], values: list[dict[str, Any]]) -> None:
    for batch in _batches(values):
        session.execute(insert(table), batch)


def _batches(values: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for begin in range(0, len(values), BATCH):
        yield values[begin : begin + BATCH]


def _hand_in(session: Session, course: Edition, enrolments: Sequence[int]) -> None:
    """Let some wait in the queue."""
    assignment = course.modules[0].assignments[0]
    tool = course.tool(assignment.tool)
    for enrolment in enrolments:
        submission = Submission(
            enrolment_id=enrolment, assignment_id=assignment.id, status="submitted", draft={}, draft_version=1,
            draft_saved_at=now(), created_at=now(),
        )  # fmt: skip
        session.add(submission)
        session.flush()
        session.add(
            Round(
                submission_id=submission.id, number=1, submit_key=f"k{enrolment}", submitted_at=now(), is_late=False,
                sheet={}, assignment=assignment_kept(assignment, course.levels),
                tool=tool.model_dump(mode="json") if tool else {},
            )
        )  # fmt: skip
