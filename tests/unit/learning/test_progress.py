"""Progress is derived from live requirements and the ledger, and can never lie."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.edition import Edition, Module, RequirementKind
from app.learning.rules import (
    COURSE,
    MODULE,
    Event,
    ItemState,
    State,
    States,
    course_progress,
    is_met,
    latest,
    module_progress,
    newly_completed,
)
from tests.factories.catalogue import tiny_edition

MORNING = datetime(2027, 3, 8, 8, tzinfo=UTC)
LESSON, QUIZ, ASSIGNMENT = RequirementKind.LESSON, RequirementKind.QUIZ, RequirementKind.ASSIGNMENT


def first_module() -> Module:
    return tiny_edition().modules[0]


def changed(module: Module, **parts: object) -> Module:
    """Return the module as another edition has it; a copy would keep the requirements that were worked out before."""
    return Module(**{**dict(module), **parts})


def states(*items: tuple[str, str, State], at: datetime = MORNING) -> dict[tuple[str, str], ItemState]:
    return {(kind, item_id): ItemState(state, at, at) for kind, item_id, state in items}


def all_met(module: Module) -> States:
    met = {LESSON: State.READ, QUIZ: State.PASSED, ASSIGNMENT: State.APPROVED}
    return states(*((needed.kind, needed.id, met[needed.kind]) for needed in module.requirements))


def test_the_latest_event_of_an_item_is_its_state_and_the_first_moment_is_kept() -> None:
    later = MORNING + timedelta(days=1)
    found = latest([Event(ASSIGNMENT, "a", State.SUBMITTED, MORNING), Event(ASSIGNMENT, "a", State.RETURNED, later)])
    assert found == {(ASSIGNMENT, "a"): ItemState(State.RETURNED, later, MORNING)}


@pytest.mark.parametrize(
    ("kind", "state", "met"),
    [
        (LESSON, State.READ, True),
        (LESSON, State.REVOKED, False),
        (LESSON, State.APPROVED, False),
        (LESSON, None, False),
        (QUIZ, State.PASSED, True),
        (QUIZ, State.FAILED, False),
        (QUIZ, State.READ, False),
        (ASSIGNMENT, State.APPROVED, True),
        (ASSIGNMENT, State.SUBMITTED, False),
        (ASSIGNMENT, State.RETURNED, False),
        (ASSIGNMENT, State.EXCUSED, True),
        (QUIZ, State.PRIOR_LEARNING, True),
    ],
)
def test_what_meets_a_requirement(kind: str, state: State | None, met: bool) -> None:
    assert is_met(kind, state) is met


def test_progress_counts_each_kind_by_itself() -> None:
    progress = module_progress(
        first_module(),
        states(
            (LESSON, "skriv-formaalet", State.READ),
            (QUIZ, "forberedelse-quiz", State.FAILED),
            (ASSIGNMENT, "proev-dagsordenen", State.SUBMITTED),
        ),
    )
    assert (progress.lessons_read, progress.lessons_total) == (1, 2)
    assert (progress.quiz, progress.has_quiz) == (State.FAILED, True)
    assert (progress.approved, progress.assignments_total, progress.waiting, progress.returned) == (0, 1, 1, 0)
    assert (progress.done, progress.total) == (1, 4)
    assert progress.segments == (State.READ, None, State.FAILED, State.SUBMITTED)
    assert progress.is_begun
    assert not progress.is_completed


def test_excused_and_prior_learning_are_done_but_neither_read_nor_approved() -> None:
    progress = module_progress(
        first_module(),
        states((LESSON, "skriv-formaalet", State.EXCUSED), (ASSIGNMENT, "proev-dagsordenen", State.PRIOR_LEARNING)),
    )
    assert (progress.done, progress.excused, progress.prior_learning) == (2, 1, 1)
    assert (progress.lessons_read, progress.approved) == (0, 0)


def test_an_item_that_the_edition_no_longer_has_counts_nowhere() -> None:
    removed = states((LESSON, "en-fjernet-lektion", State.READ), (ASSIGNMENT, "en-fjernet-opgave", State.RETURNED))
    assert module_progress(first_module(), removed) == module_progress(first_module(), {})


def test_removing_the_last_open_item_leaves_numerator_and_denominator_alike() -> None:
    module = first_module()
    smaller = changed(module, assignments=())
    known = {**all_met(smaller)}
    assert (module_progress(module, known).done, module_progress(module, known).total) == (3, 4)
    assert (module_progress(smaller, known).done, module_progress(smaller, known).total) == (3, 3)


def test_a_completed_module_stays_completed_when_a_lesson_is_added_and_shows_it_as_new() -> None:
    module = first_module()
    known = {**all_met(module), (MODULE, module.id): ItemState(State.COMPLETED, MORNING, MORNING)}
    added = module.lessons[0].model_copy(update={"id": "en-ny-lektion"})
    progress = module_progress(changed(module, lessons=(*module.lessons, added)), known)
    assert progress.completed_at == MORNING
    assert [needed.id for needed in progress.new_since_completed] == ["en-ny-lektion"]
    assert (progress.done, progress.total) == (4, 5)


def test_a_correction_after_completion_is_not_new() -> None:
    module = first_module()
    later = MORNING + timedelta(days=3)
    known = {
        **all_met(module),
        (MODULE, module.id): ItemState(State.COMPLETED, MORNING, MORNING),
        (ASSIGNMENT, "proev-dagsordenen"): ItemState(State.RETURNED, later, MORNING - timedelta(days=9)),
    }
    progress = module_progress(module, known)
    assert progress.is_completed
    assert progress.new_since_completed == ()
    assert progress.returned == 1


def test_a_revoked_completion_is_no_completion() -> None:
    module = first_module()
    known = {**all_met(module), (MODULE, module.id): ItemState(State.REVOKED, MORNING, MORNING)}
    assert not module_progress(module, known).is_completed
    assert (MODULE, module.id) not in newly_completed(tiny_edition(), known)


def test_the_last_requirement_completes_the_module_and_the_last_module_the_course() -> None:
    edition = tiny_edition()
    first, second = edition.modules
    assert newly_completed(edition, {}) == []
    one = all_met(first)
    assert newly_completed(edition, one) == [(MODULE, first.id)]
    both = {**one, **all_met(second)}
    assert newly_completed(edition, both) == [(MODULE, first.id), (MODULE, second.id), (COURSE, edition.course_id)]
    recorded = {**both, **states((MODULE, first.id, State.COMPLETED), (MODULE, second.id, State.COMPLETED))}
    assert newly_completed(edition, recorded) == [(COURSE, edition.course_id)]
    assert newly_completed(edition, {**recorded, **states((COURSE, edition.course_id, State.COMPLETED))}) == []


def test_a_revoked_completion_is_due_again_when_it_is_earned_again() -> None:
    edition = tiny_edition()
    first, second = edition.modules
    met = {**all_met(first), **all_met(second), **states((MODULE, second.id, State.COMPLETED))}
    noon = MORNING + timedelta(hours=4)
    revoked = states((MODULE, first.id, State.REVOKED), (COURSE, edition.course_id, State.REVOKED), at=noon)
    assert newly_completed(edition, {**met, **revoked}) == []
    lesson, later = first.lessons[0].id, noon + timedelta(hours=1)
    unread = {**met, **revoked, **states((LESSON, lesson, State.REVOKED), at=noon)}
    assert newly_completed(edition, unread) == []
    read_again = {**unread, **states((LESSON, lesson, State.READ), at=later)}
    assert newly_completed(edition, read_again) == [(MODULE, first.id), (COURSE, edition.course_id)]


def test_a_completed_module_with_a_new_lesson_does_not_hold_back_the_course() -> None:
    edition = tiny_edition()
    first, second = edition.modules
    known = {**all_met(second), **states((MODULE, first.id, State.COMPLETED), (MODULE, second.id, State.COMPLETED))}
    assert newly_completed(edition, known) == [(COURSE, edition.course_id)]


def events_of(edition: Edition) -> st.SearchStrategy[list[Event]]:
    items = [(needed.kind.value, needed.id) for needed in edition.requirements]
    items += [(MODULE, module.id) for module in edition.modules] + [(COURSE, edition.course_id), (LESSON, "fjernet")]
    event = st.builds(
        lambda item, state, hours: Event(*item, state, MORNING + timedelta(hours=hours)),
        st.sampled_from(items), st.sampled_from(State), st.integers(0, 500),
    )  # fmt: skip
    return st.lists(event, max_size=30)


@given(events_of(tiny_edition()))
def test_progress_never_exceeds_its_total_whatever_happened(events: list[Event]) -> None:
    edition = tiny_edition()
    progress = course_progress(edition, latest(events))
    assert 0 <= progress.done <= progress.total == len(list(edition.requirements))
    assert progress.modules_completed <= len(edition.modules)
    for module, found in zip(edition.modules, progress.modules, strict=True):
        assert len(found.segments) == found.total == len(module.requirements)
        assert found.done == sum(
            is_met(needed.kind, state) for needed, state in zip(module.requirements, found.segments, strict=True)
        )
        assert set(found.new_since_completed) <= set(module.requirements)


@given(events_of(tiny_edition()), events_of(tiny_edition()))
def test_nothing_but_a_revocation_changes_a_completion_date(before: list[Event], after: list[Event]) -> None:
    edition = tiny_edition()
    dated = course_progress(edition, latest(before))
    later = [event for event in after if event.item_kind not in {MODULE, COURSE}]
    for old, new in zip(dated.modules, course_progress(edition, latest(before + later)).modules, strict=True):
        assert old.completed_at == new.completed_at
