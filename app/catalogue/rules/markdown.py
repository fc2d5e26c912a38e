"""The one Markdown dialect of courses: Python-Markdown with tables and boxes, and without raw HTML.

``parse`` returns the element tree before anything was decided about it. ``check_text`` looks at the tree for problems,
``render`` turns it into the page; both therefore agree on what a link or a heading is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

BOX_KINDS = ("example", "exercise", "note", "fact")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CODE = frozenset({"code", "pre"})


class _Box(Block):  # type: ignore[misc]  # pymdown-extensions has no types
    """``/// example | Title``: a box with a title. Options under the first line are refused; they could set attributes."""

    NAME = ""
    ARGUMENT = None

    def _validate(self, parent: Element, arg: str | None, **options: Any) -> bool:
        return not options and bool(super()._validate(parent, arg))

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "div", {"class": f"box box-{self.NAME}"})
        title = SubElement(box, "p", {"class": "box-title"})
        title.text = self.argument or None
        return box


class _BoxesExtension(BlocksExtension):  # type: ignore[misc]  # pymdown-extensions has no types
    """Registers one block class for each kind of box."""

    def extendMarkdownBlocks(self, _md: Markdown, blocks: Any) -> None:  # noqa: N802 -- the name that pymdownx calls
        for kind in BOX_KINDS:
            blocks.register(type(f"Box{kind.title()}", (_Box,), {"NAME": kind}), {})


def parse(text: str) -> tuple[Element, Markdown]:
    """Return the tree of ``text`` and the converter that can serialise it."""
    converter = Markdown(extensions=[TableExtension(use_align_attribute=True), SaneListExtension(), _BoxesExtension()])
    # Raw HTML stays text: the check refuses it with its line, and the page would only ever show it as characters.
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    # Python-Markdown would hide mail addresses behind entities, and set entities aside; both stay ordinary text.
    converter.inlinePatterns.deregister("automail")
    converter.inlinePatterns.deregister("entity")
    # A line of dashes under a paragraph is nearly always meant as a rule, not as a heading.
    converter.parser.blockprocessors.deregister("setextheader")
    lines = text.split("\n")
    for preprocessor in converter.preprocessors:
        lines = preprocessor.run(lines)
    tree = cast("Element", converter.parser.parseDocument(lines).getroot())
    for processor in converter.treeprocessors:
        changed = processor.run(tree)
        if changed is not None:
            tree = changed
    return tree, converter


def serialise(tree: Element, converter: Markdown) -> str:
    """Return the HTML of a tree that ``parse`` returned and somebody may have changed."""
    return converter.serializer(tree).strip().removeprefix("<div>").removesuffix("</div>").strip()


def plain_text(element: Element) -> str:
    """Return the words inside an element."""
    return unescape("".join(element.itertext()))


@dataclass(frozen=True)
class Heading:
    """A heading as written."""

    level: int
    text: str
    in_box: bool


@dataclass(frozen=True)
class Facts:
    """What a text holds, in the order in which it is written."""

    headings: tuple[Heading, ...]
    links: tuple[str, ...]
    pictures: tuple[tuple[str, str, bool], ...]
    """Path, alternative text, and whether a title was given."""
    loose_text: tuple[tuple[str, str], ...]
    """The tag of the element around and each stretch of text outside code."""


def facts_of(tree: Element) -> Facts:
    """Collect what the checks look at."""
    elements = list(tree.iter())
    in_boxes = {id(inner) for box in elements if "box" in box.get("class", "").split() for inner in box.iter()}
    return Facts(
        headings=tuple(
            Heading(HEADINGS[element.tag], plain_text(element), id(element) in in_boxes)
            for element in elements
            if element.tag in HEADINGS
        ),
        links=tuple(element.get("href", "") for element in elements if element.tag == "a"),
        pictures=tuple(
            (element.get("src", ""), element.get("alt", ""), element.get("title") is not None)
            for element in elements
            if element.tag == "img"
        ),
        loose_text=tuple(_loose_text(tree, str(tree.tag))),
    )


def _loose_text(element: Element, around: str) -> Iterator[tuple[str, str]]:
    if element.text and element.tag not in CODE:
        yield around, element.text
    for child in element:
        yield from _loose_text(child, str(child.tag))
        if child.tail:
            yield around, child.tail
