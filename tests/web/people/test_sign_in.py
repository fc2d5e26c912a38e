"""Signing in and out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.people.access import COOKIE_KEY
from app.people.models import Organisation, Person, SignIn
from app.people.passwords import hash_password
from app.people.rules import TRIES_BEFORE_LOCK
from tests.client import CSRF_VALUE, CheckingClient
from tests.factories.world import World

PASSWORD = "tre stole og en bro"

SignInAs = Callable[[int], CheckingClient]


@pytest.fixture
def person(world: World, session: Session) -> Person:
    world.consultant.password_hash = hash_password(PASSWORD, time_cost=1)
    session.commit()
    return world.consultant


def attempt(client: CheckingClient, email: str, password: str = PASSWORD, expect: int = 303, **more: str) -> str:
    page = client.post("/sign-in", {"email": email, "password": password, **more}, expect=expect)
    return page.location if expect == 303 else page.words


def keep_form_token(client: CheckingClient) -> None:
    """Give the browser its form token back, which signing in renews as well."""
    with client.flask.session_transaction() as cookie:
        cookie["csrf_token"] = CSRF_VALUE


def cookie_of(client: CheckingClient) -> object:
    with client.flask.session_transaction() as cookie:
        return cookie.get(COOKIE_KEY)


def test_signs_in_and_leads_to_the_first_page(client: CheckingClient, person: Person) -> None:
    assert attempt(client, person.email) == "/"
    assert client.get("/", expect=303).location == "/learning/"


def test_address_is_read_without_case_and_space(client: CheckingClient, person: Person) -> None:
    assert attempt(client, f"  {person.email.upper()} ") == "/"


def test_look_alike_address_is_refused(client: CheckingClient, person: Person, session: Session) -> None:
    person.email = "kim@fjordby.example"
    session.commit()
    attempt(client, "\u212aim@fjordby.example", expect=422)  # The Kelvin sign, which lower() makes a "k".
    assert attempt(client, "kim@fjordby.example") == "/"


def test_unknown_wrong_deactivated_and_passwordless_look_alike(
    client: CheckingClient, person: Person, world: World, session: Session
) -> None:
    world.colleague.password_hash = person.password_hash
    world.colleague.deactivated_at = now()
    session.commit()
    answers = {
        attempt(client, person.email, "a wrong password", expect=422),
        attempt(client, "nobody@fjordby.example", expect=422).replace("nobody@fjordby.example", person.email),
        attempt(client, world.colleague.email, expect=422).replace(world.colleague.email, person.email),
        attempt(client, world.manager.email, expect=422).replace(world.manager.email, person.email),
    }
    assert len(answers) == 1
    assert cookie_of(client) is None


def test_says_what_is_missing(client: CheckingClient, world: World) -> None:
    assert "Udfyld" in attempt(client, "", "", expect=422)


def test_locks_after_wrong_passwords_even_for_the_right_one(
    client: CheckingClient, person: Person, session: Session
) -> None:
    for _ in range(TRIES_BEFORE_LOCK):
        attempt(client, person.email, "a wrong password", expect=422)
    attempt(client, person.email, expect=422)
    session.execute(update(Person).where(Person.id == person.id).values(locked_until=now() - timedelta(seconds=1)))
    session.commit()
    assert attempt(client, person.email) == "/"
    session.refresh(person)
    assert (person.failed_sign_ins, person.locked_until) == (0, None)


def test_every_sign_in_has_a_new_secret_and_ends_the_one_before(
    client: CheckingClient, person: Person, session: Session
) -> None:
    attempt(client, person.email)
    first = cookie_of(client)
    keep_form_token(client)
    attempt(client, person.email)
    assert cookie_of(client) not in {first, None}
    assert len(session.scalars(select(SignIn)).all()) == 1


def test_planted_secret_is_not_kept(client: CheckingClient, person: Person) -> None:
    with client.flask.session_transaction() as cookie:
        cookie[COOKIE_KEY] = "chosen by somebody else"
        cookie["other"] = "thing"
    attempt(client, person.email)
    with client.flask.session_transaction() as cookie:
        assert cookie[COOKIE_KEY] != "chosen by somebody else"
        assert "other" not in cookie


def test_only_a_hash_of_the_secret_is_stored(client: CheckingClient, person: Person, session: Session) -> None:
    attempt(client, person.email)
    stored = session.scalars(select(SignIn.token_hash)).one()
    assert str(cookie_of(client)) not in stored
    assert len(stored) == 64


def test_cookie_copied_before_sign_out_is_dead_after_it(app: Flask, client: CheckingClient, person: Person) -> None:
    attempt(client, person.email)
    thief = CheckingClient(app)
    with thief.flask.session_transaction() as cookie:
        cookie[COOKIE_KEY] = cookie_of(client)
    thief.get("/account")
    keep_form_token(client)
    page = client.post("/sign-out")
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/account", expect=303).location == "/sign-in?next=/account"
    keep_form_token(client)
    assert client.post("/sign-out").location == "/sign-in"


def test_cookie_is_closed_to_scripts_and_other_sites(client: CheckingClient, person: Person) -> None:
    header = client.post("/sign-in", {"email": person.email, "password": PASSWORD}).response.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_expired_sign_in_asks_again(sign_in: SignInAs, world: World, session: Session) -> None:
    browser = sign_in(world.consultant.id)
    session.execute(update(SignIn).values(expires_at=now()))
    session.commit()
    browser.get("/account", expect=303)


def test_goes_where_it_was_going(client: CheckingClient, person: Person) -> None:
    target = client.get("/account?x=1", expect=303).location
    assert target == "/sign-in?next=/account?x%3D1"
    assert 'value="/account?x=1"' in client.get(target).text
    assert attempt(client, person.email, next="/account?x=1") == "/account?x=1"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_never_leaves_the_site(client: CheckingClient, person: Person, target: str) -> None:
    page = client.get("/sign-in", query_string={"next": target})
    assert page.text.count('name="next"') == 1  # That of the form for the language, which comes back to this page.
    assert attempt(client, person.email, next=target) == "/"


def test_signed_in_person_is_not_asked_again(sign_in: SignInAs, world: World) -> None:
    browser = sign_in(world.consultant.id)
    assert browser.get("/sign-in?next=/account", expect=303).location == "/account"


def test_deactivation_ends_the_sign_in(sign_in: SignInAs, world: World, session: Session) -> None:
    browser = sign_in(world.consultant.id)
    browser.get("/account")
    world.consultant.deactivated_at = now()
    session.commit()
    browser.get("/account", expect=303)


def test_demo_accounts_do_not_exist_outside_demo_mode(
    no_demo: None, client: CheckingClient, sign_in: SignInAs, person: Person, session: Session
) -> None:
    attempt(client, person.email, expect=422)
    browser = sign_in(person.id)
    browser.get("/account", expect=303)
    session.execute(update(Organisation).values(is_demo=False))
    session.commit()
    browser.get("/account")
    assert attempt(client, person.email) == "/"


def test_post_without_the_token_is_refused(client: CheckingClient, person: Person) -> None:
    answer = client.flask.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 400


def test_language_is_remembered(sign_in: SignInAs, client: CheckingClient, world: World, session: Session) -> None:
    assert client.post("/language", {"language": "en", "next": "/sign-in"}).location == "/sign-in"
    assert "Sign in" in client.get("/sign-in").words
    browser = sign_in(world.consultant.id)
    browser.post("/language", {"language": "en", "next": "/account"})
    session.refresh(world.consultant)
    assert world.consultant.language == "en"
    assert "My account" in browser.get("/account").words


def test_unknown_language_changes_nothing(sign_in: SignInAs, world: World, session: Session) -> None:
    browser = sign_in(world.consultant.id)
    assert browser.post("/language", {"language": "xx", "next": "//evil.example"}).location == "/"
    session.refresh(world.consultant)
    assert world.consultant.language == "da"


def test_pages_that_everybody_may_read(client: CheckingClient, world: World) -> None:
    stored = {
        "da": ("Datatilsynet", "tidspunkt og browser", "Revisionsspor", "på din enhed", "Hvor længe", "Mails"),
        "en": ("Data Protection Agency", "time and browser", "audit trail", "on your device", "How long", "Mails"),
    }
    for language, parts in stored.items():
        client.post("/language", {"language": language})
        words = client.get("/privacy").words
        assert [part for part in parts if part not in words] == []
        client.get("/accessibility")
    assert client.get("/was", expect=301).location == "/accessibility"
    assert client.get("/healthz").text == "ok\n"
