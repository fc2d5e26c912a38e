"""Databases for tests: a SQLite file, or one beside the database that TEST_DATABASE_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text


@contextmanager
def fresh_database(name: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, which is removed afterwards. ``name`` tells it apart from others."""
    given = os.environ.get("TEST_DATABASE_URL")
    if not given:
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    own = f"praksis_{name}_{os.getpid()}"
    server = create_engine(given, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{own}"'))
    yield make_url(given).set(database=own).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{own}" WITH (FORCE)'))
    server.dispose()
