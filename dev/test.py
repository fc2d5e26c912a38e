"""``make test``: install what the tests need and run them on SQLite, on PostgreSQL or on both.

Everything after ``--`` goes to pytest; when it names a path, only that path runs. In continuous integration
nothing may be left out: without a browser the browser tests fail there, and a skipped test fails the run.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from dev import browser, inside
from dev.console import SetupError, follow, in_ci, say
from dev.places import ROOT, TEST_DATABASE, venv_python

FAST = ("tests/unit", "tests/web", "tests/architecture")
BROWSER = {"all": ("tests/browser",), "loop": ("tests/browser/test_loop.py",), "none": ()}
NOTHING_COLLECTED = 5  # The exit code of pytest when a selection such as -k matches no test.

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLOSING = re.compile(r"\b\d+ (passed|failed|errors?|skipped|deselected|xfailed)\b.* in [\d.]+s|^no tests ran in ")
_SKIPPED = re.compile(r"\b[1-9]\d* skipped\b")


class Part(NamedTuple):
    """One call of pytest: what it is called in the summary, the database, and its arguments."""

    name: str
    database: str
    arguments: tuple[str, ...]


class Outcome(NamedTuple):
    """How a part ended: its closing line, whether that is good, and whether any test was selected."""

    part: Part
    closing: str
    seconds: float
    good: bool
    empty: bool


def read_arguments(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split the command line into the options of this program and what goes to pytest."""
    own, extra = list(arguments), []
    if "--" in own:
        cut = own.index("--")
        own, extra = own[:cut], own[cut + 1 :]
    parser = argparse.ArgumentParser(prog="python3 -m dev.test", description=__doc__)
    parser.add_argument("--db", choices=("sqlite", "postgres", "both"), default="sqlite")
    parser.add_argument("--browser", choices=tuple(BROWSER), default="all", help="how many of the browser tests")
    return parser.parse_args(own), extra


def names_a_path(extra: Sequence[str]) -> bool:
    """Whether the words for pytest name a file, a folder or a test in one."""
    return any((ROOT / word.split("::")[0]).exists() for word in extra if word and not word.startswith("-"))


def plan(database: str, browser_tests: str, extra: Sequence[str]) -> list[Part]:
    """Decide which calls of pytest one database gets."""
    if names_a_path(extra):
        return [Part("chosen", database, tuple(extra))]
    parts = [Part("unit, web, architecture", database, (*FAST, "-n", "auto", *extra))]
    paths = BROWSER[browser_tests]
    if paths:
        parts.append(Part("browser", database, (*paths, *extra)))
    return parts


def closing_line(lines: Sequence[str]) -> str:
    """Find pytest's last word, such as ``12 passed in 0.34s``, without colours and rulers."""
    plain = (_COLOUR.sub("", line).strip("= ") for line in reversed(lines))
    return next((line for line in plain if _CLOSING.search(line)), "ended without a result")


def is_good(code: int, closing: str, *, selected: bool, ci: bool) -> bool:
    """Whether a part counts as passed; a selection may match nothing, and CI accepts no skipped test."""
    if code == NOTHING_COLLECTED:
        return selected
    return code == 0 and not (ci and _SKIPPED.search(closing))


def run(part: Part, chromium: str | None, *, selected: bool) -> Outcome:
    """Run one part, showing its output as it comes."""
    say(f"\n--- {part.name} on {part.database}")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    if chromium:
        environment["CHROMIUM"] = chromium
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = [str(venv_python()), "-m", "pytest", *colour, *part.arguments]
    if part.database == "sqlite":
        environment.pop(TEST_DATABASE, None)
    elif not environment.get(TEST_DATABASE):
        # The server's package warns about a folder that containers lack and it does not need.
        command = [str(venv_python()), "-W", "ignore", "-m", "dev.postgres", "--", *command]
    started = time.monotonic()
    finished = follow(command, say, environment, str(ROOT))
    closing = closing_line(finished.lines)
    good = is_good(finished.code, closing, selected=selected, ci=in_ci())
    return Outcome(part, closing, time.monotonic() - started, good, finished.code == NOTHING_COLLECTED)


def run_all(options: argparse.Namespace, extra: Sequence[str]) -> list[Outcome]:
    """Prepare the machine and run every part, also after one that failed."""
    inside.prepare("dev", retry=True)
    databases = ("sqlite", "postgres") if options.db == "both" else (options.db,)
    parts = [part for database in databases for part in plan(database, options.browser, extra)]
    chromium = browser.ensure() if any("tests/browser" in " ".join(part.arguments) for part in parts) else None
    if not chromium and not in_ci() and any(part.name == "browser" for part in parts):
        say("The browser tests are left out of this run; CI runs them all.")
        parts = [part for part in parts if part.name != "browser"]
    return [run(part, chromium, selected=bool(extra)) for part in parts]


def main(arguments: Sequence[str]) -> int:
    """Run the tests that the command line asks for and close with one line per part."""
    options, extra = read_arguments(arguments)
    try:
        outcomes = run_all(options, extra)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return inside.INTERRUPTED
    say("\n--- Tests")
    for outcome in outcomes:
        mark = "ok  " if outcome.good else "FAIL"
        say(f"{mark} {outcome.part.database:8} {outcome.part.name:24} {outcome.closing} ({outcome.seconds:.0f} s)")
    if all(outcome.empty for outcome in outcomes):
        say("No test was selected.")
        return 1
    return 0 if all(outcome.good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
