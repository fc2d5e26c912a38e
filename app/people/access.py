"""Who is asking, and whom an administrator may look after."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g
from flask import session as cookie
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.core.db import current_session
from app.people.models import Membership, Person
from app.people.policy import Role
from app.people.queries import Viewer, find_viewer
from app.people.rules import token_hash

COOKIE_KEY = "sign_in"


def load_viewer() -> Viewer | None:
    """Return the signed-in person of this request, or None; called once a request by the permission gate."""
    token = cookie.get(COOKIE_KEY)
    if not isinstance(token, str):
        return None
    return find_viewer(current_session(), token_hash(token), demo=current_app.config["SETTINGS"].demo)


def current_viewer() -> Viewer:
    """Return the signed-in person; only for views whose permission requires a sign-in."""
    viewer: Viewer = g.viewer
    return viewer


@dataclass(frozen=True)
class AdministeredPerson:
    """A person of the viewer's administered organisations, as an administrator may see them."""

    id: int
    name: str
    email: str
    language: str
    has_password: bool
    deactivated_at: datetime | None
    roles: dict[int, frozenset[Role]]
    """The roles in the administered organisations in which the person has some, by organisation id."""
    is_shared: bool
    """Whether the person has a role elsewhere too. Then the account is not this administrator's to rename or to close."""


def get_administered_person_for(session: Session, viewer: Viewer, person_id: int) -> AdministeredPerson:
    """Return a person of an organisation that ``viewer`` administers; raises NotFound."""
    rows = session.execute(
        select(
            Person.name, Person.email, Person.language, Person.password_hash.is_not(None), Person.deactivated_at,
            Membership.organisation_id, Membership.role,
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id == person_id)
    ).all()  # fmt: skip
    administered = viewer.organisation_ids(Role.ADMINISTRATOR)
    roles: dict[int, frozenset[Role]] = {}
    for row in rows:
        if row.organisation_id in administered:
            roles[row.organisation_id] = roles.get(row.organisation_id, frozenset()) | {Role(row.role)}
    if not roles:
        raise NotFound
    name, email, language, has_password, deactivated_at = rows[0][:5]
    is_shared = any(row.organisation_id not in administered for row in rows)
    return AdministeredPerson(person_id, name, email, language, bool(has_password), deactivated_at, roles, is_shared)
