from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from app.catalogue.rules.check import check
from tests.factories.catalogue import Change, write_course

Shown = list[str]

# A busy machine is no reason for a law to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def shown(tmp_path: Path) -> Callable[..., Shown]:
    """What the check says about the tiny course with changes; every line is ``file:line: what, remedy``."""

    def run(**changes: Change) -> Shown:
        _, problems = check(write_course(tmp_path, **changes))
        return [str(problem) for problem in problems]

    return run
