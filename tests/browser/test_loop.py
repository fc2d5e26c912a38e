"""The whole loop, as people play it: read, quiz, submit, get it back, submit again, be approved, and be seen by the manager."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from ruamel.yaml import YAML

from tests.browser.conftest import Enter

COURSE = Path(__file__).resolve().parents[2] / "course_content" / "faelles-metode"
CONSULTANT = "konsulent11@fjordby.example"
NAME = "Jonas Lund"
"""Somebody of the demo who has not started; see ``app/demo/create.py``."""
SECRET = "Skriv punkterne som spørgsmål, så driftslederen kan svare."


def questions() -> list[dict[str, Any]]:
    text = (COURSE / "modules" / "moedet" / "quiz.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = YAML(typ="safe").load(text)["questions"]
    return found


def read_five_lessons(page: Page) -> None:
    page.get_by_role("link", name="2.1 Formål, udbytte og dagsorden").first.click()
    for _ in range(5):
        expect(page.locator("article h1, main h1")).to_have_count(1)
        page.get_by_role("button", name="Markér som læst, og gå videre").click()
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="Quiz: Mødet", level=1)).to_be_visible()


def answer(page: Page, *, right: bool) -> None:
    """Answer every question; wrong ones get the first wrong option, or the opposite order."""
    for question in questions():
        name = f"q-{question['id']}"
        if question["kind"] == "order":
            items = question["items"] if right else list(reversed(question["items"]))
            for place, item in enumerate(items, 1):
                page.locator(f"[name='{name}--{item['id']}']").select_option(str(place))
            continue
        wanted = [option["id"] for option in question["options"] if bool(option.get("correct")) is right]
        for option in wanted if question["kind"] == "multiple" else wanted[:1]:
            page.locator(f"input[name='{name}'][value='{option}']").check()


def fill_required(page: Page, words: str) -> None:
    """Fill in whatever the sheet requires, as the person at the form sees it."""
    for field in page.locator("form.sheet-form [aria-required=true]").all():
        tag = field.evaluate("element => element.tagName")
        if tag == "FIELDSET":
            field.locator("input").first.check()
        elif tag == "SELECT":
            field.select_option(index=1)
        elif not field.input_value():
            field.fill(words)
    for group in page.locator("form.sheet-form fieldset").all():
        first = group.locator("input:not([type=radio], [type=checkbox], [type=hidden]), textarea").first
        if first.count() and first.is_visible() and not first.input_value():
            first.fill(words)
        choice = group.locator("input[type=radio]").first
        if choice.count() and not group.locator("input[type=radio]:checked").count():
            choice.check()


def submit(page: Page, code: str, words: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{re.escape(code)}")).first.click()
    page.get_by_role("link", name=re.compile("Udfyld arket|Skriv næste runde|Fortsæt")).first.click()
    fill_required(page, words)
    page.get_by_role("button", name="Indsend").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("modtaget", ignore_case=True)


def open_from_queue(page: Page, code: str) -> None:
    page.goto("/grading/")
    row = page.get_by_role("listitem").filter(has_text=NAME).filter(has_text=code)
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(code)


def give_levels(page: Page, level: int) -> None:
    for criterion in page.locator("form.assess fieldset:has(label.level)").all():
        criterion.locator(f"label.level:has(input[value='{level}'])").click()


def test_the_whole_loop(enter: Enter) -> None:
    consultant = enter(CONSULTANT, width=390)
    instructor = enter("underviser@fjordby.example")
    consultant.goto("/learning/1/modules/moedet")
    read_five_lessons(consultant)

    answer(consultant, right=False)
    consultant.get_by_role("button", name="Indsend").click()
    expect(consultant.get_by_role("heading", level=1)).to_have_text("Ikke bestået denne gang")
    consultant.get_by_role("link", name="Prøv igen").click()
    answer(consultant, right=True)
    consultant.get_by_role("button", name="Indsend").click()
    expect(consultant.get_by_role("heading", level=1)).to_have_text("Du bestod")

    for code in ("2.P1", "2.P2", "2.P3", "2.P4"):
        consultant.goto("/learning/1/modules/moedet")
        submit(consultant, code, "Produktionsvirksomhed, 40 ansatte")

    open_from_queue(instructor, "2.P1")
    give_levels(instructor, 1)
    instructor.locator("#comment").fill(SECRET)
    instructor.get_by_role("button", name="Send tilbage").click()
    for code in ("2.P2", "2.P3", "2.P4"):
        open_from_queue(instructor, code)
        give_levels(instructor, 3)
        instructor.get_by_role("button", name="Godkend").click()

    consultant.goto("/learning/")
    consultant.get_by_role("link", name="Se din feedback").click()
    expect(consultant.locator("main")).to_contain_text(SECRET)
    consultant.goto("/learning/1/modules/moedet")
    submit(consultant, "2.P1", "Hvad hober sig op om fredagen?")

    open_from_queue(instructor, "2.P1")
    expect(instructor.locator("main")).to_contain_text("runde 2", ignore_case=True)
    give_levels(instructor, 3)
    instructor.get_by_role("button", name="Godkend").click()

    consultant.goto("/learning/")
    expect(consultant.locator("#modules")).to_contain_text("Gennemført")
    expect(consultant.locator("#modules")).to_contain_text(
        "5 af 5 lektioner læst, quiz bestået, 4 af 4 opgaver godkendt"
    )

    the_manager_sees_and_exports_it(enter)
    strangers_get_404(enter)


def the_manager_sees_and_exports_it(enter: Enter) -> None:
    manager = enter("leder@fjordby.example")
    row = manager.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("Gennemført")
    row.get_by_role("link", name=NAME).click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(manager.locator("main")).not_to_contain_text(SECRET)
    manager.goto("/insight/1")
    with manager.expect_download() as download:
        manager.get_by_role("button", name="Hent som CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    exported = next(row for row in rows if row and row[0] == NAME)
    assert "Gennemført" in " ".join(exported)
    with manager.expect_download() as download:
        manager.get_by_role("button", name="Hent som Excel").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


def strangers_get_404(enter: Enter) -> None:
    """A consultant of the other organisation opens every address of the loop."""
    outsider = enter("konsulent@havneby.example")
    for path in (
        "/learning/1", "/learning/1/modules/moedet", "/learning/1/lessons/de-foerste-to-minutter",
        "/learning/1/quizzes/moedet-quiz", "/learning/1/quizzes/moedet-quiz/attempts/1", "/learning/1/terms",
        "/learning/1/cases/trepartsmoedet", "/practice/1/assignments/dagsordenen", "/practice/1/assignments/dagsordenen/sheet",
        "/practice/1/assignments/dagsordenen/rounds/1", "/practice/1/log", "/practice/1/log/new",
        "/practice/1/tools/dagsorden", "/grading/submissions/1", "/insight/1", "/insight/1/people/1",
        "/insight/1/mine", "/cohorts/1", "/people/1",
    ):  # fmt: skip
        answer = outsider.goto(path)
        assert answer is not None
        assert answer.status == 404, path
