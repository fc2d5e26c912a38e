"""Writes of insight: the trail of what left the house. Actions never commit."""

from sqlalchemy.orm import Session

from app.cohorts.access import CohortFacts
from app.core import audit
from app.people.queries import Viewer


def record_export(session: Session, viewer: Viewer, cohort: CohortFacts, *, file_format: str, people: int) -> None:
    """Note who took the completion of how many people out of which cohort, and as what."""
    audit.record(
        session, "completion.exported", "cohort", cohort.id, actor_id=viewer.person_id,
        organisation_id=cohort.organisation_id, format=file_format, people=people,
    )  # fmt: skip
