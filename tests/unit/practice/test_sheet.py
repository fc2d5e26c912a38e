"""Reading sheets and saying what is wrong with them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.format import ToolFile
from app.core.cpr import Strength
from app.practice.rules.sheet import (
    LONGEST_TEXT,
    Fault,
    is_empty,
    leftover,
    personal_numbers,
    read,
    read_date,
    read_number,
    saving_problems,
    submitting_problems,
    without_personal_numbers,
)

TODAY = date(2026, 11, 22)
CPR = "120362-5010"

TOOL = ToolFile.model_validate(
    {
        "id": "ark",
        "title": "Ark",
        "purpose": "Til prøver.",
        "fields": [
            {"id": "kort", "label": "Kort", "kind": "text", "required": True},
            {"id": "lang", "label": "Lang", "kind": "long"},
            {"id": "dag", "label": "Dag", "kind": "date"},
            {"id": "tal", "label": "Tal", "kind": "number"},
            {"id": "valg", "label": "Valg", "kind": "choice", "options": ["Ja", "Nej"]},
            {"id": "flere", "label": "Flere", "kind": "choices", "options": ["A", "B", "C"], "required": True},
            {
                "id": "linjer",
                "label": "Linjer",
                "kind": "rows",
                "required": True,
                "max_rows": 2,
                "columns": [
                    {"id": "hvad", "label": "Hvad", "kind": "text"},
                    {"id": "minutter", "label": "Minutter", "kind": "number"},
                    {"id": "slags", "label": "Slags", "kind": "choice", "options": ["X", "Y"]},
                ],
            },
        ],
    }
)

FULL = {
    "f-kort": ["Formål"],
    "f-lang": ["Linje 1\r\nLinje 2  "],
    "f-dag": ["8.3.2027"],
    "f-tal": ["2,5"],
    "f-valg": ["Ja"],
    "f-flere": ["C", "A"],
    "f-linjer-0-hvad": [""],
    "f-linjer-1-hvad": ["Åbn"],
    "f-linjer-1-minutter": ["10"],
    "f-linjer-1-slags": ["Y"],
}


def test_a_form_becomes_a_sheet() -> None:
    assert read(TOOL, FULL) == {
        "kort": "Formål",
        "lang": "Linje 1\nLinje 2",
        "dag": "2027-03-08",
        "tal": "2,5",
        "valg": "Ja",
        "flere": ["A", "C"],
        "linjer": [{"hvad": "Åbn", "minutter": "10", "slags": "Y"}],
    }


def test_what_does_not_belong_is_left_out() -> None:
    forged = {
        "f-valg": ["Måske"],
        "f-flere": ["A", "Q"],
        "f-ukendt": ["x"],
        "role": ["manager"],
        "f-linjer-2-hvad": ["x"],
    }
    sheet = read(TOOL, forged)
    assert set(sheet) == {field.id for field in TOOL.fields}
    assert (sheet["valg"], sheet["flere"], sheet["linjer"]) == ("", ["A"], [])


def test_an_empty_form_is_an_empty_sheet() -> None:
    assert is_empty(read(TOOL, {}))
    assert not is_empty(read(TOOL, FULL))


def test_a_date_that_is_none_is_kept_and_named_when_submitting() -> None:
    sheet = read(TOOL, {**FULL, "f-dag": ["i morgen"]})
    assert sheet["dag"] == "i morgen"
    assert saving_problems(TOOL, sheet) == []
    assert [(problem.field_id, problem.fault) for problem in submitting_problems(TOOL, sheet)] == [
        ("dag", Fault.NO_DATE)
    ]


def test_numbers_that_are_none_are_named_when_submitting() -> None:
    sheet = read(TOOL, {**FULL, "f-tal": ["en halv time"], "f-linjer-1-minutter": ["ti"]})
    faults = [(problem.field_id, problem.fault) for problem in submitting_problems(TOOL, sheet)]
    assert faults == [("tal", Fault.NO_NUMBER), ("linjer", Fault.NO_NUMBER)]


def test_required_fields_of_every_kind() -> None:
    missing = submitting_problems(TOOL, read(TOOL, {"f-kort": ["  \n"]}))
    assert [(problem.field_id, problem.fault) for problem in missing] == [
        ("kort", Fault.MISSING), ("flere", Fault.MISSING), ("linjer", Fault.MISSING),
    ]  # fmt: skip
    assert submitting_problems(TOOL, read(TOOL, FULL)) == []


def test_the_longest_text_fits_and_one_character_more_is_named_with_its_size() -> None:
    longest = "😀" * LONGEST_TEXT
    assert saving_problems(TOOL, read(TOOL, {"f-lang": [longest]})) == []
    (problem,) = saving_problems(TOOL, read(TOOL, {"f-lang": [longest + "x"]}))
    assert (problem.field_id, problem.fault, problem.size) == ("lang", Fault.TOO_LONG, LONGEST_TEXT + 1)


def test_nul_is_refused_in_rows_too() -> None:
    sheet = read(TOOL, {"f-kort": ["a\x00b"], "f-linjer-0-hvad": ["c\x00"]})
    assert [problem.fault for problem in saving_problems(TOOL, sheet)] == [Fault.UNSTORABLE, Fault.UNSTORABLE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2,5", "2.5"), ("2.5", "2.5"), ("1.000", "1000"), ("1.000,50", "1000.50"), ("1 000", "1000"), ("-3", "-3"),
        ("0", "0"), ("1.000.000", "1000000"),
    ],
)  # fmt: skip
def test_danish_numbers(text: str, expected: str) -> None:
    assert read_number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "x", "1,2,3", "NaN", "Infinity", "ti"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@given(st.dates(date(1900, 1, 1)))
def test_every_day_reads_back(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day}.{day.month}.{day.year}") == day


@given(st.text())
def test_any_text_is_kept_or_is_no_date(text: str) -> None:
    kept = read(TOOL, {"f-dag": [text], "f-lang": [text]})
    assert kept["lang"] == text.replace("\r\n", "\n").strip()
    assert kept["dag"] == (day.isoformat() if (day := read_date(kept["lang"])) else kept["lang"])


def test_personal_numbers_are_found_in_every_typed_field_and_removed() -> None:
    typed = ("f-kort", "f-lang", "f-dag", "f-tal", "f-linjer-0-hvad", "f-linjer-1-minutter")
    sheet = read(TOOL, {name: [f"cpr {CPR}"] for name in typed})
    places = personal_numbers(TOOL, sheet, TODAY)
    assert [place.anchor for place in places] == ["f-kort", "f-lang", "f-dag", "f-tal", "f-linjer", "f-linjer"]
    cleaned = without_personal_numbers(TOOL, sheet, TODAY, set(Strength), "[fjernet]")
    assert CPR not in str(cleaned)
    assert cleaned["linjer"][0]["hvad"] == "cpr [fjernet]"
    assert CPR not in repr(places)


def test_only_the_strengths_that_are_named_are_removed() -> None:
    sheet = read(TOOL, {"f-lang": [f"cpr {CPR} og sag 120362-5001"]})
    cleaned = without_personal_numbers(TOOL, sheet, TODAY, {Strength.STRONG}, "[fjernet]")
    assert cleaned["lang"].startswith("cpr [")
    assert cleaned["lang"].endswith("120362-5001")


def test_what_stands_in_fields_that_the_tool_no_longer_has_is_left_over() -> None:
    sheet = {
        "kort": "a", "før": "b", "tom": "", "valgte": ["c", "d"], "rækker": [{"hvad": "e", "slags": ""}, {"hvad": "f"}],
    }  # fmt: skip
    assert leftover(TOOL, sheet) == ["b", "c", "d", "e", "f"]
    assert leftover(TOOL, read(TOOL, FULL)) == []
