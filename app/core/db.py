"""The database: one engine, one session a request, and the settings that keep SQLite safe and quick.

SQLite runs with WAL and ``synchronous=FULL`` (a power cut loses nothing acknowledged), foreign keys on, and begins
writing transactions with ``BEGIN IMMEDIATE``, because a transaction that reads first and writes later fails under
contention. A request that only reads says so (``read_only``) and gets an engine that cannot write: a plain snapshot on
SQLite, and AUTOCOMMIT on PostgreSQL, which saves two round trips.
"""

import json
from contextvars import ContextVar
from datetime import UTC, datetime
from time import monotonic
from typing import Any, TypeVarTuple

from flask import Flask, current_app, g
from sqlalchemy import JSON, CursorResult, DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeDecorator

Ts = TypeVarTuple("Ts")

RESTED_SECONDS = 5.0

read_only: ContextVar[bool] = ContextVar("read_only", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused, since nobody could say what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Return the moment in UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Return the moment as aware; SQLite gives it back naive."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all models. Constraint names follow one convention, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 -- read by SQLAlchemy


def make_engine(url: str, *, reading: bool = False) -> Engine:
    """Return an engine for ``url`` (``sqlite:///…`` or ``postgresql+psycopg://…``).

    A ``reading`` engine cannot write: the database itself refuses it, so that no page changes anything by being opened.
    """
    parsed = make_url(url)
    options: dict[str, Any] = {"json_serializer": lambda value: json.dumps(value, ensure_ascii=False)}
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 30}, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        if reading:
            event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only=ON"))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if reading:
        options |= {
            "isolation_level": "AUTOCOMMIT",
            "connect_args": {"options": "-c default_transaction_read_only=on"},
        }
    engine = create_engine(parsed, pool_size=5, max_overflow=5, pool_recycle=1800, **options)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _look_if_alive)
    return engine


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = monotonic()


def _look_if_alive(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a connection that has rested whether it still lives, so that no page is lost after the server was restarted.

    One that was used a moment ago is not asked, since asking takes as long as a small query.
    """
    if monotonic() - record.info.get("used_at", monotonic()) < RESTED_SECONDS:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling begins too late; with None it leaves BEGIN to us.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")


def init_app(app: Flask, url: str) -> None:
    """Give ``app`` its engines; the session of a request closes when the request ends."""
    app.extensions["engine"] = make_engine(url)
    app.extensions["reading_engine"] = make_engine(url, reading=True)
    app.teardown_appcontext(_close)


def engine_of(app: Flask) -> Engine:
    """Return the engine that writes."""
    engine: Engine = app.extensions["engine"]
    return engine


def engines_of(app: Flask) -> tuple[Engine, Engine]:
    """Return the engine that writes and the one that only reads."""
    return app.extensions["engine"], app.extensions["reading_engine"]


def current_session() -> Session:
    """Return the session of this request or command, opening it at the first call."""
    if "db_session" not in g:
        name = "reading_engine" if read_only.get() else "engine"
        g.db_session = Session(current_app.extensions[name], expire_on_commit=False)
    session: Session = g.db_session
    return session


def run(session: Session, statement: TypedReturnsRows[*Ts], **values: object) -> CursorResult[*Ts]:
    """Run a statement over columns with its ``values``, past the ORM, which takes as long as the database for nothing.

    What the session has not written yet is written first, as ``Session.execute`` does. A statement that every page needs
    is built once, with ``bindparam`` for what changes: putting one together takes five times as long as running it.
    """
    session.flush()
    return session.connection().execute(statement, values)


_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def dialect_of(session: Session) -> str:
    """Return the name of the session's database: ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


def insert_for(dialect: str, model: type[Base]) -> Any:
    """Return an INSERT that can say what to do about a row that is already there; both databases spell it alike.

    It takes the name of the database (``dialect_of``) and no session, so that a statement can be built once for each.
    """
    return _INSERT[dialect](model)


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db_session", None)
    if session is not None:
        session.close()
