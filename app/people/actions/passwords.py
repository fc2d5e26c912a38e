"""Choosing and changing passwords, and confirming a new address: what mailed links and the account page do."""

from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import record
from app.core.clock import now
from app.core.jobs import Job
from app.people.actions import letters
from app.people.actions.signing_in import end_all_sign_ins, open_sign_in
from app.people.models import PasswordToken, Person
from app.people.passwords import hash_password, password_matches
from app.people.queries import find_token_owner, is_demo_account
from app.people.rules import INVITATION_LASTS, MOST_LINKS_AN_HOUR, locked_until, normal_email, token_hash


def request_password(session: Session, email: str, *, demo: bool, link_for: letters.LinkFor) -> None:
    """Mail a link for choosing a password to the address, if it is an account's; else do as much work and send nothing."""
    lately = (
        select(func.count())
        .where(PasswordToken.person_id == Person.id, PasswordToken.created_at > now() - timedelta(hours=1))
        .scalar_subquery()
    )
    row = session.execute(
        select(Person.id, Person.email, Person.language, is_demo_account(Person.id), lately).where(
            Person.email == normal_email(email), Person.deactivated_at.is_(None)
        )
    ).first()
    if row is None or (row[3] and not demo) or row[4] >= MOST_LINKS_AN_HOUR:
        _work_in_vain(session)
        return
    letters.send_reset(session, row[0], row[1], row[2], link_for)
    session.flush()


def _work_in_vain(session: Session) -> None:
    """Send as many writing statements as mailing a link does, so that an unknown address takes as long as a known one."""
    nothing = Job(kind="mail", payload={}, created_at=now(), run_after=now())
    session.add(nothing)
    session.flush()
    session.delete(nothing)
    session.flush()


def choose_password(session: Session, secret: str, password: str, *, demo: bool, time_cost: int) -> bool:
    """Set the password of the person whose mailed link it is, and end all their sign-ins; False when it works no more."""
    # The lock lets one of two simultaneous requests wait and then find the link used.
    session.execute(select(PasswordToken.id).where(PasswordToken.token_hash == token_hash(secret)).with_for_update())
    owner = find_token_owner(session, token_hash(secret), demo=demo)
    if owner is None:
        return False
    person = session.get_one(Person, owner.person_id)
    person.failed_sign_ins, person.locked_until = 0, None
    _set_password(session, person, password, time_cost=time_cost)
    record(session, "password_chosen", "person", person.id, actor_id=person.id, organisation_id=None)
    return True


def change_password(
    session: Session, person_id: int, old: str, new: str, *, user_agent: str, time_cost: int
) -> str | None:
    """Change a password whose owner knows the old one; ends all sign-ins and returns the token of a new one, else None.

    Wrong tries count towards the same lock as those at sign-in, so that a computer left open gives no place to guess.
    """
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    matches = password_matches(person.password_hash, old, time_cost=time_cost)
    if person.locked_until is not None and person.locked_until > now():
        return None
    if not matches:
        person.failed_sign_ins += 1
        person.locked_until = locked_until(person.failed_sign_ins, now())
        return None
    person.failed_sign_ins, person.locked_until = 0, None
    _set_password(session, person, new, time_cost=time_cost)
    record(session, "password_changed", "person", person.id, actor_id=person.id, organisation_id=None)
    return open_sign_in(session, person_id, user_agent)


def _set_password(session: Session, person: Person, password: str, *, time_cost: int) -> None:
    person.password_hash = hash_password(password, time_cost=time_cost)
    void_links(session, person.id)
    end_all_sign_ins(session, person.id)


def void_links(session: Session, person_id: int) -> None:
    """Let no mailed link of the person work any more."""
    session.execute(
        update(PasswordToken)
        .where(PasswordToken.person_id == person_id, PasswordToken.used_at.is_(None))
        .values(used_at=now())
    )


class AddressChange:
    """A change of address that waits for its new address to be confirmed.

    It is held in the mailed link itself, signed, and not in the database. Confirming changes the address, and with it
    the link's validity: so it works once. Whether the new address is an account's already shows only to its owner.
    """

    def __init__(self, secret_key: str) -> None:
        self._signer = URLSafeTimedSerializer(secret_key, salt="change-of-address")

    def secret(self, person_id: int, old: str, new: str) -> str:
        """Return what the link holds."""
        return self._signer.dumps([person_id, old, new])

    def read(self, secret: str) -> tuple[int, str, str] | None:
        """Return (person id, old address, new address), or None when it is forged or too old."""
        try:
            person_id, old, new = self._signer.loads(secret, max_age=int(INVITATION_LASTS.total_seconds()))
        except (BadData, ValueError):
            return None
        return person_id, old, new


def confirm_address(session: Session, person_id: int, old: str, new: str) -> tuple[bool, str | None]:
    """Make ``new`` the address of a person whose address is ``old``; returns whether it could be done.

    Comes with the secret of a link for choosing a password when the person has none.
    """
    person = session.scalar(
        select(Person)
        .where(Person.id == person_id, Person.email == old, Person.deactivated_at.is_(None))
        .with_for_update()
    )
    if person is None:
        return False, None
    try:
        with session.begin_nested():
            person.email = new
            session.flush()
    except IntegrityError:
        return False, None
    void_links(session, person_id)
    record(session, "address_confirmed", "person", person_id, actor_id=person_id, organisation_id=None)
    return True, letters.new_password_token(session, person_id) if person.password_hash is None else None
