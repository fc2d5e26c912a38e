"""Praksis: a course platform that turns a textbook into a shared way of working.

``create_app`` delegates lazily, so that rules can be imported and tested without importing Flask.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the WSGI application; without ``settings``, from the environment.

    Only ``flask`` on a command line gets the commands: a web process calls none, and what they import (migrations, Markdown,
    pictures) would take a fifth of its memory. A wrong setting ends the process with one line per setting, because whoever
    starts it needs no stack trace.
    """
    from app import factory  # noqa: PLC0415 -- rules are imported without Flask
    from config import SettingsError, load_settings  # noqa: PLC0415 -- the same

    on_command_line = "FLASK_RUN_FROM_CLI" in os.environ
    if settings is None:
        try:
            settings = load_settings(demo_default=on_command_line)
        except SettingsError as error:
            raise SystemExit(f"Praksis cannot start:\n{error}") from None
    return factory.create_app(settings, with_commands=on_command_line)
