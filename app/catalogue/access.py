"""Getting editions. An edition belongs to no organisation; the route's permission says who may look at the list."""

from flask import abort
from sqlalchemy.orm import Session

from app.catalogue.queries import EditionSummary, find_edition

LARGEST_ID = 2**31 - 1
"""PostgreSQL refuses greater numbers in an integer column with an error instead of finding nothing."""


def get_edition(session: Session, edition_id: int) -> EditionSummary:
    """Return what is known about an edition; 404 when there is none."""
    found = find_edition(session, edition_id) if edition_id <= LARGEST_ID else None
    if found is None:
        abort(404)
    return found
