"""The next step is one clear thing, and never a locked one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.edition import RequirementKind
from app.cohorts.queries import DeadlineRow
from app.learning.rules import (
    MODULE,
    ItemState,
    NextStep,
    State,
    States,
    deadline_of,
    following,
    is_locked,
    is_met,
    next_step,
)
from tests.factories.catalogue import tiny_edition

NOW = datetime(2027, 3, 8, 8, tzinfo=UTC)
LESSON, QUIZ, ASSIGNMENT = RequirementKind.LESSON, RequirementKind.QUIZ, RequirementKind.ASSIGNMENT


def states(*items: tuple[str, str, State]) -> States:
    return {(kind, item_id): ItemState(state, NOW, NOW) for kind, item_id, state in items}


def step(*items: tuple[str, str, State], **deadlines: DeadlineRow) -> NextStep | None:
    found = {(row.item_kind, row.item_id): row for row in deadlines.values()}
    return next_step(tiny_edition(), states(*items), found, NOW)


READ = ((LESSON, "skriv-formaalet", State.READ), (LESSON, "send-dagsordenen", State.READ))
PASSED = (QUIZ, "forberedelse-quiz", State.PASSED)
SECOND = (
    (LESSON, "lyt-foerst", State.READ),
    (LESSON, "luk-moedet", State.READ),
    (QUIZ, "samtalen-quiz", State.PASSED),
)


def test_a_newcomer_begins_with_the_first_lesson() -> None:
    found = step()
    assert found is not None
    assert found.requirement == (LESSON, "skriv-formaalet", "forberedelse")
    assert (found.state, found.due_at) == (None, None)


def test_the_order_is_lessons_then_quiz_then_assignments_then_the_next_module() -> None:
    order = [
        step(),
        step(READ[0]),
        step(*READ),
        step(*READ, PASSED),
        step(*READ, PASSED, (ASSIGNMENT, "proev-dagsordenen", State.APPROVED)),
    ]
    assert [found.requirement.id for found in order if found] == [
        "skriv-formaalet", "send-dagsordenen", "forberedelse-quiz", "proev-dagsordenen", "lyt-foerst",
    ]  # fmt: skip


def test_a_failed_quiz_is_tried_again() -> None:
    found = step(*READ, (QUIZ, "forberedelse-quiz", State.FAILED))
    assert found is not None
    assert (found.requirement.id, found.state) == ("forberedelse-quiz", State.FAILED)


def test_returned_work_comes_before_everything_else() -> None:
    found = step((ASSIGNMENT, "proev-dagsordenen", State.RETURNED))
    assert found is not None
    assert (found.requirement.id, found.state) == ("proev-dagsordenen", State.RETURNED)


def test_what_waits_for_somebody_else_is_skipped() -> None:
    found = step(*READ, PASSED, (ASSIGNMENT, "proev-dagsordenen", State.SUBMITTED))
    assert found is not None
    assert found.requirement.id == "lyt-foerst"


def test_there_is_no_step_when_all_is_done_or_waits() -> None:
    assert step(*READ, PASSED, *SECOND, (ASSIGNMENT, "proev-dagsordenen", State.APPROVED)) is None
    assert step(*READ, PASSED, *SECOND, (ASSIGNMENT, "proev-dagsordenen", State.SUBMITTED)) is None


def test_work_after_its_cut_off_is_locked_and_never_the_next_step() -> None:
    closed = DeadlineRow(ASSIGNMENT, "proev-dagsordenen", NOW - timedelta(days=2), NOW - timedelta(seconds=1))
    found = step(*READ, PASSED, closed=closed)
    assert found is not None
    assert found.requirement.id == "lyt-foerst"
    assert step(*READ, PASSED, *SECOND, (ASSIGNMENT, "proev-dagsordenen", State.RETURNED), closed=closed) is None


def test_the_second_of_the_cut_off_is_still_open() -> None:
    assignment = tiny_edition().modules[0].requirements[-1]
    row = DeadlineRow(ASSIGNMENT, assignment.id, NOW, NOW)
    assert not is_locked(assignment, {(ASSIGNMENT, assignment.id): row}, NOW)
    assert is_locked(assignment, {(ASSIGNMENT, assignment.id): row}, NOW + timedelta(seconds=1))


def test_lessons_can_be_read_after_the_modules_cut_off() -> None:
    closed = DeadlineRow(MODULE, "forberedelse", NOW - timedelta(days=2), NOW - timedelta(days=1))
    found = step(closed=closed)
    assert found is not None
    assert found.requirement.id == "skriv-formaalet"
    assert found.due_at == closed.due_at


def test_an_assignments_own_deadline_beats_its_modules() -> None:
    assignment = tiny_edition().modules[0].requirements[-1]
    of_module = DeadlineRow(MODULE, "forberedelse", NOW, None)
    own = DeadlineRow(ASSIGNMENT, assignment.id, NOW + timedelta(days=9), None)
    assert deadline_of(assignment, {(MODULE, "forberedelse"): of_module}) is of_module
    assert deadline_of(assignment, {(MODULE, "forberedelse"): of_module, (ASSIGNMENT, assignment.id): own}) is own
    assert deadline_of(assignment, {}) is None


def test_what_an_edition_added_to_a_completed_module_comes_last() -> None:
    found = step((MODULE, "forberedelse", State.COMPLETED))
    assert found is not None
    assert found.requirement.id == "lyt-foerst"
    last = step((MODULE, "forberedelse", State.COMPLETED), *SECOND)
    assert last is not None
    assert last.requirement.id == "skriv-formaalet"


def test_after_a_lesson_comes_the_rest_of_its_module_and_then_what_was_skipped() -> None:
    module = tiny_edition().modules[0]
    assert following(module, {}, "skriv-formaalet") == (LESSON, "send-dagsordenen", "forberedelse")
    assert following(module, states(READ[1]), "send-dagsordenen") == (QUIZ, "forberedelse-quiz", "forberedelse")
    skipped = states(READ[1], PASSED, (ASSIGNMENT, "proev-dagsordenen", State.SUBMITTED))
    assert following(module, skipped, "send-dagsordenen") == (LESSON, "skriv-formaalet", "forberedelse")
    assert following(module, {**skipped, **states(READ[0])}, "send-dagsordenen") is None


@given(st.dictionaries(st.sampled_from(list(tiny_edition().requirements)), st.sampled_from(State)))
def test_the_next_step_is_always_something_that_can_be_done(found: dict[tuple[str, str, str], State]) -> None:
    known = states(*((kind, item_id, state) for (kind, item_id, _), state in found.items()))
    result = next_step(tiny_edition(), known, {}, NOW)
    left = [
        needed
        for needed in tiny_edition().requirements
        if not is_met(needed.kind, found.get(needed)) and found.get(needed) is not State.SUBMITTED
    ]
    assert (result is None) == (not left)
    assert result is None or result.requirement in left
