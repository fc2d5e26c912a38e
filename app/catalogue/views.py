"""Course pictures, and the administrator's pages about published editions."""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.catalogue.access import get_edition
from app.catalogue.queries import former_edition, list_editions, load_edition, picture_key, picture_type
from app.catalogue.rules.compare import KINDS, Change, Difference, compare
from app.catalogue.rules.edition import Module
from app.catalogue.wording import difference_label, kind_label, part_label
from app.core import files
from app.core.db import current_session
from app.core.permissions import requires
from app.people.policy import Permission, Role
from app.ui.i18n import lazy_gettext as _l
from app.ui.navigation import NavItem

blueprint = Blueprint("catalogue", __name__, template_folder="templates")

NAVIGATION = (NavItem("catalogue.editions", _l("Course editions"), frozenset({Role.ADMINISTRATOR}), 40, "book"),)

DIGEST = re.compile(r"[0-9a-f]{64}")
CACHED = "private, max-age=31536000, immutable"
"""The bytes under a digest never change; private, because only people who are signed in may ask."""


@dataclass(frozen=True)
class ModuleFigures:
    """A module in the table of an edition."""

    module: Module
    lessons: int
    questions: int
    assignments: int
    minutes: int


@blueprint.get("/pictures/<digest>")
@requires(Permission.COURSE_PICTURE_SEE)
def picture(digest: str) -> ResponseReturnValue:
    """Send a picture of a published edition."""
    media_type = picture_type(current_session(), digest) if DIGEST.fullmatch(digest) else None
    content = files.get(current_app.extensions["files"], picture_key(digest)) if media_type else None
    if media_type is None or content is None:
        abort(404)
    response = Response(content, mimetype=media_type)
    response.headers["Cache-Control"] = CACHED
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(digest)
    return response.make_conditional(request)


@blueprint.get("/editions")
@requires(Permission.ORGANISATION_MANAGE)
def editions() -> ResponseReturnValue:
    """List the published editions."""
    return render_template("catalogue/editions.html", editions=list_editions(current_session()))


@blueprint.get("/editions/<int:edition_id>")
@requires(Permission.ORGANISATION_MANAGE)
def edition(edition_id: int) -> ResponseReturnValue:
    """Show what an edition holds and what differs from the one before it."""
    session = current_session()
    summary = get_edition(session, edition_id)
    shown = load_edition(session, edition_id)
    former = former_edition(session, summary)
    changes = compare(load_edition(session, former.id), shown) if former else ()
    return render_template(
        "catalogue/edition.html",
        summary=summary,
        edition=shown,
        modules=[_figures(module) for module in shown.modules],
        former=former,
        groups=_grouped(changes),
        kind_label=kind_label,
        difference_label=difference_label,
        part_label=part_label,
        tones={Difference.ADDED: "ok", Difference.CHANGED: "info", Difference.REMOVED: "back"},
    )


def _figures(module: Module) -> ModuleFigures:
    return ModuleFigures(
        module=module,
        lessons=len(module.lessons),
        questions=len(module.quiz.questions) if module.quiz else 0,
        assignments=len(module.assignments),
        minutes=sum(lesson.minutes for lesson in module.lessons),
    )


def _grouped(changes: tuple[Change, ...]) -> list[tuple[str, list[Change]]]:
    groups = [(kind, [change for change in changes if change.kind == kind]) for kind in KINDS]
    return [(kind, found) for kind, found in groups if found]
