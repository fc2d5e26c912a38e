"""The same request many times at the same moment."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.jobs import Job
from app.people.models import Membership, Person
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.people import make_person
from tests.factories.world import World

SignInAs = Callable[[int], CheckingClient]


def at_once(acts: list[Callable[[], str]]) -> list[str]:
    """Do all acts at the same time and return what each led to."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def inviting(browser: CheckingClient) -> Callable[[], str]:
    fields = {"name": "Ny Person", "email": "ny@fjordby.example", "roles": "consultant"}
    return lambda: browser.post("/people/new", fields).location


def test_one_invitation_sent_eight_times_makes_one_person(sign_in: SignInAs, world: World, session: Session) -> None:
    answers = at_once([inviting(sign_in(world.administrator.id)) for _ in range(8)])
    (person_id,) = session.scalars(select(Person.id).where(Person.email == "ny@fjordby.example"))
    assert sorted(answers) == sorted(["/people/", *[f"/people/{person_id}"] * 7])
    assert session.scalar(select(func.count()).select_from(Job)) == 1
    assert session.scalars(select(AuditEvent.action)).all() == ["invited"]


def test_two_organisations_invite_the_same_address(sign_in: SignInAs, world: World, session: Session) -> None:
    admins = (world.administrator, world.outsider_administrator)
    assert at_once([inviting(sign_in(admin.id)) for admin in admins]) == ["/people/", "/people/"]
    (person_id,) = session.scalars(select(Person.id).where(Person.email == "ny@fjordby.example"))
    places = session.scalars(select(Membership.organisation_id).where(Membership.person_id == person_id))
    assert sorted(places) == sorted([world.fjordby.id, world.havneby.id])


def test_two_administrators_cannot_demote_each_other(sign_in: SignInAs, world: World, session: Session) -> None:
    first = world.administrator
    second = make_person(session, world.fjordby, "Anden Admin", Role.ADMINISTRATOR)
    first.password_hash = second.password_hash = "hash"
    session.commit()

    def demote(actor: Person, person: Person) -> Callable[[], str]:
        browser = sign_in(actor.id)
        fields = {f"roles-{world.fjordby.id}": "manager"}
        form = filled(browser, "/account", fields)
        # Whoever comes second is signed out by then, is refused, or has lost the role.
        return lambda: str(browser.flask.post(f"/people/{person.id}/roles", data=form).status_code)

    assert set(at_once([demote(first, second), demote(second, first)])) <= {"303", "404"}
    left = select(func.count()).where(
        Membership.organisation_id == world.fjordby.id, Membership.role == Role.ADMINISTRATOR
    )
    assert session.scalar(left) == 1


def test_link_is_used_once(app: Flask, client: CheckingClient, world: World, session: Session) -> None:
    client.post("/forgot-password", {"email": world.consultant.email}, expect=200)
    text = session.scalars(select(Job.payload)).one()["text"]
    session.commit()
    path = text.partition("http://localhost")[2].split()[0]

    def choose(number: int) -> Callable[[], str]:
        browser = CheckingClient(app)
        password = f"fire heste i have {number}"
        form = filled(browser, path, {"password": password, "repeat": password})
        return lambda: str(browser.flask.post(path, data=form).status_code)

    assert sorted(at_once([choose(number) for number in range(6)])) == ["303", *["410"] * 5]


def filled(browser: CheckingClient, path: str, fields: dict[str, str]) -> dict[str, str]:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
    assert found is not None
    return {"csrf_token": found[1], **fields}
