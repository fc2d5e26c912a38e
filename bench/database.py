"""A database of this run alone: a SQLite file in the run's folder, or one made beside that of BENCH_DATABASE_URL."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

VARIABLE = "BENCH_DATABASE_URL"


@contextlib.contextmanager
def temporary(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, and remove it in the end; raises KeyError without BENCH_DATABASE_URL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    given = make_url(os.environ[VARIABLE])
    name = f"praksis_bench_{os.getpid()}"
    server = create_engine(given, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield given.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()
