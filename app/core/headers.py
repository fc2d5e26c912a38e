"""The headers that every response carries, errors and files too."""

import secrets

from flask import Flask, Response, g

CACHED_FOREVER = "public, max-age=31536000, immutable"


def nonce() -> str:
    """Return the Content-Security-Policy nonce of this request."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    value: str = g.csp_nonce
    return value


def init_app(app: Flask, *, secure: bool) -> None:
    """Add the security headers; a page is personal unless its view says how it may be cached."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'nonce-{nonce()}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
        )
        headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        return response
