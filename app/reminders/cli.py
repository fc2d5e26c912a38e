"""``flask reminders …``: sending the digests, once a day from a timer."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.db import current_session
from app.reminders.actions import send_digests

commands = AppGroup("reminders", help="Digests by mail.")


@commands.command("send")
def send() -> None:
    """Queue the digests of today; running it again the same day sends nothing twice."""
    session, settings = current_session(), current_app.config["SETTINGS"]
    sent = send_digests(session, settings.base_url, demo=settings.demo)
    session.commit()
    click.echo(f"{sent} digests queued")
