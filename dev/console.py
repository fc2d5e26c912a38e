"""What the developer tools say on the terminal, and how they run other programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

KEPT_LINES = 400


class SetupError(Exception):
    """Something that the developer has to put right; its text is a whole sentence for them."""


class Finished(NamedTuple):
    """How a program ended: its exit code and the last lines of what it printed."""

    code: int
    lines: list[str]


def say(text: str) -> None:
    """Print a line at once, so that progress is seen also when the output goes into a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def in_ci() -> bool:
    """Whether this is the continuous integration run, where nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def follow(
    command: Sequence[str],
    on_line: Callable[[str], None],
    environment: Mapping[str, str] | None = None,
    folder: str | None = None,
) -> Finished:
    """Run a program, hand each line that it prints to ``on_line`` and keep the last ones for an error message."""
    kept: deque[str] = deque(maxlen=KEPT_LINES)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=None if environment is None else dict(environment),
        cwd=folder,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        if process.stdout is None:  # Popen promises a pipe when asked for one; the type does not.
            raise RuntimeError("no pipe")
        for line in process.stdout:
            kept.append(line.rstrip("\n"))
            on_line(kept[-1])
    return Finished(process.returncode, list(kept))


def reason(finished: Finished) -> str:
    """Pick the line that says best why a program failed: its first error line, else its last line."""
    lines = [line.strip() for line in finished.lines if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "npm error"))]
    return (errors or lines[-1:] or [f"it ended with code {finished.code}"])[0]
