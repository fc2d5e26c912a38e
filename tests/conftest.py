"""What all tests share: the database, the application, the checking client, named people, and no network."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.catalogue.queries import forget_editions
from app.core.db import Base, engine_of, engines_of
from app.core.query_stats import QueryLog, count_queries
from app.factory import create_app
from config import Settings
from tests.client import CheckingClient
from tests.databases import fresh_database
from tests.factories.world import World, make_world

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of this test process alone."""
    with fresh_database("test", tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a demo installation with quick password hashing."""
    instance: Path = tmp_path_factory.mktemp("instance")
    return Settings(
        secret_key="0123456789abcdef0123456789abcdef",
        demo=True,
        base_url="http://localhost",
        database_url=database_url,
        files_url="memory:///",
        mail_url=f"folder:{instance / 'mail'}",
        log_level="error",
        argon2_time_cost=1,
        instance=instance,
        sign_ins_per_minute=100_000,
    )


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[Flask]:
    """The application, made once a test process, with its tables."""
    application = create_app(settings)
    application.testing = True
    engine = engine_of(application)
    if engine.dialect.name == "sqlite":
        # A test database need not survive a power cut.
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    Base.metadata.create_all(engine)
    yield application
    for each in engines_of(application):
        each.dispose()


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
    yield application
    forget_editions()
    _empty(engine_of(application))


def _empty(engine: Engine) -> None:
    statements = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # The assessments point to each other; one statement removes them all the same.
            connection.exec_driver_sql("; ".join(statements))
        else:
            for statement in statements:
                connection.exec_driver_sql(statement)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for preparing and looking; what a page is to see must be committed."""
    with Session(engine_of(app), expire_on_commit=False) as session:
        yield session


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser that nobody has signed in to, which checks every page that it opens."""
    return CheckingClient(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[int], CheckingClient]:
    """A function from a person's id to a browser in which that person is signed in."""

    def open_browser(person_id: int) -> CheckingClient:
        browser = CheckingClient(app)
        browser.sign_in(person_id)
        return browser

    return open_browser


@pytest.fixture
def world(session: Session) -> World:
    """Two organisations with named people, cohorts and the tiny course; see ``tests.factories.world``."""
    made = make_world(session)
    session.commit()
    return made


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[QueryLog]]:
    """Count the statements of a block: ``with queries() as log: …; assert len(log) <= 5``."""
    return count_queries
