"""What must hold inside a single YAML file beyond the shape that its model demands."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.catalogue.rules.format import (
    ChoiceQuestion,
    Column,
    CourseFile,
    OrderQuestion,
    QuizFile,
    RubricFile,
    TermsFile,
    ToolField,
    ToolFile,
)
from app.catalogue.rules.problems import Problems
from app.catalogue.rules.source import Parsed
from app.catalogue.rules.strict_yaml import Place


def check_unique(
    parsed: Parsed[Any], place: Place, values: Iterable[tuple[str, Place]], name: str, problems: Problems
) -> None:
    """Note values that stand twice. ``values`` gives each value and its place below ``place``."""
    first: dict[str, int] = {}
    for value, below in values:
        line = parsed.lines.at(*place, *below)
        if value in first:
            problems.add(
                parsed.path,
                line,
                f"the {name} `{value}` is here twice (first in line {first[value]})",
                "change one of them",
            )
        first.setdefault(value, line)


def _ids(items: Sequence[Any]) -> list[tuple[str, Place]]:
    return [(item.id, (number, "id")) for number, item in enumerate(items)]


def _words(items: Sequence[str]) -> list[tuple[str, Place]]:
    return [(item, (number,)) for number, item in enumerate(items)]


def check_placeholders(parsed: Parsed[Any], problems: Problems) -> None:
    """Placeholders are filled in where Markdown is shown; anywhere else the reader would see the braces."""
    for place, text in _texts(parsed.value.model_dump(by_alias=True), ()):
        if "{{" in text:
            remedy = "write it in the Markdown text or leave it out"
            problems.add(parsed.path, parsed.lines.at(*place), "a placeholder has no effect here", remedy)


def _texts(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        items: Iterable[tuple[Any, object]] = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in items:
            yield from _texts(inner, (*place, step))


def check_course(parsed: Parsed[CourseFile], problems: Problems) -> None:
    """Modules and names of levels stand once each."""
    check_unique(parsed, ("modules",), _words(parsed.value.modules), "module", problems)
    check_unique(parsed, ("levels",), _words(parsed.value.levels), "level", problems)


def check_rubric(parsed: Parsed[RubricFile], problems: Problems) -> None:
    """Every shared criterion has a letter of its own."""
    letters: list[tuple[str, Place]] = []
    for number, criterion in enumerate(parsed.value.criteria):
        if criterion.letter is None:
            what = f"the shared criterion `{criterion.id}` has no letter"
            problems.add(
                parsed.path, parsed.lines.at("criteria", number), what, "add `letter: A` or the next free letter"
            )
        else:
            letters.append((criterion.letter, (number, "letter")))
    check_unique(parsed, ("criteria",), letters, "letter", problems)


def check_quiz(parsed: Parsed[QuizFile], problems: Problems) -> None:
    """Every question has a right answer."""
    for number, question in enumerate(parsed.value.questions):
        place: Place = ("questions", number)
        if isinstance(question, OrderQuestion):
            check_unique(parsed, (*place, "items"), _ids(question.items), "item", problems)
            for turn, item in enumerate(question.items):
                if item.correct:
                    line = parsed.lines.at(*place, "items", turn, "correct")
                    problems.add(
                        parsed.path,
                        line,
                        "`correct` has no meaning here",
                        "remove it; the items stand in the right order",
                    )
        else:
            check_unique(parsed, (*place, "options"), _ids(question.options), "option", problems)
            _check_answers(parsed, question, place, problems)


def _check_answers(parsed: Parsed[QuizFile], question: ChoiceQuestion, place: Place, problems: Problems) -> None:
    right = sum(option.correct for option in question.options)
    line = parsed.lines.at(*place)
    if not right:
        problems.add(
            parsed.path,
            line,
            f"the question `{question.id}` has no right answer",
            "write `correct: true` at the right option",
        )
    elif question.kind == "single" and right > 1:
        remedy = "keep one `correct: true` or write `kind: multiple`"
        problems.add(parsed.path, line, f"the question `{question.id}` has {right} right answers", remedy)


def check_tool(parsed: Parsed[ToolFile], problems: Problems) -> None:
    """Choices have options, rows have columns, and nothing has what it cannot use."""
    check_unique(parsed, ("fields",), _ids(parsed.value.fields), "field", problems)
    for number, field in enumerate(parsed.value.fields):
        place: Place = ("fields", number)
        _check_options(parsed, field, place, problems)
        line = parsed.lines.at(*place)
        if field.kind == "rows" and not field.columns:
            problems.add(
                parsed.path, line, f"the field `{field.id}` has no columns", "add `columns:` or choose another kind"
            )
        if field.kind != "rows" and field.columns:
            problems.add(
                parsed.path,
                line,
                f"the field `{field.id}` has columns but is no rows",
                "write `kind: rows` or remove them",
            )
        check_unique(parsed, (*place, "columns"), _ids(field.columns), "column", problems)
        for turn, column in enumerate(field.columns):
            _check_options(parsed, column, (*place, "columns", turn), problems)


def _check_options(parsed: Parsed[ToolFile], part: ToolField | Column, place: Place, problems: Problems) -> None:
    line = parsed.lines.at(*place)
    if part.kind.startswith("choice"):
        if not part.options:
            problems.add(
                parsed.path, line, f"the choice `{part.id}` has no options", "add `options:` with at least two"
            )
        elif len(part.options) == 1:
            problems.add(parsed.path, line, f"the choice `{part.id}` has one option only", "add another")
    elif part.options:
        problems.add(
            parsed.path, line, f"`{part.id}` has options but is no choice", "write `kind: choice` or remove them"
        )
    check_unique(parsed, (*place, "options"), _words(part.options), "option", problems)


def check_terms(parsed: Parsed[TermsFile], problems: Problems) -> None:
    """No form belongs to two terms, or nobody could say which one a text means."""
    owners: dict[str, tuple[str, int]] = {}
    for number, term in enumerate(parsed.value.terms):
        own = {term.term.casefold(): parsed.lines.at("terms", number, "term")}
        for turn, form in enumerate(term.forms):
            own.setdefault(form.casefold(), parsed.lines.at("terms", number, "forms", turn))
        for form, line in own.items():
            owner, first_line = owners.setdefault(form, (term.id, line))
            if owner != term.id:
                what = f"`{form}` is a form of `{term.id}` and of `{owner}` (line {first_line})"
                problems.add(parsed.path, line, what, "keep it at one of them")


FILE_CHECKS: tuple[tuple[str, Callable[[Any, Problems], None]], ...] = (
    ("course", check_course),
    ("rubric", check_rubric),
    ("terms", check_terms),
)
"""The checks of the files that a course has one of, by the name in :class:`CourseSource`."""
