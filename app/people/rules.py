"""Pure rules of accounts: addresses, passwords, tokens, lock-out and where a sign-in may lead."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

SIGN_IN_LASTS = timedelta(hours=12)
"""A working day: shared computers are common in a municipality."""

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

TRIES_BEFORE_LOCK = 5
LOCK_GROWS_FROM = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)


_PATH_ON_THIS_SITE = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]{0,2000}")


def normal_email(email: str) -> str:
    """Return the form in which an address is stored and looked up."""
    return email.strip().lower()


def new_token() -> str:
    """Return a random secret of 256 bits, for a cookie or a mailed link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token. The token is random, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Return until when an account refuses sign-in after ``failures`` wrong passwords in a row.

    Nothing for the first four; then a minute, doubling up to an hour, so that guessing is hopeless and a person who
    mistypes is not shut out for the day.
    """
    over = failures - TRIES_BEFORE_LOCK
    if over < 0:
        return None
    return now + min(LOCK_GROWS_FROM * 2 ** min(over, 10), LONGEST_LOCK)


def safe_next(target: str | None) -> str | None:
    r"""Return ``target`` if it is a path on this site, else None.

    Browsers read ``\`` as ``/`` and drop tabs and line breaks, so that ``/\evil`` and ``/<tab>/evil`` leave the site;
    hence everything but a plain path that begins with exactly one slash is refused.
    """
    if not target or not _PATH_ON_THIS_SITE.fullmatch(target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
