"""Publishing: a course folder that passes the check becomes an immutable edition."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from obstore.store import ObjectStore
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow, PictureRow
from app.catalogue.queries import picture_key
from app.catalogue.rules.build import build, content_hash, edition_json
from app.catalogue.rules.check import check
from app.catalogue.rules.edition import Edition
from app.catalogue.rules.problems import Problem
from app.core import audit, files
from app.core.clock import now

ATTEMPTS = 5
"""How often a number is chosen again when others publish the same course at the same moment."""


class CourseHasProblemsError(Exception):
    """A course that does not pass the check; ``problems`` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Published:
    """What publishing led to. ``is_new`` is False when this content was an edition already."""

    edition_id: int
    number: int
    is_new: bool


def publish(session: Session, folder: Path, store: ObjectStore) -> Published:
    """Publish the course in ``folder``; raises CourseHasProblemsError. The caller commits.

    The same content is the same edition, however often and by how many it is published at once. Bytes of pictures are in
    the file store before the row that names them exists.
    """
    source, problems = check(folder)
    if problems or source is None:
        raise CourseHasProblemsError(problems)
    edition = build(source)
    content = edition_json(edition)
    digest = content_hash(content)
    # Also for an edition that exists: bytes that a file store has lost come back by publishing again.
    _store_pictures(edition, source.root, store)
    if known := _find(session, edition.course_id, digest):
        return known
    for _ in range(ATTEMPTS):
        if published := _insert(session, edition, content, digest) or _find(session, edition.course_id, digest):
            return published
    raise RuntimeError(f"{ATTEMPTS} editions were published at the same moment; try again")


def _find(session: Session, course_id: str, digest: str) -> Published | None:
    query = select(EditionRow.id, EditionRow.number)
    row = session.execute(
        query.where(EditionRow.course_id == course_id, EditionRow.content_hash == digest)
    ).one_or_none()
    return Published(row.id, row.number, is_new=False) if row else None


def _store_pictures(edition: Edition, root: Path, store: ObjectStore) -> None:
    for picture in edition.pictures:
        content = (root / picture.path).read_bytes()
        if hashlib.sha256(content).hexdigest() != picture.digest:
            changed = Problem(picture.path, 1, "the picture changed while it was being published", "publish again")
            raise CourseHasProblemsError([changed])
        files.put(store, picture_key(picture.digest), content)


def _insert(session: Session, edition: Edition, content: str, digest: str) -> Published | None:
    """Add the edition under the next number; None when somebody else took the number or published the same content."""
    taken = session.scalar(select(func.max(EditionRow.number)).where(EditionRow.course_id == edition.course_id))
    row = EditionRow(
        course_id=edition.course_id, number=(taken or 0) + 1, title=edition.title,
        content_hash=digest, content=content, published_at=now(),
    )  # fmt: skip
    try:
        with session.begin_nested():
            wanted = {picture.digest: picture.media_type for picture in edition.pictures}
            known = set(session.scalars(select(PictureRow.digest).where(PictureRow.digest.in_(wanted))))
            session.add_all(PictureRow(digest=key, media_type=wanted[key]) for key in sorted(wanted.keys() - known))
            session.add(row)
    except IntegrityError:
        return None
    audit.record(
        session, "edition.published", "edition", row.id,
        actor_id=None, organisation_id=None, course=row.course_id, number=row.number,
    )  # fmt: skip
    session.flush()
    return Published(row.id, row.number, is_new=True)
