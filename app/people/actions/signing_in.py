"""Signing in and out, and the language of a person's pages."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.people.models import Person, SignIn
from app.people.passwords import password_matches
from app.people.queries import is_demo_account
from app.people.rules import SIGN_IN_LASTS, locked_until, new_token, normal_email, token_hash


def sign_in(session: Session, email: str, password: str, *, user_agent: str, demo: bool, time_cost: int) -> str | None:
    """Return a new token when address and password are right, else None.

    Unknown address, wrong password, locked, deactivated and (outside demo mode) demo account look alike and take alike.
    """
    person = session.scalar(select(Person).where(Person.email == normal_email(email)).with_for_update())
    may_enter = person is not None and person.deactivated_at is None and (demo or not _is_demo(session, person.id))
    matches = password_matches(person.password_hash if person and may_enter else None, password, time_cost=time_cost)
    if person is None:
        return None
    if person.locked_until is not None and person.locked_until > now():
        return None
    if not matches:
        person.failed_sign_ins += 1
        person.locked_until = locked_until(person.failed_sign_ins, now())
        return None
    person.failed_sign_ins, person.locked_until = 0, None
    return open_sign_in(session, person.id, user_agent)


def _is_demo(session: Session, person_id: int) -> bool:
    return session.scalar(select(is_demo_account(person_id))) is True


def open_sign_in(session: Session, person_id: int, user_agent: str) -> str:
    """Store a new sign-in, clear the person's expired ones, and return the token for the cookie."""
    token, moment = new_token(), now()
    session.execute(delete(SignIn).where(SignIn.person_id == person_id, SignIn.expires_at <= moment))
    session.add(
        SignIn(
            person_id=person_id, token_hash=token_hash(token), created_at=moment,
            expires_at=moment + SIGN_IN_LASTS, user_agent=user_agent[:200],
        )
    )  # fmt: skip
    return token


def sign_out(session: Session, sign_in_id: int) -> None:
    """End one sign-in; a copied cookie is dead after it."""
    session.execute(delete(SignIn).where(SignIn.id == sign_in_id))


def end_sign_in(session: Session, person_id: int, sign_in_id: int) -> None:
    """End one of a person's own sign-ins. It does nothing when it has ended already, or is somebody else's."""
    session.execute(delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id))


def end_all_sign_ins(session: Session, person_id: int) -> None:
    """End all of a person's sign-ins at once, on every device."""
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def set_language(session: Session, person_id: int, language: str) -> None:
    """Remember the language of a person's pages."""
    session.get_one(Person, person_id).language = language
