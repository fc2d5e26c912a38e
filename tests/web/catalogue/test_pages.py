"""Course pictures and the administrator's pages about editions."""

from collections.abc import Callable

import pytest
from flask import Flask
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.catalogue.queries import picture_key
from app.catalogue.rules.compare import DERIVED, KINDS, NAMES, Difference
from app.catalogue.rules.edition import Assignment, Case, Edition, Lesson, Module, Picture, Quiz
from app.catalogue.rules.format import ChoiceQuestion, OrderQuestion, Step, Term, ToolFile
from app.catalogue.wording import difference_label, kind_label, part_label
from app.core import files
from tests.client import CheckingClient
from tests.factories.catalogue import build_course, picture, store_edition, tiny_edition
from tests.factories.world import World

SignIn = Callable[[int], CheckingClient]
LESSON = "modules/forberedelse/lessons/skriv-formaalet.md"


@pytest.fixture
def digest(app: Flask) -> str:
    """The digest of the tiny course's picture, whose bytes are in the file store."""
    found = tiny_edition().pictures[0].digest
    files.put(app.extensions["files"], picture_key(found), picture())
    return found


def test_a_picture_is_sent_to_people_who_are_signed_in(world: World, sign_in: SignIn, digest: str) -> None:
    page = sign_in(world.consultant.id).get(f"/pictures/{digest}")
    assert page.response.data == picture()
    headers = page.response.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_not_sent_twice(world: World, sign_in: SignIn, digest: str) -> None:
    browser = sign_in(world.consultant.id).flask
    answer = browser.get(f"/pictures/{digest}", headers={"If-None-Match": f'"{digest}"'})
    assert (answer.status_code, answer.data) == (304, b"")


def test_strangers_get_no_picture(world: World, client: CheckingClient, digest: str) -> None:
    client.get(f"/pictures/{digest}", expect=303)


@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2F..%2Fetc%2Fpasswd", "A" * 64])
def test_only_pictures_of_published_editions_are_sent(app: Flask, world: World, sign_in: SignIn, name: str) -> None:
    files.put(app.extensions["files"], picture_key("0" * 64), b"never published")
    sign_in(world.consultant.id).get(f"/pictures/{name}", expect=404)


def test_a_picture_whose_bytes_are_gone_is_not_found(app: Flask, world: World, sign_in: SignIn, digest: str) -> None:
    app.extensions["files"].delete(picture_key(digest))
    sign_in(world.consultant.id).get(f"/pictures/{digest}", expect=404)


def test_the_administrator_sees_the_editions(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.administrator.id)
    page = browser.get("/editions")
    assert "Udgave 1" in page.words
    assert world.edition_row.content_hash[:8] in page.words
    assert "Det er den første udgave" in browser.get(f"/editions/{world.edition_row.id}").words


def test_the_administrator_sees_what_differs(world: World, session: Session, sign_in: SignIn) -> None:
    changed = build_course(
        **{LESSON: lambda text: text + "\nMere.\n", "terms.yaml": lambda text: text.replace("udbyttet]", "udbyttets]")}
    )
    row = store_edition(session, changed)
    session.commit()
    words = sign_in(world.administrator.id).get(f"/editions/{row.id}").words
    assert "Forskelle fra udgave 1" in words
    assert "Lektioner Ændret Skriv formålet tekst" in words
    assert "Begreber Ændret udbytte bøjninger" in words


def test_the_pages_ask_few_questions(
    world: World, sign_in: SignIn, queries: Callable[[], object], session: Session
) -> None:
    row = store_edition(session, build_course(**{LESSON: lambda text: text + "\nMere.\n"}))
    session.commit()
    browser = sign_in(world.administrator.id)
    with queries() as log:  # type: ignore[attr-defined]
        browser.get("/editions")
    assert len(log) <= 3
    browser.get(f"/editions/{row.id}")
    with queries() as log:  # type: ignore[attr-defined]
        browser.get(f"/editions/{row.id}")
    assert len(log) <= 4


@pytest.mark.parametrize("edition_id", [0, 999_999, 2**40, 10**30])
def test_an_edition_that_is_not_there(world: World, sign_in: SignIn, edition_id: int) -> None:
    sign_in(world.administrator.id).get(f"/editions/{edition_id}", expect=404)


@pytest.mark.parametrize("who", ["consultant", "instructor", "manager"])
def test_others_see_no_editions(world: World, sign_in: SignIn, who: str) -> None:
    browser = sign_in(getattr(world, who).id)
    browser.get("/editions", expect=403)
    browser.get(f"/editions/{world.edition_row.id}", expect=404)


def test_every_part_that_can_differ_has_a_word(app: Flask) -> None:
    models: tuple[type[BaseModel], ...] = (
        Module, Lesson, Quiz, ChoiceQuestion, OrderQuestion, Assignment, Case, ToolFile, Term, Step, Picture,
    )  # fmt: skip
    fields = {name for model in models for name in model.model_fields} - DERIVED - {"id"}
    course = set(Edition.model_fields) - {"course_id", "tools", "pictures", "steps"} - DERIVED
    with app.test_request_context():
        for name in fields | course:
            assert part_label(NAMES.get(name, name))
        assert all(kind_label(kind) for kind in KINDS)
        assert all(difference_label(difference) for difference in Difference)
