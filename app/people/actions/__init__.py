"""Writes about people. Actions take the session and values, and never commit."""

from app.people.actions.addresses import confirm_address
from app.people.actions.administration import (
    Effect,
    change_details,
    deactivate,
    invite,
    reactivate,
    send_password_link,
    set_roles,
)
from app.people.actions.passwords import change_password, choose_password, request_password
from app.people.actions.signing_in import end_sign_in, open_sign_in, set_language, sign_in, sign_out

__all__ = [
    "Effect",
    "change_details",
    "change_password",
    "choose_password",
    "confirm_address",
    "deactivate",
    "end_sign_in",
    "invite",
    "open_sign_in",
    "reactivate",
    "request_password",
    "send_password_link",
    "set_language",
    "set_roles",
    "sign_in",
    "sign_out",
]
