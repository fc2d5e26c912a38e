"""Getting editions. An edition belongs to no organisation; the route's permission says who may look at the list."""

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.catalogue.queries import EditionSummary, find_edition


def get_edition(session: Session, edition_id: int) -> EditionSummary:
    """Return what is known about an edition; raises NotFound when there is none."""
    found = find_edition(session, edition_id)
    if found is None:
        raise NotFound
    return found
