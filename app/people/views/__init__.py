"""The pages about people: signing in, one's own account, and the administration of people."""

from flask_babel import lazy_gettext as _l

from app.people.policy import Role
from app.people.views import account, administration, pages, passwords, signing_in
from app.people.views.blueprint import blueprint
from app.ui.navigation import NavItem

__all__ = ["NAVIGATION", "account", "administration", "blueprint", "pages", "passwords", "signing_in"]

NAVIGATION = (NavItem("people.index", _l("People"), frozenset({Role.ADMINISTRATOR}), 32, "people"),)
