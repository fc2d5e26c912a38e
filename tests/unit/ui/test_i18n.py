"""Catalogues are compiled when they are newer, and a language is chosen."""

import os
from pathlib import Path

import pytest
from flask import Flask, g

from app.ui.i18n import choose_language, compile_catalogues, current_language

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Sign out"\nmsgstr "Log ud"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "da" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "da" / "LC_MESSAGES" / "messages.po").write_text(PO, "utf-8")
    return tmp_path


def test_a_catalogue_is_compiled_once(folder: Path) -> None:
    compile_catalogues(folder)
    compiled = folder / "da" / "LC_MESSAGES" / "messages.mo"
    first = compiled.stat().st_mtime_ns
    assert b"Log ud" in compiled.read_bytes()
    compile_catalogues(folder)
    assert compiled.stat().st_mtime_ns == first
    assert [path.name for path in sorted(compiled.parent.iterdir())] == ["messages.mo", "messages.po"]


def test_a_newer_catalogue_is_compiled_again(folder: Path) -> None:
    compile_catalogues(folder)
    source = folder / "da" / "LC_MESSAGES" / "messages.po"
    source.write_text(PO.replace("Log ud", "Log af"), "utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    compile_catalogues(folder)
    assert b"Log af" in source.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize(("cookie", "wanted"), [(None, "da"), ("en", "en"), ("xx", "da")])
def test_a_stranger_gets_the_language_of_the_browser_or_danish(
    application: Flask, cookie: str | None, wanted: str
) -> None:
    headers = {"Cookie": f"language={cookie}"} if cookie else {}
    with application.test_request_context("/", headers=headers):
        assert choose_language() == wanted
        assert current_language() == wanted


def test_a_person_gets_their_own_language(application: Flask) -> None:
    class Somebody:
        language = "en"

    with application.test_request_context("/", headers={"Cookie": "language=da"}):
        g.viewer = Somebody()
        assert choose_language() == "en"
