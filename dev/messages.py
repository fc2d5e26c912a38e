"""Keeps the compiled message catalogues (``messages.mo``) newer than the ones that people edit (``messages.po``)."""

from __future__ import annotations

import subprocess
from pathlib import Path

from dev.console import SetupError
from dev.places import ROOT, venv_python

PATTERN = "*/translations/*/LC_MESSAGES/messages.po"


def stale(app: Path) -> list[Path]:
    """Return the catalogues that are not compiled since their last change."""
    return [po for po in sorted(app.glob(PATTERN)) if not _newer(po.with_suffix(".mo"), po)]


def _newer(compiled: Path, source: Path) -> bool:
    try:
        return compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns
    except OSError:
        return False


def ensure_compiled() -> None:
    """Compile the catalogues when one of them is stale."""
    if not stale(ROOT / "app"):
        return
    command = [str(venv_python()), "-m", "dev.translations", "compile"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetupError("The translations could not be compiled; the lines above say where.")
