"""What is new and what is due."""

from datetime import UTC, date, datetime, timedelta

from app.catalogue.rules.edition import RequirementKind
from app.cohorts.queries import DeadlineRow
from app.learning.rules import MODULE, Event, ItemState, State, due_items, new_feedback, term_of_the_day
from tests.factories.catalogue import tiny_edition

NOW = datetime(2027, 3, 8, 8, tzinfo=UTC)
ASSIGNMENT, WORK = RequirementKind.ASSIGNMENT, "proev-dagsordenen"


def feedback(*events: tuple[State, int]) -> list[State]:
    ledger = [Event(ASSIGNMENT, WORK, state, NOW - timedelta(days=days)) for state, days in events]
    return [State(event.state) for event in new_feedback(tiny_edition(), ledger, NOW)]


def test_returned_work_is_news_until_it_is_handed_in_again() -> None:
    assert feedback((State.SUBMITTED, 90), (State.RETURNED, 60)) == [State.RETURNED]
    assert feedback((State.SUBMITTED, 90), (State.RETURNED, 60), (State.SUBMITTED, 1)) == []


def test_an_approval_is_news_for_fourteen_days() -> None:
    assert feedback((State.SUBMITTED, 20), (State.APPROVED, 13)) == [State.APPROVED]
    assert feedback((State.SUBMITTED, 20), (State.APPROVED, 14)) == []


def test_feedback_on_an_assignment_that_is_gone_is_no_news() -> None:
    gone = Event(ASSIGNMENT, "fjernet", State.RETURNED, NOW)
    assert new_feedback(tiny_edition(), [gone], NOW) == []


def test_deadlines_are_those_of_what_is_neither_done_nor_handed_in() -> None:
    module = DeadlineRow(MODULE, "forberedelse", NOW + timedelta(days=3), None)
    work = DeadlineRow(ASSIGNMENT, WORK, NOW - timedelta(days=1), None)
    gone = DeadlineRow(MODULE, "fjernet", NOW, None)
    rows = {(row.item_kind, row.item_id): row for row in (module, work, gone)}
    assert due_items(tiny_edition(), {}, rows, NOW) == [
        (ASSIGNMENT, WORK, work.due_at, True),
        (MODULE, "forberedelse", module.due_at, False),
    ]
    handed_in = {(ASSIGNMENT, WORK): ItemState(State.SUBMITTED, NOW)}
    assert [due.item_kind for due in due_items(tiny_edition(), handed_in, rows, NOW)] == [MODULE]
    completed = {**handed_in, (MODULE, "forberedelse"): ItemState(State.COMPLETED, NOW)}
    assert due_items(tiny_edition(), completed, rows, NOW) == []


def test_the_term_of_the_day_changes_daily_and_comes_round_to_all() -> None:
    terms = tiny_edition().terms
    days = [term_of_the_day(terms, date(2027, 3, 8) + timedelta(days=distance)) for distance in range(len(terms))]
    assert {term.id for term in days if term} == {term.id for term in terms}
    assert term_of_the_day((), date(2027, 3, 8)) is None
