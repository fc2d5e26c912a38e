"""Hashing of passwords."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from app.people.passwords import hash_password, password_matches


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_only_the_same_password_matches(password: str, other: str) -> None:
    stored = hash_password(password, time_cost=1)
    same = unicodedata.normalize("NFC", password) == unicodedata.normalize("NFC", other)
    assert password_matches(stored, password, time_cost=1)
    assert password_matches(stored, other, time_cost=1) is same


def test_hash_is_argon2id_and_salted() -> None:
    first, second = (hash_password("tre stole og en bro", time_cost=1) for _ in range(2))
    assert first.startswith("$argon2id$")
    assert first != second


def test_letter_matches_in_both_its_spellings() -> None:
    stored = hash_password("blåbær på øen", time_cost=1)
    assert password_matches(stored, unicodedata.normalize("NFD", "blåbær på øen"), time_cost=1)


def test_nobody_matches_without_a_hash() -> None:
    assert not password_matches(None, "a password that nobody has", time_cost=1)
    assert not password_matches("no hash", "x", time_cost=1)
