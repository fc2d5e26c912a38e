"""The virtual environment ``.venv``: made once, installed from the hash-locked wheels, then left alone.

The stamp is written last. A start that finds it current does nothing; a start after an interrupted installation
finds it missing, clears away what was installed by half, and lets pip continue with the rest.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from dev.console import Finished, SetupError, follow, reason, say
from dev.places import REQUIREMENTS, VENV, digest, one_at_a_time, read_stamp, venv_python, write_stamp

Kind = Literal["run", "dev"]

PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary", ":all:", "--no-deps")


def lock_file(kind: Kind) -> Path:
    """Return the lock file of a kind; the one for ``dev`` contains all that ``run`` needs."""
    return REQUIREMENTS / f"{kind}.txt"


def python_version(venv: Path = VENV) -> str:
    """Read which Python a virtual environment was made with; empty when there is none that could start."""
    try:
        config = (venv / "pyvenv.cfg").read_text("utf-8")
    except OSError:
        return ""
    found = re.search(r"^version(?:_info)?\s*=\s*(\S+)", config, re.MULTILINE)
    return found.group(1) if found and venv_python(venv).exists() else ""


def is_current(kind: Kind, venv: Path = VENV) -> bool:
    """Whether the environment holds exactly what the lock file of this kind says."""
    stamp = read_stamp(venv / "praksis.json")
    version = python_version(venv)
    return bool(version) and stamp.get("python") == version and stamp.get(kind) == digest([lock_file(kind)])


def ensure(kind: Kind) -> None:
    """Make the environment current, or raise ``SetupError`` with what to do."""
    if is_current(kind):
        return
    with one_at_a_time():
        if is_current(kind):  # Another start may have done it while this one waited.
            return
        if not has_pip():
            create()
        clear_half_installed(VENV)
        install(kind)
        kinds: list[Kind] = ["run", "dev"] if kind == "dev" else ["run"]
        facts = {str(each): digest([lock_file(each)]) for each in kinds}
        write_stamp(VENV / "praksis.json", {**facts, "python": python_version()})


def has_pip() -> bool:
    """Whether there is an environment whose Python is new enough and whose pip starts."""
    version = tuple(int(part) for part in re.findall(r"\d+", python_version())[:2])
    if version < (3, 11):
        return False
    asked = subprocess.run([str(venv_python()), "-m", "pip", "--version"], capture_output=True, check=False)
    return asked.returncode == 0


def create() -> None:
    """Make an empty environment with the Python that is running."""
    say(f"Creating .venv with Python {sys.version.split()[0]} …")
    finished = follow([sys.executable, "-m", "venv", "--clear", str(VENV)], lambda _line: None)
    if finished.code == 0:
        return
    if any("ensurepip" in line for line in finished.lines):
        raise SetupError(
            "This Python has no venv with pip. On Debian and Ubuntu: sudo apt install python3-venv. Then try again."
        )
    raise SetupError(f"The environment .venv could not be made: {reason(finished)}")


def clear_half_installed(venv: Path) -> list[str]:
    """Remove the marks of packages that an interrupted pip left half installed, so that pip does them again.

    pip takes a package for installed as soon as its folder ``*.dist-info`` is there, but adds ``INSTALLER`` to it only
    when all files, compiled modules and commands are in place. Folders that begin with ``~`` are old versions that
    pip had moved aside. Returns the names that were removed.
    """
    removed = []
    for site in (*venv.glob("lib/python*/site-packages"), *venv.glob("Lib/site-packages")):
        halves = [info for info in site.glob("*.dist-info") if not (info / "INSTALLER").exists()]
        for path in (*halves, *site.glob("~*")):
            removed.append(path.name)
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    return removed


def install(kind: Kind) -> None:
    """Install a lock file with pip, showing which package it is at."""
    lock = lock_file(kind)
    count = len(re.findall(r"^[A-Za-z0-9]", lock.read_text("utf-8"), re.MULTILINE))
    say(f"Installing up to {count} packages from requirements/{lock.name} (the first time only) …")
    seen = 0

    def show(line: str) -> None:
        nonlocal seen
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied: ")):
            seen += 1
            if not line.startswith("Requirement"):
                say(f"  {seen:3}/{count} {Path(line.split()[1]).name}")
        elif line.startswith("Installing collected packages"):
            say("  unpacking …")

    finished = run_pip(["-r", str(lock)], show)
    if finished.code != 0:
        raise SetupError(
            f"The packages could not be installed: {reason(finished)}\n"
            "What was installed so far is kept; the next start continues from there."
        )


def run_pip(arguments: list[str], on_line: Callable[[str], None]) -> Finished:
    """Run ``pip install`` of the environment with hashes required and wheels only."""
    command = [str(venv_python()), "-m", "pip", "install", "--progress-bar", "off", *PIP_OPTIONS, *arguments]
    return follow(command, on_line)
