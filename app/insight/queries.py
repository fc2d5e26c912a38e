"""Reads of insight. They do not ask who is asking: call them with what an access getter returned.

A ledger is append-only, so what it says is known once its number of events and its newest event are known. Each process
keeps the standings of ledgers that it has read; a page asks for the numbers (index only), and reads the ledgers that grew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, Row, ScalarSelect, bindparam, case, cast, extract, func, literal, select
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Edition
from app.cohorts.models import Enrolment
from app.cohorts.queries import takes_part
from app.core.db import run
from app.grading.access import visible_assessments
from app.grading.models import Assessment, AssessmentLevel
from app.grading.rules import Decision
from app.insight.rules.standing import SEPARATOR, LedgerReader, Standing
from app.learning.models import ProgressEvent
from app.learning.rules import MODULE
from app.people.models import Person
from app.practice.models import Round, Submission

MOST_SHELVES = 16
"""Editions whose ledgers a process keeps; then the one that came first goes."""
MOST_KEPT = 20_000
"""Ledgers that a process keeps per edition; a kept ledger is a tuple of shared standings, about 0.5 KB."""
MOST_NAMED = 300
"""From so many grown ledgers on, all of the cohort are read: a long list of ids costs more than it saves."""


class Member(NamedTuple):
    """Somebody who follows or followed a cohort; ``version`` is (number of events, newest event) of the ledger.

    Whoever was withdrawn has left, and so has whoever's account is closed: ``withdrawn_at`` says since when.
    """

    enrolment_id: int
    name: str
    sort_name: str
    withdrawn_at: datetime | None
    version: tuple[int, int | None]


class _Shelf:
    """The ledgers of one edition that this process has read."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.reader = LedgerReader(edition)
        self.kept: dict[int, tuple[tuple[int, int | None], tuple[Standing, ...]]] = {}


_shelves: dict[int, _Shelf] = {}


_EVENTS = select(ProgressEvent).where(ProgressEvent.enrolment_id == Enrolment.id).correlate(Enrolment)
# Built once: putting this statement together takes longer than running it for a small cohort.
_MEMBERS = (
    select(
        Enrolment.id,
        Person.name,
        Person.sort_name,
        func.coalesce(Enrolment.withdrawn_at, Person.deactivated_at),
        _EVENTS.with_only_columns(func.count()).scalar_subquery(),
        _EVENTS.with_only_columns(func.max(ProgressEvent.id)).scalar_subquery(),
    )
    .join(Person, Person.id == Enrolment.person_id)
    .where(Enrolment.cohort_id == bindparam("cohort_id"))
)
_ACTIVE_MEMBERS = _MEMBERS.where(takes_part())
_ONE_MEMBER = _MEMBERS.where(Enrolment.id == bindparam("enrolment_id"))


def members(session: Session, cohort_id: int, *, with_withdrawn: bool) -> list[Member]:
    """Return the people of a cohort, in no particular order."""
    statement = _MEMBERS if with_withdrawn else _ACTIVE_MEMBERS
    return [_member(row) for row in run(session, statement, cohort_id=cohort_id)]


def find_member(session: Session, cohort_id: int, enrolment_id: int) -> Member | None:
    """Return one person of a cohort, withdrawn or not, or None."""
    row = run(session, _ONE_MEMBER, cohort_id=cohort_id, enrolment_id=enrolment_id).first()
    return _member(row) if row else None


def _member(row: Row[int, str, str, datetime | None, int, int | None]) -> Member:
    enrolment_id, name, sort_name, withdrawn_at, count, newest = row
    return Member(enrolment_id, name, sort_name, withdrawn_at, (count, newest))


