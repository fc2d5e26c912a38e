"""Publishing: what is stored, what stays as it was, and what happens when several publish at once."""

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue import queries
from app.catalogue.actions import CourseHasProblemsError, publish
from app.catalogue.models import EditionRow, PictureRow
from app.catalogue.queries import (
    forget_editions,
    latest_edition,
    latest_edition_id,
    list_editions,
    load_edition,
    picture_key,
)
from app.core import files
from app.core.audit import AuditEvent
from app.core.db import engine_of
from app.core.query_stats import count_queries
from tests.factories.catalogue import Change, picture, tiny_edition, write_course

LESSON = "modules/forberedelse/lessons/skriv-formaalet.md"


def published(app: Flask, session: Session, folder: Path, **changes: Change) -> tuple[int, int, bool]:
    folder.mkdir(exist_ok=True)
    found = publish(session, write_course(folder, **changes), app.extensions["files"])
    session.commit()
    return found.edition_id, found.number, found.is_new


def test_a_course_becomes_an_edition(app: Flask, session: Session, tmp_path: Path) -> None:
    edition_id, number, is_new = published(app, session, tmp_path / "a")
    assert (number, is_new) == (1, True)
    assert load_edition(session, edition_id) == tiny_edition()
    digest = tiny_edition().pictures[0].digest
    assert files.get(app.extensions["files"], picture_key(digest)) == picture()
    assert session.scalars(select(PictureRow.digest)).all() == [digest]
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object_id) == ("edition.published", str(edition_id))


def test_the_same_content_twice_is_one_edition(app: Flask, session: Session, tmp_path: Path) -> None:
    first = published(app, session, tmp_path / "a")
    assert published(app, session, tmp_path / "b") == (first[0], 1, False)
    # White space and comments of YAML are not content.
    assert published(app, session, tmp_path / "c", **{"course.yaml": lambda text: "# en note\n" + text})[2] is False
    assert session.scalar(select(func.count()).select_from(EditionRow)) == 1


def test_bytes_that_were_lost_come_back_by_publishing_again(app: Flask, session: Session, tmp_path: Path) -> None:
    published(app, session, tmp_path / "a")
    key = picture_key(tiny_edition().pictures[0].digest)
    app.extensions["files"].delete(key)
    published(app, session, tmp_path / "a")
    assert files.get(app.extensions["files"], key) == picture()


def test_new_content_is_a_new_edition_and_the_former_stays(app: Flask, session: Session, tmp_path: Path) -> None:
    first_id, _, _ = published(app, session, tmp_path / "a")
    before = session.scalar(select(EditionRow.content).where(EditionRow.id == first_id))
    second_id, number, is_new = published(app, session, tmp_path / "b", **{LESSON: lambda text: text + "\nMere.\n"})
    assert (number, is_new) == (2, True)
    assert session.scalar(select(EditionRow.content).where(EditionRow.id == first_id)) == before
    assert latest_edition_id(session, "lille-kursus") == second_id
    assert [summary.number for summary in list_editions(session)] == [2, 1]
    # Going back to former content is the former edition, not a third one.
    assert published(app, session, tmp_path / "c") == (first_id, 1, False)


def test_a_course_with_problems_changes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    published(app, session, tmp_path / "a")
    with pytest.raises(CourseHasProblemsError) as caught:
        published(app, session, tmp_path / "b", **{LESSON: lambda text: text + "\n<script>x</script>\n"})
    assert any("is HTML" in problem.what for problem in caught.value.problems)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(EditionRow)) == 1


def test_an_empty_folder_cannot_be_published(app: Flask, session: Session, tmp_path: Path) -> None:
    with pytest.raises(CourseHasProblemsError):
        publish(session, tmp_path, app.extensions["files"])


def test_a_picture_that_cannot_be_stored_leaves_no_row(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(files, "put", full)
    with pytest.raises(OSError, match="no space"):
        publish(session, write_course(tmp_path), app.extensions["files"])
    assert session.scalar(select(func.count()).select_from(EditionRow)) == 0


@pytest.mark.parametrize("same", [True, False])
def test_publishing_at_the_same_moment(app: Flask, tmp_path: Path, *, same: bool) -> None:
    folders = []
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        more = "" if same else f"\nUdgave {number}.\n"
        folders.append(write_course(folder, **({LESSON: lambda text, more=more: text + more} if more else {})))
    start = threading.Barrier(len(folders))
    results: list[tuple[int, bool]] = []

    def run(folder: Path) -> None:
        with Session(engine_of(app)) as session:
            start.wait()
            found = publish(session, folder, app.extensions["files"])
            session.commit()
            results.append((found.number, found.is_new))

    threads = [threading.Thread(target=run, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if same:
        assert sorted(results) == [(1, False), (1, False), (1, False), (1, True)]
    else:
        assert sorted(results) == [(1, True), (2, True), (3, True), (4, True)]


def test_a_known_edition_costs_no_query(app: Flask, session: Session, tmp_path: Path) -> None:
    edition_id, _, _ = published(app, session, tmp_path / "a")
    forget_editions()
    with count_queries() as log:
        first = load_edition(session, edition_id)
    assert len(log) == 1
    with count_queries() as log:
        assert load_edition(session, edition_id) is first
    assert len(log) == 0


def test_a_process_keeps_only_the_editions_used_last(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "KEPT", 1)
    first, _, _ = published(app, session, tmp_path / "a")
    second, _, _ = published(app, session, tmp_path / "b", **{LESSON: lambda text: text + "\nMere.\n"})
    load_edition(session, first)
    load_edition(session, second)
    with count_queries() as log:
        load_edition(session, first)
    assert len(log) == 1


def test_an_edition_that_is_not_there(app: Flask, session: Session) -> None:
    with pytest.raises(LookupError):
        load_edition(session, 1)
    assert latest_edition(session, "lille-kursus") is None
    assert latest_edition_id(session, "lille-kursus") is None


def test_too_many_collisions_are_an_error_and_not_a_loop(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.catalogue.actions._insert", lambda *_: None)
    with pytest.raises(RuntimeError, match="same moment"):
        publish(session, write_course(tmp_path), app.extensions["files"])
