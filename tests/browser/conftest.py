"""A real server with the demo and the real course, and a real Chromium in front of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from dev.demo_server import demo_server
from tests.databases import fresh_database

PASSWORD = "praksis-demo"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let libraries warn here: the browser plugin warns under the newest pytest, and these tests drive a server apart."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, which dev/browser.py found, and keep it from talking to anybody."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": [*quiet, "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server in demo mode, started as ``make run`` starts it."""
    folder = tmp_path_factory.mktemp("server")
    with fresh_database("browser", folder) as database, demo_server(folder, DATABASE_URL=database) as address:
        yield address


@pytest.fixture(scope="session")
def base_url(server: str) -> str:
    """Let ``page.goto("/sign-in")`` mean this server."""
    return server


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, server: str) -> Iterator[Enter]:
    """A function that signs somebody in with a browser of their own: ``enter("leder@fjordby.example", width=390)``."""
    contexts: list[BrowserContext] = []

    def sign_in(email: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=server, viewport={"width": width, "height": 844 if width < 600 else 900}, locale="da-DK", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto("/sign-in")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield sign_in
    for context in contexts:
        faults = [fault for page in context.pages for fault in faults_of(page)]
        context.close()
        assert faults == []


_faults: dict[int, list[str]] = {}


def watch(page: Page) -> None:
    """Note what the console complains about: a blocked script, a broken file, an exception."""
    noted: list[str] = []
    _faults[id(page)] = noted
    page.on("console", lambda message: noted.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: noted.append(str(error)))


def faults_of(page: Page) -> list[str]:
    """Return what the console complained about, without the lines for answers that a test asks for on purpose."""
    # A browser writes every answer that is an error into the console; the tests ask for some on purpose.
    expected = tuple(f"status of {status}" for status in (403, 404, 409, 410, 422))
    return [line for line in _faults.get(id(page), []) if not any(part in line for part in expected)]


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """A function that fails when a page breaks a rule of WCAG 2.2 A or AA, or scrolls sideways."""
    checker = Axe()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

    def check(page: Page) -> None:
        results = checker.run(page, options=options)
        found = [
            f"{rule['id']}: {rule['help']} – {[node['html'][:160] for node in rule['nodes'][:3]]}"
            for rule in results.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert found == [], f"{page.url}: {found}"
        assert wide <= 0, f"{page.url} scrolls {wide} px sideways"

    return check
