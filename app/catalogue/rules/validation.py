"""From plain values to typed course files: pydantic's errors become problems with the line and a remedy."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.catalogue.rules.format import CourseFileModel
from app.catalogue.rules.problems import Problems, did_you_mean, excerpt, nearest
from app.catalogue.rules.strict_yaml import Lines

M = TypeVar("M", bound=CourseFileModel)

Message = tuple[str, str]


def validate(model: type[M], value: Any, path: str, lines: Lines, problems: Problems) -> M | None:
    """Return ``value`` as a ``model``, or None with every reason why it is none."""
    if not isinstance(value, dict):
        keys = ", ".join(f"`{key}`" for key in keys_of(model))
        problems.add(path, lines.at(), "the file must hold keys and values", f"write these keys: {keys}")
        return None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        misspelt = _misspelt(model, details)
        for detail in details:
            # A key that is only misspelt is not missing as well.
            if detail["type"] != "missing" or detail["loc"] not in misspelt:
                what, remedy = _message(model, detail)
                problems.add(path, lines.at(*detail["loc"]), what, remedy)
        return None


def keys_of(model: type[BaseModel]) -> dict[str, str]:
    """Return the keys of a model as authors write them, with their descriptions."""
    return {field.alias or name: field.description or "" for name, field in model.model_fields.items()}


def models_within(annotation: Any) -> Iterator[type[CourseFileModel]]:
    """Yield the models that an annotation such as ``list[Step]`` or a union names, in order."""
    if isinstance(annotation, type) and issubclass(annotation, CourseFileModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_within(part)


def _message(model: type[BaseModel], detail: ErrorDetails) -> Message:
    name = next((str(part) for part in reversed(detail["loc"]) if isinstance(part, str)), "the file")
    describe = MESSAGES.get(detail["type"])
    if detail["type"] in {"missing", "extra_forbidden"}:
        owner = _owner(model, detail["loc"][:-1])
        return _missing(owner, name) if detail["type"] == "missing" else _unknown(owner, name)
    if describe:
        return describe(name, detail)
    return f"`{name}` cannot be used ({detail['msg'].lower()})", "see docs/course-format.md"


def _misspelt(model: type[BaseModel], details: list[ErrorDetails]) -> set[tuple[int | str, ...]]:
    """Return the places of the keys that unknown ones were probably meant to be."""
    found: set[tuple[int | str, ...]] = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *above, name = detail["loc"]
            known = (key for owner in _owner(model, tuple(above)) for key in keys_of(owner))
            found.add((*above, nearest(str(name), known) or ""))
    return found


def _owner(model: type[BaseModel], place: tuple[int | str, ...]) -> list[type[BaseModel]]:
    """Return the models that the value at ``place`` can be."""
    current: list[type[BaseModel]] = [model]
    for step in place:
        fields = [
            field for owner in current for name, field in owner.model_fields.items() if step in {name, field.alias}
        ]  # fmt: skip
        if fields:
            current = [inner for field in fields for inner in models_within(field.annotation)]
    return current


def _missing(owner: list[type[BaseModel]], name: str) -> Message:
    meaning = next((keys_of(model)[name] for model in owner if name in keys_of(model)), "")
    return f"`{name}` is missing", f"add `{name}: …` ({meaning.rstrip('.')})" if meaning else f"add `{name}: …`"


def _unknown(owner: list[type[BaseModel]], name: str) -> Message:
    known = list(dict.fromkeys(key for model in owner for key in keys_of(model)))
    allowed = ", ".join(f"`{key}`" for key in known)
    return f"`{name}` is not a key here", did_you_mean(name, known, f"remove it or use one of {allowed}")


def _shown(value: object) -> str:
    return f"`{excerpt(str(value))}`"


def _not_text(name: str, detail: ErrorDetails) -> Message:
    if detail["input"] is None:
        return f"`{name}` has no value", "write its text after the colon"
    if isinstance(detail["input"], dict | list):
        return (
            f"`{name}` must be text",
            "put text that holds a colon or begins with a bracket or dash in quotation marks",
        )
    return f"`{name}` must be text, not {_shown(detail['input'])}", "put it in quotation marks"


def _pattern(name: str, detail: ErrorDetails) -> Message:
    what = f"{_shown(detail['input'])} cannot be a value of `{name}`"
    remedies = {
        "code": "write the module's number, a dot, P and a number, such as `2.P1`",
        "letter": "write one capital letter from A to Z",
    }
    return what, remedies.get(name, "use small letters a–z, digits and hyphens only, such as `aabn-moedet`")


def _length(name: str, detail: ErrorDetails) -> Message:
    """Lists that are too short or too long."""
    limits: dict[str, Any] = detail.get("ctx", {})
    actual = limits.get("actual_length", 0)
    if name == "levels":
        return f"`levels` has {actual} entries instead of 4", "write exactly four levels, lowest first"
    if "min_length" in limits:
        return f"`{name}` has {actual} entries", f"write at least {limits['min_length']}"
    return f"`{name}` has {actual} entries", f"write at most {limits['max_length']}"


def _too_short(name: str, _detail: ErrorDetails) -> Message:
    return f"`{name}` is empty", "write its text"


def _too_long(name: str, detail: ErrorDetails) -> Message:
    limit = detail.get("ctx", {}).get("max_length")
    return f"`{name}` is {len(str(detail['input']).strip())} characters long", f"shorten it to {limit} at most"


def _choice(name: str, detail: ErrorDetails) -> Message:
    expected = str(detail.get("ctx", {}).get("expected", "")).replace("'", "`").replace(" or ", ", ")
    known = [word.strip("` ") for word in expected.split(",")]
    return (
        f"{_shown(detail['input'])} cannot be a value of `{name}`",
        did_you_mean(str(detail["input"]), known, f"use one of {expected}"),
    )


def _kind(_name: str, detail: ErrorDetails) -> Message:
    limits: dict[str, Any] = detail.get("ctx", {})
    expected = str(limits.get("expected_tags", "`single`, `multiple`, `order`")).replace("'", "`")
    if "tag" not in limits:
        return "`kind` is missing", f"add `kind: …`, one of {expected}"
    known = [word.strip("` ") for word in expected.split(",")]
    return f"{_shown(limits['tag'])} is no kind of question", did_you_mean(
        str(limits["tag"]), known, f"use one of {expected}"
    )


def _whole_number(name: str, detail: ErrorDetails) -> Message:
    return (
        f"`{name}` must be a whole number, not {_shown(detail['input'])}",
        "write digits only, without quotation marks",
    )


def _truth(name: str, _detail: ErrorDetails) -> Message:
    return f"`{name}` must be true or false", "write `true` or leave the key out"


def _at_least(name: str, detail: ErrorDetails) -> Message:
    return f"`{name}` is {detail['input']}", f"write at least {detail.get('ctx', {}).get('ge')}"


def _at_most(name: str, detail: ErrorDetails) -> Message:
    return f"`{name}` is {detail['input']}", f"write at most {detail.get('ctx', {}).get('le')}"


def _list(name: str, _detail: ErrorDetails) -> Message:
    return f"`{name}` must be a list", "write each entry on its own line after a dash"


def _keys(name: str, _detail: ErrorDetails) -> Message:
    return f"`{name}` must hold keys and values", "write `key: value` lines, indented"


MESSAGES: dict[str, Callable[[str, ErrorDetails], Message]] = {
    "string_type": _not_text,
    "string_pattern_mismatch": _pattern,
    "too_short": _length,
    "too_long": _length,
    "string_too_short": _too_short,
    "string_too_long": _too_long,
    "literal_error": _choice,
    "union_tag_invalid": _kind,
    "union_tag_not_found": _kind,
    "int_type": _whole_number,
    "int_parsing": _whole_number,
    "bool_type": _truth,
    "bool_parsing": _truth,
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "list_type": _list,
    "model_type": _keys,
    "model_attributes_type": _keys,
}
