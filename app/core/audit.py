"""The audit trail: who did what to which object, when and why. Append-only, and free of people's own words."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base


class AuditEvent(Base):
    """One act by somebody with power over others' data. ``detail`` holds ids and states, never text that people wrote."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    detail: Mapped[dict[str, Any]]


def record(
    session: Session,
    action: str,
    kind: str,
    object_id: int | str,
    *,
    actor_id: int | None,
    organisation_id: int | None,
    **detail: Any,
) -> None:
    """Add one event to the trail in the caller's transaction."""
    session.add(
        AuditEvent(
            at=now(), actor_id=actor_id, organisation_id=organisation_id, action=action,
            object_kind=kind, object_id=str(object_id), detail=detail,
        )
    )  # fmt: skip
