"""Sending the digests. Actions never commit: a digest is in the outbox exactly when it is recorded as sent."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import dialect_of, insert_for
from app.core.mail import send_mail
from app.reminders.models import Digest
from app.reminders.queries import due_soon, released_lately, waiting_for_instructors
from app.reminders.rules import Letter, write_letter
from app.reminders.wording import Address, body, subject


def send_digests(session: Session, base_url: str, *, demo: bool = False) -> int:
    """Queue today's digests and return how many. Running it again, or twice at once, sends nobody a second one.

    ``base_url`` is the configured address of the site, which the links are built from. People of the demo organisations
    get mail in demo mode only.
    """
    now = clock.now()
    today = clock.local(now).date()
    address, sent = _addresses(base_url), 0
    for letter in letters(session, now, demo=demo):
        if _claim(session, letter.to.person_id, today):
            with force_locale(letter.to.language):
                send_mail(session, letter.to.email, subject(letter), body(letter, address))
            sent += 1
    return sent


def letters(session: Session, now: datetime, *, demo: bool) -> Iterator[Letter]:
    """Yield the digests that are due, one for each person, however many roles and cohorts they have."""
    waiting = waiting_for_instructors(session, demo=demo)
    feedback = released_lately(session, now, demo=demo)
    due = due_soon(session, now, demo=demo)
    for to in sorted({*waiting, *feedback, *due}):
        letter = write_letter(to, waiting.get(to), feedback.get(to, ()), due.get(to, ()), now)
        if letter is not None:
            yield letter


def _claim(session: Session, person_id: int, today: date) -> bool:
    """Record today's digest; return False when another run was quicker."""
    statement = (
        insert_for(dialect_of(session), Digest).values(person_id=person_id, sent_on=today).on_conflict_do_nothing()
    )
    return session.execute(statement.returning(Digest.person_id)).first() is not None


def _addresses(base_url: str) -> Address:
    """Return how to name pages of the configured site; a command has no request to ask."""
    site = urlsplit(base_url)
    urls = current_app.url_map.bind(site.netloc, url_scheme=site.scheme, script_name=site.path.rstrip("/") + "/")

    def address(endpoint: str, **values: Any) -> str:
        return urls.build(endpoint, values, force_external=True)

    return address
