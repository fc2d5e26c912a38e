"""Mail: put into the outbox with the change that causes it, sent by the worker after that change is committed."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from app.core.jobs import enqueue, job

_transport: dict[str, str] = {}


def configure(mail_url: str, sender: str) -> None:
    """Say how mail leaves: ``smtp://user:password@host:port``, ``smtps://…`` or ``folder:PATH`` (one file a message)."""
    _transport.update(url=mail_url, sender=sender)


def send_mail(session: Session, to: str, subject: str, text: str) -> None:
    """Queue one plain-text mail. Line breaks in the address or subject are refused, since they would add headers."""
    if re.search(r"[\r\n]", to + subject):
        raise ValueError("a mail header cannot hold a line break")
    enqueue(session, "mail", {"to": to, "subject": subject, "text": text, "id": make_msgid(domain="praksis.invalid")})


@job("mail")
def deliver(payload: dict[str, Any]) -> None:
    """Send one queued mail. The Message-ID is fixed when queueing, so that a repeated delivery is recognised."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = _transport["sender"], payload["to"], payload["subject"]
    message["Message-ID"] = payload["id"]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(payload["text"])
    if _transport["url"].startswith("folder:"):
        folder = Path(_transport["url"].removeprefix("folder:"))
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9.]", "", payload["id"])
        (folder / f"{name}.eml").write_bytes(bytes(message))
        return
    _send_by_smtp(message)


def _send_by_smtp(message: EmailMessage) -> None:
    parts = urlsplit(_transport["url"])
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 25, timeout=20)
    with connection:
        if parts.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=context)
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(message)
