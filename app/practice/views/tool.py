"""A tool as a blank form: to read before a meeting, or to print."""

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.catalogue.queries import load_edition
from app.cohorts.access import get_reader_for
from app.core.db import current_session
from app.core.permissions import requires
from app.people.access import current_viewer
from app.people.policy import Permission
from app.practice.views.blueprint import blueprint


@blueprint.get("/practice/<int:cohort_id>/tools/<tool_id>")
@requires(Permission.COURSE_FOLLOW)
def tool(cohort_id: int, tool_id: str) -> ResponseReturnValue:
    """The blank tool, with the assignments in which it is filled in."""
    session = current_session()
    reader = get_reader_for(session, current_viewer(), cohort_id)
    edition = load_edition(session, reader.cohort.edition_id)
    found = edition.tool(tool_id)
    if found is None:
        raise NotFound
    assignments = [part for module in edition.modules for part in module.assignments if part.tool == tool_id]
    return render_template("practice/tool.html", cohort_id=cohort_id, tool=found, assignments=assignments)
