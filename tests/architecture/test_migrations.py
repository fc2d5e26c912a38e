"""The migrations make the tables that the models describe, on an empty database, and import no app code."""

import re
from pathlib import Path

from sqlalchemy import MetaData

from app.core import migrate
from app.core.db import make_engine
from tests.databases import fresh_database

VERSIONS = Path(migrate.FOLDER) / "versions"


def test_migrations_equal_the_models(application: object, tmp_path: Path) -> None:
    with fresh_database("empty", tmp_path) as url:
        engine = make_engine(url)
        migrate.upgrade(engine)
        found = migrate.differences(engine)
        engine.dispose()
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
