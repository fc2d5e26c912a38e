"""Who may open which cohort. Everything about a cohort is reached through one of these getters.

A getter raises NotFound when the cohort does not exist or is none of the person's business: both look the same.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.people.models import Organisation
from app.people.policy import Role
from app.people.queries import Viewer


@dataclass(frozen=True)
class CohortFacts:
    """A cohort as pages need it."""

    id: int
    name: str
    organisation_id: int
    unit_name: str
    edition_id: int


@dataclass(frozen=True)
class Reader:
    """Somebody who may read the course of a cohort: a consultant who follows it, or one of its instructors."""

    cohort: CohortFacts
    enrolment_id: int | None
    """None for an instructor, who reads without progress."""


@dataclass(frozen=True)
class Learner:
    """A consultant who follows the cohort."""

    cohort: CohortFacts
    enrolment_id: int


def _facts() -> Select[int, str, int, str, int]:
    return select(Cohort.id, Cohort.name, Cohort.organisation_id, Organisation.unit_name, Cohort.edition_id).join(
        Organisation, Organisation.id == Cohort.organisation_id
    )


def _instructs(viewer: Viewer) -> ColumnElement[bool]:
    return and_(
        exists().where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == viewer.person_id),
        Cohort.organisation_id.in_(viewer.organisation_ids(Role.INSTRUCTOR)),
    )


def get_reader_for(session: Session, viewer: Viewer, cohort_id: int) -> Reader:
    """Return how ``viewer`` reads the cohort's course; raises NotFound."""
    own = and_(
        Enrolment.cohort_id == Cohort.id,
        Enrolment.person_id == viewer.person_id,
        Enrolment.withdrawn_at.is_(None),
        Cohort.organisation_id.in_(viewer.organisation_ids(Role.CONSULTANT)),
    )
    row = session.execute(
        _facts()
        .add_columns(Enrolment.id)
        .outerjoin(Enrolment, own)
        .where(Cohort.id == cohort_id, or_(Enrolment.id.is_not(None), _instructs(viewer)))
    ).first()
    if row is None:
        raise NotFound
    return Reader(CohortFacts(*row[:5]), row[5])


def get_learner_for(session: Session, viewer: Viewer, cohort_id: int) -> Learner:
    """Return ``viewer``'s own enrolment in the cohort; raises NotFound."""
    reader = get_reader_for(session, viewer, cohort_id)
    if reader.enrolment_id is None:
        raise NotFound
    return Learner(reader.cohort, reader.enrolment_id)


def _get_cohort(session: Session, cohort_id: int, allowed: ColumnElement[bool]) -> CohortFacts:
    row = session.execute(_facts().where(Cohort.id == cohort_id, allowed)).first()
    if row is None:
        raise NotFound
    return CohortFacts(*row)


def get_instructed_cohort_for(session: Session, viewer: Viewer, cohort_id: int) -> CohortFacts:
    """Return a cohort that ``viewer`` instructs; raises NotFound."""
    return _get_cohort(session, cohort_id, _instructs(viewer))


def get_overseen_cohort_for(session: Session, viewer: Viewer, cohort_id: int) -> CohortFacts:
    """Return a cohort of an organisation that ``viewer`` manages; raises NotFound."""
    return _get_cohort(session, cohort_id, Cohort.organisation_id.in_(viewer.organisation_ids(Role.MANAGER)))


def get_administered_cohort_for(session: Session, viewer: Viewer, cohort_id: int) -> CohortFacts:
    """Return a cohort of an organisation that ``viewer`` administers; raises NotFound."""
    return _get_cohort(session, cohort_id, Cohort.organisation_id.in_(viewer.organisation_ids(Role.ADMINISTRATOR)))


def get_administered_enrolment_for(session: Session, viewer: Viewer, cohort_id: int, enrolment_id: int) -> CohortFacts:
    """Return the cohort of an enrolment, if ``viewer`` administers it and the enrolment is in it; raises NotFound."""
    enrolled = exists().where(Enrolment.id == enrolment_id, Enrolment.cohort_id == Cohort.id)
    administered = Cohort.organisation_id.in_(viewer.organisation_ids(Role.ADMINISTRATOR))
    return _get_cohort(session, cohort_id, and_(enrolled, administered))
