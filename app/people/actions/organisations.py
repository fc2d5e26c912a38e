"""Making organisations: what whoever runs an installation does, and nobody in the web."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.audit import record
from app.core.clock import now
from app.people.actions import letters
from app.people.actions.administration import person_with_address
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role


class OrganisationError(Exception):
    """Why an organisation cannot be made, in a sentence."""


def create_organisation(
    session: Session,
    *,
    name: str,
    unit_name: str,
    administrator_name: str,
    email: str,
    password_link_for: letters.LinkFor,
    sign_in_link: str,
) -> str:
    """Make an organisation, invite its first administrator by mail, and return the link that the mail holds.

    The same again makes nothing twice, and gives an administrator who has not chosen a password yet a new link, for
    the first one may have expired. Raises OrganisationError.
    """
    organisation = session.scalar(select(Organisation).where(Organisation.name == name).with_for_update())
    if organisation is None:
        organisation = Organisation(name=name, unit_name=unit_name, is_demo=False, created_at=now())
        session.add(organisation)
        session.flush()
        record(session, "created", "organisation", organisation.id, actor_id=None, organisation_id=organisation.id)
        person = person_with_address(session, administrator_name, email)
        session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=Role.ADMINISTRATOR))
    else:
        person = _waiting_administrator(session, organisation, email)
    if person.deactivated_at is not None:
        raise OrganisationError(f"The account of {email} is deactivated. Name somebody else.")
    record(
        session, "invited", "person", person.id, actor_id=None, organisation_id=organisation.id,
        roles=[Role.ADMINISTRATOR],
    )  # fmt: skip
    return letters.send_invitation(
        session, person, organisation.name, password_link_for=password_link_for, sign_in_link=sign_in_link
    )


def _waiting_administrator(session: Session, organisation: Organisation, email: str) -> Person:
    """Return the administrator with the address who has been invited and has not chosen a password yet."""
    is_administrator = exists().where(
        Membership.person_id == Person.id,
        Membership.organisation_id == organisation.id,
        Membership.role == Role.ADMINISTRATOR,
    )
    person = session.scalar(select(Person).where(Person.email == email, is_administrator))
    if person is None or person.password_hash is not None:
        raise OrganisationError(
            f"There is an organisation called {organisation.name} already; its administrators invite people under People."
        )
    return person
