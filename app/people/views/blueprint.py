"""What the views of people share: the blueprint, the limit on guessing, and the addresses that mails hold."""

from typing import Any

from flask import Blueprint, current_app, url_for

blueprint = Blueprint("people", "app.people", template_folder="templates")


def tries() -> str:
    """How often one network address may try a secret."""
    return f"{current_app.config['SETTINGS'].sign_ins_per_minute} per minute"


def full_address(endpoint: str, **values: Any) -> str:
    """Return the address of a page for a mail. Its host comes from the settings: a forged Host header changes nothing."""
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + url_for(endpoint, **values)


def password_link(secret: str) -> str:
    """Return the address at which the owner of ``secret`` chooses a password."""
    return full_address("people.choose_password", token=secret)
