"""Reads about people."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.people.models import Membership, Organisation, Person, SignIn
from app.people.policy import Role


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, as every request knows them; comes from one query."""

    person_id: int
    sign_in_id: int
    name: str
    email: str
    language: str
    memberships: tuple[tuple[int, str, Role], ...]
    """(organisation id, organisation name, role), in a stable order."""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """All roles that the person has anywhere."""
        return frozenset(role for _, _, role in self.memberships)

    @property
    def organisation_name(self) -> str:
        """The first organisation's name, shown beside the person's."""
        return self.memberships[0][1]

    def organisation_ids(self, role: Role) -> frozenset[int]:
        """The organisations in which the person has ``role``."""
        return frozenset(organisation for organisation, _, held in self.memberships if held is role)


def find_viewer(session: Session, token_hash: str, *, demo: bool) -> Viewer | None:
    """Return who is signed in with the token, or None when it is unknown, expired, or its person may not enter.

    Outside demo mode members of a demo organisation do not exist.
    """
    rows = session.execute(
        select(
            Person.id, SignIn.id, Person.name, Person.email, Person.language,
            Organisation.id, Organisation.name, Membership.role, Organisation.is_demo,
        )
        .join(Person, Person.id == SignIn.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(SignIn.token_hash == token_hash, SignIn.expires_at > now(), Person.deactivated_at.is_(None))
        .order_by(Organisation.id, Membership.role)
    ).all()  # fmt: skip
    rows = [row for row in rows if demo or not row[8]]
    if not rows:
        return None
    first = rows[0]
    return Viewer(*first[:5], memberships=tuple((row[5], row[6], Role(row[7])) for row in rows))
