"""The pages of insight: overview, one person, what my manager sees, and the exports, which leave a trail."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.utils import redirect

from app.catalogue.queries import load_edition
from app.catalogue.rules.edition import Edition
from app.cohorts.access import CohortFacts, get_overseen_cohort_for
from app.cohorts.queries import cohorts_of, deadlines_of
from app.core.clock import local, now, today
from app.core.db import current_session
from app.core.permissions import requires
from app.insight.access import get_overseen_member_for, get_own_membership_for
from app.insight.actions import record_export
from app.insight.drawing import Heading, density_of, draw_headings, draw_rows, draw_totals
from app.insight.exports import as_csv, as_xlsx, file_name
from app.insight.queries import Member, members, released_results, standings
from app.insight.rules.plan import CellState, Judge, Plan, Row, totals
from app.insight.rules.selection import NAME, PLAN, Selection, Show
from app.insight.wording import (
    CHIP_KINDS,
    PLAN_KINDS,
    PLAN_WORDS,
    REQUIREMENT_WORDS,
    SHOW_WORDS,
    STATE_WORDS,
    full_words,
)
from app.people.access import current_viewer
from app.people.policy import Permission, Role
from app.ui.formatters import number
from app.ui.navigation import NavItem

NAVIGATION = (NavItem("insight.home", _l("Completion"), frozenset({Role.MANAGER}), 40, "chart"),)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("insight", __name__, template_folder="templates", url_prefix="/insight")


@blueprint.get("/")
@requires(Permission.COMPLETION_OVERSEE)
def home() -> ResponseReturnValue:
    """Lead to the one cohort, or list them."""
    cohorts = cohorts_of(current_session(), current_viewer().organisation_ids(Role.MANAGER))
    if len(cohorts) == 1:
        return redirect(url_for("insight.overview", cohort_id=cohorts[0][0]), 303)
    return render_template("insight/home.html", cohorts=cohorts)


@blueprint.get("/<int:cohort_id>")
@requires(Permission.COMPLETION_OVERSEE)
def overview(cohort_id: int) -> ResponseReturnValue:
    """Show who has completed what."""
    cohort, edition, selection, everybody = _everybody(cohort_id, request.args)
    rows = selection.choose(everybody, edition)
    active = [row for row in everybody if row.withdrawn_on is None]
    person_url = url_for("insight.person", cohort_id=cohort.id, enrolment_id=0)[:-1]
    return render_template(
        "insight/overview.html",
        cohort=cohort,
        selection=selection,
        lead=_lead(cohort, active),
        is_empty=not everybody,
        shown=len(rows),
        total=len(everybody),
        headings=draw_headings(_headings(cohort, edition, selection)),
        rows=draw_rows(rows, len(edition.modules), person_url),
        totals=draw_totals(totals(rows, len(edition.modules))),
        density=density_of(len(edition.modules)),
        states=[(state, STATE_WORDS[state]) for state in CellState],
        choices=[(show, SHOW_WORDS[show]) for show in Show],
        kept=selection.parameters(),
    )


@blueprint.get("/<int:cohort_id>/people/<int:enrolment_id>")
@requires(Permission.COMPLETION_OVERSEE)
def person(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show one person's completion and released levels."""
    cohort, member = get_overseen_member_for(current_session(), current_viewer(), cohort_id, enrolment_id)
    return _person_page(cohort, member, is_own=False)


@blueprint.get("/<int:cohort_id>/mine")
@requires(Permission.COURSE_FOLLOW)
def own(cohort_id: int) -> ResponseReturnValue:
    """Show a consultant exactly what their manager sees about them."""
    cohort, member = get_own_membership_for(current_session(), current_viewer(), cohort_id)
    return _person_page(cohort, member, is_own=True)


@blueprint.post("/<int:cohort_id>/completion.csv")
@requires(Permission.COMPLETION_OVERSEE)
def completion_csv(cohort_id: int) -> ResponseReturnValue:
    """Send the people that the overview shows, as CSV."""
    cohort, edition, rows = _exported(cohort_id, "csv")
    return _file(cohort, "csv", "text/csv; charset=utf-8", as_csv(edition, rows))


@blueprint.post("/<int:cohort_id>/completion.xlsx")
@requires(Permission.COMPLETION_OVERSEE)
def completion_xlsx(cohort_id: int) -> ResponseReturnValue:
    """Send the people that the overview shows, as a workbook."""
    cohort, edition, rows = _exported(cohort_id, "xlsx")
    title = _("Completion, %(cohort)s", cohort=cohort.name)
    return _file(cohort, "xlsx", XLSX, as_xlsx(edition, rows, totals(rows, len(edition.modules)), title))


