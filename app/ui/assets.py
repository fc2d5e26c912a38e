"""Serving the files that browsers fetch. Their names change with their content, so a browser asks for each only once."""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, current_app
from markupsafe import Markup, escape
from whitenoise import WhiteNoise

from app.core.headers import nonce
from app.ui.bundle import Sources, build

PREFIX = "/static/"
HTMX = "vendor/htmx.min.js"
# htmx keeps pages that were left in the browser's storage, and these name people: it must ask for them again instead.
HTMX_CONFIG = (
    '{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,'
    '"historyCacheSize":0,"refreshOnHistoryMiss":true,"scrollIntoViewOnBoost":false}'
)

_APP = Path(__file__).resolve().parent.parent
_STATIC = Path(__file__).resolve().parent / "static"
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def init_app(app: Flask, slices: Iterable[str] = ()) -> None:
    """Build what is not built, and serve it in front of the application."""
    sources = Sources(_STATIC, {name: _APP / name / "static" for name in slices})
    try:
        folder, names = build(sources, _STATIC / ".build")
    except PermissionError:
        # Installed where this process may not write.
        folder, names = build(sources, Path(tempfile.mkdtemp(prefix="praksis-static-")))
    app.extensions["assets"] = names
    app.extensions["assets_missing"] = sources.design_system is None
    secure: bool = app.config["SETTINGS"].secure

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    served = WhiteNoise(
        app.wsgi_app,
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(_HASHED.search(url)),
        add_headers_function=add_headers,
    )
    served.add_files(str(folder), prefix=PREFIX)
    app.wsgi_app = served  # type: ignore[method-assign]
    app.add_template_global(asset)
    app.add_template_global(script)
    app.add_template_global(font_preload)
    app.add_template_global(missing_frontend)


def asset(name: str) -> str:
    """Return the address of a built file: ``css``, ``js/autosave.js``, ``js/<slice>/name.js``, ``img/…``, ``vendor/…``.

    Raises KeyError for a name that does not exist.
    """
    names: dict[str, str] = current_app.extensions["assets"]
    return PREFIX + names[name]


def script(name: str) -> Markup:
    """Return the element that loads a behaviour: ``autosave``, ``<slice>/name``, or ``htmx`` (nothing if not fetched)."""
    if name == "htmx":
        return _htmx()
    return Markup('<script type="module" nonce="{}" src="{}"></script>').format(nonce(), asset(f"js/{name}.js"))


def _htmx() -> Markup:
    names: dict[str, Any] = current_app.extensions["assets"]
    if HTMX not in names:
        return Markup()
    config = Markup("<meta name=\"htmx-config\" content='{}'>").format(HTMX_CONFIG)
    return config + Markup('<script defer nonce="{}" src="{}"></script>').format(nonce(), asset(HTMX))


def font_preload() -> Markup:
    """Return the element that fetches the font of running text early, when there is one."""
    name = "vendor/fonts/IBMPlexSans-Regular-Latin1.woff2"
    if name not in current_app.extensions["assets"]:
        return Markup()
    return Markup('<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>').format(escape(asset(name)))


def missing_frontend() -> bool:
    """Whether to tell the person that the design system has not been fetched; only in demo mode."""
    return bool(current_app.extensions["assets_missing"] and current_app.config["SETTINGS"].demo)
