"""The requests that each page is measured with, made for people who are signed in."""

import secrets
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.catalogue.rules.edition import Assignment, Edition
from app.catalogue.rules.format import ToolField
from app.people.access import COOKIE_KEY
from app.people.actions import open_sign_in
from app.practice.rules.sheet import input_name
from bench import bare
from bench.load import Request
from bench.world import World

CSRF = "0" * 40


class Visits:
    """Makes the requests. Everybody who sends one is signed in once, before the clock runs."""

    def __init__(self, app: Flask, session: Session, world: World) -> None:
        self._app, self._session, self._world = app, session, world
        self._cookies: dict[int, str] = {}
        serializer = URLSafeTimedSerializer(str(app.config["SECRET_KEY"]), salt="wtf-csrf-token")
        self._token = str(serializer.dumps(CSRF))

    def all(self) -> dict[str, list[Request]]:
        """Return the requests of each page, by the key of the page in ``bench.goals``."""
        world = self._world
        lesson = world.course.modules[0].lessons[1].id
        learner, manager = self.cookie(world.consultant), self.cookie(world.manager)
        overview, large = f"/insight/{world.small_cohort}", f"/insight/{world.large_cohort}"
        export = urlencode({"csrf_token": self._token})
        return {
            "dashboard": [Request(f"/learning/{world.course_cohort}", learner)],
            "lesson": [Request(f"/learning/{world.course_cohort}/lessons/{lesson}", learner)],
            "draft": self._sheets("draft", world.course.modules[0].assignments[0]),
            "submit": self._sheets("submit", world.course.modules[0].assignments[1]),
            "queue": [Request("/grading/", self.cookie(world.instructor))],
            "overview-small": [Request(overview, manager)],
            "overview-large": [Request(large, manager)],
            "csv": [Request(f"{large}/completion.csv", manager, "POST", export)],
            "xlsx": [Request(f"{large}/completion.xlsx", manager, "POST", export)],
        }

    def bare(self) -> list[Request]:
        """Return the request for the bare page."""
        app = bare.make_bare_app(self._app.config["SETTINGS"])
        value = _signed(app, {"person": self._world.consultant})
        return [Request(f"{bare.PREFIX}/", f"{bare.COOKIE}={value}")]

    def cookie(self, person_id: int) -> str:
        """Return the cookie header of somebody who is signed in."""
        if person_id not in self._cookies:
            token = open_sign_in(self._session, person_id, "bench")
            self._session.commit()
            value = _signed(self._app, {COOKIE_KEY: token, "csrf_token": CSRF})
            self._cookies[person_id] = f"{self._app.config['SESSION_COOKIE_NAME']}={value}"
        return self._cookies[person_id]

    def _sheets(self, action: str, assignment: Assignment) -> list[Request]:
        """Return one form a person: each makes a draft or a round that is not there yet."""
        path = f"/practice/{self._world.many_cohort}/assignments/{assignment.id}/{action}"
        values = filled(self._world.course, assignment) | {"csrf_token": self._token, "version": "0"}
        return [
            Request(path, self.cookie(person), "POST", urlencode({**values, "submit_key": secrets.token_urlsafe(12)}))
            for person in self._world.many
        ]


def _signed(app: Flask, content: dict[str, object]) -> str:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None:
        raise RuntimeError("the application has no secret key")
    return str(serializer.dumps(content))


def filled(edition: Edition, assignment: Assignment) -> dict[str, str]:
    """Return the tool of an assignment, filled in as a form sends it."""
    tool = edition.tool(assignment.tool)
    if tool is None:
        raise RuntimeError(f"{assignment.id} has no tool")
    values: dict[str, str] = {}
    for field in tool.fields:
        name = input_name(field.id)
        if field.kind == "rows":
            for column in field.columns:
                values[f"{name}-0-{column.id}"] = {"choice": (column.options or [""])[0], "number": "5"}.get(
                    column.kind, "Aftale om rundvisning"
                )
        else:
            values[name] = _value(field)
    return values


def _value(field: ToolField) -> str:
    match field.kind:
        case "date":
            return "2026-11-02"
        case "number":
            return "45"
        case "choice" | "choices":
            return field.options[0]
        case "long":
            return "Vi mødes for at finde ud af, hvilke opgaver der haster, og hvem der kan løse dem. " * 4
        case _:
            return "Grossist, ca. 35 ansatte"
