"""A checked course becomes an edition: everything rendered, counted and hashed, so that requests only look things up."""

import hashlib
import html as html_module
import json
import re
from collections.abc import Mapping, Sequence

from app.catalogue.rules.edition import Assignment, Case, Edition, Lesson, Module, Picture, Quiz
from app.catalogue.rules.format import AssignmentFile, CaseFile, Criterion, LessonFile
from app.catalogue.rules.render import render
from app.catalogue.rules.source import CourseSource, Files, ModuleSource, Parsed, T
from app.catalogue.rules.terms import Recogniser

WORDS_A_MINUTE = 180
MARKUP = re.compile(r"<(?:\"[^\"]*\"|[^\">])*>")


def build(source: CourseSource) -> Edition:
    """Return the edition of a course that passed the check; a course that did not raises ValueError."""
    if source.course is None:
        raise ValueError("a course without course.yaml cannot be built")
    course = source.course.value
    pictures = {path: picture for path, picture in sorted(source.pictures.items()) if picture}
    builder = _Builder(source, pictures)
    return Edition(
        course_id=course.id,
        title=course.title,
        summary=course.summary,
        language=course.language,
        pass_mark=course.pass_mark,
        steps=tuple(course.steps),
        levels=tuple(course.levels),
        modules=tuple(builder.module(source.modules[name]) for name in course.modules),
        tools=tuple(_needed(source.tools, name).value for name in sorted(source.tools)),
        terms=tuple(sorted(source.terms.value.terms, key=lambda term: term.id)) if source.terms else (),
        pictures=tuple(pictures.values()),
    )


def _needed(files: Files[T], name: str) -> Parsed[T]:
    parsed = files.get(name)
    if parsed is None:
        raise ValueError(f"{name} did not pass the check")
    return parsed


class _Builder:
    """What all parts of one edition share: the vocabulary, the pictures, the language and the shared criteria."""

    def __init__(self, source: CourseSource, pictures: Mapping[str, Picture]) -> None:
        self._pictures = pictures
        self._language = source.course.value.language if source.course else "da"
        self._recogniser = Recogniser(source.terms.value.terms if source.terms else ())
        self._criteria = {item.id: item for item in source.rubric.value.criteria} if source.rubric else {}

    def module(self, source: ModuleSource) -> Module:
        if source.module is None:
            raise ValueError(f"the module {source.folder} did not pass the check")
        file = source.module.value
        return Module(
            id=file.id,
            number=file.number,
            title=file.title,
            short_title=file.short_title,
            summary=file.summary,
            lessons=tuple(
                self._lesson(_needed(source.lessons, name), f"{file.number}.{turn}")
                for turn, name in enumerate(file.lessons, start=1)
            ),
            quiz=self._quiz(source) if file.quiz else None,
            assignments=tuple(self._assignment(_needed(source.assignments, name)) for name in file.assignments),
            cases=tuple(self._case(_needed(source.cases, name)) for name in file.cases),
        )

    def _lesson(self, parsed: Parsed[LessonFile], code: str) -> Lesson:
        file = parsed.value
        rendered = render(parsed.body, language=self._language, pictures=self._pictures)
        html, terms = self._recogniser.recognise(rendered.html)
        words = count_words(rendered.html)
        return Lesson(
            id=file.id,
            code=code,
            title=file.title,
            summary=file.summary,
            objectives=tuple(file.objectives),
            steps=tuple(file.steps),
            tools=tuple(file.tools),
            if_then=file.if_then,
            html=html,
            headings=rendered.headings,
            terms=terms,
            words=words,
            minutes=max(1, round(words / WORDS_A_MINUTE)),
        )

    def _quiz(self, source: ModuleSource) -> Quiz:
        if source.quiz is None:
            raise ValueError(f"the quiz of {source.folder} did not pass the check")
        file = source.quiz.value
        return Quiz(id=file.id, title=file.title, questions=tuple(file.questions))

    def _assignment(self, parsed: Parsed[AssignmentFile]) -> Assignment:
        file = parsed.value
        html, terms = self._page(parsed.body)
        criteria = (*(self._criteria[name] for name in file.criteria), file.special)
        return Assignment(
            id=file.id,
            code=file.code,
            title=file.title,
            summary=file.summary,
            steps=tuple(file.steps),
            tool=file.tool,
            evidence=file.evidence,
            html=html,
            terms=terms,
            criteria=criteria,
            rubric_hash=rubric_hash(criteria),
        )

    def _case(self, parsed: Parsed[CaseFile]) -> Case:
        file = parsed.value
        html, terms = self._page(parsed.body)
        return Case(
            id=file.id,
            title=file.title,
            html=html,
            terms=terms,
            facts=tuple(file.facts),
            people=tuple(file.people),
            question=file.question,
            hidden_need=file.hidden_need,
            trap=file.trap,
            solution=file.solution,
        )

    def _page(self, body: str) -> tuple[str, tuple[str, ...]]:
        return self._recogniser.recognise(render(body, language=self._language, pictures=self._pictures).html)


def count_words(html: str) -> int:
    """Return how many words a reader meets; a lone dash or bullet is none."""
    text = html_module.unescape(MARKUP.sub(" ", html))
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value, whatever order its keys came in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rubric_hash(criteria: Sequence[Criterion]) -> str:
    """Return the SHA-256 of a rubric in hex: the same criteria always have the same hash, in every edition."""
    content = canonical_json([criterion.model_dump(mode="json") for criterion in criteria])
    return hashlib.sha256(content.encode()).hexdigest()


def edition_json(edition: Edition) -> str:
    """Return what is stored of an edition; ``Edition.model_validate_json`` reads it."""
    return canonical_json(edition.model_dump(mode="json", by_alias=True))


def content_hash(content: str) -> str:
    """Return the SHA-256 of a stored edition in hex."""
    return hashlib.sha256(content.encode()).hexdigest()
