"""The table of digests that were sent."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Digest(Base):
    """A digest mailed to a person on a day; its key is why nobody gets two."""

    __tablename__ = "digest"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sent_on: Mapped[date] = mapped_column(primary_key=True)
