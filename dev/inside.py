"""Runs a module of the work tree inside the virtual environment: ``python3 -m dev.inside bench --people 30``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

from dev import environment, frontend
from dev.console import SetupError, say
from dev.places import ROOT, venv_python

INTERRUPTED = 130  # What shells report for a program that was stopped with Ctrl+C.


def become(module: str, arguments: Sequence[str] = ()) -> NoReturn:
    """Replace this process by a module in the environment, so that signals reach it and nothing waits around it."""
    command = [str(venv_python()), "-m", module, *arguments]
    os.chdir(ROOT)
    if sys.platform == "win32":
        # Windows has no exec that keeps the console, so this process waits around the other.
        try:
            sys.exit(subprocess.run(command, check=False).returncode)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
    else:
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted.


def prepare(kind: environment.Kind, *, retry: bool = False) -> None:
    """Make the environment and the front-end packages current."""
    environment.ensure(kind)
    frontend.ensure(retry=retry)


def start(kind: environment.Kind, module: str, arguments: Sequence[str] = ()) -> int:
    """Prepare everything and become the module; on failure, say why and return an exit code."""
    try:
        prepare(kind)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted. The next start continues from here.")
        return INTERRUPTED
    become(module, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the module that the first argument names with the other arguments."""
    if not arguments:
        say("Say which module to run, for example: python3 -m dev.inside bench")
        return 2
    return start("dev", arguments[0], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
