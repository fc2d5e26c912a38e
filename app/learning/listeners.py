"""What learning hears from the slices above it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.signals import requirement_moved
from app.learning import actions
from app.learning.rules import State


@requirement_moved.connect
def _record(
    _sender: object, *, session: Session, enrolment_id: int, kind: str, item_id: str, state: str, actor_id: int, at: datetime,
    reason: str | None,
) -> None:  # fmt: skip
    """Write the event into the ledger, and the completions that it brings, in the sender's transaction."""
    actions.record(session, enrolment_id, kind, item_id, State(state), at=at, actor_id=actor_id, reason=reason)
