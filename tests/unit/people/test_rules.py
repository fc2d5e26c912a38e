"""Rules of accounts."""

import string
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.people.rules import (
    LONGEST_LOCK,
    TRIES_BEFORE_LOCK,
    PasswordProblem,
    device_name,
    is_email,
    locked_until,
    new_token,
    normal_email,
    password_problem,
    safe_next,
    token_hash,
)

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
HOST = "praksis.example"


def where_a_browser_goes(target: str) -> str:
    """Return the host that a browser reaches: it drops tabs, breaks and outer control characters, and reads \\ as /."""
    for char in "\t\n\r":
        target = target.replace(char, "")
    target = target.strip("".join(map(chr, range(33)))).replace("\\", "/")
    try:
        parts = urlsplit(urljoin(f"https://{HOST}/sign-in", target))
    except ValueError:
        return "nowhere"
    return parts.hostname or "nowhere" if parts.scheme == "https" else parts.scheme


STARTS = [
    "//", "///", "////", "/\\", "\\/", "\\\\", "/\t/", "/\n/", "/\r/", "/\x00/", "/ /", " //", "\t//", "\\t//", "https://",
    "http://", "HTTPS://", "https:/", "https:", "https:\\", "https:\\\\", "http:/\\", "ftp://", "javascript:", "JaVaScRiPt:",
    "java\tscript:", "data:text/html,", "vbscript:", "mailto:", "file:///", "//\\", "/\\/", "/\\\\", "\x01//", "\u00a0//",
    "\u2028//", "@", "//@", "//user@", "https://praksis.example@", "https://praksis.example.", "https:///",
    "://", ":", "?//", "#//", "", ".", "..", "./", "../", "%2f%2f", "%5c%5c", "http%3a//", "\ufeff//", "/\x7f/", "/\x0b/",
]  # fmt: skip
ENDS = [
    "evil.example",
    "evil.example/",
    "evil.example/%2e%2e",
    "evil.example\\",
    "evil.example?a=/x",
    "[::1]",
    "2130706433",
]
PAYLOADS = [start + end for start in STARTS for end in ENDS]


@pytest.mark.parametrize("target", PAYLOADS)
def test_target_that_is_no_path_of_ours_is_refused(target: str) -> None:
    assert safe_next(target) is None


@pytest.mark.parametrize(
    "target",
    [
        "/", "/learning/", "/learning/3/lessons/moedet-1?x=1&y=2#del", "/a//b", "/a?next=//evil.example",
        "/%2f/evil.example", "/@evil.example", "/.evil.example", "/søg?q=æøå", "/a:b", "/https://evil.example",
    ],
)  # fmt: skip
def test_path_of_ours_is_kept(target: str) -> None:
    assert safe_next(target) == target
    assert where_a_browser_goes(target) == HOST


@pytest.mark.parametrize("target", [None, "", "/" + "x" * 2_001])
def test_nothing_and_endless_are_refused(target: str | None) -> None:
    assert safe_next(target) is None


NASTY = st.text(alphabet=st.sampled_from("/\\\t\n\r\x00\x0b \u00a0\u2028:@?#.%[]evilhttpsjavascript0x7f"), max_size=30)


@given(st.one_of(NASTY, NASTY.map(lambda rest: "/" + rest), st.text(max_size=40).map(lambda rest: "/" + rest)))
def test_what_is_kept_stays_on_the_site(target: str) -> None:
    kept = safe_next(target)
    assume(kept is not None)
    assert where_a_browser_goes(str(kept)) == HOST


def test_first_wrong_passwords_cost_nothing() -> None:
    assert [locked_until(failures, NOON) for failures in range(TRIES_BEFORE_LOCK)] == [None] * TRIES_BEFORE_LOCK
    assert locked_until(TRIES_BEFORE_LOCK, NOON) == NOON + timedelta(minutes=1)
    assert locked_until(TRIES_BEFORE_LOCK + 2, NOON) == NOON + timedelta(minutes=4)


@given(st.integers(min_value=TRIES_BEFORE_LOCK, max_value=10**9))
def test_lock_grows_and_has_an_end(failures: int) -> None:
    this, following = locked_until(failures, NOON), locked_until(failures + 1, NOON)
    assert this is not None
    assert following is not None
    assert NOON < this <= following <= NOON + LONGEST_LOCK


@pytest.mark.parametrize(
    "email", ["a@b.dk", "mette.holm@fjordby.example", "x+y@sub.dom-ain.dk", "o'neil@fjordby.example"]
)
def test_addresses(email: str) -> None:
    assert is_email(email)


@pytest.mark.parametrize(
    "email",
    [
        "", "a", "a@", "@b.dk", "a@b", "a b@c.dk", "a@b.dk\n", "a@b.dk, c@d.dk", "a@b..dk", "a@-b.dk", "a@b-.dk", "æ@b.dk",
        "a@bø.dk", "a@b.dk>", "<a@b.dk", "a@b@c.dk", "x" * 65 + "@b.dk", "a@" + "b" * 64 + ".dk", "a@" + "b." * 130 + "dk",
        "A@B.DK",
    ],
)  # fmt: skip
def test_no_addresses(email: str) -> None:
    assert not is_email(email)


@given(st.text(max_size=30))
def test_only_plain_letters_are_folded(email: str) -> None:
    folded = normal_email(email)
    assert normal_email(folded) == folded
    if not email.strip().isascii():
        assert not folded.isascii()


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("ni tegn ja", None),
        ("ni tegn j", PasswordProblem.TOO_SHORT),
        ("æøåæøåæøå" + "x", None),
        ("x1" * 101, PasswordProblem.TOO_LONG),
        ("METTE går hjem", PasswordProblem.ABOUT_THE_PERSON),
        ("familien holm 7", PasswordProblem.ABOUT_THE_PERSON),
        ("jeg er jobhaj nu", PasswordProblem.ABOUT_THE_PERSON),
        ("min ged spiser", None),
        ("password2026", PasswordProblem.COMMON),
        ("!!Velkommen!!", PasswordProblem.COMMON),
        ("Sommer2027", PasswordProblem.COMMON),
        ("Adgangskode1", PasswordProblem.COMMON),
        ("1234567890", PasswordProblem.COMMON),
        ("praksis-demo", PasswordProblem.COMMON),
        ("qwertyuiopå", PasswordProblem.COMMON),
        ("aaaaaaaaaaaa", PasswordProblem.COMMON),
        ("ababababababab", PasswordProblem.COMMON),
        ("tre stole og en bro", None),
        ("aaaabbbbccccdddd", None),
        ("kun små bogstaver", None),
    ],
)
def test_passwords(password: str, problem: PasswordProblem | None) -> None:
    found = password_problem(password, name="Mette Ged Holm", email="jobhaj.m@fjordby.example")
    assert found is problem


@given(
    st.text(alphabet=string.ascii_letters + string.digits + "æøåÆØÅ !?-", min_size=4, max_size=20), st.text(max_size=8)
)
def test_password_with_the_own_name_in_it_is_refused(name: str, around: str) -> None:
    assume(any(len(part) >= 4 for part in "".join(c if c.isalnum() else " " for c in name).split()))
    assert password_problem(f"{around}{name}{around} og mere", name=name, email="x@y.example") is not None


def test_tokens_are_long_random_and_stored_hashed() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)
    assert len({token_hash(token) for token in tokens}) == 100


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox, Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_device_names(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
