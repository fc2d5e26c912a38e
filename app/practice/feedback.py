"""The port through which learners see feedback: grading provides it, and practice shows it without importing upward.

Grading calls :func:`provide` once, from its ``listeners.py``, with a function that asks its one visibility rule. What
comes through here is therefore released by definition, and nothing else of an assessment can reach a learner's page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class ReleasedFeedback:
    """What an instructor decided about one round, as the learner may see it. ``released_at`` is UTC."""

    round_number: int
    decision: Literal["return", "approve"]
    comment: str
    levels: dict[str, int]
    """Criterion id → level, 1 to 4."""
    assessor_name: str
    released_at: datetime


Provider = Callable[[Session, int], list[ReleasedFeedback]]

_providers: dict[str, Provider] = {}


def provide(function: Provider) -> Provider:
    """Name the function that returns the released feedback of a submission; the latest one named counts."""
    _providers["feedback"] = function
    return function


def released_feedback(session: Session, submission_id: int) -> list[ReleasedFeedback]:
    """Return the released feedback on a submission, the first round first; empty while nobody provides any."""
    provider = _providers.get("feedback")
    return provider(session, submission_id) if provider else []
