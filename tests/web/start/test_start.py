"""Starting: what is wrong is said in one line a setting, and starting again does nothing twice."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow
from app.catalogue.queries import forget_editions
from app.core.db import engine_of, engines_of
from app.people.models import Organisation
from app.prepare import COURSE, StartError, prepare
from config import ROOT, Settings
from tests.databases import fresh_database

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def settings_for(folder: Path, url: str, **changes: object) -> Settings:
    values = {
        "secret_key": KEY, "demo": True, "base_url": "http://localhost", "database_url": url, "instance": folder,
        "files_url": (folder / "files").as_uri(), "mail_url": f"folder:{folder}", "log_level": "error", "argon2_time_cost": 1,
    }  # fmt: skip
    return Settings.model_validate(values | changes)


def close(application: Flask) -> None:
    forget_editions()
    for engine in engines_of(application):
        engine.dispose()


def counts(application: Flask) -> tuple[int, int]:
    with Session(engine_of(application)) as session:
        editions = session.scalar(select(func.count()).select_from(EditionRow)) or 0
        return editions, session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_a_second_start_does_nothing_twice(tmp_path: Path) -> None:
    with fresh_database("start", tmp_path) as url:
        settings = settings_for(tmp_path, url)
        application, lines = prepare(settings)
        assert lines == ["Published the course.", "Made the demo organisations."]
        close(application)
        application, lines = prepare(settings)
        assert lines == []
        assert counts(application) == (1, 2)
        close(application)


def test_a_start_that_was_interrupted_before_its_stamp_goes_on(tmp_path: Path) -> None:
    with fresh_database("start", tmp_path) as url:
        close(prepare(settings_for(tmp_path, url))[0])
        (tmp_path / "published").unlink()
        application, _ = prepare(settings_for(tmp_path, url))
        assert counts(application) == (1, 2)
        close(application)


def test_a_typo_in_the_course_leaves_the_published_edition_in_use(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(COURSE, course)
    with fresh_database("start", tmp_path) as url:
        close(prepare(settings_for(tmp_path, url), course)[0])
        path = course / "course.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("pass_mark:", "pass_mrak:"), encoding="utf-8")
        application, lines = prepare(settings_for(tmp_path, url), course)
        assert "the edition published before stays in use" in lines[0]
        assert "course.yaml:" in lines[0]
        assert counts(application) == (1, 2)
        close(application)


def test_a_course_with_problems_stops_the_first_start(tmp_path: Path) -> None:
    with fresh_database("start", tmp_path) as url, pytest.raises(StartError, match=r"course\.yaml"):
        prepare(settings_for(tmp_path, url), tmp_path / "nowhere")


def test_demo_people_stop_a_start_that_is_no_demo(tmp_path: Path) -> None:
    with fresh_database("start", tmp_path) as url:
        close(prepare(settings_for(tmp_path, url))[0])
        with pytest.raises(StartError, match="whose passwords everybody knows"):
            prepare(settings_for(tmp_path, url, demo=False))


def test_a_start_without_the_demo_makes_nobody(tmp_path: Path) -> None:
    with fresh_database("start", tmp_path) as url:
        application, lines = prepare(settings_for(tmp_path, url, demo=False))
        assert lines == ["Published the course."]
        assert counts(application) == (1, 0)
        close(application)


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"PORT": "a lot"}, "PORT"),
        ({"DATABASE_URL": "sqlite:////nonexistent/folder/x.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "DATABASE_URL"),
        ({"FILES_URL": "s3://"}, "FILES_URL"),
        ({"INSTANCE": "/proc/nope"}, "INSTANCE"),
        ({"HOST": "256.1.1.1", "SECRET_KEY": KEY, "DEMO": "true"}, "HOST"),
        ({"RATE_LIMIT_STORAGE": "foo"}, "RATE_LIMIT_STORAGE"),
        ({"DEMO": "false"}, "SECRET_KEY"),
        ({"SECRET_KEY": "praksis-demo"}, "SECRET_KEY"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path, environment: dict[str, str], name: str) -> None:
    outcome = start({"INSTANCE": str(tmp_path), **environment})
    assert outcome.returncode == 2
    lines = outcome.stderr.strip().splitlines()
    assert lines[0] == "Praksis cannot start:"
    assert [line.split()[0] for line in lines[1:]] == [name]


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = start({"INSTANCE": str(tmp_path), "PORT": str(taken.getsockname()[1])})
    assert "another program listens" in outcome.stderr


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    names = {name.upper() for name in Settings.model_fields}
    inherited = {key: value for key, value in os.environ.items() if key not in names}
    return subprocess.run(
        [sys.executable, "-m", "app.serve"],
        cwd=ROOT, env={**inherited, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
