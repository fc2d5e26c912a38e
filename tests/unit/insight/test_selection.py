"""Whom an overview shows, and in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cohorts.queries import DeadlineRow
from app.insight.rules.plan import Judge, Row
from app.insight.rules.selection import Selection
from app.insight.rules.standing import LedgerReader
from app.ui.formatters import danish_key
from tests.factories.catalogue import tiny_edition
from tests.unit.insight.ledgers import completed, text

EDITION = tiny_edition()
FIRST, SECOND = EDITION.modules
NOW = datetime(2027, 3, 15, 12, tzinfo=UTC)
WAITING = {**completed(FIRST), "assignment proev-dagsordenen": "submitted"}
del WAITING[f"module {FIRST.id}"]

PEOPLE = {
    "Åse": {},
    "Zita": completed(FIRST) | completed(SECOND),
    "Østen": WAITING,
    "Aage": {"lesson skriv-formaalet": "read"},
    "Ærø Bo": completed(FIRST),
}


def rows() -> list[Row]:
    deadlines = {
        ("module", FIRST.id): DeadlineRow("module", FIRST.id, NOW - timedelta(days=1), None),
        ("module", SECOND.id): DeadlineRow("module", SECOND.id, NOW + timedelta(days=9), None),
    }
    judge, reader, made = Judge(EDITION, deadlines, NOW), LedgerReader(EDITION), []
    for number, (name, states) in enumerate(PEOPLE.items(), 1):
        cells = tuple(judge[standing] for standing in reader.read(text(states)))
        made.append(Row(number, name, danish_key(name), None, cells, judge.plan(cells)))
    cells = tuple(judge[standing] for standing in reader.read(None))
    return [*made, Row(9, "Bent", "bent", date(2027, 1, 5), cells, judge.plan(cells))]


def names(**arguments: str) -> list[str]:
    selection = Selection.parse(arguments, EDITION)
    return [row.name for row in selection.choose(rows(), EDITION)]


def test_people_stand_in_danish_order() -> None:
    assert names() == ["Zita", "Ærø Bo", "Østen", "Aage", "Åse"]
    assert names(order="desc") == ["Åse", "Aage", "Østen", "Ærø Bo", "Zita"]


def test_those_who_left_are_shown_only_when_asked_for() -> None:
    assert "Bent" not in names()
    assert names(withdrawn="1")[0] == "Bent"


def test_sorting_by_a_module_keeps_people_in_the_same_state_in_the_order_of_names() -> None:
    assert names(sort=FIRST.id) == ["Zita", "Ærø Bo", "Østen", "Aage", "Åse"]
    assert names(sort=SECOND.id) == ["Zita", "Ærø Bo", "Østen", "Aage", "Åse"]
    assert names(sort=SECOND.id, order="desc") == ["Ærø Bo", "Østen", "Aage", "Åse", "Zita"]


def test_sorting_by_plan_begins_with_those_who_need_help() -> None:
    assert names(sort="plan") == ["Aage", "Åse", "Ærø Bo", "Østen", "Zita"]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("behind", ["Aage", "Åse"]),
        ("on-plan", ["Ærø Bo", "Østen"]),
        ("ahead", ["Zita"]),
        ("waiting", ["Østen"]),
        ("done", ["Zita"]),
        ("not-begun", ["Åse"]),
        ("all", ["Zita", "Ærø Bo", "Østen", "Aage", "Åse"]),
    ],
)
def test_showing_some(show: str, expected: list[str]) -> None:
    assert names(show=show) == expected


def test_searching_finds_parts_of_names_whatever_the_case() -> None:
    assert names(q="ÆRØ  b") == ["Ærø Bo"]
    assert names(q="xyz") == []


@given(st.dictionaries(st.sampled_from(["sort", "order", "show", "q", "withdrawn"]), st.text(max_size=20)))
def test_whatever_the_address_says_is_understood_or_ignored(arguments: dict[str, str]) -> None:
    selection = Selection.parse(arguments, EDITION)
    assert Selection.parse(selection.parameters(), EDITION) == selection
    selection.choose(rows(), EDITION)
