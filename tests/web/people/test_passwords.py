"""Links for choosing a password, and for confirming an address."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.jobs import Job
from app.core.query_stats import QueryLog
from app.people.models import PasswordToken, Person
from app.people.passwords import hash_password, password_matches
from app.people.rules import MOST_LINKS_AN_HOUR, token_hash
from tests.client import CSRF_VALUE, CheckingClient
from tests.factories.world import World

NEW = "fire heste i en have"

SignInAs = Callable[[int], CheckingClient]
Queries = Callable[[], AbstractContextManager[QueryLog]]


def mails(session: Session) -> list[dict[str, str]]:
    queued = list(session.scalars(select(Job.payload).where(Job.kind == "mail").order_by(Job.id)))
    session.commit()  # On SQLite a session that has read keeps others from writing; a rollback would make "world" read again.
    return queued


def link_in(mail: dict[str, str]) -> str:
    found = re.search(r"http://localhost(/\S+)", mail["text"])
    assert found is not None
    return found[1]


def ask(client: CheckingClient, email: str, **options: object) -> str:
    return client.post("/forgot-password", {"email": email}, expect=200, **options).words.replace(email, "ADDRESS")


@pytest.fixture
def link(client: CheckingClient, world: World, session: Session) -> str:
    """A fresh link of the consultant."""
    world.consultant.password_hash = hash_password("tre stole og en bro", time_cost=1)
    session.commit()
    ask(client, world.consultant.email)
    return link_in(mails(session)[0])


def choose(client: CheckingClient, link: str, password: str = NEW, expect: int = 303) -> str:
    page = client.post(link, {"password": password, "repeat": password}, expect=expect)
    return page.location if expect == 303 else page.words


def test_known_and_unknown_address_get_the_same_answer_and_work(
    client: CheckingClient, world: World, session: Session, queries: Queries
) -> None:
    world.colleague.deactivated_at = now()
    session.commit()
    answers, costs = set(), set()
    for email in (world.consultant.email, "nobody@fjordby.example", world.colleague.email):
        with queries() as log:
            answers.add(ask(client, email))
        costs.add((len(log), sum(not statement.startswith("SELECT") for statement in log.statements)))
    assert len(answers) == len(costs) == 1
    assert [mail["to"] for mail in mails(session)] == [world.consultant.email]


def test_only_the_shape_of_an_address_is_judged(client: CheckingClient) -> None:
    assert "Skriv en e-mailadresse" in client.post("/forgot-password", {"email": "mette"}, expect=422).words


def test_link_comes_from_the_settings_and_not_from_the_request(
    client: CheckingClient, world: World, session: Session
) -> None:
    with client.flask.session_transaction(base_url="http://evil.example") as cookie:
        cookie["csrf_token"] = CSRF_VALUE
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    ask(client, world.consultant.email, base_url="http://evil.example", headers=forged)
    (mail,) = mails(session)
    assert "evil" not in mail["text"]
    assert link_in(mail).startswith("/choose-password/")


def test_secret_is_stored_as_a_hash_only(link: str, session: Session) -> None:
    secret = link.rpartition("/")[2]
    assert session.scalars(select(PasswordToken.token_hash)).one() == token_hash(secret)


def test_page_of_a_link_sends_no_referrer(client: CheckingClient, link: str) -> None:
    for path in (link, "/choose-password/unknown"):
        page = client.get(path, expect=200 if path == link else 410)
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert page.response.headers["Cache-Control"] == "no-store"


def test_opening_a_link_does_not_use_it_up(client: CheckingClient, link: str) -> None:
    client.get(link)
    client.get(link)
    assert choose(client, link) == "/sign-in"


def test_chooses_a_password_once_and_ends_all_sign_ins(
    sign_in: SignInAs, client: CheckingClient, link: str, world: World, session: Session
) -> None:
    browser = sign_in(world.consultant.id)
    world.consultant.failed_sign_ins, world.consultant.locked_until = 9, now() + timedelta(hours=1)
    session.commit()
    assert choose(client, link) == "/sign-in"
    browser.get("/account", expect=303)
    session.refresh(world.consultant)
    assert password_matches(world.consultant.password_hash, NEW, time_cost=1)
    assert world.consultant.locked_until is None
    session.commit()
    choose(client, link, "another password here", expect=410)
    client.get(link, expect=410)
    session.refresh(world.consultant)
    assert password_matches(world.consultant.password_hash, NEW, time_cost=1)


def test_using_one_link_uses_up_the_others(client: CheckingClient, link: str, world: World, session: Session) -> None:
    ask(client, world.consultant.email)
    choose(client, link_in(mails(session)[1]))
    client.get(link, expect=410)


def test_poor_password_leaves_the_link_working(client: CheckingClient, link: str) -> None:
    assert "mindst 10" in choose(client, link, "kort", expect=422)
    assert choose(client, link) == "/sign-in"


def test_link_lasts_for_two_hours(client: CheckingClient, link: str, session: Session) -> None:
    lasts = session.scalars(select(PasswordToken.expires_at)).one() - now()
    assert timedelta(minutes=119) < lasts <= timedelta(hours=2)
    session.execute(update(PasswordToken).values(expires_at=now()))
    session.commit()
    client.get(link, expect=410)
    choose(client, link, expect=410)


def test_deactivation_kills_the_link(client: CheckingClient, link: str, world: World, session: Session) -> None:
    world.consultant.deactivated_at = now()
    session.commit()
    choose(client, link, expect=410)


def test_demo_accounts_get_no_link_outside_demo_mode(
    client: CheckingClient, link: str, no_demo: None, world: World, session: Session
) -> None:
    client.get(link, expect=410)
    ask(client, world.consultant.email)
    assert len(mails(session)) == 1


def test_mailbox_cannot_be_filled(client: CheckingClient, world: World, session: Session) -> None:
    for _ in range(MOST_LINKS_AN_HOUR + 2):
        ask(client, world.consultant.email)
    assert len(mails(session)) == MOST_LINKS_AN_HOUR


def test_mail_speaks_the_persons_language(client: CheckingClient, world: World, session: Session) -> None:
    ask(client, world.consultant.email)
    world.consultant.language = "en"
    session.commit()
    ask(client, world.consultant.email)
    danish, english = mails(session)
    assert "Vælg en ny adgangskode" in danish["subject"]
    assert "Choose a new password" in english["subject"]


@pytest.fixture
def address_link(sign_in: SignInAs, world: World, session: Session) -> str:
    """The link by which the consultant confirms ``ny@fjordby.example``."""
    details = {"name": "Mette Holm", "email": "Ny@fjordby.example"}
    sign_in(world.administrator.id).post(f"/people/{world.consultant.id}/details", details)
    mail, warning = mails(session)
    assert mail["to"] == "ny@fjordby.example"
    assert warning["to"] == "mette.holm@fjordby.example"
    return link_in(mail)


def address_of(session: Session, person: Person) -> str:
    session.refresh(person)
    session.commit()
    return person.email


@pytest.fixture
def has_password(world: World, session: Session) -> None:
    """The consultant has chosen a password; named before ``address_link`` in a test that needs both."""
    world.consultant.password_hash = hash_password("tre stole og en bro", time_cost=1)
    session.commit()


@pytest.mark.usefixtures("has_password")
def test_address_changes_when_its_owner_confirms_signed_in(
    sign_in: SignInAs, world: World, session: Session, request: pytest.FixtureRequest
) -> None:
    link, owner, elsewhere = (
        request.getfixturevalue("address_link"),
        sign_in(world.consultant.id),
        sign_in(world.consultant.id),
    )
    page = owner.get(link)
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert address_of(session, world.consultant) == "mette.holm@fjordby.example"
    assert owner.post(link).location == "/account"
    assert address_of(session, world.consultant) == "ny@fjordby.example"
    owner.get("/account")
    assert elsewhere.get("/account", expect=303).location.startswith("/sign-in")
    owner.post(link, expect=410)
    _, warning, notice = mails(session)
    assert notice["to"] == warning["to"] == "mette.holm@fjordby.example"
    assert "bliver ændret" in warning["subject"]
    assert "er ændret" in notice["subject"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "address_confirmed")).one()
    assert (event.actor_id, event.detail) == (world.consultant.id, {"asked_by": world.administrator.id})


@pytest.mark.usefixtures("has_password")
def test_the_link_alone_takes_over_no_account(
    client: CheckingClient, sign_in: SignInAs, world: World, session: Session, request: pytest.FixtureRequest
) -> None:
    link = request.getfixturevalue("address_link")
    page = client.get(link)
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert f'href="/sign-in?next={link}"' in page.text
    client.post(link, expect=403)
    administrator = sign_in(world.administrator.id)
    assert "Log ud" in administrator.get(link).words
    administrator.post(link, expect=403)
    assert address_of(session, world.consultant) == "mette.holm@fjordby.example"


@pytest.mark.usefixtures("has_password")
def test_a_new_password_ends_a_waiting_change(
    sign_in: SignInAs, world: World, session: Session, request: pytest.FixtureRequest
) -> None:
    link = request.getfixturevalue("address_link")
    world.consultant.password_hash = hash_password(NEW, time_cost=1)
    session.commit()
    owner = sign_in(world.consultant.id)
    owner.get(link, expect=410)
    owner.post(link, expect=410)


def test_address_link_is_stale_when_the_address_has_changed_and_changed_back(
    client: CheckingClient, address_link: str, sign_in: SignInAs, world: World, session: Session
) -> None:
    client.post(address_link)
    back = {"name": "Mette Holm", "email": "mette.holm@fjordby.example"}
    sign_in(world.administrator.id).post(f"/people/{world.consultant.id}/details", back)
    (mail,) = [mail for mail in mails(session) if mail["to"] == back["email"] and "/confirm-address/" in mail["text"]]
    client.post(link_in(mail))
    assert address_of(session, world.consultant) == back["email"]
    client.get(address_link, expect=410)
    client.post(address_link, expect=410)
    assert address_of(session, world.consultant) == back["email"]


def test_invited_person_goes_on_to_choose_a_password(client: CheckingClient, address_link: str) -> None:
    choose(client, client.post(address_link).location)


def test_address_in_use_is_not_taken(client: CheckingClient, address_link: str, world: World, session: Session) -> None:
    world.outsider.email = "ny@fjordby.example"
    session.commit()
    client.post(address_link, expect=410)
    assert address_of(session, world.consultant) == "mette.holm@fjordby.example"


def test_forged_address_link_is_refused(client: CheckingClient, address_link: str) -> None:
    client.get(address_link[:-2], expect=410)
    client.post("/confirm-address/WzEsImEiLCJiIl0.aaa.bbb", expect=410)
