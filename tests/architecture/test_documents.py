"""What the documents point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "app").rglob("*.md")]
LINK = re.compile(r"\]\((?!https?:|mailto:|lesson:|tool:|assignment:|case:|term:)([^)#\s]+)|src=\"([^\"]+)\"")
PATH = re.compile(
    r"`((?:app|bench|config|course_content|dev|docs|migrations|requirements|tests)/[\w./-]+\.(?:py|md|txt|in|yaml|toml))`"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(document: Path) -> None:
    # Examples of what authors may write are in backticks and lead nowhere.
    text = document.read_text(encoding="utf-8")
    prose = re.sub(r"`[^`]*`", "", text)
    links = [document.parent / (a or b) for a, b in LINK.findall(prose)]
    paths = [ROOT / path for path in PATH.findall(text)]
    assert [str(path) for path in [*links, *paths] if not path.exists()] == []
