"""One's own account."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.people.models import Membership, Person, SignIn
from app.people.passwords import hash_password, password_matches
from app.people.policy import Role
from app.people.rules import TRIES_BEFORE_LOCK
from tests.client import CheckingClient, Page
from tests.factories.world import World

OLD, NEW = "tre stole og en bro", "fire heste i en have"

SignInAs = Callable[[int], CheckingClient]


@pytest.fixture
def person(world: World, session: Session) -> Person:
    world.consultant.password_hash = hash_password(OLD, time_cost=1)
    session.commit()
    return world.consultant


def change(
    browser: CheckingClient, old: str = OLD, new: str = NEW, repeat: str | None = None, expect: int = 303
) -> Page:
    fields = {"old_password": old, "password": new, "repeat": new if repeat is None else repeat}
    return browser.post("/account/password", fields, expect=expect)


def test_shows_who_one_is(sign_in: SignInAs, world: World, session: Session) -> None:
    session.add(Membership(person_id=world.consultant.id, organisation_id=world.havneby.id, role=Role.MANAGER))
    session.commit()
    words = sign_in(world.consultant.id).get("/account").words
    for text in ("Mette Holm", "mette.holm@fjordby.example", "Fjordby", "Jobkonsulent", "Havneby", "Leder"):
        assert text in words


def test_changes_the_password_and_ends_other_sign_ins(sign_in: SignInAs, person: Person, session: Session) -> None:
    here, there = sign_in(person.id), sign_in(person.id)
    before = set(session.scalars(select(SignIn.token_hash)))
    session.commit()
    assert change(here).location == "/account"
    here.get("/account")
    there.get("/account", expect=303)
    session.refresh(person)
    assert password_matches(person.password_hash, NEW, time_cost=1)
    assert not before & set(session.scalars(select(SignIn.token_hash)))
    assert session.scalars(select(AuditEvent.action)).all() == ["password_changed"]


def test_wrong_old_password_changes_nothing_and_locks_in_the_end(
    sign_in: SignInAs, person: Person, session: Session
) -> None:
    browser = sign_in(person.id)
    for _ in range(TRIES_BEFORE_LOCK):
        assert "ikke den adgangskode" in change(browser, old="a wrong password", expect=422).words
    change(browser, expect=422)
    session.refresh(person)
    assert password_matches(person.password_hash, OLD, time_cost=1)
    assert person.locked_until is not None


@pytest.mark.parametrize(
    ("new", "repeat", "words"),
    [
        ("kort", "kort", "mindst 10"),
        ("mette er sej i dag", "mette er sej i dag", "Udelad dit navn"),
        ("Velkommen2026!", "Velkommen2026!", "let at gætte"),
        (NEW, NEW + "x", "ikke ens"),
        ("", "", "Udfyld"),
        ("x" * 201, "x" * 201, "højst 200"),
    ],
)
def test_refuses_poor_passwords(sign_in: SignInAs, person: Person, new: str, repeat: str, words: str) -> None:
    page = change(sign_in(person.id), new=new, repeat=repeat, expect=422)
    assert words in page.words
    assert OLD not in page.text


def test_ends_an_own_sign_in(sign_in: SignInAs, person: Person, session: Session) -> None:
    here, there = sign_in(person.id), sign_in(person.id)
    other = session.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    session.commit()
    for _ in range(2):
        assert here.post(f"/account/sign-ins/{other}/end").location == "/account"
    there.get("/account", expect=303)
    here.get("/account")


def test_nobody_elses_sign_in_can_be_ended(sign_in: SignInAs, person: Person, world: World, session: Session) -> None:
    colleague, browser = sign_in(world.colleague.id), sign_in(person.id)
    foreign = session.scalars(select(SignIn.id).where(SignIn.person_id == world.colleague.id)).one()
    session.commit()
    answer, unknown = browser.post(f"/account/sign-ins/{foreign}/end"), browser.post("/account/sign-ins/987654/end")
    assert answer.location == unknown.location
    colleague.get("/account")


def test_account_asks_for_a_sign_in(client: CheckingClient) -> None:
    client.get("/account", expect=303)
    client.post("/account/password", {}, expect=303)
    client.post("/account/sign-ins/1/end", {}, expect=303)


def test_problems_are_listed_in_the_order_of_the_fields(sign_in: SignInAs, world: World) -> None:
    page = sign_in(world.consultant.id).post("/account/password", {}, expect=422)
    places = [page.text.index(f'href="#{name}"') for name in ("old_password", "password", "repeat")]
    assert places == sorted(places)
