"""What makes a translation good enough: pure decisions about one text, one slice, and all slices together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

# Python fills in %(name)s; the scripts of the pages fill in {name}.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]?|\{\w+\}")


class Key(NamedTuple):
    """What identifies a text: the context that tells equal words apart (mostly empty) and the English."""

    context: str
    english: str

    def __str__(self) -> str:
        """Show the text as a person would name it."""
        return f'"{self.english}"' + (f" ({self.context})" if self.context else "")


class Text(NamedTuple):
    """A text: its English plural if it has one, its translations (one per plural form), and its state."""

    plural: str = ""
    translations: tuple[str, ...] = ()
    note: str = ""
    fuzzy: bool = False
    obsolete: bool = False


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text, such as ``%(name)s`` and ``{count}``."""
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def problem_of(key: Key, source: Text, translated: Text | None) -> str | None:
    """Say what is wrong with the translation of a text that the source uses, or ``None``."""
    if translated is None or translated.obsolete:
        return "is missing; run: make translations"
    if translated.fuzzy:
        return "is marked fuzzy: look at it and remove the mark"
    if len(translated.translations) != (2 if source.plural else 1) or translated.plural != source.plural:
        return "has other plural forms than the source; run: make translations"
    if not all(each.strip() for each in translated.translations):
        return "has no Danish"
    return _placeholder_problem(key, source, translated.translations)


def _placeholder_problem(key: Key, source: Text, translations: tuple[str, ...]) -> str | None:
    """Compare placeholders: the last form needs all; the singular may say "one" in a word instead of a number."""
    needed = placeholders(source.plural or key.english)
    allowed = needed | placeholders(key.english)
    *singular, last = (placeholders(each) for each in translations)
    if last != needed or any(not found <= allowed for found in singular):
        wrong = set().union(*singular, last) ^ needed
        return f"has other placeholders than the source: {', '.join(sorted(wrong))}"
    return None


def problems_of(slice_name: str, sources: Mapping[Key, Text], catalogue: Mapping[Key, Text]) -> list[str]:
    """Say everything that is wrong with one slice's catalogue."""
    found = []
    for key in sorted(sources):
        problem = problem_of(key, sources[key], catalogue.get(key))
        if problem:
            found.append(f"{slice_name}: {key} {problem}")
    unused = sorted(key for key in catalogue if key not in sources)
    found += [f"{slice_name}: {key} is no longer used; run: make translations" for key in unused]
    return found


def problems_across(catalogues: Mapping[str, Mapping[Key, Text]]) -> list[str]:
    """Name texts that two slices translate differently: at run time one of the two would win everywhere."""
    seen: dict[Key, tuple[str, tuple[str, ...]]] = {}
    found = []
    for slice_name, catalogue in sorted(catalogues.items()):
        for key, text in sorted(catalogue.items()):
            if text.obsolete or not all(text.translations):
                continue
            first_slice, first = seen.setdefault(key, (slice_name, text.translations))
            if first != text.translations:
                found.append(
                    f"{slice_name}: {key} is “{text.translations[0]}” here and “{first[0]}” in {first_slice}; "
                    "use one word, or tell them apart with pgettext"
                )
    return found
