"""What administrators do to people of their organisations. Every act leaves a row in the audit trail: ids and states only.

The organisation's row is locked first, so that two acts in one organisation follow each other: a double click adds nobody
twice, and two administrators cannot demote each other at the same moment.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import record
from app.core.clock import now
from app.core.signals import role_ended
from app.people.access import AdministeredPerson
from app.people.actions import addresses, letters
from app.people.actions.passwords import void_links
from app.people.actions.signing_in import end_all_sign_ins
from app.people.models import Membership, Organisation, Person
from app.people.policy import Role
from app.people.queries import Viewer, links_lately
from app.people.rules import MOST_LINKS_AN_HOUR, normal_email
from app.ui.formatters import danish_key


class Effect(Enum):
    """What came of an act."""

    DONE = "done"
    NOTHING_TO_DO = "nothing to do"
    LAST_ADMINISTRATOR = "an organisation would be without an administrator"
    NO_ROLE_LEFT = "nobody would look after the person"
    SHARED = "the account is used elsewhere too"
    DEACTIVATED = "the account is closed"
    TOO_MANY_LINKS = "the person has been mailed many links already"


def _lock(session: Session, organisation_ids: Iterable[int]) -> dict[int, str]:
    """Lock organisations in a fixed order, so that two requests never wait for each other; returns their names by id."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(set(organisation_ids)))
        .order_by(Organisation.id)
        .with_for_update()
    )
    return {row.id: row.name for row in rows}


def _roles_now(session: Session, person_id: int) -> dict[int, frozenset[Role]]:
    roles: dict[int, frozenset[Role]] = {}
    rows = session.execute(select(Membership.organisation_id, Membership.role).where(Membership.person_id == person_id))
    for organisation_id, role in rows:
        roles[organisation_id] = roles.get(organisation_id, frozenset()) | {Role(role)}
    return roles


def _has_other_administrator(session: Session, organisation_id: int, person_id: int) -> bool:
    # Somebody who was invited and has chosen no password yet cannot sign in, and may never do.
    others = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.ADMINISTRATOR)
        .where(Person.id != person_id, Person.deactivated_at.is_(None), Person.password_hash.is_not(None))
    )
    return session.scalar(others.limit(1)) is not None


def invite(
    session: Session,
    actor: Viewer,
    *,
    organisation_id: int,
    name: str,
    email: str,
    roles: frozenset[Role],
    password_link_for: letters.LinkFor,
    sign_in_link: str,
) -> int | None:
    """Give somebody roles in an organisation and mail an invitation; returns the id of a person who has roles there already.

    An account with the address keeps its name; nothing that comes back says whether there was one elsewhere.
    """
    organisation_name = _lock(session, [organisation_id])[organisation_id]
    person = person_with_address(session, name, normal_email(email))
    if organisation_id in _roles_now(session, person.id):
        return person.id
    session.add_all(Membership(person_id=person.id, organisation_id=organisation_id, role=role) for role in roles)
    record(
        session, "invited", "person", person.id, actor_id=actor.person_id, organisation_id=organisation_id, roles=sorted(roles)
    )  # fmt: skip
    if person.deactivated_at is None:
        letters.send_invitation(
            session, person, organisation_name, password_link_for=password_link_for, sign_in_link=sign_in_link
        )
    return None


def person_with_address(session: Session, name: str, email: str) -> Person:
    """Return whose account has the address; a new one, called ``name``, when there is none."""
    same = select(Person).where(Person.email == email)
    person = session.scalar(same)
    if person is not None:
        return person
    person = Person(name=name, sort_name=danish_key(name), email=email, password_hash=None, created_at=now())
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        # Somebody in another organisation invited the same address in this very moment.
        return session.scalars(same).one()
    return person


