"""How a catalogue is written: sorted, without dates, line numbers or old entries, so that merges stay calm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polib

from dev.translations_rules import Key, Text

HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def render(texts: Mapping[Key, Text], locale: str) -> str:
    """Return the text of a catalogue."""
    # Lines stay as long as they are: a break in another place would be a change that nobody made.
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {"Language": locale, **HEADER}
    for key, text in sorted(texts.items(), key=lambda item: (item[0].english, item[0].context)):
        catalogue.append(_entry(key, text))
    return str(catalogue)


def _entry(key: Key, text: Text) -> polib.POEntry:
    flags = ["python-format"] if "%(" in key.english + text.plural else []
    entry = polib.POEntry(msgid=key.english, msgctxt=key.context or None, comment=text.note, flags=flags)
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = dict(enumerate(text.translations))
    else:
        entry.msgstr = text.translations[0]
    return entry


def write(po: Path, texts: Mapping[Key, Text], locale: str) -> None:
    """Write a catalogue when it changed."""
    rendered = render(texts, locale).rstrip() + "\n"
    if po.exists() and po.read_text("utf-8") == rendered:
        return
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(rendered, "utf-8", newline="\n")
