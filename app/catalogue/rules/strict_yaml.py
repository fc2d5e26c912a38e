"""A strict, small part of YAML: mappings, lists, text, whole numbers, true/false and nothing else.

Anchors, aliases and tags are refused, so that a small file cannot grow into a large one and no file can name a type.
``no`` is a word, a date is text, and a key that stands twice is a problem instead of a silent loss. Every value's line
is kept, since a message without a line helps nobody.
"""

import re
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.catalogue.rules.problems import Problems, excerpt

TAG_PREFIX = "tag:yaml.org,2002:"
PLAIN_TAGS = frozenset(
    f"{TAG_PREFIX}{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map")
)
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,18}")

REMEDIES = (
    ("mapping values are not allowed", "put text that holds a colon in quotation marks, and check the indentation"),
    ("'\\t'", "indent with spaces, never with tabs"),
    ("cannot start any token", "put the text in quotation marks"),
    ("end of stream", "close the quotation mark that is opened before this line"),
    ("could not find expected ':'", "write `key: value`, and indent text that goes on"),
    ("stream end", "close the bracket"),
    ("single document", "remove the line `---`"),
    ("undefined alias", "put text that begins with * in quotation marks"),
    ("expected <block end>", "check that this line is indented like its neighbours"),
)

Place = tuple[int | str, ...]


class Lines:
    """Which line each value of a file stands on."""

    def __init__(self, lines: dict[Place, int], first: int = 1) -> None:
        self._lines = lines
        self._first = first

    def at(self, *place: int | str) -> int:
        """Return the line of the value at ``place``; steps that do not exist in the file are left out."""
        current: Place = ()
        for step in place:
            if (*current, step) in self._lines:
                current = (*current, step)
        return self._lines.get(current, self._first)


def parse_yaml(text: str, path: str, problems: Problems, first_line: int = 1) -> tuple[Any, Lines] | None:
    """Return the plain value of ``text`` and the lines of its parts, or None when it is not such YAML."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        problems.add(
            path, first_line, "the YAML is nested too deeply", "see docs/course-format.md for what belongs here"
        )
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(part) for part in (error.context, error.problem) if part)
        what = f"this is not YAML: {reason or 'it cannot be read'}"
        problems.add(path, first_line + (mark.line if mark else 0), what, _remedy(what))
        return None
    except (YAMLError, ValueError) as error:
        problems.add(
            path, first_line, f"this is not YAML: {excerpt(str(error), 80)}", "check the characters of the file"
        )
        return None
    reader = _Reader(path, problems, first_line)
    value = reader.value(node, ()) if node is not None else None
    return None if reader.failed else (value, Lines(reader.lines, first_line))


def _remedy(what: str) -> str:
    for part, remedy in REMEDIES:
        if part in what:
            return remedy
    return "check indentation, colons and quotation marks on this line and the one above"


class _Reader:
    """Turns nodes into plain values and notes what is refused. Nodes are already known not to be nested too deeply."""

    def __init__(self, path: str, problems: Problems, first_line: int) -> None:
        self.lines: dict[Place, int] = {}
        self.failed = False
        self._path = path
        self._problems = problems
        self._first_line = first_line

    def value(self, node: Node, place: Place) -> Any:
        self.lines.setdefault(place, self._line(node))
        if node.anchor is not None:
            # Whatever an alias repeats carries the anchor too; not descending keeps a bomb of aliases small.
            return self._refuse(
                node, f"`&{node.anchor}` is an anchor", "write the value again instead of referring to it"
            )
        if str(node.tag) not in PLAIN_TAGS:
            return self._refuse(node, f"`{node.tag}` is a tag", "remove the word with the exclamation mark")
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        return self._scalar(node) if isinstance(node, ScalarNode) else None

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None:
                self._refuse(key_node, "a key must be one word", "write `key: value`")
            elif key in result:
                first = self.lines[(*place, key)]
                self._refuse(key_node, f"`{key}` is here twice (first in line {first})", "keep one of them")
            else:
                self.lines[*place, key] = self._line(key_node)
                result[key] = self.value(value_node, (*place, key))
        return result

    def _scalar(self, node: ScalarNode) -> Any:
        text: str = node.value
        if node.style is not None:
            return text
        name = str(node.tag).removeprefix(TAG_PREFIX)
        if name == "null":
            return None
        if name == "bool":
            return text.lower() == "true"
        return int(text) if name == "int" and WHOLE_NUMBER.fullmatch(text) else text

    def _line(self, node: Node) -> int:
        return self._first_line + int(node.start_mark.line)

    def _refuse(self, node: Node, what: str, remedy: str) -> None:
        self.failed = True
        self._problems.add(self._path, self._line(node), what, remedy)


def split_front_matter(text: str, path: str, problems: Problems) -> tuple[str, str, int] | None:
    """Return the YAML between the first two lines of ``---``, the Markdown after it, and the Markdown's first line."""
    lines: Sequence[str] = text.split("\n")
    if lines[0].rstrip() != "---":
        problems.add(
            path, 1, "the file does not begin with front matter", "write `---`, the keys, and `---` before the text"
        )
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    problems.add(path, 1, "the front matter is not closed", "write a line of `---` after the last key")
    return None
