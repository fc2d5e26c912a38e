"""The overview as files."""

import csv
import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.cohorts import enrol
from tests.factories.people import make_person
from tests.factories.world import World
from tests.web.insight.conftest import Happen
from tests.web.insight.test_overview import FIRST_MODULE

SignIn = Callable[[int], CheckingClient]


@pytest.fixture
def manager(world: World, sign_in: SignIn, happen: Happen, session: Session) -> CheckingClient:
    happen(world.enrolment.id, *FIRST_MODULE)
    enrol(session, world.cohort, make_person(session, world.fjordby, "=HYPERLINK(1)", Role.CONSULTANT))
    enrol(session, world.cohort, make_person(session, world.fjordby, 'A;"B"', Role.CONSULTANT))
    session.commit()
    return sign_in(world.manager.id)


def test_csv_is_what_a_danish_excel_expects(world: World, manager: CheckingClient) -> None:
    page = manager.post(f"/insight/{world.cohort.id}/completion.csv", expect=200)
    content = page.response.get_data()
    assert content.startswith(b"\xef\xbb\xbf")
    assert page.response.mimetype == "text/csv"
    disposition = page.response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=gennemfoerelse-foraar-2027-")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:5] == ["Jobkonsulent", "Udmeldt", "Plan", "1 Forberedelse", "1 Forberedelse, gennemført"]
    assert {row[0] for row in rows[1:]} == {"'=HYPERLINK(1)", 'A;"B"', "Mette Holm", "Åse Østergaard"}
    mette = next(row for row in rows if row[0] == "Mette Holm")
    assert mette[1:] == ["", "Ingen frister", "Gennemført", "12-03-2027", "Ikke begyndt", ""]


def test_xlsx_holds_text_as_text_and_dates_as_dates(world: World, manager: CheckingClient) -> None:
    page = manager.post(f"/insight/{world.cohort.id}/completion.xlsx", expect=200)
    book = openpyxl.load_workbook(io.BytesIO(page.response.get_data()))
    assert book.sheetnames == ["Gennemførelse", "I alt"]
    overview, totals = book.worksheets
    assert overview.freeze_panes == "B2"
    rows = {row[0].value: row for row in overview.iter_rows(min_row=2)}
    assert rows["=HYPERLINK(1)"][0].data_type == "s"
    assert rows["Mette Holm"][1].value.date() == date(2027, 3, 12)
    assert rows["Mette Holm"][2].value == "Ikke begyndt"
    assert [cell.value for cell in totals[2]] == ["1 Forbered mødet", 1, 0, 0, 0, 3]


def test_an_export_holds_what_the_page_shows(world: World, manager: CheckingClient) -> None:
    address = f"/insight/{world.cohort.id}/completion.csv"
    overview = manager.get(f"/insight/{world.cohort.id}?q=mette&sort=plan").text
    assert overview.count('<input type="hidden" name="q" value="mette">') == 2, "both files are asked for as shown"
    text = manager.post(address, {"q": "mette"}, expect=200).text
    assert "Mette Holm" in text
    assert "Østergaard" not in text
    assert "Viggo Dam" in manager.post(address, {"withdrawn": "1"}, expect=200).text


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_leaves_a_trail_that_says_who_took_what(
    world: World, manager: CheckingClient, session: Session, file_format: str
) -> None:
    manager.post(f"/insight/{world.cohort.id}/completion.{file_format}", expect=200)
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "completion.exported"))
    assert (event.actor_id, event.organisation_id) == (world.manager.id, world.fjordby.id)
    assert (event.object_kind, event.object_id) == ("cohort", str(world.cohort.id))
    assert event.detail == {"format": file_format, "people": 4}


def test_nothing_leaves_by_a_link_or_a_form_of_another_site(
    world: World, manager: CheckingClient, session: Session
) -> None:
    address = f"/insight/{world.cohort.id}/completion.csv"
    manager.get(address, expect=405)
    manager.post(address, {"csrf_token": "wrong"}, expect=400)
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "completion.exported")).all() == []
