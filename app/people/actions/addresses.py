"""A person's new address: an administrator asks for it, and the person confirms it by a mailed link.

Whoever reads the mail of an address can choose its account's password. So an administrator must not be able to give an
account an address of their own choice: the owner of an account with a password confirms while signed in, and the old
address is told of it twice.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent, record
from app.core.clock import now
from app.people.actions import letters
from app.people.actions.passwords import void_links
from app.people.models import Person, SignIn
from app.people.rules import INVITATION_LASTS, token_hash

_CONFIRMED = "address_confirmed"


class AddressChange(NamedTuple):
    """A change of address that waits for its new address to be confirmed.

    It is held in the mailed link itself, signed, and not in the database.
    """

    person_id: int
    old: str
    new: str
    asked_by: int
    """The administrator who asked for it."""
    asked_at: float
    state: str
    """What the person's password was, as a digest: a new password ends the change."""


def ask(person: Person, new: str, asked_by: int) -> AddressChange:
    """Return the change of a person's address to ``new`` that an administrator asks for now."""
    return AddressChange(person.id, person.email, new, asked_by, now().timestamp(), _state(person.password_hash))


def _state(password_hash: str | None) -> str:
    return "" if password_hash is None else token_hash(password_hash)


def _signer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="change-of-address-2")


def sealed(change: AddressChange, secret_key: str) -> str:
    """Return what the link holds."""
    return str(_signer(secret_key).dumps(list(change)))


def unsealed(secret: str, secret_key: str) -> AddressChange | None:
    """Return the change that a link holds, or None when it is forged or too old."""
    try:
        return AddressChange(*_signer(secret_key).loads(secret, max_age=int(INVITATION_LASTS.total_seconds())))
    except (BadData, ValueError):
        return None


def find_waiting(session: Session, change: AddressChange) -> Person | None:
    """Return whose change it is, or None when it waits no more.

    That the address is the old one is not enough: it may have been another one in between.
    """
    asked_at = datetime.fromtimestamp(change.asked_at, UTC)
    changed_since = exists().where(
        AuditEvent.action == _CONFIRMED,
        AuditEvent.object_kind == "person",
        AuditEvent.object_id == str(change.person_id),
        AuditEvent.at >= asked_at,
    )
    person = session.scalar(
        select(Person)
        .where(Person.id == change.person_id, Person.email == change.old, Person.deactivated_at.is_(None))
        .where(~changed_since)
        .execution_options(populate_existing=True)
    )
    return person if person is not None and _state(person.password_hash) == change.state else None


def confirm_address(session: Session, change: AddressChange, sign_in_id: int | None) -> tuple[bool, str | None]:
    """Take the new address into use; returns whether it could be done. All sign-ins but ``sign_in_id`` end.

    Comes with the secret of a link for choosing a password when the person has none.
    """
    # The lock lets one of two simultaneous requests wait and then find the change made.
    session.execute(select(Person.id).where(Person.id == change.person_id).with_for_update())
    person = find_waiting(session, change)
    if person is None:
        return False, None
    try:
        with session.begin_nested():
            person.email = change.new
            session.flush()
    except IntegrityError:
        return False, None
    void_links(session, person.id)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.id != (sign_in_id or 0)))
    letters.send_address_changed(session, change.old, person.name, person.language)
    record(session, _CONFIRMED, "person", person.id, actor_id=person.id, organisation_id=None, asked_by=change.asked_by)
    return True, letters.new_password_token(session, person.id) if person.password_hash is None else None
