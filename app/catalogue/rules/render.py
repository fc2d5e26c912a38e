"""Markdown becomes HTML that is safe to show: made from the parsed tree, then sanitised by an allow-list.

Links to other parts of the course become tokens such as ``praksis:lesson/<id>``, because an address needs the cohort of
the person who reads; ``display`` turns them into addresses. Nothing here trusts that the check was run before.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from xml.etree.ElementTree import Element

import nh3

from app.catalogue.rules.edition import Heading, Picture
from app.catalogue.rules.markdown import BOX_KINDS, parse, plain_text, serialise

TOKEN = "praksis:"  # noqa: S105 -- a scheme, not a secret.
LINK_PATHS = {"lesson": "lesson", "tool": "tool", "assignment": "assignment", "case": "case"}
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

WORDS: dict[str, dict[str, str]] = {
    "da": {"example": "Eksempel", "exercise": "Øvelse", "note": "Husk", "fact": "Fakta", "table": "Tabel"},
    "en": {"example": "Example", "exercise": "Exercise", "note": "Remember", "fact": "Fact", "table": "Table"},
}

TRANSLITERATION = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "ue", "ö": "oe", "ä": "ae"})

_TAGS = {
    "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6",
    "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "button",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "button": {"popovertarget"},
        "div": {"aria-labelledby", "aria-label"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
        "p": {"id"},
    },
    tag_attribute_values={
        "a": {"rel": {"external noopener noreferrer"}},
        "img": {"loading": {"lazy"}, "decoding": {"async"}},
        "button": {"type": {"button"}},
        "th": {"scope": {"col"}},
        "div": {"role": {"group"}, "tabindex": {"0"}},
    },
    allowed_classes={
        "div": {"box", "table-scroll", *(f"box-{kind}" for kind in BOX_KINDS)},
        "p": {"box-title"},
        "span": {"box-kind"},
        "button": {"term"},
        "th": {"align-right", "align-center"},
        "td": {"align-right", "align-center"},
    },
    url_schemes={"https", "mailto", TOKEN.rstrip(":")},
    link_rel=None,
)


@dataclass(frozen=True)
class Rendered:
    """HTML and the headings of the second level, for a table of contents."""

    html: str
    headings: tuple[Heading, ...]


def render(text: str, *, language: str = "da", pictures: Mapping[str, Picture] | None = None) -> Rendered:
    """Return the page for a Markdown text. ``pictures`` holds them by the path that the text names."""
    tree, converter = parse(text)
    page = _Page(WORDS[language], pictures or {})
    page.transform(tree)
    return Rendered(sanitise(serialise(tree, converter)), tuple(page.headings))


def sanitise(html: str) -> str:
    """Return ``html`` with nothing in it but what the allow-list names."""
    return _CLEANER.clean(html)


def anchor(title: str) -> str:
    """Return an anchor made from a heading, prefixed so that it never equals an id of the page around it."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower().translate(TRANSLITERATION)).strip("-")
    return f"s-{slug or 'x'}"


class _Page:
    """Changes the tree of one text in place."""

    def __init__(self, words: Mapping[str, str], pictures: Mapping[str, Picture]) -> None:
        self.headings: list[Heading] = []
        self._words = words
        self._pictures = pictures
        self._ids: set[str] = set()

    def transform(self, tree: Element) -> None:
        change: dict[str, Callable[[Element], None]] = {
            "a": self._link,
            "img": self._picture,
            "div": self._box,
            "th": self._cell,
            "td": self._cell,
        }
        # The list is made first, since changing a tree while walking through it skips elements.
        for element in list(tree.iter()):
            if element.tag == "h1":
                element.tag = "h2"
            if element.tag in {"h2", "h3", "h4", "h5", "h6"}:
                self._heading(element)
            elif element.tag in change:
                change[element.tag](element)
            if "table" in {child.tag for child in element}:
                self._wrap_tables(element)

    def _unique(self, wanted: str) -> str:
        name, turn = wanted, 2
        while name in self._ids:
            name, turn = f"{wanted}-{turn}", turn + 1
        self._ids.add(name)
        return name

    def _heading(self, element: Element) -> None:
        title = " ".join(plain_text(element).split())
        element.set("id", self._unique(anchor(title)))
        if element.tag == "h2":
            self.headings.append(Heading(id=element.get("id", ""), title=title))

    def _link(self, element: Element) -> None:
        href = unescape(element.get("href", ""))
        scheme, _, target = href.partition(":")
        element.attrib.clear()
        if scheme in LINK_PATHS and ID.fullmatch(target):
            element.set("href", f"{TOKEN}{LINK_PATHS[scheme]}/{target}")
        elif scheme == "term" and ID.fullmatch(target):
            element.tag = "button"
            element.attrib.update({"type": "button", "class": "term", "popovertarget": f"term-{target}"})
        elif scheme == "https":
            element.attrib.update({"href": href, "rel": "external noopener noreferrer"})
        elif scheme == "mailto":
            element.set("href", href)
        else:
            element.tag = "span"

    def _picture(self, element: Element) -> None:
        picture = self._pictures.get(element.get("src", ""))
        alt = unescape(element.get("alt", ""))
        element.attrib.clear()
        if picture is None:
            element.tag = "span"
            element.text = alt
            return
        element.attrib.update(
            {
                "src": f"/pictures/{picture.digest}",
                "alt": alt,
                "width": str(picture.width),
                "height": str(picture.height),
            }
        )
        element.attrib.update({"loading": "lazy", "decoding": "async"})

    def _box(self, element: Element) -> None:
        """Name the box by its kind and title, in words: a colour alone says nothing to many."""
        kind = element.get("class", "").removeprefix("box box-")
        if kind not in BOX_KINDS:
            return
        title = next(child for child in element if child.get("class") == "box-title")
        label = Element("span", {"class": "box-kind"})
        label.text = self._words[kind]
        if plain_text(title).strip():
            label.tail = f" {title.text or ''}"
        title.text = None
        title.insert(0, label)
        title.set("id", self._unique(f"box-{len([name for name in self._ids if name.startswith('box-')]) + 1}"))
        element.attrib.update({"role": "group", "aria-labelledby": title.get("id", "")})

    def _cell(self, element: Element) -> None:
        alignment = element.get("align")
        element.attrib.clear()
        if alignment in {"right", "center"}:
            element.set("class", f"align-{alignment}")
        if element.tag == "th":
            element.set("scope", "col")

    def _wrap_tables(self, parent: Element) -> None:
        """A wide table scrolls by itself on a phone, and can be scrolled by keyboard."""
        if parent.get("class") == "table-scroll":
            return
        for place, child in enumerate(list(parent)):
            if child.tag != "table":
                continue
            wrapper = Element("div", {"class": "table-scroll", "role": "group", "tabindex": "0"})
            wrapper.set("aria-label", self._words["table"])
            wrapper.tail, child.tail = child.tail, None
            parent.remove(child)
            wrapper.append(child)
            parent.insert(place, wrapper)
