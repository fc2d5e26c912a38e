"""The named people of the tests: two organisations that must see nothing of each other."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow
from app.catalogue.rules.edition import Edition
from app.cohorts.models import Cohort, Enrolment
from app.core.clock import now
from app.people.models import Organisation, Person
from app.people.policy import Role
from tests.factories.catalogue import store_edition, tiny_edition
from tests.factories.cohorts import enrol, make_cohort
from tests.factories.people import make_organisation, make_person


@dataclass(frozen=True)
class World:
    """Everybody and everything that most tests need."""

    edition: Edition
    edition_row: EditionRow
    fjordby: Organisation
    havneby: Organisation
    cohort: Cohort
    """Of Fjordby, with ``instructor``, ``consultant``, ``colleague`` and ``withdrawn``."""
    other_cohort: Cohort
    """Also of Fjordby, with ``other_instructor`` and ``other_consultant``."""
    havneby_cohort: Cohort
    consultant: Person
    colleague: Person
    withdrawn: Person
    other_consultant: Person
    instructor: Person
    other_instructor: Person
    manager: Person
    administrator: Person
    outsider: Person
    """A consultant of Havneby."""
    outsider_instructor: Person
    outsider_manager: Person
    outsider_administrator: Person
    enrolment: Enrolment
    """Of ``consultant`` in ``cohort``."""
    colleague_enrolment: Enrolment
    withdrawn_enrolment: Enrolment
    outsider_enrolment: Enrolment


def make_world(session: Session) -> World:
    """Return the stored world; the caller commits."""
    edition = tiny_edition()
    row = store_edition(session, edition)
    fjordby, havneby = make_organisation(session, "Fjordby"), make_organisation(session, "Havneby")

    def person(organisation: Organisation, name: str, role: Role) -> Person:
        return make_person(session, organisation, name, role)

    instructor = person(fjordby, "Karen Toft", Role.INSTRUCTOR)
    other_instructor = person(fjordby, "Poul Rask", Role.INSTRUCTOR)
    outsider_instructor = person(havneby, "Lone Vig", Role.INSTRUCTOR)
    consultant = person(fjordby, "Mette Holm", Role.CONSULTANT)
    colleague = person(fjordby, "Åse Østergaard", Role.CONSULTANT)
    withdrawn = person(fjordby, "Viggo Dam", Role.CONSULTANT)
    other_consultant = person(fjordby, "Jens Lund", Role.CONSULTANT)
    outsider = person(havneby, "Ida Krog", Role.CONSULTANT)
    cohort = make_cohort(session, fjordby, row, "Forår 2027", instructor)
    other_cohort = make_cohort(session, fjordby, row, "Efterår 2027", other_instructor)
    havneby_cohort = make_cohort(session, havneby, row, "Forår 2027", outsider_instructor)
    enrol(session, other_cohort, other_consultant)
    withdrawn_enrolment = enrol(session, cohort, withdrawn)
    withdrawn_enrolment.withdrawn_at = now()
    return World(
        edition=edition, edition_row=row, fjordby=fjordby, havneby=havneby, cohort=cohort, other_cohort=other_cohort,
        havneby_cohort=havneby_cohort, consultant=consultant, colleague=colleague, withdrawn=withdrawn,
        other_consultant=other_consultant, instructor=instructor, other_instructor=other_instructor,
        manager=person(fjordby, "Bodil Aagaard", Role.MANAGER),
        administrator=person(fjordby, "Sven Friis", Role.ADMINISTRATOR),
        outsider=outsider, outsider_instructor=outsider_instructor,
        outsider_manager=person(havneby, "Hans Juhl", Role.MANAGER),
        outsider_administrator=person(havneby, "Tove Bak", Role.ADMINISTRATOR),
        enrolment=enrol(session, cohort, consultant), colleague_enrolment=enrol(session, cohort, colleague),
        withdrawn_enrolment=withdrawn_enrolment, outsider_enrolment=enrol(session, havneby_cohort, outsider),
    )  # fmt: skip
