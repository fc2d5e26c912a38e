"""The checking client: a browser for tests that looks at every page it opens."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.db import engine_of
from app.people.access import COOKIE_KEY
from app.people.actions import open_sign_in

CSRF_VALUE = "0" * 40
NEEDS_LABEL = {"input", "select", "textarea"}


class CheckingClient:
    """Sends requests as a browser would, with the CSRF token, and checks each HTML page that comes back."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.flask = app.test_client()
        with self.flask.session_transaction() as cookie:
            cookie["csrf_token"] = CSRF_VALUE

    def sign_in(self, person_id: int) -> None:
        """Sign a person in without a password."""
        with Session(engine_of(self.app)) as session:
            token = open_sign_in(session, person_id, "tests")
            session.commit()
        with self.flask.session_transaction() as cookie:
            cookie[COOKIE_KEY] = token

    def get(self, path: str, expect: int = 200, **options: Any) -> "Page":
        """Open a page; fails when the status is not ``expect`` or the page has a fault."""
        return self._checked(self.flask.get(path, **options), path, expect)

    def post(self, path: str, data: dict[str, Any] | None = None, expect: int = 303, **options: Any) -> "Page":
        """Send a form with its CSRF token; fails when the status is not ``expect`` or the page has a fault."""
        form = {"csrf_token": self._token(), **(data or {})}
        return self._checked(self.flask.post(path, data=form, **options), path, expect)

    def open(self, method: str, path: str) -> TestResponse:
        """Send an empty form or open a page, without judging the answer."""
        return self.flask.open(path, method=method, data={"csrf_token": self._token()} if method == "POST" else None)

    def _token(self) -> str:
        serializer = URLSafeTimedSerializer(str(self.app.config["SECRET_KEY"]), salt="wtf-csrf-token")
        token = serializer.dumps(CSRF_VALUE)
        return token if isinstance(token, str) else token.decode()

    def _checked(self, response: TestResponse, path: str, expect: int) -> "Page":
        page = Page(response)
        assert response.status_code == expect, f"{path}: {response.status_code}, not {expect}\n{page.text[:3000]}"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303}:
            faults = faults_of(page.text, response.headers["Content-Security-Policy"])
            assert not faults, f"{path}: {faults}"
        return page


class Page:
    """An answer: ``text``, ``status``, ``location``, and the raw ``response``."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.json: Any = response.get_json(silent=True)
        self.text = (
            response.get_data(as_text=True)
            if (response.mimetype or "").startswith(("text/", "application/json"))
            else ""
        )

    @property
    def words(self) -> str:
        """The visible text, with white space folded; soft hyphens and no-break spaces are made plain."""
        text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", self.text)
        entities = {
            "&amp;": "&",
            "&lt;": "<",
            "&gt;": ">",
            "&#39;": "'",
            "&#34;": '"',
            "&nbsp;": " ",
            "\xa0": " ",
            "\xad": "",
        }
        for entity, char in entities.items():
            text = text.replace(entity, char)
        return re.sub(r"\s+", " ", text)


def faults_of(text: str, policy: str) -> list[str]:
    """Return what is wrong with a page, in words: invalid HTML, headings, ids, labels, scripts, styles, tokens."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    faults = [f"invalid HTML at {position}: {code} {data}" for position, code, data in parser.errors]
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    by_tag: dict[str, list[Element]] = {}
    for element in elements:
        by_tag.setdefault(element.tag, []).append(element)
    if len(by_tag.get("h1", [])) != 1:
        faults.append(f"{len(by_tag.get('h1', []))} h1")
    title = "".join(by_tag["title"][0].itertext()) if "title" in by_tag else ""
    if not re.fullmatch(r"\s*\S.* · Praksis\s*", title, re.DOTALL):
        faults.append(f"title {title!r}")
    if root.get("lang") not in {"da", "en"}:
        faults.append("no lang")
    faults += _id_faults(elements)
    faults += _inline_faults(elements, policy)
    faults += _form_faults(root)
    if "sequence item" in text or "None</" in text:
        faults.append("a Python value shows through")
    return faults


def _id_faults(elements: list[Element]) -> list[str]:
    ids = [identifier for element in elements if (identifier := element.get("id"))]
    faults = [f"id {identifier!r} twice" for identifier in {i for i in ids if ids.count(i) > 1}]
    known = set(ids)
    for element in elements:
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget"):
            missing = [word for word in (element.get(attribute) or "").split() if word not in known]
            faults += [f"{attribute} names {word!r}, which is not there" for word in missing]
        href = element.get("href") or ""
        if element.tag == "a" and len(href) > 1 and href.startswith("#") and href[1:] not in known:
            faults.append(f"link to {href}, which is not there")
    return faults


def _inline_faults(elements: list[Element], policy: str) -> list[str]:
    faults = []
    for element in elements:
        faults += [f"inline handler {name}" for name in element.keys() if name.startswith("on")]  # noqa: SIM118 -- an Element iterates over children
        if element.get("style") is not None or element.tag == "style":
            faults.append("inline style")
        nonce = element.get("nonce")
        if (
            element.tag == "script"
            and element.get("type") != "application/json"
            and (not nonce or f"'nonce-{nonce}'" not in policy)
        ):
            faults.append("script without the nonce")
        if element.tag == "img" and element.get("alt") is None:
            faults.append("img without alt")
    return faults


def _form_faults(root: Element) -> list[str]:
    faults = []
    labelled = {element.get("for") for element in root.iter("label")}
    inside = {id(field) for label in root.iter("label") for field in label.iter()}
    for form in root.iter("form"):
        names = {field.get("name") for field in form.iter("input")}
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in names:
            faults.append(f"form to {form.get('action')} without a CSRF token")
    for field in (element for element in root.iter() if element.tag in NEEDS_LABEL):
        if field.get("type") in {"hidden", "submit", "button"} or id(field) in inside:
            continue
        if field.get("id") not in labelled and not field.get("aria-label") and not field.get("aria-labelledby"):
            faults.append(f"field {field.get('name')!r} without a label")
    return faults
