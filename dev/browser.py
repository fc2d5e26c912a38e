"""Finds the Chromium that the browser tests drive, and installs it where apt-get is at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from dev.console import follow, reason, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
HOW_TO = (
    "The browser tests need Chromium or Chrome, and none was found. Install one (Debian and Ubuntu: "
    "sudo apt install chromium; macOS: brew install --cask chromium; Windows: winget install Google.Chrome) "
    "or name one: CHROMIUM=/path/to/chromium make test"
)


def find(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of a Chromium: the one named by ``CHROMIUM``, else one in ``PATH`` or in a usual place."""
    named = environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = (shutil.which(name, path=environ.get("PATH")) for name in NAMES)
    usual = (place for place in USUAL_PLACES if Path(place).exists())
    return next((path for path in (*on_path, *usual) if path), None)


def as_root() -> list[str] | None:
    """Return what goes before a command that needs root: nothing, ``sudo``, or ``None`` when there is no way."""
    if sys.platform == "win32" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def ensure() -> str | None:
    """Return the path of a Chromium, installed with apt-get if need be; else say how to get one."""
    found = find()
    before = as_root()
    if found or os.environ.get("CHROMIUM") or before is None:
        if not found:
            say(HOW_TO)
        return found
    say("Installing Chromium for the browser tests with apt-get …")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    # An update that fails need not matter: the package lists that are there may do.
    follow([*before, *quiet, "update"], lambda _line: None)
    installed = follow([*before, *quiet, "install", "-y", "--no-install-recommends", "chromium"], lambda _line: None)
    if installed.code != 0:
        say(f"apt-get could not install Chromium: {reason(installed)}\n{HOW_TO}")
    return find()
