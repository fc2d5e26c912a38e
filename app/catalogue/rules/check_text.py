"""What the Markdown of one file may hold. Links and pictures are looked up in the :class:`Targets` of the course."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.rules.display import PLACEHOLDER
from app.catalogue.rules.markdown import BOX_KINDS, Facts, facts_of, parse
from app.catalogue.rules.problems import Problems, did_you_mean, excerpt
from app.catalogue.rules.source import Parsed

LINK_KINDS = ("lesson", "tool", "assignment", "case", "term")
WEB_SCHEMES = ("https:", "mailto:")

RAW_HTML = re.compile(r"<[A-Za-z/!?][^\s<>]*")
ANY_PLACEHOLDER = re.compile(r"\{\{.*?(?:\}\}|$)")
LIST_WITHOUT_GAP = re.compile(r"\n\s{0,3}((?:[-*+]|\d{1,3}[.)])\s\S[^\n]*)")
TABLE_WITHOUT_GAP = re.compile(r"\n\s{0,3}(\|[^\n]*\|)")
BOX_START = re.compile(r"\s*/{3,}\s*(?P<kind>[\w-]+)\s*(?:\||$)")
BOX_END = re.compile(r"\s*/{3,}\s*")
HEADING_LINE = re.compile(r"[\s>/]*#{1,6}")


@dataclass
class Targets:
    """What texts can refer to, and what they did refer to."""

    ids: Mapping[str, Iterable[str] | None]
    """For each kind of link the ids that exist; None while they are not known because a file could not be used."""
    pictures: Iterable[str]
    linked: set[tuple[str, str]] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)


class _Places:
    """Finds the line of something that the parser found: its n-th occurrence is on the n-th line that has it."""

    def __init__(self, body: str, first_line: int) -> None:
        self._lines = body.split("\n")
        self._first_line = first_line
        self._seen: Counter[str] = Counter()

    def line(self, needle: str) -> int:
        hits = [
            number
            for number, line in enumerate(self._lines, start=self._first_line)
            for _ in range(line.count(needle))
        ]  # fmt: skip
        turn = self._seen[needle]
        self._seen[needle] += 1
        return hits[min(turn, len(hits) - 1)] if hits else self._first_line

    def headings(self) -> list[int]:
        return [number for number, line in self.numbered() if HEADING_LINE.match(line)]

    def numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self._lines, start=self._first_line))


def check_text(parsed: Parsed[Any], targets: Targets, problems: Problems) -> None:
    """Note every problem of the Markdown of one file."""
    places = _Places(parsed.body, parsed.body_line)
    if not parsed.body.strip():
        problems.add(parsed.path, parsed.body_line, "there is no text after the front matter", "write the text")
        return
    try:
        facts = facts_of(parse(parsed.body)[0])
    except RecursionError:
        problems.add(
            parsed.path, parsed.body_line, "the text is nested too deeply", "use fewer levels of lists and quotes"
        )
        return
    checker = _TextCheck(parsed.path, places, targets, problems)
    checker.lines()
    checker.loose_text(facts)
    checker.headings(facts)
    for href in facts.links:
        checker.link(href)
    for src, alt, has_title in facts.pictures:
        checker.picture(src, alt, has_title=has_title)


class _TextCheck:
    def __init__(self, path: str, places: _Places, targets: Targets, problems: Problems) -> None:
        self._path = path
        self._places = places
        self._targets = targets
        self._problems = problems

    def _add(self, line: int, what: str, remedy: str) -> None:
        self._problems.add(self._path, line, what, remedy)

    def lines(self) -> None:
        """Placeholders and the limits of boxes, which the parser would silently take for text."""
        open_boxes: list[int] = []
        for number, line in self._places.numbered():
            for found in ANY_PLACEHOLDER.findall(line):
                if found != PLACEHOLDER:
                    self._add(
                        number, f"`{excerpt(found)}` is unknown", f"`{PLACEHOLDER}` is the only placeholder there is"
                    )
            if BOX_END.fullmatch(line):
                if not open_boxes:
                    self._add(
                        number,
                        "this ends a box that was never begun",
                        "remove `///` or write `/// example | Title` before it",
                    )
                else:
                    open_boxes.pop()
            elif start := BOX_START.match(line):
                open_boxes.append(number)
                if start["kind"] not in BOX_KINDS:
                    known = ", ".join(f"`{kind}`" for kind in BOX_KINDS)
                    self._add(
                        number,
                        f"`{start['kind']}` is no kind of box",
                        did_you_mean(start["kind"], BOX_KINDS, f"use {known}"),
                    )
        for number in open_boxes:
            self._add(number, "the box is not ended", "write a line of `///` after its last line")

    def loose_text(self, facts: Facts) -> None:
        """HTML, and what was meant as a list or table but has become part of a paragraph."""
        for around, text in facts.loose_text:
            for found in RAW_HTML.findall(text):
                remedy = "write Markdown; to show the sign < itself, put the words between backticks or write &lt;"
                self._add(self._places.line(found), f"`{excerpt(found)}` is HTML", remedy)
            if around != "p":
                continue
            for found in LIST_WITHOUT_GAP.findall(text):
                remedy = "put an empty line above its first line"
                self._add(self._places.line(found), f"the list at `{excerpt(found)}` is taken for text", remedy)
            for found in TABLE_WITHOUT_GAP.findall(text):
                self._add(
                    self._places.line(found),
                    "the table is taken for text",
                    "put an empty line above it and give it a line `|---|`",
                )

    def headings(self, facts: Facts) -> None:
        """The title of the page is its h1; below it no level is left out, so that the outline can be heard."""
        lines = self._places.headings()
        former = 1
        for turn, heading in enumerate(facts.headings):
            line = lines[min(turn, len(lines) - 1)] if lines else self._places.line(heading.text)
            if heading.in_box:
                self._add(line, "there is a heading inside a box", "use bold text; the box has its own title")
                continue
            if not heading.text.strip():
                self._add(line, "the heading is empty", "write its words or remove it")
            if heading.level == 1:
                self._add(line, "`#` is the page's own title", "begin headings with `##`")
            elif heading.level > former + 1:
                what = f"the heading skips a level (from {'#' * former} to {'#' * heading.level})"
                self._add(line, what, f"begin it with `{'#' * (former + 1)}`")
            former = max(heading.level, 1)

    def link(self, href: str) -> None:
        scheme, _, target = href.partition(":")
        if scheme in LINK_KINDS:
            self._targets.linked.add((scheme, target))
            known = self._targets.ids[scheme]
            if known is not None and target not in known:
                remedy = did_you_mean(target, known, f"write the id of a {scheme} of this course")
                self._add(
                    self._places.line(href),
                    f"the link leads to a {scheme} `{excerpt(target)}` that is not there",
                    remedy,
                )
        elif href.startswith("http:"):
            self._add(self._places.line(href), f"`{excerpt(href)}` is not a secure address", "write https:")
        elif not href.startswith(WEB_SCHEMES) or not href.split(":", 1)[1].strip("/ "):
            known_kinds = ", ".join(f"`{kind}:<id>`" for kind in LINK_KINDS)
            self._add(
                self._places.line(href),
                f"the link to `{excerpt(href)}` leads nowhere",
                f"use {known_kinds} or an https address",
            )

    def picture(self, src: str, alt: str, *, has_title: bool) -> None:
        line = self._places.line(src)
        self._targets.shown.add(src)
        if not alt.strip():
            self._add(line, f"the picture `{excerpt(src)}` has no description", f"write what it shows: ![…]({src})")
        if has_title:
            self._add(
                line,
                f"the picture `{excerpt(src)}` has a title that nobody can see on a phone",
                "write it as text below",
            )
        if ".." in src.split("/") or src.startswith("/"):
            self._add(
                line,
                f"`{excerpt(src)}` leads out of the course folder",
                "put the file into media/ and write media/<name>",
            )
        elif src not in self._targets.pictures:
            remedy = did_you_mean(src, self._targets.pictures, "put the file into media/ and write media/<name>")
            self._add(line, f"the picture `{excerpt(src)}` is not there", remedy)
