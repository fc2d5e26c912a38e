"""The bare page: what the stack itself costs, so that other figures can be held against it.

A signed session cookie, one read by primary key, and a template of 60 rows. It is mounted beside Praksis in the same
server processes (``bench.wsgi``), so that both share the machine, the server and the moment.
"""

from flask import Flask, render_template, session
from sqlalchemy import select

from app.core import transaction
from app.core.db import make_engine
from app.people.models import Person
from config import Settings

PREFIX = "/bench-bare"
COOKIE = "bare"
ROWS = 60

TEMPLATE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title></head><body><h1>{{ name }}</h1>
<table><tbody>{% for row in rows %}<tr><th scope="row">{{ row.name }}</th><td>{{ row.state }}</td><td>{{ row.number }}</td></tr>
{% endfor %}</tbody></table></body></html>"""


def make_bare_app(settings: Settings) -> Flask:
    """Return the application with the one bare page at ``/``."""
    app = Flask("bench.bare")
    app.config.update(SECRET_KEY=settings.secret_key, SESSION_COOKIE_NAME=COOKIE)
    transaction.init_app(app)
    engine = make_engine(settings.database_url, reading=True)
    rows = [{"name": f"Row {number}", "state": "in progress", "number": number} for number in range(ROWS)]
    query = select(Person.name)
    # Compiled once, as a template in a file is; a template given as a string would be compiled for each request.
    template = app.jinja_env.from_string(TEMPLATE)

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            name = connection.scalar(query.where(Person.id == session["person"]))
        return render_template(template, name=name, rows=rows)

    return app
