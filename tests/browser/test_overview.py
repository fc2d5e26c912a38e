"""The manager's overview: it follows while one types or sorts, says so, and does the same without JavaScript."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter

MANAGER = "leder@fjordby.example"
PEOPLE = "#completion tbody tr"
MARK = "window.isStillTheSamePage"


def opened(enter: Enter, width: int = 1280) -> Page:
    """Open the overview, and mark the page so that a reload shows."""
    page = enter(MANAGER, width=width)
    page.goto("/insight/1")
    page.evaluate(f"{MARK} = true")
    return page


def focused(page: Page) -> str:
    identifier: str = page.evaluate("document.activeElement.id")
    return identifier


def test_the_list_follows_while_one_types(enter: Enter, axe: Callable[[Page], None]) -> None:
    page = opened(enter)
    everybody = page.locator(PEOPLE).count()
    page.locator("#q").press_sequentially("mette")
    expect(page.locator(PEOPLE)).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text(f"Viser 1 af {everybody}.")
    assert focused(page) == "q"
    expect(page).to_have_url(re.compile(r"[?&]q=mette(&|$)"))
    page.locator("#q").press_sequentially("x")
    expect(page.get_by_role("heading", name="Ingen resultater")).to_be_visible()
    axe(page)
    page.locator("#q").fill("")
    expect(page.locator(PEOPLE)).to_have_count(everybody)
    assert page.evaluate(MARK)
    page.reload()
    expect(page.locator(PEOPLE)).to_have_count(everybody)


def test_choosing_whom_to_show_needs_no_button(enter: Enter) -> None:
    page = opened(enter)
    page.locator("#show").select_option("behind")
    expect(page.locator("#completion tbody td:last-child").first).to_have_text("Bagud")
    expect(page.get_by_role("link", name="Vis alle")).to_be_visible()
    page.get_by_label("Også dem, der er udmeldt").check()
    expect(page).to_have_url(re.compile("withdrawn=1"))
    assert page.evaluate(MARK)


def test_sorting_keeps_the_focus_the_filter_and_the_way_back(enter: Enter, axe: Callable[[Page], None]) -> None:
    page = opened(enter, width=390)
    page.locator("#show").select_option("behind")
    expect(page).to_have_url(re.compile("show=behind"))
    before = page.locator(PEOPLE).count()
    plan = page.locator("#sort-name")
    plan.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader").first).to_have_attribute("aria-sort", "descending")
    assert focused(page) == "sort-name"
    expect(page.locator(PEOPLE)).to_have_count(before)
    page.locator("#q").press_sequentially("a")
    expect(page).to_have_url(re.compile(r"order=desc.*q=a"))
    axe(page)
    assert page.evaluate(MARK)
    page.go_back()
    expect(page.get_by_role("columnheader").first).to_have_attribute("aria-sort", "ascending")
    kept = page.evaluate("[...Object.values(sessionStorage), ...Object.values(localStorage)].join()")
    assert "Mette Holm" not in kept, "no page with people's names stays in the browser"


def test_a_file_holds_what_is_shown_at_last(enter: Enter) -> None:
    page = opened(enter)
    page.locator("#q").fill("mette")
    expect(page.locator(PEOPLE)).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Hent som CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == 2, "the heading, and one person"


def test_whoever_is_no_longer_signed_in_is_led_to_the_door(enter: Enter) -> None:
    page = opened(enter)
    page.context.clear_cookies()
    page.locator("#q").fill("mette")
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.locator("input[name=password]")).to_be_visible()


def test_without_javascript_a_button_filters_and_a_link_sorts(enter: Enter) -> None:
    page = enter(MANAGER, java_script_enabled=False)
    page.goto("/insight/1")
    page.locator("#q").fill("a")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("status")).to_contain_text("Viser")
    page.locator("#sort-plan").click()
    expect(page).to_have_url(re.compile(r"sort=plan&q=a"))
    expect(page.locator("#q")).to_have_value("a")
