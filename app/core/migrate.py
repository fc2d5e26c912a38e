"""Migrations: bring the database to the newest revision, and prove that the models agree with it."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from app.core.db import Base

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s")
    return config


def newest() -> str | None:
    """Return the newest revision among the files."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(engine: Engine) -> str | None:
    """Return the revision of the database, or None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision in one transaction; two that start together take turns."""
    if current(engine) == newest():
        return
    config = _config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # SQLite's BEGIN IMMEDIATE is such a lock by itself.
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('praksis migrations'))"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def create_revision(engine: Engine, message: str, revision_id: str) -> None:
    """Write a new revision file from what the models have and the database lacks."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=revision_id)


def differences(engine: Engine) -> list[str]:
    """Return what models and the migrated database disagree on, in words; empty when they are equal."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]
