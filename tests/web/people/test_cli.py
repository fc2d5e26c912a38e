"""``flask people create-organisation``: how a real installation gets its first person."""

from urllib.parse import urlsplit

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.jobs import Job
from app.people.cli import commands
from app.people.models import Membership, Organisation, PasswordToken, Person
from tests.client import CheckingClient

EMAIL, PASSWORD = "admin@havbro.example", "tre stole og en bro"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(commands, ["create-organisation", *arguments])


def create(app: Flask, name: str = "Havbro Kommune", email: str = EMAIL) -> Result:
    return run(app, name, "--unit", "Erhvervsservice", "--administrator", email)


def counted(session: Session) -> tuple[int, ...]:
    counts = tuple(
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in (Organisation, Person, Membership, PasswordToken, Job)
    )
    session.commit()
    return counts


def path_of_link(result: Result) -> str:
    assert result.exit_code == 0, result.output
    link = result.output.strip().splitlines()[-1]
    assert link.startswith("http://localhost/choose-password/")
    return urlsplit(link).path


@pytest.mark.usefixtures("no_demo")
def test_the_first_administrator_signs_in_with_the_link_and_invites_others(
    app: Flask, client: CheckingClient, session: Session
) -> None:
    path = path_of_link(create(app, email=" Admin@Havbro.Example "))
    organisation = session.scalars(select(Organisation)).one()
    mail = session.scalars(select(Job.payload)).one()
    session.commit()
    assert (organisation.name, organisation.unit_name, organisation.is_demo) == (
        "Havbro Kommune", "Erhvervsservice", False,
    )  # fmt: skip
    assert mail["to"] == EMAIL
    assert path in mail["text"]
    client.get(path)
    client.post(path, {"password": PASSWORD, "repeat": PASSWORD})
    client.get(path, expect=410)
    client.post("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert client.get("/", expect=303).location == "/people/"
    client = CheckingClient(app)
    person_id = session.scalars(select(Person.id)).one()
    session.commit()
    client.sign_in(person_id)
    client.post("/people/new", {"name": "Ny Kollega", "email": "ny@havbro.example", "roles": ["consultant"]})
    assert "Ny Kollega" in client.get("/people/").words
    assert "Der er ingen hold endnu" in client.get("/cohorts/").words


def test_the_trail_says_that_nobody_in_the_web_did_it(app: Flask, session: Session) -> None:
    create(app)
    rows = session.execute(select(AuditEvent.action, AuditEvent.object_kind, AuditEvent.actor_id)).all()
    assert [tuple(row) for row in rows] == [("created", "organisation", None), ("invited", "person", None)]


def test_the_same_again_gives_a_new_link_until_there_is_a_password(
    app: Flask, client: CheckingClient, session: Session
) -> None:
    first, second = path_of_link(create(app)), path_of_link(create(app))
    assert first != second
    assert counted(session) == (1, 1, 1, 2, 2)
    client.post(second, {"password": PASSWORD, "repeat": PASSWORD})
    before = counted(session)
    result = create(app)
    assert result.exit_code == 1
    assert "There is an organisation called Havbro Kommune already" in result.output
    assert counted(session) == before


def test_another_address_does_not_get_into_an_organisation_that_exists(app: Flask, session: Session) -> None:
    create(app)
    before = counted(session)
    assert create(app, email="en-anden@havbro.example").exit_code == 1
    assert counted(session) == before


def test_an_administrator_of_two_organisations_signs_in_with_the_present_password(app: Flask, session: Session) -> None:
    create(app)
    session.scalars(select(Person)).one().password_hash = "hash"
    session.commit()
    result = create(app, name="Sundbro Kommune")
    assert result.output.strip().endswith("http://localhost/sign-in")
    assert counted(session)[:3] == (2, 1, 2)


def test_a_deactivated_account_is_not_given_an_organisation(app: Flask, session: Session) -> None:
    create(app)
    session.scalars(select(Person)).one().deactivated_at = now()
    session.commit()
    before = counted(session)
    result = create(app, name="Sundbro Kommune")
    assert result.exit_code == 1
    assert "is deactivated" in result.output
    assert counted(session) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("Havbro", "--unit", "Enhed"),
        ("Havbro", "--administrator", EMAIL),
        (" ", "--unit", "Enhed", "--administrator", EMAIL),
        ("Havbro", "--unit", "", "--administrator", EMAIL),
        ("Hav\x07bro", "--unit", "Enhed", "--administrator", EMAIL),
        ("Havbro", "--unit", "Enhed", "--administrator", "admin"),
        ("Havbro", "--unit", "Enhed", "--administrator", "a@b.dk\nBcc: x@y.dk"),
    ],
)
def test_what_cannot_be_used_is_refused(app: Flask, session: Session, arguments: tuple[str, ...]) -> None:
    assert run(app, *arguments).exit_code == 2
    assert counted(session) == (0, 0, 0, 0, 0)
