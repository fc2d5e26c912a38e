"""``make sure``: every check that continuous integration runs besides the tests, one line each.

A failure does not stop the others; its output is shown at once and the summary repeats its name.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dev import inside
from dev.console import SetupError, follow, say
from dev.places import ROOT, venv_python

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


class Check(NamedTuple):
    """A check: what it promises, and the arguments for the environment's Python."""

    promise: str
    arguments: tuple[str, ...]


CHECKS = (
    Check("code style", ("-m", "ruff", "check", ".")),
    Check("code format", ("-m", "ruff", "format", "--check", ".")),
    Check("types", ("-m", "mypy")),
    Check("import contracts", ("-c", LINT_IMPORTS)),
    Check("template format", ("-m", "djlint", "app", "--check", "--quiet")),
    Check("template style", ("-m", "djlint", "app", "--lint", "--quiet")),
    Check("migrations equal models", ("-m", "flask", "--app", "app", "database", "check")),
    Check("translations complete", ("-m", "dev.translations", "check")),
    *(
        Check(f"course {folder.name}", ("-m", "flask", "catalogue", "check", f"course_content/{folder.name}"))
        for folder in sorted((ROOT / "course_content").iterdir())
        if folder.is_dir()
    ),
    Check("lock files current", ("-m", "dev.locks", "check")),
    Check("a permission for every route", ("-m", "pytest", "tests/architecture", "-k", "route")),
)


def settings(folder: str) -> dict[str, str]:
    """Return an environment in which the app keeps everything in a folder of the checks, not in the developer's data."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "FILES_URL", "MAIL_URL"}}
    return {**kept, "DEMO": "true", "INSTANCE": folder}


def passes(check: Check, environment: Mapping[str, str]) -> bool:
    """Run a check, print its line, and its output when it failed or has something to say about itself."""
    started = time.monotonic()
    finished = follow([str(venv_python()), *check.arguments], lambda _line: None, environment, str(ROOT))
    good = finished.code == 0
    say(f"{'ok  ' if good else 'FAIL'} {check.promise:30} {time.monotonic() - started:5.1f} s")
    shown = finished.lines if not good else [line for line in finished.lines if line.startswith("Note:")]
    for line in shown:
        say(f"       {line}")
    return good


def chosen(words: Sequence[str]) -> list[Check]:
    """Return the checks whose promise holds one of the words; all of them without words."""
    return [check for check in CHECKS if not words or any(word in check.promise for word in words)]


def main(words: Sequence[str]) -> int:
    """Run the checks and say at the end which failed."""
    try:
        inside.prepare("dev")
    except SetupError as error:
        say(str(error))
        return 1
    checks = chosen(words)
    with tempfile.TemporaryDirectory(prefix="praksis-sure-", ignore_cleanup_errors=True) as folder:
        failed = [check.promise for check in checks if not passes(check, settings(folder))]
    if failed:
        say(f"\n{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}.")
        return 1
    say(f"\nAll {len(checks)} checks passed.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(inside.INTERRUPTED)
