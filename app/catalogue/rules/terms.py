"""Recognising the vocabulary in a text: every form of every term, explained where it stands.

The first occurrence in each section becomes a button that opens the explanation; headings, links, code, buttons and
titles of boxes are left alone. A form is only recognised as a whole word, never inside a longer one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape, unescape

from app.catalogue.rules.format import Term

TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:\"[^\"]*\"|[^\">])*)>")
POPOVER = re.compile(r'popovertarget="term-([^"]+)"')
LEFT_ALONE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "button"})
VOID = frozenset({"br", "hr", "img"})
SECTION = "h2"

TOKEN = re.compile(r"\w+|[^\w\s]")
# A hyphen, soft hyphen or joiner makes one word of two: "møde-" in "møde- og samtaleteknik" is not the word "møde".
JOINERS = "\\w\u00ad\u200d\u2011-"
NOT_AFTER_WORD = re.compile(rf"[{JOINERS}]")
NOT_BEFORE_WORD = rf"(?![{JOINERS}])"


class Recogniser:
    """Finds terms. Make it once for an edition: it sorts all forms so that the longest wins."""

    def __init__(self, terms: Iterable[Term]) -> None:
        forms: dict[str, str] = {}
        for term in terms:
            for form in (term.term, *term.forms):
                forms.setdefault(form, term.id)
        self._by_first_token: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        for form in sorted(forms, key=lambda form: (-len(form), form)):
            first = TOKEN.search(form)
            if first:
                self._by_first_token[_key(first[0])].append((_pattern(form), forms[form]))

    def recognise(self, html: str) -> tuple[str, tuple[str, ...]]:
        """Return sanitised ``html`` with its terms as buttons, and the ids of all terms explained in it, in order."""
        parts: list[str] = []
        used: dict[str, None] = {}
        seen: set[str] = set()
        silent: list[str] = []
        end = 0
        for tag in TAG.finditer(html):
            text = html[end : tag.start()]
            parts.extend((text if silent else self._mark(text, seen, used), tag[0]))
            end = tag.end()
            name = tag["name"].lower()
            if name == SECTION and not tag["close"]:
                seen.clear()
            if explicit := POPOVER.search(tag["rest"]):
                seen.add(explicit[1])
                used.setdefault(explicit[1])
            _track(silent, name, tag["rest"], closing=bool(tag["close"]))
        parts.append(html[end:] if silent else self._mark(html[end:], seen, used))
        return "".join(parts), tuple(used)

    def _mark(self, markup: str, seen: set[str], used: dict[str, None]) -> str:
        """Mark the terms of one stretch of escaped text that are not in ``seen``, and add them to both collections."""
        text = unescape(markup)
        parts: list[str] = []
        done = 0
        for token in TOKEN.finditer(text):
            start = token.start()
            if start < done or (start and NOT_AFTER_WORD.match(text[start - 1])):
                continue
            found = self._longest(text, token[0], start)
            if found is None:
                continue
            end, term_id = found
            # A known word is passed over as a whole, so that no shorter term is found inside it.
            if term_id not in seen:
                seen.add(term_id)
                used.setdefault(term_id)
                parts.append(_escaped(text[done:start]))
                parts.append(
                    f'<button type="button" class="term" popovertarget="term-{term_id}">{_escaped(text[start:end])}</button>'
                )
            else:
                parts.append(_escaped(text[done:end]))
            done = end
        return "".join((*parts, _escaped(text[done:]))) if parts else markup

    def _longest(self, text: str, token: str, start: int) -> tuple[int, str] | None:
        for pattern, term_id in self._by_first_token.get(_key(token), ()):
            if match := pattern.match(text, start):
                return match.end(), term_id
        return None


def _track(silent: list[str], name: str, rest: str, *, closing: bool) -> None:
    """Keep the stack of elements inside which nothing is recognised."""
    if closing:
        if silent and silent[-1] == name:
            silent.pop()
    elif name not in VOID and (silent or name in LEFT_ALONE or 'class="box-title"' in rest):
        silent.append(name)


def _key(token: str) -> str:
    return token[0].lower() + token[1:]


def _pattern(form: str) -> re.Pattern[str]:
    """A form as written, except that its first letter may be a capital and its spaces any white space."""
    parts = form.split()
    words = [re.escape(word) for word in parts]
    first = parts[0][0]
    either = (
        f"[{re.escape(first.lower())}{re.escape(first.upper())}]"
        if first.lower() != first.upper()
        else re.escape(first)
    )
    words[0] = either + words[0][len(re.escape(first)) :]
    return re.compile(r"\s+".join(words) + NOT_BEFORE_WORD)


def _escaped(text: str) -> str:
    return escape(text, quote=False)
