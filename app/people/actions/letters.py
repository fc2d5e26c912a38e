"""The mails about accounts, in the language of the person who gets them, and the secrets that they carry."""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.mail import send_mail
from app.people.models import PasswordToken, Person
from app.people.rules import INVITATION_LASTS, RESET_LASTS, new_token, token_hash

LinkFor = Callable[[str], str]
"""A function from a secret to the full address that holds it."""


def send_reset(session: Session, person_id: int, email: str, language: str, link_for: LinkFor) -> None:
    """Mail a link for choosing a new password."""
    link = link_for(_new_password_token(session, person_id, RESET_LASTS))
    with force_locale(language):
        subject = _("Choose a new password for Praksis")
        text = _(
            "Hello\n\nSomebody asked for a new password for this address in Praksis. Choose one here:\n\n%(link)s\n\n"
            "The link works once, and for two hours. If it was not you who asked, you need not do anything: your password stays as it is.\n",
            link=link,
        )
    send_mail(session, email, subject, text)


def send_invitation(
    session: Session, person: Person, organisation_name: str, *, password_link_for: LinkFor, sign_in_link: str
) -> str:
    """Mail an invitation: with a link for choosing a password, or, to somebody who has one, with the way to sign in.

    Returns the link.
    """
    link = sign_in_link
    if person.password_hash is None:
        link = password_link_for(_new_password_token(session, person.id, INVITATION_LASTS))
    with force_locale(person.language):
        subject = _("Welcome to Praksis in %(organisation)s", organisation=organisation_name)
        if person.password_hash is None:
            text = _(
                "Hello %(name)s\n\nYou have been given access to Praksis by %(organisation)s. Choose a password here:\n\n%(link)s\n\n"
                "The link works once, and for seven days. After that you can ask for a new one on the page for signing in.\n",
                name=person.name, organisation=organisation_name, link=link,
            )  # fmt: skip
        else:
            text = _(
                "Hello %(name)s\n\nYou have been given access to Praksis by %(organisation)s. Sign in with the password that you have:\n\n%(link)s\n",
                name=person.name, organisation=organisation_name, link=link,
            )  # fmt: skip
    send_mail(session, person.email, subject, text)
    return link


def send_address_check(session: Session, email: str, name: str, language: str, link: str) -> None:
    """Mail a link to a new address, which becomes the person's when it is opened."""
    with force_locale(language):
        subject = _("Confirm your new address in Praksis")
        text = _(
            "Hello %(name)s\n\nYour administrator wants to make this your address in Praksis. Confirm it here:\n\n%(link)s\n\n"
            "The link works once, and for seven days. Until then you sign in with the address that you had.\n",
            name=name, link=link,
        )  # fmt: skip
    send_mail(session, email, subject, text)


def send_address_warning(session: Session, email: str, name: str, language: str) -> None:
    """Tell the old address that another is on its way. The new one is not named: the old may never have been the person's."""
    with force_locale(language):
        subject = _("Your address in Praksis is about to be changed")
        text = _(
            "Hello %(name)s\n\nAn administrator has asked for another address for your account in Praksis. It is changed when you confirm it by the link that was mailed to the new address.\n\n"
            "If this was not agreed with you, do not confirm it, and tell your manager or your IT department at once.\n",
            name=name,
        )  # fmt: skip
    send_mail(session, email, subject, text)


def send_address_changed(session: Session, email: str, name: str, language: str) -> None:
    """Tell the old address that it is the account's no more."""
    with force_locale(language):
        subject = _("Your address in Praksis has been changed")
        text = _(
            "Hello %(name)s\n\nYour account in Praksis has got another address. From now on you sign in with that one, and no more mail is sent to this one.\n\n"
            "If it was not you who confirmed this, tell your manager or your IT department at once.\n",
            name=name,
        )  # fmt: skip
    send_mail(session, email, subject, text)


def _new_password_token(session: Session, person_id: int, lasts: timedelta) -> str:
    secret, moment = new_token(), now()
    session.add(
        PasswordToken(
            person_id=person_id, token_hash=token_hash(secret), created_at=moment, expires_at=moment + lasts, used_at=None
        )
    )  # fmt: skip
    session.flush()
    return secret


def new_password_token(session: Session, person_id: int) -> str:
    """Return the secret of a link for choosing a password, for somebody who has just shown that they own the address."""
    return _new_password_token(session, person_id, RESET_LASTS)
