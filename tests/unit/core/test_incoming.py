"""Whole numbers are read from texts that anybody may have written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.incoming import whole_number
from app.core.routing import LARGEST_ID


@given(st.integers(0, LARGEST_ID))
def test_a_number_is_read_back(number: int) -> None:
    assert whole_number(str(number)) == number


@pytest.mark.parametrize(
    "text", [None, "", " ", "x", "-1", "+1", "1.0", "1e3", "²", "१", "1_0", " 1", "1\n", "1\x00", str(LARGEST_ID + 1), "9" * 5000]
)  # fmt: skip
def test_everything_else_is_no_number(text: str | None) -> None:
    assert whole_number(text) is None
