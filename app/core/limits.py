"""Rate limits by network address, counted in each process or, for several processes and machines, in Redis."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

limiter = Limiter(get_remote_address, headers_enabled=False)


def init_app(app: Flask, storage: str) -> None:
    """Count in ``storage`` (``memory://`` or ``redis://…``) by the address that the outermost trusted proxy saw."""
    if proxies := app.config["SETTINGS"].trusted_proxies:
        # Host and scheme come from the settings, so that no header can change a link.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    app.config["RATELIMIT_STORAGE_URI"] = storage
    limiter.init_app(app)
