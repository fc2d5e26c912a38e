"""``make screenshots``: pictures of the demo's pages, on a phone and on a desktop, into ``docs/screenshots``.

Starts a server of its own with a fresh demo, so that the pictures show what a new user sees. ``--to FOLDER`` writes
elsewhere, ``--all`` takes every page and not only those that the documents show.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dev import browser as chromium
from dev.console import say
from dev.demo_server import demo_server
from dev.places import ROOT

PASSWORD = "praksis-demo"  # noqa: S105 -- the demo's, known to everybody
WIDTHS = {"phone": 390, "desktop": 1280}
COLOURS = 128


class Shot(NamedTuple):
    """A page: the picture's name, who looks, the address, and whether the documents show it."""

    name: str
    person: str
    path: str
    shown: bool = False


MINE = "konsulent@fjordby.example"
TEACHER = "underviser@fjordby.example"
MANAGER = "leder@fjordby.example"
ADMIN = "admin@fjordby.example"

SHOTS = (
    Shot("sign-in", "", "/sign-in"),
    Shot("forgot-password", "", "/forgot-password"),
    Shot("dashboard", MINE, "/learning/1", shown=True),
    Shot("dashboard-not-started", "konsulent11@fjordby.example", "/learning/1"),
    Shot("dashboard-completed", "konsulent2@fjordby.example", "/learning/1"),
    Shot("dashboard-withdrawn", "konsulent16@fjordby.example", "/learning/"),
    Shot("module", MINE, "/learning/1/modules/moedet"),
    Shot("lesson", MINE, "/learning/1/lessons/de-foerste-to-minutter", shown=True),
    Shot("quiz", MINE, "/learning/1/quizzes/moedet-quiz"),
    Shot("quiz-result", "konsulent3@fjordby.example", "/learning/1/quizzes/moedet-quiz/attempts/1"),
    Shot("terms", MINE, "/learning/1/terms"),
    Shot("case", MINE, "/learning/1/cases/trepartsmoedet"),
    Shot("assignment-returned", MINE, "/practice/1/assignments/dagsordenen", shown=True),
    Shot("assignment-waiting", MINE, "/practice/1/assignments/aabningen"),
    Shot("assignment-new", MINE, "/practice/1/assignments/aktionslisten"),
    Shot("sheet-returned", MINE, "/practice/1/assignments/dagsordenen/sheet"),
    Shot("sheet-new", MINE, "/practice/1/assignments/aktionslisten/sheet"),
    Shot("round", MINE, "/practice/1/assignments/aabningen/rounds/1"),
    Shot("log", MINE, "/practice/1/log"),
    Shot("log-empty", "konsulent11@fjordby.example", "/practice/1/log"),
    Shot("log-new", MINE, "/practice/1/log/new", shown=True),
    Shot("tool", MINE, "/practice/1/tools/moedeforberedelse"),
    Shot("what-my-manager-sees", MINE, "/insight/1/mine"),
    Shot("account", MINE, "/account"),
    Shot("queue", TEACHER, "/grading/", shown=True),
    Shot("submission", TEACHER, "/grading/submissions/5", shown=True),
    Shot("held", TEACHER, "/grading/held"),
    Shot("overview", MANAGER, "/insight/1", shown=True),
    Shot("person", MANAGER, "/insight/1/people/1"),
    Shot("people", ADMIN, "/people/"),
    Shot("person-admin", ADMIN, "/people/5"),
    Shot("person-new", ADMIN, "/people/new"),
    Shot("cohorts", ADMIN, "/cohorts/"),
    Shot("cohort", ADMIN, "/cohorts/1"),
    Shot("cohort-deadlines", ADMIN, "/cohorts/1/deadlines"),
    Shot("cohort-enrol", ADMIN, "/cohorts/1/enrol"),
    Shot("editions", ADMIN, "/editions"),
    Shot("edition", ADMIN, "/editions/1"),
    Shot("not-found", MINE, "/learning/99"),
    Shot("accessibility", "", "/accessibility"),
    Shot("privacy", "", "/privacy"),
)


def _open(browser: Browser, address: str, person: str, width: int) -> Page:
    """Return a page in which ``person`` is signed in; nobody when it is empty."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 844}, locale="da-DK")
    page = context.new_page()
    if person:
        page.goto("/sign-in")
        page.locator("input[name=email]").fill(person)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state()
    return page


def _save(page: Page, path: Path, *, whole: bool) -> None:
    """Write a picture with few colours, which is a fifth of the size and looks the same."""
    taken = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
    path.parent.mkdir(parents=True, exist_ok=True)
    taken.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def take(shots: Sequence[Shot], folder: Path, *, whole: bool) -> None:
    """Take each picture at each width: the whole page, or what one sees first."""
    path = chromium.ensure()
    if path is None:
        raise SystemExit("Chromium is needed for pictures.")
    with (
        tempfile.TemporaryDirectory() as instance,
        demo_server(Path(instance)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for kind, width in WIDTHS.items():
            pages: dict[str, Page] = {}
            for shot in shots:
                page = pages.get(shot.person) or pages.setdefault(
                    shot.person, _open(browser, address, shot.person, width)
                )
                answer = page.goto(shot.path)
                status = answer.status if answer else 0
                _save(page, folder / f"{shot.name}-{kind}.png", whole=whole)
                say(f"{status} {shot.name}-{kind}.png")
        browser.close()


def main(arguments: Sequence[str]) -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python3 -m dev.screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--all", action="store_true", help="every page, not only those that the documents show")
    parser.add_argument("names", nargs="*", help="only these pages")
    options = parser.parse_args(arguments)
    chosen = [shot for shot in SHOTS if (shot.name in options.names if options.names else options.all or shot.shown)]
    take(chosen, options.to, whole=options.all or bool(options.names))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
