"""What the pages of insight are tried on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.learning.models import ProgressEvent

Happen = Callable[..., None]


@pytest.fixture
def happen(session: Session) -> Happen:
    """Write events ``"kind id state"`` into the ledger of an enrolment, in the given order, and commit."""

    def write(enrolment_id: int, *events: str, at: datetime = datetime(2027, 3, 12, 9, tzinfo=UTC)) -> None:
        for event in events:
            kind, item, state = event.split()
            session.add(
                ProgressEvent(enrolment_id=enrolment_id, item_kind=kind, item_id=item, state=state, at=at)
            )  # fmt: skip
            session.flush()
        session.commit()

    return write
