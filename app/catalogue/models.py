"""The tables of published editions and of the pictures that they show."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class EditionRow(Base):
    """One immutable published version of a course. Nothing ever updates a row of this table."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str]
    number: Mapped[int]
    """1, 2, 3 … within the course; what people call the edition."""
    title: Mapped[str]
    content_hash: Mapped[str]
    """SHA-256 of ``content`` in hex; the same content is never stored twice."""
    content: Mapped[str] = mapped_column(Text)
    """The JSON of ``rules.edition.Edition``."""
    published_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("course_id", "number"), UniqueConstraint("course_id", "content_hash"))


class PictureRow(Base):
    """A picture of some published edition; its bytes are in the file store. Only what is listed here is served."""

    __tablename__ = "course_picture"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the bytes in hex; the same picture in several editions is one row."""
    media_type: Mapped[str]
