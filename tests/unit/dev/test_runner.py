import pytest

from dev.sure import CHECKS, chosen
from dev.test import closing_line, is_good, plan, read_arguments


def test_words_after_the_dashes_go_to_pytest() -> None:
    options, extra = read_arguments(["--db", "postgres", "--", "-k", "loop"])
    assert (options.db, options.browser, extra) == ("postgres", "all", ["-k", "loop"])


def test_both_databases_run_everything() -> None:
    names = {database: [part.arguments[0] for part in plan(database, "all", [])] for database in ("sqlite", "postgres")}
    assert names == {
        "sqlite": ["tests/unit", "tests/browser"],
        "postgres": ["tests/unit", "tests/browser"],
    }
    assert [part.name for part in plan("postgres", "none", [])] == ["unit, web, architecture"]


def test_a_path_runs_alone_and_options_run_everywhere() -> None:
    assert [part.arguments for part in plan("sqlite", "all", ["tests/unit/dev", "-x"])] == [("tests/unit/dev", "-x")]
    assert all(part.arguments[-2:] == ("-k", "words") for part in plan("sqlite", "all", ["-k", "words"]))


@pytest.mark.parametrize(
    ("line", "closing"),
    [
        ("=== 12 passed in 0.34s ===", "12 passed in 0.34s"),
        (
            "\x1b[32m==== \x1b[1m3 passed\x1b[0m, 1 skipped in 65.10s (0:01:05) ===\x1b[0m",
            "3 passed, 1 skipped in 65.10s (0:01:05)",
        ),
        ("1 failed, 2 errors in 1.00s", "1 failed, 2 errors in 1.00s"),
        ("no tests ran in 0.01s", "no tests ran in 0.01s"),
        ("Killed", "ended without a result"),
    ],
)
def test_the_closing_line_is_found(line: str, closing: str) -> None:
    assert closing_line(["tests/unit/test_a.py .", line, ""]) == closing


@pytest.mark.parametrize(
    ("code", "closing", "selected", "ci", "good"),
    [
        (0, "3 passed in 1s", False, True, True),
        (0, "3 passed, 1 skipped in 1s", False, False, True),
        (0, "3 passed, 1 skipped in 1s", False, True, False),
        (1, "1 failed in 1s", False, False, False),
        (5, "no tests ran in 1s", False, False, False),
        (5, "no tests ran in 1s", True, False, True),
    ],
)
def test_what_counts_as_passed(code: int, closing: str, selected: bool, ci: bool, good: bool) -> None:
    assert is_good(code, closing, selected=selected, ci=ci) is good


def test_words_choose_checks() -> None:
    assert chosen([]) == list(CHECKS)
    assert [check.promise for check in chosen(["lock"])] == ["lock files current"]
