"""What the pages of grading show, put together from what the access getters and queries return."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalogue.queries import load_edition
from app.catalogue.rules.display import for_cohort
from app.core.clock import today
from app.core.cpr import Strength
from app.grading.access import AssessmentFacts, HeldRow, assessments_of
from app.grading.actions import Answer
from app.grading.queries import Facet, Holder, QueueFilter, QueueRow, Standing, standing_of
from app.grading.rules import Fault, Verdict, level_field, texts_of
from app.grading.rules.changes import FieldChange, changed_fields
from app.people.queries import Viewer
from app.practice.access import InstructedSubmission
from app.practice.queries import RoundFacts, rounds_of
from app.practice.rules import Status
from app.practice.rules.personal_numbers import Place, places_in, without

MESSAGES: Mapping[Fault, LazyString] = {
    Fault.DECISION_MISSING: _l("Choose whether you approve the work or send it back."),
    Fault.LEVEL_MISSING: _l("Choose a level before you approve."),
    Fault.COMMENT_MISSING: _l("Write what is missing before you send the work back."),
    Fault.REASON_MISSING: _l("Say why you change the assessment."),
    Fault.TOO_LONG: _l("Write at most 5,000 characters."),
    Fault.CPR: _l("There is a CPR number in the text. Take it out before you save."),
    Fault.MAYBE_CPR: _l("There may be a CPR number in the text. Take it out, or say that it is something else."),
}

NOTHING = Verdict(decision=None, levels={}, comment="", note="", reason="", hold=False)


@dataclass(frozen=True)
class Form:
    """The form of an assessment as it is shown: what stands in it, what is wrong, and why it came back."""

    verdict: Verdict | None = None
    """None: nobody has typed yet."""
    faults: Mapping[str, Fault] = field(default_factory=dict)
    notice: Answer | None = None

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field."""
        return str(MESSAGES[self.faults[name]]) if name in self.faults else None

    def personal_numbers(self) -> list[Place]:
        """Return where personal numbers stand, when they are what is wrong."""
        if self.verdict is None or not {Fault.CPR, Fault.MAYBE_CPR} & set(self.faults.values()):
            return []
        labels = {"comment": _("To the consultant"), "note": _("Note among instructors"), "reason": _("Reason")}
        return places_in([(name, labels[name], text) for name, text in texts_of(self.verdict).items()], today())


UNTOUCHED = Form()


def without_numbers(verdict: Verdict, strengths: Collection[Strength]) -> Verdict:
    """Return a verdict with a remark where personal numbers of these strengths stood."""
    day, remark = today(), _("[number removed]")
    comment, note, reason = (without(text, day, strengths, remark) for text in texts_of(verdict).values())
    return replace(verdict, comment=comment, note=note, reason=reason)


@dataclass(frozen=True)
class PastRound:
    """A round with its assessments, the latest last."""

    round: RoundFacts
    assessments: list[AssessmentFacts]


@dataclass(frozen=True)
class Desk:
    """One submission on an instructor's desk."""

    submission: InstructedSubmission
    round: RoundFacts
    """The latest one."""
    history: list[AssessmentFacts]
    """Of the latest round, the latest last."""
    past: list[PastRound]
    """Former rounds, the latest first."""
    changes: list[FieldChange] | None
    """What differs from the former round; None in the first round."""
    task_text: Markup
    """The assignment as it was set for the latest round."""
    standing: Standing
    person_id: int
    fill: Verdict
    """What stands in the form."""

    @property
    def current(self) -> AssessmentFacts | None:
        """The assessment that counts, or None while the round waits for one."""
        return self.history[-1] if self.history else None

    @property
    def is_waiting(self) -> bool:
        """Whether it is an instructor's turn."""
        return self.submission.status is Status.SUBMITTED and not self.history and not self.submission.is_withdrawn

    @property
    def holder(self) -> Holder | None:
        """Who has taken it."""
        return self.standing.holder

    @property
    def is_mine(self) -> bool:
        """Whether the person who looks has taken it."""
        return self.holder is not None and self.holder.person_id == self.person_id

    @property
    def is_taken(self) -> bool:
        """Whether somebody else has taken it."""
        return self.holder is not None and self.holder.person_id != self.person_id

    def problems(self, form: Form) -> list[tuple[str, str]]:
        """Return (field id, message) of all that is wrong, criteria by name."""
        titles = {level_field(criterion.id): criterion.title for criterion in self.round.assignment.criteria}
        return [
            (name, f"{titles[name]}: {MESSAGES[fault]}" if name in titles else str(MESSAGES[fault]))
            for name, fault in form.faults.items()
        ]


