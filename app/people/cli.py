"""``flask people …``: what cannot be done in the web, because nobody has signed in yet."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.db import current_session
from app.people.actions.organisations import OrganisationError, create_organisation
from app.people.rules import is_email, normal_email
from app.people.views.blueprint import full_address, password_link

commands = AppGroup("people", help="Organisations and their first administrators.")


def _one_line(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    text = " ".join(value.split())
    if not text or not text.isprintable():
        raise click.BadParameter("write a name", param=parameter)
    return text


def _address(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    email = normal_email(value)
    if not is_email(email):
        raise click.BadParameter("write an e-mail address, such as navn@kommune.dk", param=parameter)
    return email


@commands.command("create-organisation")
@click.argument("name", callback=_one_line)
@click.option(
    "--unit", required=True, callback=_one_line, help="What its unit calls itself, such as Virksomhedsservice."
)
@click.option("--administrator", required=True, callback=_address, help="E-mail of its first administrator.")
@click.option("--administrator-name", callback=_one_line, help="Default: what stands before the @ of the e-mail.")
def create(name: str, unit: str, administrator: str, administrator_name: str | None) -> None:
    """Make the organisation NAME and invite its first administrator, who does the rest in the web.

    The invitation goes by mail as soon as Praksis runs. Its link is printed too, for whoever has no mail set up yet.
    """
    session = current_session()
    try:
        # Addresses are made as a request makes them.
        with current_app.test_request_context():
            sign_in_link = full_address("people.sign_in")
        link = create_organisation(
            session, name=name, unit_name=unit,
            administrator_name=administrator_name or administrator.partition("@")[0], email=administrator,
            password_link_for=_password_link, sign_in_link=sign_in_link,
        )  # fmt: skip
    except OrganisationError as error:
        raise click.ClickException(str(error)) from None
    session.commit()
    click.echo(f"{name} is there. {administrator} gets a mail with this link, which works for seven days:\n{link}")


def _password_link(secret: str) -> str:
    with current_app.test_request_context():
        return password_link(secret)
