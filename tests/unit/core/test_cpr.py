"""Personal numbers in text. The numbers here are made from births before 1900, so that none is anybody's."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cpr import Finding, Strength, birthday, find, marked, removed

TODAY = date(2026, 11, 22)
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)


def with_check_digit(birthday_digits: str, seventh: int) -> tuple[str, str]:
    """Return (six digits, four digits) with the first serial that passes modulus 11."""
    for serial in range(100):
        nine = f"{birthday_digits}{seventh}{serial:02}"
        last = -sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11
        if last < 10:
            return birthday_digits, f"{seventh}{serial:02}{last}"
    raise AssertionError


def without_check_digit(birthday_digits: str, seventh: int) -> tuple[str, str]:
    """Return the same with a last digit that fails modulus 11."""
    day, serial = with_check_digit(birthday_digits, seventh)
    return day, serial[:3] + str((int(serial[3]) + 1) % 10)


DAY, SERIAL = with_check_digit("120362", 5)
UNPROVEN_DAY, UNPROVEN_SERIAL = without_check_digit("120362", 5)


def strengths(text: str, today: date = TODAY) -> list[Strength]:
    return [found.strength for found in find(text, today)]


@pytest.mark.parametrize("separator", ["-", " ", "–", "\u2011", " - ", "\u00a0", "\u2212", "\u00ad", "\u200b"])
def test_a_number_with_check_digit_and_any_separator_is_refused(separator: str) -> None:
    assert strengths(f"Borgeren ({DAY}{separator}{SERIAL}) kom.") == [Strength.STRONG]


@pytest.mark.parametrize(
    "word", ["cpr", "CPR-nr.", "Cpr.:", "personnummer", "Personnr", "person-nummer", "født", "Foedt"]
)
def test_bare_digits_count_when_a_word_says_so(word: str) -> None:
    assert strengths(f"{word} {DAY}{SERIAL}") == [Strength.STRONG]
    assert strengths(f"{DAY}{SERIAL} er hans {word}") == [Strength.STRONG]


def test_bare_digits_without_a_word_are_left_alone() -> None:
    assert strengths(f"Ordre {DAY}{SERIAL} er leveret.") == []
    assert strengths(f"cpr må ikke skrives her. {'x' * 60} {DAY}{SERIAL}") == []


def test_a_number_without_check_digit_is_asked_about() -> None:
    assert strengths(f"Sag {UNPROVEN_DAY}-{UNPROVEN_SERIAL}") == [Strength.WEAK]
    assert strengths(f"cpr {UNPROVEN_DAY}{UNPROVEN_SERIAL}") == [Strength.WEAK]


@pytest.mark.parametrize(
    ("year", "expected"), [("60", Strength.STRONG), ("99", Strength.STRONG), ("59", Strength.WEAK)]
)
def test_first_of_january_1960_to_1999_needs_no_check_digit(year: str, expected: Strength) -> None:
    day, serial = without_check_digit(f"0101{year}", 0)
    assert strengths(f"{day}-{serial}") == [expected]


@pytest.mark.parametrize("day", ["61", "75", "91"])
def test_a_replacement_number_is_asked_about(day: str) -> None:
    digits, serial = with_check_digit(f"{day}0162", 5)
    assert strengths(f"{digits}-{serial}") == [Strength.WEAK]


def test_dates_that_do_not_exist_are_no_numbers() -> None:
    for digits in ("310262", "001262", "121362", "320162", "920162", "290263"):
        assert strengths(f"cpr {digits}-5123") == []


def test_a_birthday_in_the_future_is_no_number() -> None:
    assert strengths("cpr 231126-4000") == []
    assert strengths("cpr 221126-4000") != []


def test_meeting_times_are_no_numbers() -> None:
    assert strengths("Mødet 120326-0930 blev flyttet til 130326-1415.") == []
    assert strengths("Ses 120327 1400") == []


def test_a_time_with_the_word_beside_it_is_asked_about_all_the_same() -> None:
    assert strengths("cpr 120326-0930") == [Strength.WEAK]


def test_a_time_long_ago_may_be_a_number() -> None:
    assert strengths("120362-0931") == [Strength.WEAK]


def test_production_units_are_no_numbers() -> None:
    for prefix in ("P-nummer", "P-nr.", "p nr", "P-nr.:", "P-enhed"):
        assert strengths(f"Cpr er ikke nødvendigt. {prefix} {DAY}{SERIAL}") == []


def test_digits_inside_a_longer_number_are_left_alone() -> None:
    assert strengths(f"cpr 1{DAY}{SERIAL}") == []
    assert strengths(f"cpr {DAY}-{SERIAL}7") == []


def test_several_numbers_are_all_found_and_removed() -> None:
    text = f"A {DAY}-{SERIAL}, B {DAY} {SERIAL}."
    found = find(text, TODAY)
    assert len(found) == 2
    assert removed(text, found, "[fjernet]") == "A [fjernet], B [fjernet]."
    assert marked(text, found)[0][1] == f"{DAY}-{SERIAL}"


def test_digits_of_other_scripts_count() -> None:
    full_width = "".join(chr(0xFF10 + int(digit)) for digit in DAY) + "-" + SERIAL
    assert strengths(full_width) == [Strength.STRONG]


def test_a_finding_does_not_hold_the_number() -> None:
    assert SERIAL not in repr(find(f"{DAY}-{SERIAL}", TODAY))


@pytest.mark.parametrize(
    ("year", "seventh", "expected"),
    [
        (36, 3, 1936), (36, 4, 2036), (37, 4, 1937), (36, 9, 2036), (99, 9, 1999),
        (57, 5, 2057), (58, 5, 1858), (99, 8, 1899), (0, 0, 1900),
    ],
)  # fmt: skip
def test_the_seventh_digit_tells_the_century(year: int, seventh: int, expected: int) -> None:
    assert birthday(1, 2, year, seventh) == date(expected, 2, 1)


OLD = st.dates(date(1858, 1, 1), date(1899, 12, 31))
AROUND = st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=60)


@given(OLD, st.sampled_from([5, 6, 7, 8]), st.sampled_from(["-", " ", "–"]), AROUND, AROUND)
def test_every_proven_number_is_found_wherever_it_stands(
    born: date, seventh: int, separator: str, before: str, after: str
) -> None:
    day, serial = with_check_digit(f"{born:%d%m%y}", seventh)
    found = find(f"{before}{day}{separator}{serial}{after}", TODAY)
    assert found == [Finding(len(before), len(before) + 10 + len(separator), Strength.STRONG)]


@given(st.text())
def test_any_text_can_be_searched_and_nothing_is_left_after_removal(text: str) -> None:
    found = find(text, TODAY)
    cleaned = removed(text, found, "[x]")
    assert len(cleaned) == len(text) - sum(each.end - each.start for each in found) + 3 * len(found)


@given(st.dates(TODAY - timedelta(days=3000), TODAY), st.integers(0, 23), st.integers(0, 59))
def test_no_recent_time_is_taken_for_a_number(day: date, hour: int, minute: int) -> None:
    assert find(f"Møde {day:%d%m%y}-{hour:02}{minute:02} hos virksomheden", TODAY) == []
