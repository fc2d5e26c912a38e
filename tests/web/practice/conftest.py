"""What the tests of practice share: the consultant's browser and addresses."""

from collections.abc import Callable

import pytest

from tests.client import CheckingClient
from tests.factories.practice import ASSIGNMENT
from tests.factories.world import World


@pytest.fixture
def consultant(world: World, sign_in: Callable[[int], CheckingClient]) -> CheckingClient:
    """The consultant's browser."""
    return sign_in(world.consultant.id)


@pytest.fixture
def home(world: World) -> str:
    """The address of the assignment in the consultant's cohort."""
    return f"/practice/{world.cohort.id}/assignments/{ASSIGNMENT}"


@pytest.fixture
def log(world: World) -> str:
    """The address of the consultant's log."""
    return f"/practice/{world.cohort.id}/log"
