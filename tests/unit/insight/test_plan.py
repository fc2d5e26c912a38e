"""Who is ahead of the plan, on it, and behind it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from app.cohorts.queries import DeadlineRow
from app.insight.rules.plan import Cell, CellState, Judge, Plan, Row, totals
from app.insight.rules.standing import LedgerReader, Standing
from tests.factories.catalogue import tiny_edition
from tests.unit.insight.ledgers import completed, text

NOW = datetime(2027, 3, 15, 12, tzinfo=UTC)
EDITION = tiny_edition()
FIRST, SECOND = EDITION.modules
Deadlines = Mapping[tuple[str, str], DeadlineRow]


def due(days: int, kind: str = "module", item: str = FIRST.id) -> dict[tuple[str, str], DeadlineRow]:
    return {(kind, item): DeadlineRow(kind, item, NOW + timedelta(days=days), None)}


def judged(states: dict[str, str], deadlines: Deadlines) -> tuple[list[CellState], Plan]:
    judge = Judge(EDITION, deadlines, NOW)
    cells = [judge[standing] for standing in LedgerReader(EDITION).read(text(states))]
    return [cell.state for cell in cells], judge.plan(cells)


def test_nothing_begun_and_nothing_due() -> None:
    assert judged({}, due(1)) == ([CellState.IDLE, CellState.IDLE], Plan.ON_PLAN)


def test_without_deadlines_nobody_is_ahead_or_behind() -> None:
    assert judged(completed(FIRST), {}) == ([CellState.DONE, CellState.IDLE], Plan.NONE)


def test_something_begun_is_in_progress() -> None:
    assert judged({"lesson skriv-formaalet": "read"}, due(1))[0][0] is CellState.ACTIVE


def test_who_owes_something_that_is_due_is_behind() -> None:
    assert judged({"lesson skriv-formaalet": "read"}, due(-1)) == ([CellState.BEHIND, CellState.IDLE], Plan.BEHIND)
    assert judged({}, due(-1))[1] is Plan.BEHIND


def test_what_lies_with_an_instructor_is_not_owed() -> None:
    states = {**completed(FIRST), "assignment proev-dagsordenen": "submitted"}
    del states[f"module {FIRST.id}"]
    assert judged(states, due(-1)) == ([CellState.WAITING, CellState.IDLE], Plan.ON_PLAN)


def test_returned_work_that_is_due_is_owed() -> None:
    states = {**completed(FIRST), "assignment proev-dagsordenen": "returned"}
    del states[f"module {FIRST.id}"]
    assert judged(states, due(-1))[0][0] is CellState.BEHIND


def test_handed_in_but_something_left_to_read_is_in_progress() -> None:
    assert judged({"assignment proev-dagsordenen": "submitted"}, due(1))[0][0] is CellState.ACTIVE


def test_an_assignment_can_be_due_before_its_module() -> None:
    deadlines = due(5) | due(-1, "assignment", "proev-dagsordenen")
    assert judged({}, deadlines)[1] is Plan.BEHIND
    assert judged({"assignment proev-dagsordenen": "submitted"}, deadlines)[1] is Plan.ON_PLAN


def test_completing_a_module_before_its_deadline_is_ahead() -> None:
    assert judged(completed(FIRST), due(1))[1] is Plan.AHEAD
    assert judged(completed(FIRST), due(-1))[1] is Plan.ON_PLAN
    assert judged(completed(FIRST), due(1) | due(-1, item=SECOND.id))[1] is Plan.BEHIND


def test_a_completed_module_stays_completed_whatever_is_added_later() -> None:
    states = completed(FIRST)
    del states["lesson send-dagsordenen"]
    assert judged(states, due(-1))[0][0] is CellState.DONE


def test_totals_count_people_by_state() -> None:
    judge = Judge(EDITION, due(-1), NOW)
    rows = []
    for states in ({}, {}, completed(FIRST)):
        found: tuple[Standing, ...] = LedgerReader(EDITION).read(text(states))
        cells: tuple[Cell, ...] = tuple(judge[standing] for standing in found)
        rows.append(Row(len(rows), "N", "n", None, cells, judge.plan(cells)))
    assert [dict(counts) for counts in totals(rows, 2)] == [
        {CellState.BEHIND: 2, CellState.DONE: 1},
        {CellState.IDLE: 3},
    ]
    assert [dict(counts) for counts in totals([], 2)] == [{}, {}]


def test_totals_leave_out_those_who_left() -> None:
    cells = tuple(Judge(EDITION, {}, NOW)[standing] for standing in LedgerReader(EDITION).read(None))
    gone = Row(1, "N", "n", date(2027, 3, 1), cells, Plan.LEFT)
    assert [dict(counts) for counts in totals([gone], 2)] == [{}, {}]


def test_the_date_of_completion_is_kept() -> None:
    assert LedgerReader(EDITION).read(text(completed(FIRST)))[0].completed_on == date(2027, 3, 12)
