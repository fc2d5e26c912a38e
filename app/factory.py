"""Building the application: the only module that knows all slices."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from app.core import (
    compression,
    db,
    files,
    headers,
    incoming,
    limits,
    logging,
    mail,
    permissions,
    query_stats,
    transaction,
)
from app.people.access import load_viewer
from app.people.policy import POLICY
from app.ui import assets, error_pages, formatters, i18n, navigation
from config import Settings

SLICES = ("people", "catalogue", "cohorts", "learning", "practice", "grading", "insight", "reminders")
"""The slices from the ground up; the order of navigation and of start-up."""

csrf = CSRFProtect()


def create_app(settings: Settings, *, with_commands: bool = True) -> Flask:
    """Return the application for ``settings``; a web process needs no commands."""
    app = transaction.TransactionalFlask("app", static_folder=None, template_folder="ui/templates")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _configure(app, settings)
    logging.configure(settings.log_level)
    mail.configure(settings.mail_url, settings.mail_from)
    db.init_app(app, settings.database_url)
    app.extensions["files"] = files.open_store(settings.files_url)
    for engine in db.engines_of(app):
        query_stats.watch(engine)
    if settings.expose_query_count:
        query_stats.expose(app)
    transaction.init_app(app)
    permissions.init_app(app, POLICY, load_viewer, "people.sign_in")
    csrf.init_app(app)
    incoming.init_app(app)
    limits.init_app(app, settings.rate_limit_storage)
    headers.init_app(app, secure=settings.secure)
    compression.init_app(app)
    i18n.init_app(app, SLICES)
    formatters.init_app(app)
    navigation.init_app(app)
    assets.init_app(app, SLICES)
    error_pages.init_app(app)
    _add_slices(app, ("views", "cli", "listeners") if with_commands else ("views", "listeners"))
    if with_commands:
        for group in import_module("app.core.commands").GROUPS:
            app.cli.add_command(group)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    # The __Host- prefix binds the cookie to this host, but browsers accept it over TLS only.
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-praksis" if settings.secure else "praksis",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        WTF_CSRF_TIME_LIMIT=None,
    )


def _add_slices(app: Flask, parts: Iterable[str]) -> None:
    """Register what each slice brings of ``parts``. A slice leaves out what it does not need, so each is looked for.

    ``views`` has ``blueprint`` and may have ``NAVIGATION``; ``cli`` has ``commands``; ``listeners`` connects signals when
    it is imported.
    """
    for name in SLICES:
        paths = {part: f"app.{name}.{part}" for part in parts}
        modules = {part: import_module(path) for part, path in paths.items() if find_spec(path) is not None}
        if views := modules.get("views"):
            app.register_blueprint(views.blueprint)
            for item in getattr(views, "NAVIGATION", ()):
                navigation.add(app, item)
        if cli := modules.get("cli"):
            app.cli.add_command(cli.commands)
