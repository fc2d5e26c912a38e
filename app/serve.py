"""Starting Praksis on one machine: ``python -m app.serve``, what ``make run`` ends with.

Everything that happens before the server starts can be interrupted and repeated: migrating, publishing and making the
demo each do nothing when they were done before.
"""

import hashlib
import os
import socket
import sys
import time
from multiprocessing import Process
from pathlib import Path

import structlog
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app import create_app
from app.catalogue import actions as catalogue
from app.catalogue.queries import latest_edition_id
from app.core import mail, migrate
from app.core.db import engine_of, engines_of, make_engine
from app.core.jobs import work_once
from app.demo import create as demo
from config import ROOT, Settings, SettingsError, load_settings

COURSE = ROOT / "course_content" / "faelles-metode"
COURSE_ID = "faelles-metode"
PAUSE_SECONDS = 2.0

log = structlog.get_logger(__name__)


def main() -> int:
    """Prepare the database and serve until interrupted; returns an exit code."""
    try:
        settings = load_settings(demo_default=True)
    except SettingsError as error:
        print(f"Praksis cannot start:\n{error}", file=sys.stderr)  # noqa: T201 -- a person reads this
        return 2
    if _is_taken(settings.host, settings.port):
        say(f"Port {settings.port} is in use; stop the other program or set PORT to another number.")
        return 2
    # The web processes read the settings again, in processes of their own.
    os.environ["DEMO"] = "true" if settings.demo else "false"
    application = create_app(settings)
    try:
        prepare(application, settings)
    except DemoDataOutsideDemoError:
        say(
            "This database holds demo organisations, whose passwords everybody knows. Set DEMO=true or use another DATABASE_URL."
        )
        return 2
    for engine in engines_of(application):
        engine.dispose()
    serve(settings)
    return 0


def say(text: str) -> None:
    """Tell the person who started Praksis something at once."""
    print(text, flush=True)  # noqa: T201 -- a person reads this


class DemoDataOutsideDemoError(Exception):
    """The database holds demo organisations, but this is no demo."""


def _is_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def prepare(application: Flask, settings: Settings) -> None:
    """Migrate the database, publish the course and, in demo mode, make the demo organisations."""
    engine = engine_of(application)
    migrate.upgrade(engine)
    with application.app_context(), Session(engine, expire_on_commit=False) as session:
        if not settings.demo and demo.exists(session):
            raise DemoDataOutsideDemoError
        _publish(application, settings, session)
        if settings.demo and demo.is_empty(session):
            say("Making the demo organisations …")
            edition_id = latest_edition_id(session, COURSE_ID)
            if edition_id is not None:
                demo.create(session, edition_id, time_cost=settings.argon2_time_cost)
        session.commit()


def _publish(application: Flask, settings: Settings, session: Session) -> None:
    """Publish the course unless its files are the ones that were published last, which is quick to see."""
    stamp = settings.instance / "published"
    digest = _digest(COURSE, settings.database_url)
    if stamp.exists() and stamp.read_text() == digest and latest_edition_id(session, COURSE_ID) is not None:
        return
    say("Publishing the course …")
    catalogue.publish(session, COURSE, application.extensions["files"])
    session.commit()
    settings.instance.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


def _digest(folder: Path, database_url: str) -> str:
    """Return a digest of a folder's files and of the database that they were published to."""
    digest = hashlib.sha256(database_url.encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def serve(settings: Settings) -> None:
    """Run the web processes and the worker of the outbox until interrupted."""
    server = Granian(
        "app.wsgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=1,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        working_dir=ROOT,
    )
    worker = Process(target=_work, args=(settings, os.getpid()), daemon=True)
    worker.start()
    say(_welcome(settings))
    try:
        server.serve()
    finally:
        worker.terminate()


def _work(settings: Settings, parent: int) -> None:
    """Empty the outbox as long as the process that started this one lives."""
    mail.configure(settings.mail_url, settings.mail_from)
    sessions = sessionmaker(make_engine(settings.database_url))
    while os.getppid() == parent:
        try:
            done = work_once(sessions)
        except SQLAlchemyError as error:
            log.warning("outbox_unreachable", error=type(error).__name__)
            done = 0
        if not done:
            time.sleep(PAUSE_SECONDS)


def _welcome(settings: Settings) -> str:
    lines = [f"\nPraksis is at {settings.base_url} – stop it with Ctrl+C."]
    if settings.demo:
        lines += ["", f"Sign in with the password {demo.PASSWORD} as:"]
        lines += [f"  {email:<32} {role}" for email, role in demo.SIGN_INS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