def standings(
    session: Session, cohort_id: int, edition_id: int, edition: Edition, people: Sequence[Member]
) -> dict[int, tuple[Standing, ...]]:
    """Return the standings in each module by enrolment id; one query when a ledger grew, else none."""
    shelf = _shelf(edition_id, edition)
    grown = {member.enrolment_id: member.version for member in people if _is_stale(shelf, member)}
    if grown:
        if len(shelf.kept) + len(grown) > MOST_KEPT:
            shelf.kept.clear()
            grown = {member.enrolment_id: member.version for member in people}
        query = select(Enrolment.id, _ledger_text(session)).where(Enrolment.cohort_id == cohort_id)
        if len(grown) <= MOST_NAMED:
            query = query.where(Enrolment.id.in_(grown))
        for enrolment_id, text in session.execute(query):
            if enrolment_id in grown:
                shelf.kept[enrolment_id] = (grown[enrolment_id], shelf.reader.read(text))
    return {member.enrolment_id: shelf.kept[member.enrolment_id][1] for member in people}


def _shelf(edition_id: int, edition: Edition) -> _Shelf:
    shelf = _shelves.get(edition_id)
    if shelf is None or shelf.edition is not edition:
        _shelves.pop(edition_id, None)
        if len(_shelves) >= MOST_SHELVES:
            _shelves.pop(next(iter(_shelves)))
        shelf = _shelves[edition_id] = _Shelf(edition)
    return shelf


def _is_stale(shelf: _Shelf, member: Member) -> bool:
    kept = shelf.kept.get(member.enrolment_id)
    return kept is None or kept[0] != member.version


def _ledger_text(session: Session) -> ScalarSelect[str]:
    # One text a person instead of a row an event: reading 100,000 rows takes longer than all the rest of the page.
    second = cast(cast(extract("epoch", ProgressEvent.at), Integer), ProgressEvent.item_id.type)
    mark = literal(SEPARATOR)
    part = (
        ProgressEvent.item_kind + " " + ProgressEvent.item_id + mark + ProgressEvent.state + mark
        + case((ProgressEvent.item_kind == MODULE, second), else_="")
    )  # fmt: skip
    own = select(part.label("part")).where(ProgressEvent.enrolment_id == Enrolment.id).correlate(Enrolment)
    if session.get_bind().dialect.name == "sqlite":
        # An aggregate takes its order from the subquery. It can say an order of its own from 3.44 on only.
        events = own.order_by(ProgressEvent.id).subquery()
        return select(func.aggregate_strings(events.c.part, SEPARATOR)).scalar_subquery()
    text = func.aggregate_strings(part, SEPARATOR).aggregate_order_by(ProgressEvent.id)
    return own.with_only_columns(text).scalar_subquery()


@dataclass(frozen=True)
class ReleasedResult:
    """What was decided about the latest assessed round of an assignment: levels only, never a comment or a text."""

    round_number: int
    decision: Decision
    released_at: datetime
    levels: dict[str, int]
    """Criterion id → level, 1 to 4."""


_RELEASED = (
    visible_assessments(
        Submission.assignment_id, Assessment.id, Round.number, Assessment.decision, Assessment.released_at,
        AssessmentLevel.criterion_id, AssessmentLevel.level,
    )
    .outerjoin(AssessmentLevel, AssessmentLevel.assessment_id == Assessment.id)
    .where(Submission.enrolment_id == bindparam("enrolment_id"))
    .order_by(Round.number, Assessment.id)
)  # fmt: skip


def released_results(session: Session, enrolment_id: int) -> dict[str, ReleasedResult]:
    """Return the latest released result by assignment id; a decision that is held back is not among them."""
    rows = run(session, _RELEASED, enrolment_id=enrolment_id)
    latest: dict[str, tuple[int, ReleasedResult]] = {}
    for assignment_id, assessment_id, number, decision, released_at, criterion_id, level in rows:
        before = latest.get(assignment_id)
        if before is None or before[0] != assessment_id:
            before = (assessment_id, ReleasedResult(number, Decision(decision), released_at, {}))
            latest[assignment_id] = before
        if criterion_id is not None:
            before[1].levels[criterion_id] = level
    return {assignment_id: result for assignment_id, (_, result) in latest.items()}
