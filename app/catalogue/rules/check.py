"""The check of a whole course: everything that must hold between its files. A course that fails is not published."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.catalogue.rules.check_files import FILE_CHECKS, check_placeholders, check_quiz, check_tool, check_unique
from app.catalogue.rules.check_text import Targets, check_text
from app.catalogue.rules.format import AssignmentFile, LessonFile
from app.catalogue.rules.problems import Problem, Problems, did_you_mean
from app.catalogue.rules.source import COURSE, MODULE, CourseSource, ModuleSource, Parsed, read_course
from app.catalogue.rules.strict_yaml import Place

IdAt = tuple[str, Parsed[Any], Place]
"""An id, the file that gives it, and its place there."""


def check(folder: Path) -> tuple[CourseSource | None, list[Problem]]:
    """Return the course in ``folder`` and every problem that it has, sorted by file and line."""
    problems = Problems()
    source = read_course(folder, problems)
    if source is not None:
        _CourseCheck(source, problems).run()
    return source, list(problems)


class _CourseCheck:
    def __init__(self, source: CourseSource, problems: Problems) -> None:
        self._source = source
        self._problems = problems
        modules = source.modules.values()
        rubric, terms, course = source.rubric, source.terms, source.course
        # A file that could not be used still counts as being there: its own problem is enough.
        self._ids: dict[str, list[str] | None] = {
            "lesson": [name for module in modules for name in module.lessons],
            "assignment": [name for module in modules for name in module.assignments],
            "case": [name for module in modules for name in module.cases],
            "tool": list(source.tools),
            "term": [term.id for term in terms.value.terms] if terms else self._unless_broken("terms.yaml"),
            "criterion": [item.id for item in rubric.value.criteria] if rubric else self._unless_broken("rubric.yaml"),
            "step": [step.id for step in course.value.steps] if course else None,
        }
        self._targets = Targets(
            {kind: self._ids[kind] for kind in ("lesson", "assignment", "case", "tool", "term")}, source.pictures
        )

    def _unless_broken(self, path: str) -> list[str] | None:
        return None if path in self._source.files else []

    def run(self) -> None:
        """Run all checks; none depends on the success of another."""
        for name, check_file in FILE_CHECKS:
            parsed = getattr(self._source, name)
            if parsed:
                check_file(parsed, self._problems)
        for part in self._source.parsed():
            check_placeholders(part, self._problems)
        for stem, tool in self._source.tools.items():
            if tool:
                check_tool(tool, self._problems)
                self._same_name(tool, stem)
        for module in self._source.modules.values():
            self._module(module)
        for parsed in self._source.texts():
            check_text(parsed, self._targets, self._problems)
        self._modules_of_course()
        self._unique_ids()
        self._unused()

    def _add(self, parsed: Parsed[Any], place: Place, what: str, remedy: str) -> None:
        self._problems.add(parsed.path, parsed.lines.at(*place), what, remedy)

    def _same_name(self, parsed: Parsed[Any], name: str) -> None:
        if parsed.value.id != name:
            self._add(parsed, ("id",), f"the id `{parsed.value.id}` differs from the name `{name}`", "make them equal")

    def _refer(self, parsed: Parsed[Any], place: Place, wanted: str, kind: str) -> None:
        known = self._ids[kind]
        if known is not None and wanted not in known:
            remedy = did_you_mean(wanted, known, f"write the id of a {kind} of this course")
            self._add(parsed, place, f"there is no {kind} `{wanted}`", remedy)

    def _refer_all(self, parsed: Parsed[Any], key: str, wanted: Iterable[str], kind: str) -> None:
        values: list[tuple[str, Place]] = [(word, (number,)) for number, word in enumerate(wanted)]
        check_unique(parsed, (key,), values, kind, self._problems)
        for word, place in values:
            self._refer(parsed, (key, *place), word, kind)

    # Modules

    def _modules_of_course(self) -> None:
        course = self._source.course
        if course is None:
            return
        for number, name in enumerate(course.value.modules):
            module = self._source.modules.get(name)
            if module is None or f"modules/{name}/{MODULE}" not in self._source.files:
                remedy = did_you_mean(name, self._source.modules.keys() - {name}, f"write modules/{name}/{MODULE}")
                self._add(course, ("modules", number), f"there is no module `{name}`", remedy)
        for name in self._source.modules.keys() - set(course.value.modules):
            path = next(path for path in self._source.files if path.startswith(f"modules/{name}/"))
            self._problems.add(
                path, 1, f"the module `{name}` is not in {COURSE}", "add it to `modules` there or remove the folder"
            )
        found = [module.module for module in self._source.modules.values() if module.module]
        self._once("module number", ((str(parsed.value.number), parsed, ("number",)) for parsed in found))

    def _module(self, source: ModuleSource) -> None:
        for lesson_name, lesson in source.lessons.items():
            if lesson:
                self._same_name(lesson, lesson_name)
                self._steps(lesson)
                self._refer_all(lesson, "tools", lesson.value.tools, "tool")
        for assignment_name, assignment in source.assignments.items():
            if assignment:
                self._same_name(assignment, assignment_name)
                self._assignment(assignment, source)
        for case_name, case in source.cases.items():
            if case:
                self._same_name(case, case_name)
        if source.quiz:
            check_quiz(source.quiz, self._problems)
            for number, question in enumerate(source.quiz.value.questions):
                self._refer(source.quiz, ("questions", number, "lesson"), question.lesson, "lesson")
        self._parts(source)

    def _parts(self, source: ModuleSource) -> None:
        """The lists of a module and the files in its folder agree."""
        parsed = source.module
        if parsed is None:
            return
        self._same_name(parsed, source.folder)
        module = parsed.value
        groups: tuple[tuple[str, str, list[str], Mapping[str, object]], ...] = (
            ("lessons", "lesson", module.lessons, source.lessons),
            ("assignments", "assignment", module.assignments, source.assignments),
            ("cases", "case", module.cases, source.cases),
        )
        for key, kind, wanted, files in groups:
            values: list[tuple[str, Place]] = [(name, (number,)) for number, name in enumerate(wanted)]
            check_unique(parsed, (key,), values, kind, self._problems)
            for name, place in values:
                if name not in files:
                    remedy = did_you_mean(name, files, f"write modules/{source.folder}/{key}/{name}.md")
                    self._add(parsed, (key, *place), f"there is no {kind} `{name}` in this module", remedy)
            for name in files.keys() - set(wanted):
                path = f"modules/{source.folder}/{key}/{name}.md"
                self._problems.add(
                    path, 1, f"the {kind} is not in {parsed.path}", f"add `{name}` to `{key}` there or remove the file"
                )
        self._quiz_of(parsed, source)

    def _quiz_of(self, parsed: Parsed[Any], source: ModuleSource) -> None:
        wanted = parsed.value.quiz
        path = f"modules/{source.folder}/quiz.yaml"
        if wanted and not source.has_quiz_file:
            self._add(parsed, ("quiz",), f"there is no quiz `{wanted}`", f"write {path}")
        elif source.has_quiz_file and not wanted:
            self._problems.add(path, 1, f"the quiz is not in {parsed.path}", "add `quiz: …` with its id there")
        elif source.quiz and source.quiz.value.id != wanted:
            self._add(
                source.quiz,
                ("id",),
                f"the id `{source.quiz.value.id}` differs from `{wanted}` in {parsed.path}",
                "make them equal",
            )

    def _steps(self, parsed: Parsed[LessonFile] | Parsed[AssignmentFile]) -> None:
        self._refer_all(parsed, "steps", parsed.value.steps, "step")

    def _assignment(self, parsed: Parsed[AssignmentFile], source: ModuleSource) -> None:
        assignment = parsed.value
        self._steps(parsed)
        self._refer(parsed, ("tool",), assignment.tool, "tool")
        self._refer_all(parsed, "criteria", assignment.criteria, "criterion")
        if assignment.special.letter is not None:
            self._add(
                parsed,
                ("special", "letter"),
                "the special criterion has a letter",
                "remove it; letters belong to shared criteria",
            )
        number = source.module.value.number if source.module else None
        if number is not None and assignment.code.split(".")[0] != str(number):
            self._add(
                parsed,
                ("code",),
                f"the code `{assignment.code}` is not of module {number}",
                f"let it begin with {number}",
            )

    # The whole course

    def _once(self, name: str, found: Iterable[IdAt]) -> None:
        first: dict[str, tuple[str, int]] = {}
        for value, parsed, place in found:
            line = parsed.lines.at(*place)
            if value in first:
                where = "{}:{}".format(*first[value])
                self._add(parsed, place, f"the {name} `{value}` is used already in {where}", "change one of them")
            first.setdefault(value, (parsed.path, line))

    def _unique_ids(self) -> None:
        """An id stands once in the whole course among things of its kind; progress and work are kept under it."""
        modules = list(self._source.modules.values())
        for attribute, kind in (("lessons", "lesson"), ("assignments", "assignment"), ("cases", "case")):
            parts = [parsed for module in modules for parsed in getattr(module, attribute).values() if parsed]
            self._once(f"{kind} id", ((parsed.value.id, parsed, ("id",)) for parsed in parts))
        quizzes = [module.quiz for module in modules if module.quiz]
        self._once("quiz id", ((parsed.value.id, parsed, ("id",)) for parsed in quizzes))
        self._once(
            "question id",
            (
                (question.id, parsed, ("questions", number, "id"))
                for parsed in quizzes
                for number, question in enumerate(parsed.value.questions)
            ),
        )
        assignments = [parsed for module in modules for parsed in module.assignments.values() if parsed]
        self._once("code", ((parsed.value.code, parsed, ("code",)) for parsed in assignments))
        self._once("criterion id", self._criteria(assignments))
        for name, key in (("course", "steps"), ("terms", "terms")):
            whole = getattr(self._source, name)
            if whole:
                items = enumerate(getattr(whole.value, key))
                self._once(f"{key[:-1]} id", ((item.id, whole, (key, number, "id")) for number, item in items))

    def _criteria(self, assignments: list[Parsed[AssignmentFile]]) -> Iterator[IdAt]:
        rubric = self._source.rubric
        if rubric:
            for number, criterion in enumerate(rubric.value.criteria):
                yield criterion.id, rubric, ("criteria", number, "id")
        for parsed in assignments:
            yield parsed.value.special.id, parsed, ("special", "id")

    def _unused(self) -> None:
        """Tools and pictures that nothing refers to; only said when all that could refer to them was understood."""
        if not self._source.complete:
            return
        used = {target for kind, target in self._targets.linked if kind == "tool"}
        for module in self._source.modules.values():
            used.update(tool for lesson in module.lessons.values() if lesson for tool in lesson.value.tools)
            used.update(parsed.value.tool for parsed in module.assignments.values() if parsed)
        for name in self._source.tools.keys() - used:
            self._problems.add(
                f"tools/{name}.yaml",
                1,
                f"no lesson or assignment uses the tool `{name}`",
                "name it in one or remove the file",
            )
        for path in self._source.pictures.keys() - self._targets.shown:
            self._problems.add(
                path, 1, "no text shows this picture", f"write ![what it shows]({path}) or remove the file"
            )
