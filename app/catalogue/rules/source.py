"""A course folder as typed values, each with the file and lines that it came from.

Reading stops at nothing: a file that cannot be used is kept as None, so that others may still refer to its id without
being blamed, and all problems are found in one run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from app.catalogue.rules.edition import Picture
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
from app.catalogue.rules.pictures import read_picture
from app.catalogue.rules.problems import Problems, did_you_mean
from app.catalogue.rules.reading import list_files, read_text
from app.catalogue.rules.strict_yaml import Lines, parse_yaml, split_front_matter
from app.catalogue.rules.validation import validate

M = TypeVar("M", bound=CourseFileModel, covariant=True)  # noqa: PLC0105 -- the usual letter; variance is said beside it.
T = TypeVar("T", bound=CourseFileModel)

COURSE, RUBRIC, TERMS, MODULE, QUIZ = "course.yaml", "rubric.yaml", "terms.yaml", "module.yaml", "quiz.yaml"


@dataclass(frozen=True)
class Parsed(Generic[M]):
    """A file that was understood. ``body`` is the Markdown after front matter and begins at line ``body_line``."""

    path: str
    value: M
    lines: Lines
    body: str = ""
    body_line: int = 1


Files = dict[str, Parsed[T] | None]
"""Files of one kind by the name without ending; None for a file that exists and cannot be used."""


@dataclass
class ModuleSource:
    """The files of one module folder."""

    folder: str
    module: Parsed[ModuleFile] | None = None
    quiz: Parsed[QuizFile] | None = None
    has_quiz_file: bool = False
    lessons: Files[LessonFile] = field(default_factory=dict)
    assignments: Files[AssignmentFile] = field(default_factory=dict)
    cases: Files[CaseFile] = field(default_factory=dict)


@dataclass
class CourseSource:
    """The files of a course folder. ``complete`` says whether every file was understood."""

    root: Path
    files: Mapping[str, int]
    course: Parsed[CourseFile] | None = None
    rubric: Parsed[RubricFile] | None = None
    terms: Parsed[TermsFile] | None = None
    tools: Files[ToolFile] = field(default_factory=dict)
    modules: dict[str, ModuleSource] = field(default_factory=dict)
    pictures: dict[str, Picture | None] = field(default_factory=dict)
    complete: bool = True

    def parsed(self) -> Iterator[Parsed[CourseFileModel]]:
        """All files that were understood."""
        modules = self.modules.values()
        single = (self.course, self.rubric, self.terms, *self.tools.values())
        in_modules = (part for module in modules for part in (module.module, module.quiz))
        yield from (part for part in (*single, *in_modules) if part)
        yield from self.texts()

    def texts(self) -> Iterator[Parsed[LessonFile] | Parsed[AssignmentFile] | Parsed[CaseFile]]:
        """All files with Markdown that were understood."""
        for module in self.modules.values():
            for group in (module.lessons, module.assignments, module.cases):
                yield from (parsed for parsed in group.values() if parsed)


def read_course(root: Path, problems: Problems) -> CourseSource | None:
    """Read everything below ``root``; None when there is no course at all."""
    if not root.is_dir():
        problems.add("", 1, "there is no such folder", "give the folder that holds course.yaml")
        return None
    root = root.resolve()
    files = list_files(root, problems)
    if not files:
        if not len(problems):
            problems.add("", 1, "the folder is empty", "write course.yaml first; see docs/course-format.md")
        return None
    source = CourseSource(root, files)
    if COURSE not in files:
        remedy = did_you_mean(
            COURSE, [path for path in files if "/" not in path], "write it; see docs/course-format.md"
        )
        problems.add(COURSE, 1, "the file is missing", remedy)
    for path in files:
        _place(source, path, problems)
    return source


def _place(source: CourseSource, path: str, problems: Problems) -> None:
    """Read the file at ``path`` into its place in ``source``; a file without a place is a problem."""
    reader = _Reader(source, problems)
    match path.split("/"):
        case ["course.yaml"]:
            source.course = reader.yaml(CourseFile, path)
        case ["rubric.yaml"]:
            source.rubric = reader.yaml(RubricFile, path)
        case ["terms.yaml"]:
            source.terms = reader.yaml(TermsFile, path)
        case ["tools", name] if name.endswith(".yaml"):
            source.tools[name.removesuffix(".yaml")] = reader.yaml(ToolFile, path)
        case ["media", _]:
            source.pictures[path] = reader.picture(path)
        case ["modules", folder, *rest]:
            module = source.modules.setdefault(folder, ModuleSource(folder))
            if not _place_in_module(module, rest, path, reader):
                _misplaced(path, problems)
        case _:
            _misplaced(path, problems)


def _place_in_module(module: ModuleSource, rest: list[str], path: str, reader: "_Reader") -> bool:
    match rest:
        case ["module.yaml"]:
            module.module = reader.yaml(ModuleFile, path)
        case ["quiz.yaml"]:
            module.has_quiz_file = True
            module.quiz = reader.yaml(QuizFile, path)
        case ["lessons", name] if name.endswith(".md"):
            module.lessons[name.removesuffix(".md")] = reader.markdown(LessonFile, path)
        case ["assignments", name] if name.endswith(".md"):
            module.assignments[name.removesuffix(".md")] = reader.markdown(AssignmentFile, path)
        case ["cases", name] if name.endswith(".md"):
            module.cases[name.removesuffix(".md")] = reader.markdown(CaseFile, path)
        case _:
            return False
    return True


def _misplaced(path: str, problems: Problems) -> None:
    remedy = "remove it or move it to its place; see docs/course-format.md"
    if path.endswith(".yml"):
        remedy = "let its name end in .yaml"
    problems.add(path, 1, "nothing in the course refers to this file", remedy)


class _Reader:
    """Reads one file after the other and remembers in the source when one could not be used."""

    def __init__(self, source: CourseSource, problems: Problems) -> None:
        self._source = source
        self._problems = problems

    def yaml(self, model: type[T], path: str) -> Parsed[T] | None:
        text = self._text(path)
        return self._typed(model, path, text, 1) if text is not None else None

    def markdown(self, model: type[T], path: str) -> Parsed[T] | None:
        text = self._text(path)
        parts = split_front_matter(text, path, self._problems) if text is not None else None
        if parts is None:
            self._source.complete = False
            return None
        front, body, body_line = parts
        parsed = self._typed(model, path, front, 2)
        return replace(parsed, body=body, body_line=body_line) if parsed else None

    def picture(self, path: str) -> Picture | None:
        return read_picture(self._source.root, path, self._source.files[path], self._problems)

    def _text(self, path: str) -> str | None:
        text = read_text(self._source.root, path, self._source.files[path], self._problems)
        self._source.complete = self._source.complete and text is not None
        return text

    def _typed(self, model: type[T], path: str, yaml: str, first_line: int) -> Parsed[T] | None:
        read = parse_yaml(yaml, path, self._problems, first_line)
        value = validate(model, read[0], path, read[1], self._problems) if read else None
        if read is None or value is None:
            self._source.complete = False
            return None
        return Parsed(path, value, read[1])
