"""Password hashing with Argon2id; the one place that knows the library."""

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@lru_cache
def _hasher(time_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost)


def _normal(password: str) -> str:
    """Return one spelling of letters like å, which keyboards send as one sign or as a letter and a ring."""
    return unicodedata.normalize("NFC", password)


@lru_cache
def _decoy(time_cost: int) -> str:
    return _hasher(time_cost).hash("a password that nobody has")


def hash_password(password: str, *, time_cost: int) -> str:
    """Return the Argon2id hash to store."""
    return _hasher(time_cost).hash(_normal(password))


def password_matches(password_hash: str | None, password: str, *, time_cost: int) -> bool:
    """Whether the password is right. Without a hash it takes as long and is False, so that nobody learns who exists."""
    try:
        _hasher(time_cost).verify(password_hash or _decoy(time_cost), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
