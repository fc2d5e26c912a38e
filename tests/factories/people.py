"""Organisations and people for tests."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role
from app.ui.formatters import danish_key


def make_organisation(session: Session, name: str) -> Organisation:
    """Return a stored organisation whose unit is called Virksomhedsservice."""
    organisation = Organisation(name=name, unit_name="Virksomhedsservice", is_demo=True, created_at=now())
    session.add(organisation)
    session.flush()
    return organisation


def make_person(session: Session, organisation: Organisation, name: str, *roles: Role, language: str = "da") -> Person:
    """Return a stored person with roles in the organisation and an address made of name and organisation."""
    email = f"{name}@{organisation.name}.example".lower().replace(" ", ".")
    person = Person(
        name=name, sort_name=danish_key(name), email=email, password_hash=None, language=language, created_at=now()
    )  # fmt: skip
    session.add(person)
    session.flush()
    session.add_all(Membership(person_id=person.id, organisation_id=organisation.id, role=role) for role in roles)
    session.flush()
    return person
