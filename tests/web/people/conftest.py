"""What the tests of people's pages share."""

import pytest
from flask import Flask

from config import Settings


@pytest.fixture
def no_demo(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the same application as if it were no demo."""
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"demo": False}))
