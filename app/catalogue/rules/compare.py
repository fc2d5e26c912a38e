"""What differs between two editions: the parts that were added, changed and removed, by their stable ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.catalogue.rules.edition import Edition


class Difference(StrEnum):
    """What happened to a part from one edition to the next."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One difference. ``parts`` names what differs in a changed part, in the words of the course format."""

    kind: str
    id: str
    title: str
    difference: Difference
    parts: tuple[str, ...] = ()


KINDS = ("course", "module", "lesson", "quiz", "question", "assignment", "case", "tool", "term", "step", "picture")
"""All kinds of parts, in the order in which differences are listed."""

MODULE_PARTS = (("lessons", "lesson"), ("assignments", "assignment"), ("cases", "case"))
PLAIN_PARTS = (
    ("tools", "tool", "title"),
    ("terms", "term", "term"),
    ("steps", "step", "title"),
    ("pictures", "picture", "path"),
)
"""Where parts are found in an edition, their kind, and for plain ones which field names them."""

DERIVED = frozenset({"words", "minutes", "headings", "rubric_hash", "terms"})
"""Fields that only follow from others and would say the same change twice."""

NAMES = {"html": "text", "digest": "content"}
"""What fields are called in the course files, where that differs."""

Parts = dict[tuple[str, str], tuple[str, dict[str, Any]]]
"""Title and comparable fields of every part by kind and id."""


def compare(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Return every difference from ``old`` to ``new``, by kind and in the order of the course."""
    before, after = _parts(old), _parts(new)
    return tuple(sorted(_changes(before, after), key=lambda change: KINDS.index(change.kind)))


def _changes(before: Parts, after: Parts) -> Iterator[Change]:
    for (kind, part_id), (title, fields) in after.items():
        if (kind, part_id) not in before:
            yield Change(kind, part_id, title, Difference.ADDED)
            continue
        former = before[kind, part_id][1]
        differing = tuple(NAMES.get(name, name) for name in fields if fields[name] != former.get(name))
        if differing:
            yield Change(kind, part_id, title, Difference.CHANGED, differing)
    for (kind, part_id), (title, _) in before.items():
        if (kind, part_id) not in after:
            yield Change(kind, part_id, title, Difference.REMOVED)


def _parts(edition: Edition) -> Parts:
    data = edition.model_dump(mode="json", by_alias=False)
    inner = {"course_id", "modules", "tools", "terms", "pictures", "steps"}
    course = {name: value for name, value in data.items() if name not in inner}
    course["modules"] = [module["id"] for module in data["modules"]]
    parts: Parts = {("course", edition.course_id): (edition.title, course)}
    for module in data["modules"]:
        parts |= _module_parts(module)
    for key, kind, title in PLAIN_PARTS:
        parts |= {(kind, item.get("id", item.get("path"))): (item[title], _fields(item)) for item in data[key]}
    return parts


def _module_parts(module: dict[str, Any]) -> Parts:
    """The module itself, compared by the order of its parts, and the parts, compared by what they hold."""
    module_id, quiz = module["id"], module["quiz"]
    lists = {key: [item["id"] for item in module[key]] for key, _ in MODULE_PARTS}
    own = {**_fields(module), **lists, "quiz": quiz and quiz["id"]}
    parts: Parts = {("module", module_id): (module["title"], own)}
    for key, kind in MODULE_PARTS:
        parts |= {(kind, item["id"]): (item["title"], {**_fields(item), "module": module_id}) for item in module[key]}
    if quiz:
        order = [question["id"] for question in quiz["questions"]]
        parts["quiz", quiz["id"]] = (quiz["title"], {**_fields(quiz), "questions": order, "module": module_id})
        parts |= {("question", item["id"]): (item["text"], _fields(item)) for item in quiz["questions"]}
    return parts


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in DERIVED and name != "id"}
