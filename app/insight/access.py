"""Whose completion somebody may see: a manager that of the organisation's people, a consultant their own."""

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.cohorts.access import CohortFacts, get_learner_for, get_overseen_cohort_for
from app.insight.queries import Member, find_member
from app.people.queries import Viewer


def get_overseen_member_for(
    session: Session, viewer: Viewer, cohort_id: int, enrolment_id: int
) -> tuple[CohortFacts, Member]:
    """Return a person of a cohort that ``viewer`` oversees, withdrawn or not; raises NotFound."""
    cohort = get_overseen_cohort_for(session, viewer, cohort_id)
    member = find_member(session, cohort.id, enrolment_id)
    if member is None:
        raise NotFound
    return cohort, member


def get_own_membership_for(session: Session, viewer: Viewer, cohort_id: int) -> tuple[CohortFacts, Member]:
    """Return ``viewer`` as their manager sees them in a cohort that they follow; raises NotFound."""
    learner = get_learner_for(session, viewer, cohort_id)
    member = find_member(session, learner.cohort.id, learner.enrolment_id)
    if member is None:
        raise NotFound
    return learner.cohort, member
