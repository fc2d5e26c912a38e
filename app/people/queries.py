"""Reads about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, Exists, ScalarSelect, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.clock import now
from app.core.db import run
from app.people.models import Membership, Organisation, PasswordToken, Person, SignIn
from app.people.policy import Role
from app.ui.formatters import danish_key


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


_VIEWER = (
    select(
        Person.id, SignIn.id, Person.name, Person.email, Person.language,
        Organisation.id, Organisation.name, Membership.role, Organisation.is_demo,
    )
    .join(Person, Person.id == SignIn.person_id)
    .join(Membership, Membership.person_id == Person.id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.expires_at > bindparam("now"),
        Person.deactivated_at.is_(None),
    )
    .order_by(Organisation.id, Membership.role)
)  # fmt: skip


def find_viewer(session: Session, token_hash: str, *, demo: bool) -> Viewer | None:
    """Return who is signed in with the token, or None when it is unknown, expired, or its person may not enter.

    Outside demo mode members of a demo organisation do not exist.
    """
    rows = [row for row in run(session, _VIEWER, token_hash=token_hash, now=now()) if demo or not row[8]]
    if not rows:
        return None
    first = rows[0]
    return Viewer(*first[:5], memberships=tuple((row[5], row[6], Role(row[7])) for row in rows))


def is_demo_account(person_id: int | InstrumentedAttribute[int]) -> Exists:
    """Return the condition that a person belongs to a demo organisation; such accounts exist in demo mode only."""
    return (
        exists()
        .where(Membership.person_id == person_id)
        .where(Membership.organisation_id == Organisation.id, Organisation.is_demo)
    )


def links_lately(person_id: int | InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Return the number of links for choosing a password that a person was mailed in the last hour."""
    return (
        select(func.count())
        .select_from(PasswordToken)
        .where(PasswordToken.person_id == person_id, PasswordToken.created_at > now() - timedelta(hours=1))
        .scalar_subquery()
    )


class OwnSignIn(NamedTuple):
    """A browser in which a person is signed in."""

    id: int
    created_at: datetime
    expires_at: datetime
    user_agent: str


def sign_ins_of(session: Session, person_id: int) -> Sequence[OwnSignIn]:
    """Return a person's sign-ins that still work, the newest first."""
    rows = session.execute(
        select(SignIn.id, SignIn.created_at, SignIn.expires_at, SignIn.user_agent)
        .where(SignIn.person_id == person_id, SignIn.expires_at > now())
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    )
    return [OwnSignIn(*row) for row in rows]


class TokenOwner(NamedTuple):
    """Whose mailed link it is."""

    person_id: int
    name: str
    email: str
    is_new: bool
    """Whether they have never had a password."""


def find_token_owner(session: Session, token_hash: str, *, demo: bool) -> TokenOwner | None:
    """Return whose link a token is, or None when it is unknown, used, expired, or its person may not enter."""
    row = session.execute(
        select(Person.id, Person.name, Person.email, Person.password_hash.is_(None), is_demo_account(Person.id))
        .join(PasswordToken, PasswordToken.person_id == Person.id)
        .where(
            PasswordToken.token_hash == token_hash,
            PasswordToken.used_at.is_(None),
            PasswordToken.expires_at > now(),
            Person.deactivated_at.is_(None),
        )
    ).first()
    if row is None or (row[4] and not demo):
        return None
    return TokenOwner(row[0], row[1], row[2], bool(row[3]))


class ListedPerson(NamedTuple):
    """A person in an administrator's list; ``roles`` are those in the administrator's organisations."""

    id: int
    name: str
    email: str
    is_deactivated: bool
    has_password: bool
    roles: tuple[tuple[str, Role], ...]
    """(organisation name, role), in the order of organisations and of ``Role``."""


def _within(organisation_ids: frozenset[int]) -> Exists:
    return exists().where(Membership.person_id == Person.id, Membership.organisation_id.in_(organisation_ids))


def is_called(words: str) -> ColumnElement[bool]:
    """Return the condition that a ``Person`` has ``words`` in the name, as Danish sorts it, or in the address."""
    if not words:
        return true()
    named = Person.sort_name.contains(danish_key(words), autoescape=True)
    return or_(named, Person.email.contains(words.lower(), autoescape=True))


def count_people(session: Session, organisation_ids: frozenset[int], words: str) -> int:
    """Return how many people of some organisations ``is_called`` finds."""
    matching = and_(_within(organisation_ids), is_called(words))
    return session.scalar(select(func.count()).select_from(Person).where(matching)) or 0


def list_people(
    session: Session, organisation_ids: frozenset[int], words: str, *, limit: int, offset: int
) -> Sequence[ListedPerson]:
    """Return some of the people that ``count_people`` counts, in Danish order."""
    people = session.execute(
        select(
            Person.id, Person.name, Person.email, Person.deactivated_at.is_not(None), Person.password_hash.is_not(None)
        )
        .where(_within(organisation_ids), is_called(words))
        .order_by(Person.sort_name, Person.id)
        .limit(limit)
        .offset(offset)
    ).all()
    held: dict[int, list[tuple[str, Role]]] = {row[0]: [] for row in people}
    roles = session.execute(
        select(Membership.person_id, Organisation.name, Membership.role)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(held), Membership.organisation_id.in_(organisation_ids))
        .order_by(Organisation.id)
    )
    for person_id, organisation, role in roles:
        held[person_id].append((organisation, Role(role)))
    order = list(Role)
    for pairs in held.values():
        pairs.sort(key=lambda pair: order.index(pair[1]))
    return [ListedPerson(row[0], row[1], row[2], bool(row[3]), bool(row[4]), tuple(held[row[0]])) for row in people]


class Member(NamedTuple):
    """A person with some role in an organisation."""

    id: int
    name: str
    email: str
    is_deactivated: bool


def members_with_role(session: Session, organisation_id: int, role: Role) -> Sequence[Member]:
    """Return the people who have ``role`` in an organisation, in Danish order, deactivated ones too."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email, Person.deactivated_at.is_not(None))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == role)
        .order_by(Person.sort_name, Person.id)
    )
    return [Member(row[0], row[1], row[2], bool(row[3])) for row in rows]