def _exported(cohort_id: int, file_format: str) -> tuple[CohortFacts, Edition, list[Row]]:
    """Return what goes into a file, once the trail says that it does."""
    cohort, edition, selection, everybody = _everybody(cohort_id, request.form)
    rows = selection.choose(everybody, edition)
    session = current_session()
    record_export(session, current_viewer(), cohort, file_format=file_format, people=len(rows))
    # At once: SQLite has one writer, and nobody is to wait while a workbook is put together.
    session.commit()
    return cohort, edition, rows


def _everybody(cohort_id: int, asked: Mapping[str, str]) -> tuple[CohortFacts, Edition, Selection, list[Row]]:
    """Return the cohort with a row for everybody; those who left are among them only when they are ``asked`` for."""
    session = current_session()
    cohort = get_overseen_cohort_for(session, current_viewer(), cohort_id)
    edition = load_edition(session, cohort.edition_id)
    selection = Selection.parse(asked, edition)
    people = members(session, cohort.id, with_withdrawn=selection.with_withdrawn)
    judge = Judge(edition, deadlines_of(session, cohort.id), now())
    found = standings(session, cohort.id, cohort.edition_id, edition, people)
    return cohort, edition, selection, [_row(member, found[member.enrolment_id], judge) for member in people]


def _row(member: Member, found: tuple[Any, ...], judge: Judge) -> Row:
    cells = tuple(map(judge.__getitem__, found))
    left = local(member.withdrawn_at).date() if member.withdrawn_at else None
    plan = Plan.LEFT if left else judge.plan(cells)
    return Row(member.enrolment_id, member.name, member.sort_name, left, cells, plan)


def _lead(cohort: CohortFacts, active: list[Row]) -> list[str]:
    """Return the overview in sentences: how many people, how many ahead, on plan and behind."""
    counts = {plan: sum(row.plan is plan for row in active) for plan in Plan}
    people = ngettext(
        "One consultant in %(cohort)s.",
        "%(count)s consultants in %(cohort)s.",
        len(active), cohort=cohort.name, count=number(len(active)),
    )  # fmt: skip
    if counts[Plan.NONE] == len(active):
        return [people, _("The cohort has no deadlines, so nobody is ahead or behind.")]
    plan = _(
        "%(ahead)s are ahead of the plan, %(on_plan)s follow it, %(behind)s are behind.",
        ahead=counts[Plan.AHEAD], on_plan=counts[Plan.ON_PLAN], behind=counts[Plan.BEHIND],
    )  # fmt: skip
    return [people, plan]


def _headings(cohort: CohortFacts, edition: Edition, selection: Selection) -> list[Heading]:
    columns = [(NAME, _("Consultant"))]
    columns += [(module.id, f"{module.number} {module.short_title}") for module in edition.modules]
    columns.append((PLAN, _("Plan")))
    # The rest of the address is the same for all; ids of modules need no quoting.
    rest = urlencode(selection.parameters(sort="", order=""))
    address = url_for("insight.overview", cohort_id=cohort.id)
    headings = []
    for key, text in columns:
        direction = ("desc" if selection.is_descending else "asc") if selection.sort == key else None
        # A second press on the heading by which the table is sorted turns the order round.
        order = "&order=desc" if direction == "asc" else ""
        headings.append(Heading(key, text, f"{address}?sort={key}{order}{'&' if rest else ''}{rest}", direction))
    return headings


def _person_page(cohort: CohortFacts, member: Member, *, is_own: bool) -> str:
    session = current_session()
    edition = load_edition(session, cohort.edition_id)
    deadlines = deadlines_of(session, cohort.id)
    judge = Judge(edition, deadlines, now())
    row = _row(member, standings(session, cohort.id, cohort.edition_id, edition, [member])[member.enrolment_id], judge)
    return render_template(
        "insight/person.html",
        cohort=cohort,
        edition=edition,
        row=row,
        is_own=is_own,
        deadlines=deadlines,
        results=released_results(session, member.enrolment_id),
        plan=(PLAN_KINDS[row.plan], PLAN_WORDS[row.plan]),
        words=REQUIREMENT_WORDS,
        chip_kinds=CHIP_KINDS,
        full_words=full_words,
        done=sum(cell.standing.completed_on is not None for cell in row.cells),
    )


def _file(cohort: CohortFacts, ending: str, media_type: str, content: bytes) -> Response:
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file_name(cohort.name, today(), ending))
    return response
