"""Languages: Danish first, English second, one catalogue a slice.

The msgids in code are English; the Danish of a slice is in ``app/<slice>/translations/da/LC_MESSAGES/messages.po``. Only these
are committed. They are compiled when the application starts, if they are newer than what was compiled before.
"""

import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale, gettext, lazy_gettext
from markupsafe import Markup

__all__ = ["LANGUAGES", "current_language", "gettext", "init_app", "lazy_gettext"]

LANGUAGES = {"da": "Dansk", "en": "English"}
DEFAULT = "da"
COOKIE = "language"

_APP = Path(__file__).resolve().parent.parent


def init_app(app: Flask, slices: Iterable[str]) -> None:
    """Compile the catalogues of ``ui`` and of the named slices where needed, and choose a language for each request."""
    folders = [folder for name in ("ui", *slices) if (folder := _APP / name / "translations").is_dir()]
    folders = [compile_catalogues(folder) for folder in folders]
    catalogues = Catalogues()
    babel = Babel(
        app,
        default_locale=DEFAULT,
        default_timezone="Europe/Copenhagen",
        default_translation_directories=";".join(str(folder) for folder in folders),
        locale_selector=choose_language,
    )
    babel.domain_instance = catalogues
    app.jinja_env.globals.update(_=catalogues.html, gettext=catalogues.html, ngettext=catalogues.html_of_number)
    app.add_template_global(current_language, "page_language")
    app.add_template_global(_language_choices, "language_choices")


class Catalogues(Domain):  # type: ignore[misc]
    """The catalogues of all slices, merged once a language.

    Pages say hundreds of words, and each takes flask-babel and Jinja ten steps to find. Here it is one: the language of the
    moment is asked for each time, so nothing of one request or of ``force_locale`` is left for the next.
    """

    def __init__(self) -> None:
        super().__init__()
        self._merged: dict[str, NullTranslations] = {}
        self._whole = lru_cache(4_096)(_whole)

    def get_translations(self) -> NullTranslations:
        """Return the words of the language of the moment; English outside the application."""
        locale = get_locale()
        if locale is not None and locale.language in self._merged:
            return self._merged[locale.language]
        translations: NullTranslations = super().get_translations()
        if locale is not None:
            self._merged[locale.language] = translations
        return translations

    def html(self, text: str, /, **values: object) -> Markup:
        """Return the translation for a page, with ``values`` escaped; what ``_`` is in templates, which are all HTML."""
        if values:
            return Markup(self.get_translations().ugettext(text)) % values  # noqa: S704 -- our own words
        return self._whole(self.get_translations(), text)

    def html_of_number(self, one: str, many: str, count: int, /, **values: object) -> Markup:
        """Return the translation of ``one`` or ``many`` for a page; ``%(num)s`` is the count."""
        text = self.get_translations().ungettext(one, many, count)
        return Markup(text) % {"num": count, **values}  # noqa: S704 -- our own words


def _whole(translations: NullTranslations, text: str) -> Markup:
    # A text without values is a format string too, as Jinja has it: %% is a per cent sign.
    return Markup(translations.ugettext(text)) % {}  # noqa: S704 -- our own words


def choose_language() -> str:
    """Return the language of this request: the person's, else the browser's cookie, else Danish."""
    viewer = g.get("viewer")
    wanted = viewer.language if viewer is not None else request.cookies.get(COOKIE)
    return wanted if wanted in LANGUAGES else DEFAULT


def current_language() -> str:
    """Return the language in which text is made right now; Danish outside a request."""
    if not has_request_context():
        return DEFAULT
    locale = get_locale()
    return locale.language if locale is not None else DEFAULT


def _language_choices() -> list[tuple[str, str]]:
    """Return the languages that one can change to, as (code, name in that language)."""
    return [(code, name) for code, name in LANGUAGES.items() if code != current_language()]


def compile_catalogues(folder: Path) -> Path:
    """Write ``messages.mo`` beside each ``messages.po`` that is newer, and return the folder that holds them.

    Processes that start together may all do so; each writes a whole file and renames it, so nobody reads half of one.
    Where the application is installed so that this process may not write, that is a folder of its own.
    """
    try:
        _compile(folder, folder)
    except OSError:
        elsewhere = Path(tempfile.mkdtemp(prefix="praksis-translations-"))
        _compile(folder, elsewhere)
        return elsewhere
    return folder


def _compile(folder: Path, into: Path) -> None:
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        target = into / source.relative_to(folder).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        buffer = BytesIO()
        with source.open("rb") as file:
            write_mo(buffer, read_po(file, locale=source.parts[-3]))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(buffer.getvalue())
        Path(name).chmod(0o644)
        Path(name).replace(target)
