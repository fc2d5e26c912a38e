"""What one fictional consultant did: reading, quizzes, submissions with feedback, and log entries, in the past.

The rows are those that the pages would have written: each fact of a submission has its event in the ledger, and a module
is completed when its last requirement is met.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Assignment, Edition, Module, Quiz
from app.catalogue.rules.format import OrderQuestion, Question
from app.cohorts.models import Enrolment
from app.core.clock import local, now
from app.grading.models import Assessment, AssessmentLevel
from app.grading.rules import Decision
from app.learning.models import ProgressEvent, QuizAttempt
from app.learning.rules import State, quiz_points
from app.practice.models import LogEntry, Round, Submission
from app.practice.rules import Status
from app.practice.rules.snapshot import assignment_kept

RETURNED, APPROVED, WAITING, HELD, DRAFT = "returned", "approved", "waiting", "held", "draft"


@dataclass(frozen=True)
class Part:
    """How far somebody is in one module: lessons read, quiz attempts (True is passed), and the work on each assignment."""

    lessons: int = 0
    quiz: tuple[bool, ...] = ()
    work: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """How far somebody has come in the modules, in order, and how many log entries they wrote."""

    parts: tuple[Part, ...] = ()
    entries: int = 0


@cache
def texts() -> dict[str, Any]:
    """Return what the fictional people wrote."""
    loaded: dict[str, Any] = YAML(typ="safe").load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Story:
    """Writes one enrolment's past. ``moment`` is when the next thing happens; it never passes the present."""

    session: Session
    edition: Edition
    enrolment: Enrolment
    instructor_id: int
    dice: random.Random
    moment: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Begin some hours after the enrolment."""
        self.moment = self.enrolment.enrolled_at + timedelta(hours=self.dice.randint(2, 60))

    def write(self, profile: Profile) -> None:
        """Write everything that the profile says, module by module."""
        things = 1 + sum(_things(part) for part in profile.parts)
        self.pace = max(timedelta(hours=1), (now() - timedelta(hours=8) - self.moment) / things)
        for module, part in zip(self.edition.modules, profile.parts, strict=False):
            self._write_module(module, part)
        for _ in range(profile.entries):
            self._entry()

    def _write_module(self, module: Module, part: Part) -> None:
        for lesson in module.lessons[: part.lessons]:
            self._event("lesson", lesson.id, State.READ)
            self._later()
        for number, passes in enumerate(part.quiz, 1):
            if module.quiz:
                self._attempt(module.quiz, number, passes=passes)
        for assignment, state in zip(module.assignments, part.work, strict=False):
            self._work(assignment, state)
        if self._is_complete(module, part):
            self._event("module", module.id, State.COMPLETED)

    def _later(self) -> None:
        self.moment = min(self.moment + self.pace * self.dice.uniform(0.85, 1.1), now() - timedelta(hours=1))

    def _event(self, kind: str, item_id: str, state: State, actor_id: int | None = None) -> None:
        person_id = actor_id or self.enrolment.person_id
        self.session.add(
            ProgressEvent(
                enrolment_id=self.enrolment.id, item_kind=kind, item_id=item_id, state=state,
                at=self.moment, actor_id=person_id, reason=None,
            )
        )  # fmt: skip

    @staticmethod
    def _is_complete(module: Module, part: Part) -> bool:
        assignments = part.work.count(APPROVED) == len(module.assignments)
        quiz = module.quiz is None or True in part.quiz
        return part.lessons >= len(module.lessons) and quiz and assignments

    def _attempt(self, quiz: Quiz, number: int, *, passes: bool) -> None:
        answers = {
            question.id: _answer(question, right=passes or position % 2 == 1)
            for position, question in enumerate(quiz.questions)
        }
        points = quiz_points(quiz, answers)
        self.session.add(
            QuizAttempt(
                enrolment_id=self.enrolment.id, quiz_id=quiz.id, number=number, answers=answers,
                started_at=self.moment - timedelta(minutes=9), submitted_at=self.moment,
                points=points, out_of=len(quiz.questions),
            )
        )  # fmt: skip
        self._event("quiz", quiz.id, State.PASSED if passes else State.FAILED)
        self._later()

    def _work(self, assignment: Assignment, state: str) -> None:
        """Write one submission in the state: a draft, one waiting round, or rounds with feedback."""
        variants = texts()["sheets"][assignment.id]
        sheet = variants[-1] if state == RETURNED else self.dice.choice(variants[:2])
        submission = Submission(
            enrolment_id=self.enrolment.id, assignment_id=assignment.id, status=Status.DRAFT,
            draft=sheet, draft_version=3, draft_saved_at=self.moment, created_at=self.moment,
        )  # fmt: skip
        self.session.add(submission)
        self.session.flush()
        if state == DRAFT:
            return
        first = self._round(submission, assignment, 1, sheet)
        if state == RETURNED or (state == APPROVED and self.dice.random() < 0.3):  # noqa: PLR2004 -- some need two rounds
            self._assess(submission, first, assignment, Decision.RETURN)
            if state == RETURNED:
                return
            first = self._round(submission, assignment, 2, sheet)
        if state in {APPROVED, HELD}:
            self._assess(submission, first, assignment, Decision.APPROVE, release=state == APPROVED)

    def _round(self, submission: Submission, assignment: Assignment, number: int, sheet: dict[str, Any]) -> Round:
        tool = self.edition.tool(assignment.tool)
        if tool is None:
            raise LookupError(assignment.tool)
        made = Round(
            submission_id=submission.id, number=number, submit_key=f"demo-{submission.id}-{number}",
            submitted_at=self.moment, is_late=False, sheet=sheet,
            assignment=assignment_kept(assignment, self.edition.levels), tool=tool.model_dump(mode="json", by_alias=True),
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        submission.status = Status.SUBMITTED
        self._event("assignment", assignment.id, State.SUBMITTED)
        self._later()
        return made

    def _assess(
        self, submission: Submission, judged: Round, assignment: Assignment, decision: Decision, *, release: bool = True
    ) -> None:
        approves = decision is Decision.APPROVE
        comment = self.dice.choice(texts()["approvals" if approves else "returns"][assignment.id])
        assessment = Assessment(
            round_id=judged.id, assessor_id=self.instructor_id, decision=decision, comment=comment, note="",
            rubric_hash=assignment.rubric_hash, created_at=self.moment,
            released_at=self.moment if release else None, released_by=self.instructor_id if release else None,
        )  # fmt: skip
        self.session.add(assessment)
        self.session.flush()
        low, high = (2, 4) if approves else (1, 2)
        self.session.add_all(
            AssessmentLevel(
                assessment_id=assessment.id, criterion_id=criterion.id, level=min(self.dice.randint(low, high), 3 if approves else 2)
            )
            for criterion in assignment.criteria
        )  # fmt: skip
        if release:
            submission.status = Status.APPROVED if approves else Status.RETURNED
            self._event("assignment", assignment.id, State.APPROVED if approves else State.RETURNED, self.instructor_id)
            self._later()

    def _entry(self) -> None:
        entry = self.dice.choice(texts()["log"])
        happened = self.enrolment.enrolled_at + (now() - self.enrolment.enrolled_at) * self.dice.random()
        self.session.add(
            LogEntry(
                enrolment_id=self.enrolment.id, entry_key=f"demo-{self.dice.getrandbits(64):016x}",
                happened_on=local(happened).date(), company=entry["company"], steps=list(entry["steps"]), outcome=entry["outcome"],
                barrier=entry["barrier"] or None, learned=entry["learned"], created_at=happened,
            )
        )  # fmt: skip


def _things(part: Part) -> int:
    """Return how many moments of the past a part takes."""
    decided = sum(state in {RETURNED, APPROVED} for state in part.work)
    return part.lessons + len(part.quiz) + len(part.work) + decided


def _answer(question: Question, *, right: bool) -> Any:
    """Return an answer as the quiz page stores it; a wrong one is the opposite order or all the wrong options."""
    if isinstance(question, OrderQuestion):
        items = question.items if right else list(reversed(question.items))
        return {item.id: number for number, item in enumerate(items, 1)}
    chosen = [option.id for option in question.options if option.correct is right]
    return chosen if question.kind == "multiple" else chosen[:1]
