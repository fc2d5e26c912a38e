"""Praksis: a course platform that turns a textbook into a shared way of working.

``create_app`` delegates lazily, so that rules can be imported and tested without importing Flask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the WSGI application; see :func:`app.factory.create_app`."""
    from app import factory  # noqa: PLC0415 -- rules are imported without Flask

    return factory.create_app(settings)
