"""Whoever's account is closed counts as one who has left."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.core.clock import now
from tests.client import CheckingClient
from tests.factories.world import World

SignInAs = Callable[[int], CheckingClient]


def test_somebody_whose_account_is_closed_has_left(world: World, sign_in: SignInAs, session: Session) -> None:
    manager = sign_in(world.manager.id)
    world.colleague.deactivated_at = now()
    session.commit()
    page = manager.get(f"/insight/{world.cohort.id}")
    assert "Åse Østergaard" not in page.words
    assert "I alt: Ikke begyndt 1 1" in page.words
    page = manager.get(f"/insight/{world.cohort.id}?withdrawn=1")
    assert "Åse Østergaard Udmeldt" in page.words
    assert "I alt: Ikke begyndt 1 1" in page.words
