"""Commands of the ground floor: ``flask database …`` and ``flask jobs …``."""

import re
import sys
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import sessionmaker

from app.core import migrate
from app.core.clock import today
from app.core.db import engine_of, make_engine
from app.core.jobs import work as work_on
from app.core.jobs import work_once

database = AppGroup("database", help="Migrations of the database.")
jobs = AppGroup("jobs", help="Work from the outbox.")
GROUPS = (database, jobs)

LONGEST_REVISION = 32
"""The width of Alembic's own column for the revision of a database."""


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest revision."""
    migrate.upgrade(engine_of(current_app))


@database.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a revision file from the difference between the models and the database."""
    words = re.findall(r"[a-z0-9]+", message.lower())
    name = f"{today():%Y_%m_%d}"
    for word in words:
        if len(name) + 1 + len(word) > LONGEST_REVISION:
            break
        name += f"_{word}"
    migrate.create_revision(engine_of(current_app), message, name)


@database.command("check")
def check() -> None:
    """Migrate an empty database and exit 1 if the models differ from it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'check.sqlite3'}")
        migrate.upgrade(engine)
        differences = migrate.differences(engine)
        engine.dispose()
    for line in differences:
        click.echo(line)
    click.echo(f"{len(differences)} differences between models and migrations")
    sys.exit(1 if differences else 0)


@jobs.command("work")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def work(once: bool) -> None:
    """Empty the outbox, for ever or once."""
    sessions = sessionmaker(engine_of(current_app))
    if once:
        click.echo(f"{work_once(sessions)} jobs done")
    else:
        work_on(sessions)
