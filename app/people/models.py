"""Tables of people: organisations, persons, their roles and their sign-ins."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Organisation(Base):
    """A municipality or department; nothing of one is visible in another."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    unit_name: Mapped[str]
    """What the unit calls itself; shown in the course text where authors write ``{{enhedsnavn}}``."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Person(Base):
    """An account, keyed on an id that never changes; name and e-mail may."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(String().with_variant(String(collation="C"), "postgresql"))
    """Key for Danish order (æ, ø, å last; aa as å), compared sign by sign, because databases do not agree on it."""
    email: Mapped[str] = mapped_column(unique=True)
    """In lower case, see ``rules.normal_email``."""
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="da")
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class Membership(Base):
    """A role of a person in an organisation."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    """A value of ``policy.Role``."""


class SignIn(Base):
    """A signed-in browser. The cookie holds a random token; only its SHA-256 is stored."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str]

    __table_args__ = (UniqueConstraint("token_hash"),)


class PasswordToken(Base):
    """A mailed link for choosing a password: single use, short-lived, stored as SHA-256 only."""

    __tablename__ = "password_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("token_hash"),)
