"""Who may open which cohort. Everything about a cohort is reached through one of these getters.

A getter raises NotFound when the cohort does not exist or is none of the person's business: both look the same.
"""

from dataclasses import dataclass

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.core.db import run
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


_FACTS = select(Cohort.id, Cohort.name, Cohort.organisation_id, Organisation.unit_name, Cohort.edition_id).join(
    Organisation, Organisation.id == Cohort.organisation_id
)
_INSTRUCTS = and_(
    exists().where(CohortInstructor.cohort_id == Cohort.id, CohortInstructor.person_id == bindparam("person_id")),
    Cohort.organisation_id.in_(bindparam("instructs_in", expanding=True)),
)
_OWN = and_(
    Enrolment.cohort_id == Cohort.id,
    Enrolment.person_id == bindparam("person_id"),
    Enrolment.withdrawn_at.is_(None),
    Cohort.organisation_id.in_(bindparam("learns_in", expanding=True)),
)
_READ = (
    _FACTS.add_columns(Enrolment.id)
    .outerjoin(Enrolment, _OWN)
    .where(Cohort.id == bindparam("cohort_id"), or_(Enrolment.id.is_not(None), _INSTRUCTS))
)
_LATEST_OWN = select(Cohort.id).join(Enrolment, _OWN).order_by(Cohort.starts_on.desc(), Cohort.id.desc()).limit(1)
_ONE = _FACTS.where(Cohort.id == bindparam("cohort_id"))
_INSTRUCTED = _ONE.where(_INSTRUCTS)
_WITHIN = _ONE.where(Cohort.organisation_id.in_(bindparam("organisation_ids", expanding=True)))
_OF_ENROLMENT = _WITHIN.where(
    exists().where(Enrolment.id == bindparam("enrolment_id"), Enrolment.cohort_id == Cohort.id)
)


def get_reader_for(session: Session, viewer: Viewer, cohort_id: int) -> Reader:
    """Return how ``viewer`` reads the cohort's course; raises NotFound."""
    row = run(
        session, _READ, cohort_id=cohort_id, person_id=viewer.person_id,
        learns_in=viewer.organisation_ids(Role.CONSULTANT), instructs_in=viewer.organisation_ids(Role.INSTRUCTOR),
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    return Reader(CohortFacts(*row[:5]), row[5])


def get_learner_for(session: Session, viewer: Viewer, cohort_id: int) -> Learner:
    """Return ``viewer``'s own enrolment in the cohort; raises NotFound."""
    reader = get_reader_for(session, viewer, cohort_id)
    if reader.enrolment_id is None:
        raise NotFound
    return Learner(reader.cohort, reader.enrolment_id)


def latest_own_cohort_for(session: Session, viewer: Viewer) -> int | None:
    """Return the id of the cohort, among those that ``get_learner_for`` opens, that began last; None if there is none."""
    organisation_ids = viewer.organisation_ids(Role.CONSULTANT)
    cohort_id: int | None = run(
        session, _LATEST_OWN, person_id=viewer.person_id, learns_in=organisation_ids
    ).scalar()  # fmt: skip
    return cohort_id


def _get_cohort(session: Session, statement: Select[int, str, int, str, int], **values: object) -> CohortFacts:
    row = run(session, statement, **values).first()
    if row is None:
        raise NotFound
    return CohortFacts(*row)


def get_instructed_cohort_for(session: Session, viewer: Viewer, cohort_id: int) -> CohortFacts:
    """Return a cohort that ``viewer`` instructs; raises NotFound."""
    organisation_ids = viewer.organisation_ids(Role.INSTRUCTOR)
    return _get_cohort(
        session, _INSTRUCTED, cohort_id=cohort_id, person_id=viewer.person_id, instructs_in=organisation_ids
    )


def get_overseen_cohort_for(session: Session, viewer: Viewer, cohort_id: int) -> CohortFacts:
    """Return a cohort of an organisation that ``viewer`` manages; raises NotFound."""
    return _get_cohort(
        session, _WITHIN, cohort_id=cohort_id, organisation_ids=viewer.organisation_ids(Role.MANAGER)
    )  # fmt: skip


def get_administered_cohort_for(session: Session, viewer: Viewer, cohort_id: int) -> CohortFacts:
    """Return a cohort of an organisation that ``viewer`` administers; raises NotFound."""
    administered = viewer.organisation_ids(Role.ADMINISTRATOR)
    return _get_cohort(session, _WITHIN, cohort_id=cohort_id, organisation_ids=administered)


def get_administered_enrolment_for(session: Session, viewer: Viewer, cohort_id: int, enrolment_id: int) -> CohortFacts:
    """Return the cohort of an enrolment, if ``viewer`` administers it and the enrolment is in it; raises NotFound."""
    administered = viewer.organisation_ids(Role.ADMINISTRATOR)
    return _get_cohort(
        session, _OF_ENROLMENT, cohort_id=cohort_id, enrolment_id=enrolment_id, organisation_ids=administered
    )
