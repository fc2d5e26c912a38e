"""Pages for when something is not as it should be. Each says what happened, what it means for one's work, and what to do.

None of them asks the database anything, because it may be what is away.
"""

import errno
import secrets
import traceback
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

log = structlog.get_logger(__name__)

RETRY_SECONDS = 10
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL_WORDS = ("disk is full", "No space left", "disk full")
MISSING_TABLE_WORDS = ("no such table", "no such column")


@dataclass(frozen=True)
class ErrorText:
    """What a page says. ``again`` offers to try the same address once more."""

    title: str
    text: str
    advice: str
    again: bool = False


def text_for(status: int, *, csrf: bool = False) -> ErrorText:
    """Return the words for ``status``; unknown ones read like 400 or 500."""
    if csrf:
        return ErrorText(
            _("The page was open for too long"),
            _("For your safety we only accept a form from a page that was opened recently in this browser. Nothing was sent."),
            _("Go back with the browser's back button: what you wrote is still there. Copy it to be safe, load the page again, and send it once more."),
        )  # fmt: skip
    texts = {400: _bad_request, 403: _forbidden, 404: _not_found, 405: _wrong_method, 413: _too_large, 429: _too_many}
    texts |= {500: _server_error, 503: _database_away, 507: _disk_full}
    return texts.get(status, _bad_request if status < HTTPStatus.INTERNAL_SERVER_ERROR else _server_error)()


def _bad_request() -> ErrorText:
    return ErrorText(
        _("We could not understand that"),
        _("The address or the form held something we did not expect. Nothing was changed."),
        _("Go back, check what you wrote, and try again."),
    )


def _forbidden() -> ErrorText:
    return ErrorText(
        _("This page is not for your role"),
        _("You are signed in, but your role does not include this page."),
        _("Go to your first page. If you need access, ask your administrator."),
    )


def _not_found() -> ErrorText:
    return ErrorText(
        _("We cannot find that page"),
        _("The address may be mistyped, the page may have been moved, or it may belong to somebody else."),
        _("Check the address, or start from your first page."),
    )


def _wrong_method() -> ErrorText:
    return ErrorText(
        _("That cannot be opened this way"),
        _("The address belongs to a form and only answers when the form is sent. Nothing was changed."),
        _("Go to your first page, and find the form from there."),
    )


def _too_large() -> ErrorText:
    return ErrorText(
        _("That was too large"),
        _("What you sent is larger than we can receive. Nothing was saved."),
        _(
            "Go back with the browser's back button: what you wrote is still there. Shorten it or choose a smaller file, and send again."
        ),
    )


def _too_many() -> ErrorText:
    return ErrorText(
        _("Too many attempts"),
        _("There have been many attempts from here in a short time, so we are taking a break."),
        _("Wait a minute, and try again."),
        again=True,
    )


def _server_error() -> ErrorText:
    return ErrorText(
        _("Something went wrong on our side"),
        _(
            "The mistake is ours, and it has been noted. What you had saved before is safe; the last thing you did was not saved."
        ),
        _("Try again in a moment. If it happens again, give your administrator the error number below."),
        again=True,
    )


def _database_away() -> ErrorText:
    return ErrorText(
        _("Praksis is taking a short break"),
        _(
            "We cannot reach our database right now. What you had saved before is safe; the last thing you did was not saved."
        ),
        _(
            "Wait a few seconds, and try again. If you were writing, use the browser's back button first: your words are still there."
        ),
        again=True,
    )


def _disk_full() -> ErrorText:
    return ErrorText(
        _("There is no room to save"),
        _("The server's disk is full, so your last change was not saved. You can still read everything."),
        _(
            "Use the browser's back button and keep a copy of what you wrote. Tell your administrator; saving works again as soon as there is room."
        ),
    )


def status_of(error: BaseException) -> int:
    """Return the status for an exception that nobody handled."""
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return 507
    if isinstance(error, DBAPIError):
        words = str(error.orig)
        if any(word in words for word in DISK_FULL_WORDS):
            return 507
        away = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
        return 503 if away and not any(word in words for word in MISSING_TABLE_WORDS) else 500
    return 500


def _drawn(status: int, error: ErrorText, error_id: str | None) -> str:
    try:
        return render_template("errors/error.html", status=status, error=error, error_id=error_id)
    except Exception as fault:  # noqa: BLE001 -- the fault may be in what all pages share; a plainer page stands alone
        error_id = report(fault, HTTPStatus.INTERNAL_SERVER_ERROR)
        return render_template("errors/bare.html", status=status, error=error, error_id=error_id)


def page(status: int, *, csrf: bool = False, error_id: str | None = None) -> Response:
    """Return the page for ``status``."""
    if "viewer" not in g:
        g.viewer = None
    response = Response(_drawn(status, text_for(status, csrf=csrf), error_id), status)
    response.headers["Cache-Control"] = "no-store"
    if status in {429, 503}:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _on_http_error(error: HTTPException) -> BaseResponse:
    ready = error.get_response()
    status = ready.status_code
    if (
        status < HTTPStatus.BAD_REQUEST or error.response is not None
    ):  # A redirect, or a response that a view made on purpose.
        return ready
    response = page(status, csrf=isinstance(error, CSRFError))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in ready.headers:
            response.headers[name] = ready.headers[name]
    return response


def _on_fault(error: Exception) -> BaseResponse:
    status = status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR and (
        current_app.testing or current_app.config["PROPAGATE_EXCEPTIONS"]
    ):
        raise error
    return page(status, error_id=report(error, status))


def report(error: BaseException, status: int) -> str:
    """Log a fault without anybody's data (its message may quote what people wrote) and return its number."""
    error_id = secrets.token_hex(4)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error(
        "fault", id=error_id, status=status, error=type(error).__qualname__, endpoint=request.endpoint, traceback=where
    )
    return error_id


def init_app(app: Flask) -> None:
    """Answer every error with one of these pages."""
    handlers: Any = {HTTPException: _on_http_error, Exception: _on_fault}
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
