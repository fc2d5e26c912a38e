"""Every template compiles, and none holds what the Content-Security-Policy would refuse."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "app").rglob("templates/**/*.html"))


def test_undefined_names_are_errors(application: Flask) -> None:
    assert application.jinja_env.undefined is StrictUndefined


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_compiles_and_has_nothing_inline(application: Flask, path: Path) -> None:
    name = path.as_posix().split("/templates/", 1)[1]
    application.jinja_env.get_template(name)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<[a-z][^>]*\s(on[a-z]+|style)=", text)
    assert "<style" not in text
    assert "|safe" not in text.replace(" ", "") or "# safe:" in text, "say why in a comment that begins with 'safe:'"
