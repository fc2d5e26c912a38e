"""Rate limits by network address, counted in memory or, for several machines, in Redis."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, headers_enabled=False)


def init_app(app: Flask, storage: str) -> None:
    """Count in ``storage`` (``memory://`` or ``redis://…``)."""
    app.config["RATELIMIT_STORAGE_URI"] = storage
    limiter.init_app(app)
