"""The developer entry points: run, test, check, lock and translate Praksis.

Everything that runs before the virtual environment exists uses the standard library only. The version check
stands here because Python imports this file before any other of the package, so an older Python gets one clear
sentence instead of a syntax error from somewhere deep inside a dependency.
"""

from __future__ import annotations

import sys

OLDEST_PYTHON = (3, 11)


def version_complaint(version: tuple[int, ...]) -> str | None:
    """Say what is wrong with a Python version such as ``(3, 9, 2)``; ``None`` when it is new enough."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    found = ".".join(str(part) for part in version[:3])
    return (
        f"Praksis needs Python 3.11 or newer, and this is Python {found}. "
        "Install a newer one and name it, for example: make run PYTHON=python3.12"
    )


_complaint = version_complaint(tuple(sys.version_info[:3]))
if _complaint is not None:
    sys.exit(_complaint)
