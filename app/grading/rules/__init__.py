"""What an assessment is, when it is complete, and what it does to the work: pure decisions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from app.learning.rules import State
from app.practice.rules import Status


class Decision(StrEnum):
    """What an assessment decides."""

    RETURN = "return"
    APPROVE = "approve"


AFTER = {
    Decision.RETURN: (Status.RETURNED, State.RETURNED),
    Decision.APPROVE: (Status.APPROVED, State.APPROVED),
}
"""What a released decision makes of the submission, and what the ledger of progress is told."""

LEASE_LASTS = timedelta(minutes=30)
"""Long enough for one submission; short enough that nobody waits for a colleague who went home."""

LONGEST_TEXT = 5_000
LEVELS = range(1, 5)


class Basis(NamedTuple):
    """What the person saw when they began: the round, and its latest assessment (None: there was none)."""

    round_id: int | None
    seen_id: int | None


@dataclass(frozen=True)
class Verdict:
    """What somebody wants to save about a round."""

    decision: Decision | None
    levels: Mapping[str, int]
    """Criterion id → level, 1 to 4; a criterion without a level is left out."""
    comment: str
    """To the learner."""
    note: str
    """Among instructors."""
    reason: str
    """Why an earlier assessment is replaced."""
    hold: bool
    """Whether the learner is to wait until somebody releases it."""
    not_cpr: bool = False
    """The writer has looked at what may be a personal number, and says that it is something else."""


class Fault(StrEnum):
    """Why a verdict cannot be saved."""

    DECISION_MISSING = "decision-missing"
    LEVEL_MISSING = "level-missing"
    COMMENT_MISSING = "comment-missing"
    REASON_MISSING = "reason-missing"
    TOO_LONG = "too-long"
    CPR = "cpr"
    MAYBE_CPR = "maybe-cpr"


def level_field(criterion_id: str) -> str:
    """Return the name of the form field that holds a criterion's level."""
    return f"level-{criterion_id}"


def faults_of(verdict: Verdict, criterion_ids: Collection[str], *, replaces: bool) -> dict[str, Fault]:
    """Return field → what is wrong with it, in the order of the form.

    Approving needs a level for every criterion, returning needs a comment (nobody can improve on silence), and replacing
    an assessment needs a reason.
    """
    faults: dict[str, Fault] = {}
    if verdict.decision is None:
        faults["decision"] = Fault.DECISION_MISSING
    if verdict.decision is Decision.APPROVE:
        missing = [criterion for criterion in criterion_ids if criterion not in verdict.levels]
        faults.update({level_field(criterion): Fault.LEVEL_MISSING for criterion in missing})
    if verdict.decision is Decision.RETURN and not verdict.comment:
        faults["comment"] = Fault.COMMENT_MISSING
    if replaces and not verdict.reason:
        faults["reason"] = Fault.REASON_MISSING
    for field, text in texts_of(verdict).items():
        if len(text) > LONGEST_TEXT:
            faults[field] = Fault.TOO_LONG
    return faults


def texts_of(verdict: Verdict) -> dict[str, str]:
    """Return field → what a person wrote in it."""
    return {"comment": verdict.comment, "note": verdict.note, "reason": verdict.reason}
