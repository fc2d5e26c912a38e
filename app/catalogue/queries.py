"""Reading editions. An edition never changes, so each process keeps the last used ones and asks the database once."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import URL, Engine, Row, select
from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow, PictureRow
from app.catalogue.rules.edition import Edition

KEPT = 16
"""How many editions a process keeps; one of a whole course takes a few megabytes."""

_Key = tuple[URL, int]
_editions: OrderedDict[_Key, Edition] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class EditionSummary:
    """What a list says about an edition."""

    id: int
    course_id: str
    number: int
    title: str
    content_hash: str
    published_at: datetime


_SUMMARY = select(
    EditionRow.id,
    EditionRow.course_id,
    EditionRow.number,
    EditionRow.title,
    EditionRow.content_hash,
    EditionRow.published_at,
)


def _summary(row: Row[int, str, int, str, str, datetime]) -> EditionSummary:
    return EditionSummary(row.id, row.course_id, row.number, row.title, row.content_hash, row.published_at)


def load_edition(session: Session, edition_id: int) -> Edition:
    """Return a published edition; without a query when this process has it already. Raises LookupError for no such id."""
    bind = session.get_bind()
    key = ((bind if isinstance(bind, Engine) else bind.engine).url, edition_id)
    with _lock:
        if key in _editions:
            _editions.move_to_end(key)
            return _editions[key]
    content = session.scalar(select(EditionRow.content).where(EditionRow.id == edition_id))
    if content is None:
        raise LookupError(f"there is no edition {edition_id}")
    edition = Edition.model_validate_json(content)
    with _lock:
        _editions[key] = edition
        while len(_editions) > KEPT:
            _editions.popitem(last=False)
    return edition


def forget_editions() -> None:
    """Forget what this process keeps; for tests, where one database holds other editions under the same ids."""
    with _lock:
        _editions.clear()


def list_editions(session: Session) -> list[EditionSummary]:
    """Return all editions, the newest of each course first."""
    rows = session.execute(_SUMMARY.order_by(EditionRow.course_id, EditionRow.number.desc()))
    return [_summary(row) for row in rows]


def find_edition(session: Session, edition_id: int) -> EditionSummary | None:
    """Return what is known about one edition, or None."""
    row = session.execute(_SUMMARY.where(EditionRow.id == edition_id)).one_or_none()
    return _summary(row) if row else None


def latest_edition(session: Session, course_id: str) -> EditionSummary | None:
    """Return the newest edition of a course, or None before the first was published."""
    query = _SUMMARY.where(EditionRow.course_id == course_id).order_by(EditionRow.number.desc()).limit(1)
    row = session.execute(query).one_or_none()
    return _summary(row) if row else None


def latest_edition_id(session: Session, course_id: str) -> int | None:
    """Return the id of the newest edition of a course, or None."""
    found = latest_edition(session, course_id)
    return found.id if found else None


def former_edition(session: Session, summary: EditionSummary) -> EditionSummary | None:
    """Return the edition of the same course that was published before this one, or None for the first."""
    query = _SUMMARY.where(EditionRow.course_id == summary.course_id, EditionRow.number < summary.number)
    row = session.execute(query.order_by(EditionRow.number.desc()).limit(1)).one_or_none()
    return _summary(row) if row else None


def picture_type(session: Session, digest: str) -> str | None:
    """Return the media type of a picture that a published edition shows, or None."""
    return session.scalar(select(PictureRow.media_type).where(PictureRow.digest == digest))


def picture_key(digest: str) -> str:
    """Return the key of a picture's bytes in the file store."""
    return f"course-pictures/{digest}"
