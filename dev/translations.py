"""The Danish of every slice: ``python -m dev.translations extract | check``.

The code says things in English; ``app/<slice>/translations/da/LC_MESSAGES/messages.po`` holds the Danish of that
slice and nothing of another. The files are sorted and hold neither dates nor line numbers, so two people who
work on different texts do not meet in a merge.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po

from dev.console import say
from dev.places import ROOT
from dev.translations_rules import Key, Text, problems_across, problems_of

LOCALE = "da"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
# A template that cannot be read stops the extraction instead of being left out silently.
OPTIONS = {"**/templates/**.html": {"silent": "false"}, "**/templates/**.txt": {"silent": "false"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "lazy_npgettext": ((1, "c"), 2, 3),
}


def slices(app: Path) -> list[Path]:
    """Return the folders of the slices."""
    return sorted(folder for folder in app.iterdir() if folder.is_dir() and folder.name.isidentifier())


def po_file(slice_folder: Path) -> Path:
    """Return where a slice keeps its Danish."""
    return slice_folder / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def sources_of(folder: Path) -> dict[Key, Text]:
    """Collect what the code and the templates of a slice say, each text without its translation."""
    found: dict[Key, Text] = {}
    extracted = extract_from_dir(
        folder, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=False
    )
    for _file, _line, message, comments, context in extracted:
        singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if not singular:
            continue
        key = Key(context or "", singular)
        before = found.get(key, Text())
        note = before.note or " ".join(" ".join(comment.split()) for comment in comments)
        found[key] = Text(plural=plural or before.plural, note=note)
    return found


def read(po: Path) -> Catalog:
    """Read a catalogue with all that is old or unsure in it; a missing file is an empty one."""
    if not po.exists():
        return Catalog(locale=LOCALE)
    with po.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def texts_in(po: Path) -> dict[Key, Text]:
    """Return the entries of a catalogue."""
    catalog = read(po)
    current = {_key(message): _text(message) for message in catalog if message.id}
    old = {_key(message): _text(message)._replace(obsolete=True) for message in catalog.obsolete.values()}
    return {**old, **current}


def _key(message: Message) -> Key:
    return Key(message.context or "", str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id))


def _text(message: Message) -> Text:
    plural = str(message.id[1]) if isinstance(message.id, (tuple, list)) else ""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return Text(
        plural=plural, translations=tuple(str(each or "") for each in strings), fuzzy=bool(message.id) and message.fuzzy
    )


def extract(app: Path) -> int:
    """Bring every slice's catalogue up to date: new texts come in empty, unused ones go, translations stay."""
    # Only this command needs polib, which the running application does without.
    from dev.translations_file import write  # noqa: PLC0415

    for folder in slices(app):
        po, wanted, present = po_file(folder), sources_of(folder), texts_in(po_file(folder))
        if not wanted and not po.exists():
            continue
        merged = {key: _kept(text, present.get(key)) for key, text in wanted.items()}
        write(po, merged, LOCALE)
        empty = sum(1 for text in merged.values() if not all(text.translations))
        gone = len(present.keys() - wanted.keys())
        say(f"{folder.name}: {len(merged)} texts, {empty} without Danish, {gone} removed")
    return 0


def _kept(source: Text, present: Text | None) -> Text:
    """Give a text of the source the translation that it had, as long as it has as many forms as before."""
    empty = ("", "") if source.plural else ("",)
    if present is None or present.fuzzy or len(present.translations) != len(empty):
        return source._replace(translations=empty)
    return source._replace(translations=present.translations)


def check(app: Path) -> int:
    """Name every text that is missing, empty, unsure, no longer used, or whose placeholders differ."""
    problems: list[str] = []
    catalogues: dict[str, dict[Key, Text]] = {}
    for folder in slices(app):
        try:
            catalogues[folder.name] = texts_in(po_file(folder))
        except PoFileError as error:
            problems.append(f"{folder.name}: messages.po cannot be read: {error}")
            continue
        problems += problems_of(folder.name, sources_of(folder), catalogues[folder.name])
    problems += [f"app/{file.name}: texts for people belong in a slice" for file in texts_outside_slices(app)]
    problems += problems_across(catalogues)
    for problem in problems:
        say(problem)
    return 1 if problems else 0


def texts_outside_slices(app: Path) -> list[Path]:
    """Return the files directly in ``app`` that say something to people; no catalogue could hold it."""
    extracted = extract_from_dir(app, [("*.py", "python")], {}, KEYWORDS, directory_filter=lambda _path: False)
    return sorted({app / Path(found[0]).name for found in extracted})


COMMANDS = {"extract": extract, "check": check}


def main(arguments: Sequence[str]) -> int:
    """Run the command that the first argument names."""
    command = COMMANDS.get(arguments[0]) if len(arguments) == 1 else None
    if command is None:
        say("Use: python -m dev.translations extract | check")
        return 2
    return command(ROOT / "app")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
