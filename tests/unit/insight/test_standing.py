"""What a ledger text says, and that it is what learning says."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.insight.rules.standing import SEPARATOR, LedgerReader
from app.learning.rules import Event, State, latest, module_progress
from tests.factories.catalogue import tiny_edition

EDITION = tiny_edition()
MODULES = [("module", module.id) for module in EDITION.modules]
ITEMS = [(part.kind.value, part.id) for part in EDITION.requirements] + MODULES
TWO_YEARS = (1_767_225_600, 1_830_297_600)
EVENTS = st.lists(st.tuples(st.sampled_from(ITEMS), st.sampled_from(list(State)), st.integers(*TWO_YEARS)), max_size=30)


def ledger_text(events: list[Event]) -> str:
    parts = []
    for event in events:
        second = str(int(event.at.timestamp())) if event.item_kind == "module" else ""
        parts += [f"{event.item_kind} {event.item_id}", event.state, second]
    return SEPARATOR.join(parts)


@given(EVENTS)
def test_a_standing_says_what_learning_says(drawn: list[tuple[tuple[str, str], State, int]]) -> None:
    events = [Event(*item, state, datetime.fromtimestamp(second, UTC)) for item, state, second in drawn]
    states = latest(events)
    standings = LedgerReader(EDITION).read(ledger_text(events) or None)
    for module, standing in zip(EDITION.modules, standings, strict=True):
        progress = module_progress(module, states)
        assert standing.module is module
        assert (standing.done, standing.total, standing.waiting) == (progress.done, progress.total, progress.waiting)
        assert (standing.segments, standing.is_begun) == (progress.segments, progress.is_begun)
        assert (standing.completed_on is not None) == progress.is_completed
        assert 0 <= standing.done <= standing.total


def test_people_who_stand_alike_share_their_standings() -> None:
    reader = LedgerReader(EDITION)
    text = ledger_text([Event("lesson", "skriv-formaalet", "read", datetime(2027, 3, 12, tzinfo=UTC))])
    assert reader.read(text)[0] is reader.read(text)[0]
    assert reader.read(text)[0] is not reader.read(None)[0]


def test_a_completion_late_in_the_evening_is_of_the_danish_day() -> None:
    module = EDITION.modules[0].id
    winter = Event("module", module, "completed", datetime(2027, 3, 11, 23, 30, tzinfo=UTC))
    summer = Event("module", module, "completed", datetime(2027, 7, 11, 22, 30, tzinfo=UTC))
    reader = LedgerReader(EDITION)
    assert reader.read(ledger_text([winter]))[0].completed_on == date(2027, 3, 12)
    assert reader.read(ledger_text([summer]))[0].completed_on == date(2027, 7, 12)


def test_an_item_that_the_edition_no_longer_has_counts_nowhere() -> None:
    text = ledger_text([Event("lesson", "fjernet-lektion", "read", datetime(2027, 3, 12, tzinfo=UTC))])
    assert [(standing.done, standing.is_begun) for standing in LedgerReader(EDITION).read(text)] == [
        (0, False),
        (0, False),
    ]
