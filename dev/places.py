"""Where things are in the work tree, and how a set-up step remembers that it was done."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"

# The variable that names the PostgreSQL database of the tests; without it they use SQLite.
TEST_DATABASE = "TEST_DATABASE_URL"


def venv_python(venv: Path = VENV) -> Path:
    """Return the interpreter of a virtual environment, which Windows keeps in another folder."""
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


def digest(files: Iterable[Path]) -> str:
    """Hash the contents of files, so that a stamp goes stale when one of them changes."""
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.name} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def read_stamp(stamp: Path) -> dict[str, str]:
    """Read a stamp; one that is missing, half-written or of another shape counts as empty."""
    try:
        found = json.loads(stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): str(value) for key, value in found.items()}


def write_stamp(stamp: Path, facts: Mapping[str, str]) -> None:
    """Write a stamp so that it is there whole or not at all, whenever the machine stops."""
    draft = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    draft.write_text(json.dumps(dict(facts), indent=1, sort_keys=True) + "\n", "utf-8")
    draft.replace(stamp)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one set-up run at a time in this work tree; the operating system frees the lock of a killed one."""
    with (ROOT / ".setup.lock").open("a+b") as lock:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
