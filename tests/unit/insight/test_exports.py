"""Files that no spreadsheet takes for a program."""

import csv
import io
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insight.exports import _quoted, file_name, neutral

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"


@given(st.text(alphabet=FORMULA_STARTS + " ;\"'a" + string.digits, max_size=8))
def test_no_cell_begins_as_a_formula_and_no_word_is_lost(text: str) -> None:
    safe = neutral(text)
    assert not safe.startswith(tuple(FORMULA_STARTS))
    assert not safe.lstrip().startswith(tuple(FORMULA_STARTS))
    assert safe.removeprefix("'") in {text, text.removeprefix("'")}


@given(st.lists(st.text(alphabet=FORMULA_STARTS + " ;\"'aø", max_size=8), min_size=2, max_size=4))
def test_a_row_is_read_back_as_it_was_written(cells: list[str]) -> None:
    line = ";".join(_quoted(cell) for cell in cells)
    assert next(csv.reader(io.StringIO(line, newline=""), delimiter=";")) == [neutral(cell) for cell in cells]


@pytest.mark.parametrize("text", ["Åse Østergaard", "6 af 10", "", "– ikke begyndt"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_a_file_name_says_cohort_and_date_in_plain_letters() -> None:
    assert file_name('Forår "2027"\r\n/../Ærø', date(2027, 3, 8), "csv").endswith("-foraar-2027-aeroe-2027-03-08.csv")
    assert file_name("☂", date(2027, 3, 8), "xlsx").endswith("-hold-2027-03-08.xlsx")
