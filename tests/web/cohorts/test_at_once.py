"""The same request many times at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cohorts.models import Cohort, Enrolment
from app.core.audit import AuditEvent
from tests.client import CheckingClient
from tests.factories.world import World

SignInAs = Callable[[int], CheckingClient]
TIMES = 6


def send_at_once(browsers: list[CheckingClient], path: str, fields: dict[str, str | int]) -> set[str]:
    """Send the same form from all browsers at the same time and return where they were led."""
    with ThreadPoolExecutor(len(browsers)) as pool:
        return {page.location for page in pool.map(lambda browser: browser.post(path, fields), browsers)}


def test_each_form_does_its_work_once(sign_in: SignInAs, world: World, session: Session) -> None:
    browsers = [sign_in(world.administrator.id) for _ in range(TIMES)]
    path = f"/cohorts/{world.cohort.id}"
    item = f"module-{world.edition.modules[0].id}"
    send_at_once(browsers, f"{path}/enrol", {"people": world.other_consultant.id})
    send_at_once(browsers, f"{path}/instructors", {"instructors": world.other_instructor.id})
    send_at_once(browsers, f"{path}/deadlines", {f"due-{item}": "2027-03-08"})
    send_at_once(browsers, f"{path}/enrolments/{world.enrolment.id}/withdraw", {})
    fields: dict[str, str | int] = {
        "name": "Forår 2028", "edition": world.edition_row.id, "starts_on": "2028-02-01", "ends_on": "2028-06-30",
    }  # fmt: skip
    assert len(send_at_once(browsers, "/cohorts/new", fields)) == 1
    assert sorted(session.scalars(select(AuditEvent.action))) == [
        "created", "deadline_changed", "enrolled", "instructors_changed", "withdrawn",
    ]  # fmt: skip
    enrolments = select(func.count()).where(Enrolment.person_id == world.other_consultant.id)
    assert session.scalar(enrolments.where(Enrolment.cohort_id == world.cohort.id)) == 1
    assert session.scalar(select(func.count()).where(Cohort.name == "Forår 2028")) == 1
