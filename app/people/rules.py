"""Pure rules of accounts: addresses, passwords, tokens, lock-out and where a sign-in may lead."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

SIGN_IN_LASTS = timedelta(hours=12)
"""A working day: shared computers are common in a municipality."""

RESET_LASTS = timedelta(hours=2)
"""How long a mailed link for a forgotten password works."""
INVITATION_LASTS = timedelta(days=7)
"""How long the link of an invitation, or one that confirms a new address, works."""
MOST_LINKS_AN_HOUR = 5
"""So many links are mailed to one person in an hour; more are not sent, so that nobody can fill a mailbox."""

LONGEST_EMAIL = 254
"""What the mail protocol allows."""

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
SHORTEST_NAME_PART = 4
"""A shorter part of a name occurs in too many innocent words to be refused in a password."""
FEWEST_DIFFERENT_CHARACTERS = 4

COMMON_WORDS = frozenset(
    [
        "abcdefgh",
        "abcdefghij",
        "adgangskode",
        "admin",
        "administrator",
        "arbejde",
        "beskæftigelse",
        "chelsea",
        "danmark",
        "dragon",
        "elsker",
        "facebook",
        "februar",
        "fodbold",
        "football",
        "hejmeddig",
        "hemmelig",
        "iloveyou",
        "jobcenter",
        "jobkonsulent",
        "kodeord",
        "kommune",
        "kommunen",
        "københavn",
        "kærlighed",
        "letmein",
        "liverpool",
        "master",
        "mitkodeord",
        "monkey",
        "november",
        "oktober",
        "password",
        "passw0rd",
        "praksis",
        "princess",
        "qwerty",
        "qwertyuiop",
        "qwertyuiopå",
        "sommer",
        "sommerferie",
        "sunshine",
        "superman",
        "velkommen",
        "vinter",
        "virksomhed",
        "virksomhedsservice",
        "welcome",
        "whatever",
        "zxcvbnm",
        "zaqwsx",
        "september",
        "december",
        "efterår",
        "forår",
        "januar",
        "juleaften",
        "trustno",
    ]
)
COMMON_PASSWORDS = frozenset(
    [
        "0123456789",
        "0987654321",
        "1234567890",
        "12345678910",
        "123456789a",
        "1qaz2wsx3edc",
        "1q2w3e4r5t",
        "praksis-demo",
        "q1w2e3r4t5",
        "qwerty12345",
        "a123456789",
    ]
)

TRIES_BEFORE_LOCK = 5
LOCK_GROWS_FROM = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)


_PATH_ON_THIS_SITE = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]{0,2000}")


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@(?:{_LABEL}\.)+{_LABEL}")


def normal_email(email: str) -> str:
    """Return the form in which an address is stored and looked up.

    Only plain letters are made small: the Kelvin sign and others would become a "k" and make a look-alike the same.
    """
    email = email.strip()
    return email.lower() if email.isascii() else email


def is_email(email: str) -> bool:
    """Whether a normal address can be an account's: plain letters only, so that no look-alike can be registered."""
    return len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email) is not None


LONGEST_SEARCH = 100


def search_words(text: str) -> str:
    """Return what somebody looks for: one line, of a length that a name or an address can have."""
    return " ".join(text.split())[:LONGEST_SEARCH]


class PasswordProblem(Enum):
    """Why a password is refused. There are no rules about which kinds of characters it is made of."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    ABOUT_THE_PERSON = "about the person"
    COMMON = "common"


def password_problem(password: str, *, name: str, email: str) -> PasswordProblem | None:
    """Return why the owner of ``name`` and ``email`` cannot have this password, or None when they can."""
    if len(password) < SHORTEST_PASSWORD:
        return PasswordProblem.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordProblem.TOO_LONG
    folded = password.casefold()
    own = re.split(r"[\W_]+", f"{name} {email.partition('@')[0]}".casefold())
    if any(len(part) >= SHORTEST_NAME_PART and part in folded for part in own):
        return PasswordProblem.ABOUT_THE_PERSON
    # "Velkommen2026!" is as easily guessed as "velkommen": what stands around the word does not count.
    word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    if folded in COMMON_PASSWORDS or word in COMMON_WORDS or len(set(folded)) < FEWEST_DIFFERENT_CHARACTERS:
        return PasswordProblem.COMMON
    return None


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
    return now + min(LOCK_GROWS_FROM * (1 << min(over, 10)), LONGEST_LOCK)


def safe_next(target: str | None) -> str | None:
    r"""Return ``target`` if it is a path on this site, else None.

    Browsers read ``\`` as ``/`` and drop tabs and line breaks, so that ``/\evil`` and ``/<tab>/evil`` leave the site;
    hence everything but a plain path that begins with exactly one slash is refused.
    """
    if not target or not _PATH_ON_THIS_SITE.fullmatch(target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("FxiOS", "Firefox"), ("Chrom", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def device_name(user_agent: str) -> str:
    """Return what people call the browser and device, such as ``Firefox, Windows``; empty when it is none we know."""
    known = (next((name for mark, name in table if mark in user_agent), "") for table in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in known if name)