def desk_of(session: Session, viewer: Viewer, submission: InstructedSubmission, form: Form) -> Desk:
    """Lay out a submission: the rounds, what was said about them, what changed, and who else looks at it."""
    rounds = rounds_of(session, submission.id)
    assessments = assessments_of(session, viewer, submission.id)
    *former, latest = rounds
    history = [facts for facts in assessments if facts.round_id == latest.id]
    past = [PastRound(each, [facts for facts in assessments if facts.round_id == each.id]) for each in reversed(former)]
    return Desk(
        submission=submission,
        round=latest,
        history=history,
        past=past,
        changes=_changes(former[-1], latest) if former else None,
        task_text=for_cohort(latest.assignment.html, submission.cohort.id, submission.cohort.unit_name),
        standing=standing_of(session, viewer.person_id, submission.cohort.id, submission.id, latest.submitted_at),
        person_id=viewer.person_id,
        fill=form.verdict or _former_verdict(history),
    )


def _changes(before: RoundFacts, after: RoundFacts) -> list[FieldChange]:
    return changed_fields(before.tool, before.sheet, after.tool, after.sheet)


def _former_verdict(history: Sequence[AssessmentFacts]) -> Verdict:
    """Return what the form starts from: the assessment that is to be changed, or nothing."""
    if not history:
        return NOTHING
    last = history[-1]
    return replace(
        NOTHING, levels=last.levels, comment=last.comment, note=last.note, hold=last.released_at is None
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row of the queue as it is shown."""

    row: QueueRow
    title: str
    """Code and title of the assignment."""

    @property
    def since(self) -> datetime:
        """When it was submitted, in UTC."""
        return self.row.waiting.submitted_at


@dataclass(frozen=True)
class Queue:
    """The queue's counts and the choices of its filters."""

    session: Session
    cohorts: Mapping[int, str]
    wanted: QueueFilter
    facets: Sequence[Facet]

    def _matching(self) -> list[Facet]:
        return [
            facet
            for facet in self.facets
            if self.wanted.cohort_id in {None, facet.cohort_id}
            and self.wanted.assignment_id in {None, facet.assignment_id}
        ]

    @property
    def all_count(self) -> int:
        """How much waits within the filters."""
        return sum(facet.waiting for facet in self._matching())

    @property
    def mine_count(self) -> int:
        """How much of it the person has taken."""
        return sum(facet.mine for facet in self._matching())

    @property
    def total(self) -> int:
        """How much the list has."""
        return self.mine_count if self.wanted.mine else self.all_count

    @property
    def is_filtered(self) -> bool:
        """Whether the list leaves something out."""
        return self.wanted != QueueFilter()

    def assignments(self) -> list[tuple[str, str]]:
        """Return (id, title) of the assignments that something waits on in the chosen cohort, by title."""
        within = [facet for facet in self.facets if self.wanted.cohort_id in {None, facet.cohort_id}]
        titles = {facet.assignment_id: self.title(facet.edition_id, facet.assignment_id) for facet in within}
        if self.wanted.assignment_id is not None:
            titles.setdefault(self.wanted.assignment_id, self.wanted.assignment_id)
        return sorted(titles.items(), key=lambda item: item[1])

    def title(self, edition_id: int, assignment_id: str) -> str:
        """Return code and title of an assignment."""
        return title_of(self.session, edition_id, assignment_id)

    def line(self, row: QueueRow) -> Line:
        """Return a row as it is shown."""
        return Line(row, self.title(row.waiting.edition_id, row.waiting.assignment_id))


def title_of(session: Session, edition_id: int, assignment_id: str) -> str:
    """Return code and title of an assignment; its id if the cohort's edition no longer has it."""
    found = load_edition(session, edition_id).assignment(assignment_id)
    return f"{found[1].code} {found[1].title}" if found else assignment_id


@dataclass(frozen=True)
class HeldGroup:
    """Held assessments of one assignment in one cohort."""

    cohort_name: str
    title: str
    rows: list[HeldRow]


def groups_of(session: Session, rows: Sequence[HeldRow]) -> list[HeldGroup]:
    """Return held assessments by cohort and assignment, in the order that they come in."""
    groups = groupby(rows, key=lambda row: (row.cohort_id, row.cohort_name, row.edition_id, row.assignment_id))
    return [
        HeldGroup(cohort_name, title_of(session, edition_id, assignment_id), list(members))
        for (_cohort_id, cohort_name, edition_id, assignment_id), members in groups
    ]
