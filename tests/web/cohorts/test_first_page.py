"""Which cohort the first pages lead to: one that opens, or words about why there is none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.people.models import Membership
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.cohorts import enrol, make_cohort
from tests.factories.world import World

SignInAs = Callable[[int], CheckingClient]
FIRST_PAGES = {"/learning/": "", "/learning/terms": "/terms", "/practice/": "/log"}


@pytest.fixture
def moved(session: Session, world: World) -> World:
    """``consultant`` is a consultant of Havneby alone now; the enrolment in Fjordby is as it was."""
    session.execute(delete(Membership).where(Membership.person_id == world.consultant.id))
    session.add(
        Membership(person_id=world.consultant.id, organisation_id=world.havneby.id, role=Role.CONSULTANT)
    )  # fmt: skip
    session.commit()
    return world


def test_nobody_is_led_to_a_cohort_that_does_not_open(moved: World, sign_in: SignInAs) -> None:
    browser = sign_in(moved.consultant.id)
    for path in ("/learning/", "/practice/"):
        assert "Du er ikke på et hold endnu" in browser.get(path).words
    assert browser.get("/learning/terms", expect=303).location == "/learning/"
    browser.get(f"/learning/{moved.cohort.id}", expect=404)


@pytest.mark.parametrize(("path", "part"), FIRST_PAGES.items())
def test_the_latest_cohort_that_opens_is_led_to(
    moved: World, session: Session, sign_in: SignInAs, path: str, part: str
) -> None:
    earlier = make_cohort(session, moved.havneby, moved.edition_row, "Vinter 2026")
    earlier.starts_on = moved.cohort.starts_on - timedelta(days=90)
    enrol(session, earlier, moved.consultant)
    session.commit()
    browser = sign_in(moved.consultant.id)
    location = browser.get(path, expect=303).location
    assert location == f"/{path.split('/')[1]}/{earlier.id}{part}"
    browser.get(location)


def test_an_instructor_who_follows_nothing_reads_the_instructed_cohort(
    moved: World, session: Session, sign_in: SignInAs
) -> None:
    """Whoever was enrolled once and instructs now is led to what they instruct, not to what they have left."""
    enrol(session, moved.cohort, moved.other_instructor)
    session.commit()
    location = sign_in(moved.other_instructor.id).get("/learning/", expect=303).location
    assert location == f"/learning/{moved.other_cohort.id}"
