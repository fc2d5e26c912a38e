"""What cohorts hear from people."""

from sqlalchemy.orm import Session

from app.cohorts import actions
from app.core.signals import role_ended
from app.people.policy import Role


@role_ended.connect
def _withdraw(
    _sender: object, *, session: Session, person_id: int, organisation_id: int, role: str, actor_id: int
) -> None:
    """Withdraw whoever is a consultant no more, so that nobody counts who cannot open the course."""
    if role == Role.CONSULTANT:
        actions.withdraw_everywhere(session, actor_id, person_id, organisation_id)
