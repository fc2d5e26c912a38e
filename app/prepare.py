"""What happens before the server starts: migrating, publishing, and making the demo.

All of it can be interrupted and repeated; each part does nothing when it was done before. What a person must change is
raised as :class:`StartError`, whose text is one line a cause.
"""

import hashlib
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.catalogue import actions as catalogue
from app.catalogue.queries import latest_edition_id
from app.core import migrate
from app.core.db import engine_of, engines_of
from app.core.files import StoreError
from app.demo import create as demo
from app.factory import create_app
from config import ROOT, Settings

COURSE = ROOT / "course_content" / "faelles-metode"
COURSE_ID = "faelles-metode"


class StartError(Exception):
    """Why Praksis cannot start, in words for the person who starts it."""


def prepare(settings: Settings, course: Path = COURSE) -> tuple[Flask, list[str]]:
    """Return the application, with everything it needs in place, and lines about what a person should know.

    Raises StartError.
    """
    try:
        application = create_app(settings)
        try:
            with application.app_context():
                return application, _fill(application, settings, course)
        except BaseException:
            for engine in engines_of(application):
                engine.dispose()
            raise
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StartError(f"DATABASE_URL cannot be used: {cause}.") from None
    except StoreError as error:
        raise StartError(f"FILES_URL cannot be used: {error}.") from None
    except OSError as error:
        raise StartError(f"INSTANCE cannot be used: {error.strerror or error} ({error.filename}).") from None


def _fill(application: Flask, settings: Settings, course: Path) -> list[str]:
    engine = engine_of(application)
    migrate.upgrade(engine)
    lines = []
    with Session(engine, expire_on_commit=False) as session:
        if not settings.demo and demo.exists(session):
            raise StartError(
                "DATABASE_URL names a database with demo organisations, whose passwords everybody knows. "
                "Set DEMO=true, or use another database."
            )
        lines += _publish(application, settings, session, course)
        edition_id = latest_edition_id(session, COURSE_ID)
        if settings.demo and edition_id is not None and demo.is_empty(session):
            demo.create(session, edition_id, time_cost=settings.argon2_time_cost)
            lines.append("Made the demo organisations.")
        session.commit()
    return lines


def _publish(application: Flask, settings: Settings, session: Session, course: Path) -> list[str]:
    """Publish the course unless its files are the ones that were published last, which is quick to see.

    A course with problems stops the first start; later ones go on with the edition that there is, and say the problems.
    """
    stamp = settings.instance / "published"
    digest = _digest(course, settings.database_url)
    exists = latest_edition_id(session, COURSE_ID) is not None
    if exists and stamp.exists() and stamp.read_text() == digest:
        return []
    try:
        catalogue.publish(session, course, application.extensions["files"])
    except catalogue.CourseHasProblemsError as error:
        if not exists:
            raise StartError(f"The course has problems and cannot be published:\n{error}") from None
        return [f"The course has problems; the edition published before stays in use:\n{error}"]
    session.commit()
    settings.instance.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)
    return ["Published the course."]


def _digest(folder: Path, database_url: str) -> str:
    """Return a digest of a folder's files and of the database that they were published to."""
    digest = hashlib.sha256(database_url.encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()
