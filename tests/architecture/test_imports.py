"""The import contracts hold, and a planted violation of each kind is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("static", "templates", "translations", "__pycache__")
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=ignore)
    for name in ("config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("app/cohorts/queries.py", "from app.grading import models", "Slices import only downward"),
        ("app/core/clock.py", "import app.people.policy", "Slices import only downward"),
        ("app/people/models.py", "import app.people.queries", "Floors inside a slice import only downward"),
        ("app/grading/rules.py", "import sqlalchemy", "Rules know neither the web nor the database"),
        ("app/people/policy.py", "import app.people.queries", "Floors inside a slice import only downward"),
        ("app/grading/pages.py", "import app.grading.views", "Floors inside a slice import only downward"),
        ("app/catalogue/wording.py", "import app.catalogue.actions", "Floors inside a slice import only downward"),
        ("app/insight/queries.py", "import app.practice.wording", "The upper floors of practice are its own"),
        ("app/demo/create.py", "import app.reminders.actions", "The upper floors of reminders are its own"),
        ("app/grading/queries.py", "import app.practice.actions", "The upper floors of practice are its own"),
    ],
)
def test_a_planted_violation_is_found(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / file
    if not path.exists():
        path = copy / file.removesuffix(".py") / "__init__.py"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(copy)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())
