"""Choosing and changing passwords: what mailed links and the account page do."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.audit import record
from app.core.clock import now
from app.core.jobs import Job
from app.people.actions import letters
from app.people.actions.signing_in import end_all_sign_ins, open_sign_in
from app.people.models import PasswordToken, Person
from app.people.passwords import hash_password, password_matches
from app.people.queries import find_token_owner, is_demo_account, links_lately
from app.people.rules import MOST_LINKS_AN_HOUR, locked_until, normal_email, token_hash


def request_password(session: Session, email: str, *, demo: bool, link_for: letters.LinkFor) -> None:
    """Mail a link for choosing a password to the address, if it is an account's; else do as much work and send nothing."""
    row = session.execute(
        select(Person.id, Person.email, Person.language, is_demo_account(Person.id), links_lately(Person.id)).where(
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
