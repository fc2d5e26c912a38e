"""Every page in a real browser: no broken rule of WCAG 2.2 A/AA, nothing that scrolls sideways, no complaint in the console."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Enter, faults_of, watch

Axe = Callable[[Page], None]
WIDTHS = (390, 1280)

PAGES = {
    "konsulent@fjordby.example": (
        "/learning/1", "/learning/1/modules/moedet", "/learning/1/lessons/de-foerste-to-minutter",
        "/learning/1/quizzes/moedet-quiz", "/learning/1/terms", "/learning/1/cases/trepartsmoedet",
        "/practice/1/assignments/dagsordenen", "/practice/1/assignments/aabningen", "/practice/1/assignments/aktionslisten",
        "/practice/1/assignments/dagsordenen/sheet", "/practice/1/assignments/afsporingen/sheet",
        "/practice/1/assignments/aabningen/rounds/1", "/practice/1/log", "/practice/1/log/new",
        "/practice/1/tools/moedeforberedelse", "/insight/1/mine", "/account", "/learning/99", "/grading/",
    ),
    "konsulent3@fjordby.example": (
        "/learning/1", "/learning/1/quizzes/moedet-quiz", "/learning/1/quizzes/moedet-quiz/attempts/1",
    ),
    "konsulent16@fjordby.example": ("/learning/",),
    "underviser@fjordby.example": (
        "/grading/", "/grading/?show=mine", "/grading/held", "/grading/submissions/5", "/learning/1",
        "/learning/1/lessons/lyt-og-spoerg", "/learning/1/quizzes/moedet-quiz", "/learning/1/cases/trepartsmoedet",
        "/practice/1/assignments/dagsordenen",
    ),
    "leder@fjordby.example": (
        "/insight/1", "/insight/1?sort=plan", "/insight/1?q=zzz", "/insight/1/people/1", "/insight/1/people/2",
    ),
    "admin@fjordby.example": (
        "/people/", "/people/?q=zzz", "/people/new", "/people/5", "/cohorts/", "/cohorts/new", "/cohorts/1",
        "/cohorts/1/deadlines", "/cohorts/1/enrol", "/cohorts/1/instructors", "/editions", "/editions/1",
    ),
}  # fmt: skip
"""What each person can open in a fresh demo."""

PUBLIC = ("/sign-in", "/forgot-password", "/choose-password/x", "/accessibility", "/privacy", "/nowhere")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("person", PAGES)
def test_pages_of_a_role(enter: Enter, axe: Axe, person: str, width: int) -> None:
    page = enter(person, width=width)
    for path in PAGES[person]:
        page.goto(path)
        axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_for_everybody(browser: Browser, server: str, axe: Axe, width: int) -> None:
    with browser.new_context(base_url=server, viewport={"width": width, "height": 844}, locale="da-DK") as context:
        page = context.new_page()
        watch(page)
        for path in PUBLIC:
            page.goto(path)
            axe(page)
        assert faults_of(page) == []


def test_pages_hold_at_320_pixels(enter: Enter, axe: Axe) -> None:
    for person in ("konsulent@fjordby.example", "underviser@fjordby.example", "leder@fjordby.example"):
        page = enter(person, width=320)
        for path in PAGES[person]:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} scrolls {wide} px sideways at 320 px"


def test_pages_are_whole_in_english(enter: Enter, axe: Axe) -> None:
    page = enter("konsulent12@fjordby.example")
    page.locator(".account summary, .account > button").first.click()
    page.get_by_role("button", name="English").click()
    page.goto("/learning/1")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("My course")
    axe(page)


def test_a_form_with_errors_says_so_and_keeps_the_words(enter: Enter, axe: Axe) -> None:
    page = enter("konsulent22@fjordby.example", width=390)
    page.goto("/practice/1/assignments/dagsordenen/sheet")
    page.locator("[name=f-formaal]").fill("Vi mødes for at finde ud af, hvor lageret er mest presset.")
    page.get_by_role("button", name="Indsend").click()
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()
    expect(page.locator("[name=f-formaal]")).to_have_value("Vi mødes for at finde ud af, hvor lageret er mest presset.")
    axe(page)


def test_a_personal_number_is_caught_and_never_stored(enter: Enter, axe: Axe) -> None:
    page = enter("konsulent22@fjordby.example", width=390)
    page.goto("/practice/1/log/new")
    page.locator("[name=company]").fill("Grossist, ca. 35 ansatte")
    page.get_by_label("Det virkede").check()
    page.locator("[name=learned]").fill("Borgeren med cpr 010180-1234 kom ikke.")
    page.get_by_role("button", name="Gem log").click()
    expect(page.locator("main")).to_contain_text("CPR")
    axe(page)
    page.goto("/practice/1/log")
    expect(page.locator("main")).not_to_contain_text("010180")


def test_reading_without_javascript(enter: Enter) -> None:
    page = enter("konsulent22@fjordby.example", java_script_enabled=False)
    page.goto("/learning/1/lessons/formaal-udbytte-og-dagsorden")
    page.get_by_role("button", name="Markér som læst, og gå videre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("De første to minutter")
    page.goto("/practice/1/assignments/aktionslisten/sheet")
    page.locator("[name=f-virksomhed]").fill("Tømrer, 9 ansatte")
    page.get_by_role("button", name="Gem kladde").click()
    page.goto("/practice/1/assignments/aktionslisten/sheet")
    expect(page.locator("[name=f-virksomhed]")).to_have_value("Tømrer, 9 ansatte")


def test_signing_in_with_the_keyboard_only(browser: Browser, server: str) -> None:
    with browser.new_context(base_url=server, locale="da-DK") as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href')")
        assert focused == "#main", "the first stop is the way past the menu"
        page.locator("input[name=email]").focus()
        page.keyboard.type("konsulent@fjordby.example")
        page.keyboard.press("Tab")
        page.keyboard.type("praksis-demo")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mit forløb")


def test_a_term_is_explained_in_place_and_closes_with_escape(enter: Enter) -> None:
    page = enter("konsulent@fjordby.example", width=390)
    page.goto("/learning/1/lessons/de-foerste-to-minutter")
    term = page.locator("button.term").first
    term.focus()
    page.keyboard.press("Enter")
    card = page.locator(".term-card:popover-open")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert term.evaluate("element => element === document.activeElement"), "focus goes back to the word"
