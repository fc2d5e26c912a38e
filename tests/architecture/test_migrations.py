"""The migrations make the tables that the models describe, on an empty database, and import no app code."""

import re
from pathlib import Path

from sqlalchemy import MetaData, create_engine, make_url, text

from app.core import migrate
from app.core.db import make_engine

VERSIONS = Path(migrate.FOLDER) / "versions"


def test_migrations_equal_the_models(database_url: str, application: object, tmp_path: Path) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        migrate.upgrade(engine)
        assert migrate.differences(engine) == []
        engine.dispose()
        return
    name = f"{url.database}_empty"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine = make_engine(url.set(database=name).render_as_string(hide_password=False))
    migrate.upgrade(engine)
    found = migrate.differences(engine)
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()
    assert found == []


def test_every_table_is_made_by_a_migration(tmp_path: Path, application: object) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    migrate.upgrade(engine)
    made = MetaData()
    made.reflect(engine)
    engine.dispose()
    assert set(made.tables) == {*migrate.Base.metadata.tables, "alembic_version"}


def test_migrations_import_no_app_code() -> None:
    for path in VERSIONS.glob("*.py"):
        assert not re.search(r"^(from|import) (app|config)\b", path.read_text(encoding="utf-8"), re.MULTILINE), (
            path.name
        )
