"""Catalogues are compiled when they are newer, and a language is chosen."""

import os
import tempfile
from pathlib import Path

import pytest
from flask import Flask, g, render_template_string
from flask_babel import force_locale, gettext

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


def test_an_installation_that_is_read_only_gets_a_folder_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = tempfile.mkstemp

    def refuse(*, dir: Path, suffix: str) -> tuple[int, str]:  # noqa: A002 -- the name that the library gives it
        if dir.is_relative_to(folder):
            raise PermissionError
        return make(dir=dir, suffix=suffix)

    monkeypatch.setattr("app.ui.i18n.tempfile.mkstemp", refuse)
    elsewhere = compile_catalogues(folder)
    assert elsewhere != folder
    assert b"Log ud" in (elsewhere / "da" / "LC_MESSAGES" / "messages.mo").read_bytes()


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


SIGN_OUT = "{{ _('Sign out') }}"


def test_templates_and_python_say_the_same_words_in_the_language_of_the_moment(application: Flask) -> None:
    for language, words in (("da", "Log ud"), ("en", "Sign out"), ("da", "Log ud")):
        with application.test_request_context("/", headers={"Cookie": f"language={language}"}):
            assert render_template_string(SIGN_OUT) == gettext("Sign out") == words


def test_words_follow_a_forced_language_and_come_back(application: Flask) -> None:
    with application.test_request_context("/"):
        assert render_template_string(SIGN_OUT) == "Log ud"
        with force_locale("en"):
            assert render_template_string(SIGN_OUT) == gettext("Sign out") == "Sign out"
        assert render_template_string(SIGN_OUT) == gettext("Sign out") == "Log ud"


def test_words_without_a_request_have_the_forced_language(application: Flask) -> None:
    for language, words in (("en", "Sign out"), ("da", "Log ud")):
        with application.app_context(), force_locale(language):
            assert render_template_string(SIGN_OUT) == gettext("Sign out") == words


def test_what_a_template_puts_into_a_translation_is_escaped(application: Flask) -> None:
    with application.test_request_context("/"):
        shown = render_template_string("{{ _('Greetings to %(name)s', name=name) }}", name="<b>")
        assert shown == "Greetings to &lt;b&gt;"
        several = "{{ ngettext('%(num)s of %(name)s', '%(num)s from %(name)s', count, name=name) }}"
        assert render_template_string(several, count=1, name="&") == "1 of &amp;"
        assert render_template_string(several, count=2, name="&") == "2 from &amp;"


def test_a_per_cent_sign_is_written_twice_in_every_text(application: Flask) -> None:
    with application.test_request_context("/"):
        assert render_template_string("{{ _('50 %%') }} {{ _('%(part)s %%', part=50) }}") == "50 % 50 %"
