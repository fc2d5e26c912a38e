"""Cohorts and enrolments for tests."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow
from app.cohorts.models import Cohort, CohortInstructor, Enrolment
from app.core.clock import now, today
from app.people.models import Organisation, Person


def make_cohort(
    session: Session, organisation: Organisation, edition: EditionRow, name: str, *instructors: Person
) -> Cohort:
    """Return a stored cohort that began 30 days ago and ends in 150, with its instructors."""
    cohort = Cohort(
        organisation_id=organisation.id, edition_id=edition.id, name=name,
        starts_on=today() - timedelta(days=30), ends_on=today() + timedelta(days=150),
    )  # fmt: skip
    session.add(cohort)
    session.flush()
    session.add_all(CohortInstructor(cohort_id=cohort.id, person_id=person.id) for person in instructors)
    session.flush()
    return cohort


def enrol(session: Session, cohort: Cohort, person: Person) -> Enrolment:
    """Return a stored enrolment of 20 days ago."""
    enrolment = Enrolment(cohort_id=cohort.id, person_id=person.id, enrolled_at=now() - timedelta(days=20))
    session.add(enrolment)
    session.flush()
    return enrolment
