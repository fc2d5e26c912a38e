"""The immutable values of a published edition: what every other slice reads.

An edition is stored once as JSON and never changes; these values are what that JSON becomes. All Markdown is already
rendered and sanitised (see ``render``), so a request only looks things up. Ids are the stable ids of the course files.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from app.catalogue.rules.format import CasePerson, Criterion, IfThen, Question, Step, Term, ToolFile


class RequirementKind(StrEnum):
    """What a module can require."""

    LESSON = "lesson"
    QUIZ = "quiz"
    ASSIGNMENT = "assignment"


class Requirement(NamedTuple):
    """One live requirement of a module: what progress is counted over."""

    kind: RequirementKind
    id: str
    module_id: str


class Value(BaseModel):
    """What all parts of an edition share."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Heading(Value):
    """A heading inside a lesson, for its table of contents. ``id`` is the anchor."""

    id: str
    title: str


class Lesson(Value):
    """A lesson with its rendered text. ``minutes`` is the reading time at 180 words a minute, at least 1."""

    id: str
    code: str
    title: str
    summary: str
    objectives: tuple[str, ...]
    steps: tuple[str, ...]
    tools: tuple[str, ...]
    if_then: IfThen
    html: str
    headings: tuple[Heading, ...]
    terms: tuple[str, ...]
    words: int
    minutes: int


class Quiz(Value):
    """A quiz; every question gives one point."""

    id: str
    title: str
    questions: tuple[Question, ...]


class Assignment(Value):
    """A practice assignment. ``criteria`` holds the shared criteria and, last, the special one."""

    id: str
    code: str
    title: str
    summary: str
    steps: tuple[str, ...]
    tool: str
    evidence: str
    html: str
    terms: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...]
    rubric_hash: str


class Case(Value):
    """A case. ``hidden_need``, ``trap`` and ``solution`` are for instructors only."""

    id: str
    title: str
    html: str
    terms: tuple[str, ...] = ()
    facts: tuple[str, ...]
    people: tuple[CasePerson, ...]
    question: str
    hidden_need: str
    trap: str
    solution: str


class Module(Value):
    """A module with its parts in the order in which they are taught."""

    id: str
    number: int
    title: str
    short_title: str
    summary: str
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None
    assignments: tuple[Assignment, ...]
    cases: tuple[Case, ...]

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What completes the module: every lesson read, the quiz passed, every assignment approved."""
        quiz = [self.quiz] if self.quiz else []
        return (
            *(Requirement(RequirementKind.LESSON, lesson.id, self.id) for lesson in self.lessons),
            *(Requirement(RequirementKind.QUIZ, part.id, self.id) for part in quiz),
            *(Requirement(RequirementKind.ASSIGNMENT, part.id, self.id) for part in self.assignments),
        )


class Picture(Value):
    """A picture that the course shows. ``digest`` is the SHA-256 of its bytes in hex and names them in the file store."""

    path: str
    media_type: str
    digest: str
    width: int
    height: int


class Edition(Value):
    """A whole course as it was published."""

    course_id: str
    title: str
    summary: str
    language: str
    pass_mark: int
    steps: tuple[Step, ...]
    levels: tuple[str, ...]
    modules: tuple[Module, ...]
    tools: tuple[ToolFile, ...]
    terms: tuple[Term, ...]
    pictures: tuple[Picture, ...]

    @property
    def requirements(self) -> Iterator[Requirement]:
        """All requirements, in the order of the course."""
        for module in self.modules:
            yield from module.requirements

    @cached_property
    def _lessons(self) -> dict[str, tuple[Module, Lesson]]:
        return {lesson.id: (module, lesson) for module in self.modules for lesson in module.lessons}

    @cached_property
    def _quizzes(self) -> dict[str, tuple[Module, Quiz]]:
        return {module.quiz.id: (module, module.quiz) for module in self.modules if module.quiz}

    @cached_property
    def _assignments(self) -> dict[str, tuple[Module, Assignment]]:
        return {part.id: (module, part) for module in self.modules for part in module.assignments}

    @cached_property
    def _cases(self) -> dict[str, tuple[Module, Case]]:
        return {case.id: (module, case) for module in self.modules for case in module.cases}

    @cached_property
    def _modules(self) -> dict[str, Module]:
        return {module.id: module for module in self.modules}

    @cached_property
    def _tools(self) -> dict[str, ToolFile]:
        return {tool.id: tool for tool in self.tools}

    def module(self, module_id: str) -> Module | None:
        """The module with this id, or None."""
        return self._modules.get(module_id)

    def lesson(self, lesson_id: str) -> tuple[Module, Lesson] | None:
        """The lesson with this id and its module, or None."""
        return self._lessons.get(lesson_id)

    def quiz(self, quiz_id: str) -> tuple[Module, Quiz] | None:
        """The quiz with this id and its module, or None."""
        return self._quizzes.get(quiz_id)

    def assignment(self, assignment_id: str) -> tuple[Module, Assignment] | None:
        """The assignment with this id and its module, or None."""
        return self._assignments.get(assignment_id)

    def case(self, case_id: str) -> tuple[Module, Case] | None:
        """The case with this id and its module, or None."""
        return self._cases.get(case_id)

    @cached_property
    def _terms(self) -> dict[str, Term]:
        return {term.id: term for term in self.terms}

    def term(self, term_id: str) -> Term | None:
        """The term with this id, or None."""
        return self._terms.get(term_id)

    def tool(self, tool_id: str) -> ToolFile | None:
        """The tool with this id, or None."""
        return self._tools.get(tool_id)