def set_roles(
    session: Session, actor: Viewer, person: AdministeredPerson, wanted: Mapping[int, frozenset[Role]]
) -> Effect:
    """Make ``wanted`` (by organisation id, administered ones only) the person's roles; ends their sign-ins on a change."""
    _lock(session, wanted)
    present = _roles_now(session, person.id)
    changes = {place: roles for place, roles in wanted.items() if roles != present.get(place, frozenset())}
    if not changes:
        return Effect.NOTHING_TO_DO
    if not any({**present, **changes}.values()):
        return Effect.NO_ROLE_LEFT
    for place, roles in changes.items():
        demoted = Role.ADMINISTRATOR in present.get(place, frozenset()) - roles
        if demoted and not _has_other_administrator(session, place, person.id):
            return Effect.LAST_ADMINISTRATOR
    for place, roles in changes.items():
        before = present.get(place, frozenset())
        session.execute(
            delete(Membership).where(
                Membership.person_id == person.id,
                Membership.organisation_id == place,
                Membership.role.in_(before - roles),
            )
        )
        session.add_all(Membership(person_id=person.id, organisation_id=place, role=role) for role in roles - before)
        record(
            session, "roles_changed", "person", person.id, actor_id=actor.person_id, organisation_id=place,
            before=sorted(before), after=sorted(roles),
        )  # fmt: skip
        for role in sorted(before - roles):
            role_ended.send(
                set_roles, session=session, person_id=person.id, organisation_id=place, role=role, actor_id=actor.person_id
            )  # fmt: skip
    end_all_sign_ins(session, person.id)
    return Effect.DONE


def change_details(
    session: Session, actor: Viewer, person: AdministeredPerson, *, name: str, email: str,
    check_link_for: Callable[[addresses.AddressChange], str],
) -> Effect:  # fmt: skip
    """Change the name at once; mail a link to a new address, which becomes the person's when it is confirmed."""
    if person.is_shared:
        return Effect.SHARED
    fields = [field for field, differs in (("name", name != person.name), ("email", email != person.email)) if differs]
    if not fields:
        return Effect.NOTHING_TO_DO
    row = session.get_one(Person, person.id)
    row.name, row.sort_name = name, danish_key(name)
    if "email" in fields:
        check_link = check_link_for(addresses.ask(row, email, actor.person_id))
        letters.send_address_check(session, email, name, row.language, check_link)
        letters.send_address_warning(session, row.email, name, row.language)
    _record_everywhere(session, actor, person, "details_changed", fields=fields)
    return Effect.DONE


def deactivate(session: Session, actor: Viewer, person: AdministeredPerson) -> Effect:
    """Close an account: its sign-ins and mailed links end at once. Nothing that the person made is lost."""
    _lock(session, person.roles)
    row = session.get_one(Person, person.id, populate_existing=True)
    if row.deactivated_at is not None:
        return Effect.NOTHING_TO_DO
    if person.is_shared:
        return Effect.SHARED
    for place, roles in person.roles.items():
        if Role.ADMINISTRATOR in roles and not _has_other_administrator(session, place, person.id):
            return Effect.LAST_ADMINISTRATOR
    row.deactivated_at = now()
    end_all_sign_ins(session, person.id)
    void_links(session, person.id)
    _record_everywhere(session, actor, person, "deactivated")
    return Effect.DONE


def reactivate(session: Session, actor: Viewer, person: AdministeredPerson) -> Effect:
    """Open a closed account again."""
    _lock(session, person.roles)
    row = session.get_one(Person, person.id, populate_existing=True)
    if row.deactivated_at is None:
        return Effect.NOTHING_TO_DO
    if person.is_shared:
        return Effect.SHARED
    row.deactivated_at, row.failed_sign_ins, row.locked_until = None, 0, None
    _record_everywhere(session, actor, person, "reactivated")
    return Effect.DONE


def send_password_link(
    session: Session,
    actor: Viewer,
    person: AdministeredPerson,
    *,
    password_link_for: letters.LinkFor,
    sign_in_link: str,
) -> Effect:
    """Mail the person a link for choosing a password; somebody who never had one gets the invitation again."""
    names = _lock(session, person.roles)
    row = session.get_one(Person, person.id, populate_existing=True)
    if row.deactivated_at is not None:
        return Effect.DEACTIVATED
    if (session.scalar(select(links_lately(person.id))) or 0) >= MOST_LINKS_AN_HOUR:
        return Effect.TOO_MANY_LINKS
    if row.password_hash is None:
        name = names[min(names)]
        letters.send_invitation(session, row, name, password_link_for=password_link_for, sign_in_link=sign_in_link)
    else:
        letters.send_reset(session, row.id, row.email, row.language, password_link_for)
    _record_everywhere(session, actor, person, "password_link_sent")
    return Effect.DONE


def _record_everywhere(
    session: Session, actor: Viewer, person: AdministeredPerson, action: str, **detail: list[str]
) -> None:
    for place in sorted(person.roles):
        record(session, action, "person", person.id, actor_id=actor.person_id, organisation_id=place, **detail)
