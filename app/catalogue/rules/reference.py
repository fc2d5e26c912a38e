"""The reference of the course format, written from the models, so that it cannot say anything else than the check does."""

import inspect
from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from app.catalogue.rules.format import (
    AssignmentFile,
    CaseFile,
    CourseFile,
    CourseFileModel,
    LessonFile,
    ModuleFile,
    QuizFile,
    RubricFile,
    TermsFile,
    ToolFile,
)
from app.catalogue.rules.pictures import MAX_PIXELS
from app.catalogue.rules.reading import MAX_PICTURE_BYTES, MAX_TEXT_BYTES
from app.catalogue.rules.validation import models_within

FILES: tuple[type[CourseFileModel], ...] = (
    CourseFile, ModuleFile, LessonFile, QuizFile, AssignmentFile, CaseFile, ToolFile, RubricFile, TermsFile,
)  # fmt: skip

INTRODUCTION = f"""\
# The course format

<!-- Written by `flask catalogue format` from app/catalogue/rules/format.py. Change the models or reference.py, never this file. -->

A course is a folder of Markdown and YAML files. It is data, never code: nothing in it is executed, and nothing outside the
folder is read. `flask catalogue check PATH` prints every problem as `file:line: what, remedy`; `flask catalogue publish PATH`
makes an immutable edition of a course without problems; `flask catalogue compare A B` lists what differs between two.

## Layout

```
<course>/
  course.yaml                          the course as a whole
  rubric.yaml                          the criteria that all assignments share
  terms.yaml                           the vocabulary
  tools/<id>.yaml                      a form to fill in
  media/<name>                         pictures: .png, .jpg or .webp
  modules/<id>/module.yaml             a module and the order of its parts
  modules/<id>/lessons/<id>.md         front matter and the lesson
  modules/<id>/quiz.yaml               the quiz of the module
  modules/<id>/assignments/<id>.md     front matter and the task
  modules/<id>/cases/<id>.md           front matter and the story
```

- All text is UTF-8 without a byte order mark; a text file is {MAX_TEXT_BYTES // 1024} KB at most.
- A picture is {MAX_PICTURE_BYTES // 1024 // 1024} MB and {MAX_PIXELS // 1_000_000} million pixels at most, and what its ending says it is.
- An id never changes, whatever happens to titles and order: people's progress and work are kept under it. It equals the
  name of its file or folder, and stands once in the course among things of its kind (a lesson and a tool may share one).
- Every file is referred to: a lesson in its `module.yaml`, a tool in a lesson or assignment, a picture in a text. Files
  whose name begins with a dot, and `README.md` and `LICENSE` in the course folder itself, are left alone.

## YAML

Mappings, lists, text, whole numbers and true/false. Text that holds a colon stands in quotation marks. Dates and words such
as `no` are text. Anchors, aliases and tags are refused, and so is a key that stands twice or that is not listed below.

## Front matter

A Markdown file begins with a line of `---`, then YAML, then a line of `---`, then the text.

## Markdown

- Headings begin at `##` (the title of the page is above them) and skip no level.
- An empty line stands above a list and a table. Lists inside lists are indented by four spaces.
- No HTML. `<` before a letter is written `&lt;` or between backticks.
- Boxes are `example`, `exercise`, `note` and `fact` (a dated fact: "Senest kontrolleret: …"). A box has no headings:

  ```
  /// example | Sådan kan det lyde
  text
  ///
  ```

- Links: `[text](lesson:<id>)`, `[text](tool:<id>)`, `[text](assignment:<id>)`, `[text](case:<id>)`, `[text](term:<id>)`,
  and `https:` and `mailto:` addresses. Nothing else.
- Pictures: `![what it shows](media/<name>)`; the description is read aloud and never empty.
- `{{{{enhedsnavn}}}}` becomes the name of the reader's unit. There is no other placeholder, and it works in Markdown only.
- Terms of `terms.yaml` are recognised in the text in all the forms that are listed there: the first occurrence under each
  `##` heading becomes a button with the explanation. Headings, links and code are left alone.

## Files

*text (120)* is text of at most 120 characters. An *id* has small letters a–z, digits and hyphens, such as `aabn-moedet`.
"""


def write_reference() -> str:
    """Return the whole reference as Markdown."""
    parts = [INTRODUCTION]
    described: set[type[CourseFileModel]] = set()
    for model in FILES:
        parts.append(_section(model, 3))
        waiting = [inner for field in model.model_fields.values() for inner in models_within(field.annotation)]
        while waiting:
            inner = waiting.pop(0)
            if inner not in described:
                described.add(inner)
                parts.append(_section(inner, 4))
                waiting += [each for field in inner.model_fields.values() for each in models_within(field.annotation)]
    return "\n".join(parts)


def _section(model: type[CourseFileModel], level: int) -> str:
    text = (inspect.getdoc(model) or "").replace("``", "`")
    title = _title(model) if level > 3 else text.split("`")[1]  # noqa: PLR2004 -- files stand at the third level.
    rows = [
        f"| `{field.alias or name}` | {_holds(field)} | {_needed(field)} | {field.description} |"
        for name, field in model.model_fields.items()
    ]
    text = text.removeprefix(f"`{title}`: ")
    text = text[:1].upper() + text[1:]
    table = ["| key | holds | needed | meaning |", "|---|---|---|---|", *rows]
    return "\n".join([f"{'#' * level} {title}", "", text, "", *table, ""])


def _title(model: type[CourseFileModel]) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__)
    return words.strip().capitalize()


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default(call_default_factory=True)
    return "no" if default in (None, []) else f"no ({str(default).lower()})"


def _holds(field: FieldInfo) -> str:
    return _kind(field.annotation, field.metadata)


def _kind(annotation: Any, metadata: Iterable[Any] = ()) -> str:
    """Say in words what values an annotation allows."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], [*arguments[1:], *metadata])
    if origin is list:
        return f"list of {_kind(arguments[0])}{_range(metadata)}"
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in {Union, UnionType}:
        return " or ".join(_kind(part, metadata) for part in arguments if part is not NoneType)
    return _plain_kind(annotation, metadata)


def _plain_kind(annotation: Any, metadata: Iterable[Any]) -> str:
    if isinstance(annotation, type) and issubclass(annotation, CourseFileModel):
        return f"[{_title(annotation).lower()}](#{_title(annotation).lower().replace(' ', '-')})"
    kinds = {int: f"whole number{_range(metadata)}", bool: "true or false"}
    return kinds.get(annotation) or _text(metadata)


def _text(metadata: Iterable[Any]) -> str:
    limits = [item for item in metadata if isinstance(item, StringConstraints)]
    patterns = [str(item.pattern) for item in limits if item.pattern]
    if patterns:
        return "id" if "a-z0-9" in patterns[0] else f"text like `{patterns[0].strip('^$')}`"
    lengths = [item.max_length for item in limits if item.max_length]
    return f"text ({min(lengths)})" if lengths else "text"


def _range(metadata: Iterable[Any]) -> str:
    least = greatest = None
    for item in metadata:
        least = getattr(item, "min_length", None) or getattr(item, "ge", None) or least
        greatest = getattr(item, "max_length", None) or getattr(item, "le", None) or greatest
    if least is None and greatest is None:
        return ""
    if least == greatest:
        return f", exactly {least}"
    return f", at least {least}" if greatest is None else f", {least or 0} to {greatest}"
