"""A web process holds no library that only commands use."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOR_COMMANDS = {"alembic", "mako", "markdown", "pymdownx", "PIL", "ruamel.yaml", "xlsxwriter"}


def test_a_web_process_imports_nothing_that_only_commands_use(tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if key != "FLASK_RUN_FROM_CLI"}
    settings = {"SECRET_KEY": "0123456789abcdef" * 2, "DATABASE_URL": "sqlite:///x", "INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import sys, app.wsgi; print(*sys.modules)"],
        env=environ | settings, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "app.learning.views" in done.stdout.split()
    assert FOR_COMMANDS & set(done.stdout.split()) == set()
