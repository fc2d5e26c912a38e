"""The commands of ``flask catalogue``."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.catalogue.cli import commands
from app.catalogue.rules.reference import write_reference
from config import ROOT
from tests.factories.catalogue import Change, write_course

LESSON = "modules/forberedelse/lessons/skriv-formaalet.md"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(commands, list(arguments))


def course(folder: Path, **changes: Change) -> str:
    folder.mkdir()
    return str(write_course(folder, **changes))


def test_check_of_a_good_course_says_what_is_in_it(app: Flask, tmp_path: Path) -> None:
    result = run(app, "check", course(tmp_path / "a"))
    assert result.exit_code == 0
    assert (
        "No problems in lille-kursus: 2 modules, 4 lessons, 4 questions, 1 assignment, 1 case, 1 tool, 3 terms, 1 picture"
        in result.output
    )


def test_check_prints_every_problem_and_fails(app: Flask, tmp_path: Path) -> None:
    folder = course(
        tmp_path / "a", **{LESSON: lambda text: text.replace("tool:dagsorden", "tool:dagsordn"), "noter.txt": "x"}
    )
    result = run(app, "check", folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{Path(folder).as_posix()}/{LESSON}:13: the link leads to a tool `dagsordn` ")
    assert "2 problems" in result.stderr


@pytest.mark.parametrize("name", ["ingenting", "tom"])
def test_check_of_nothing(app: Flask, tmp_path: Path, name: str) -> None:
    (tmp_path / "tom").mkdir()
    result = run(app, "check", str(tmp_path / name))
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_publish_and_publish_again(app: Flask, tmp_path: Path) -> None:
    folder = course(tmp_path / "a")
    assert "Edition 1 is published" in run(app, "publish", folder).output
    again = run(app, "publish", folder)
    assert again.exit_code == 0
    assert "Nothing has changed: this is edition 1" in again.output


def test_publish_refuses_problems(app: Flask, tmp_path: Path) -> None:
    folder = course(tmp_path / "a", **{"terms.yaml": "terms: []\n"})
    result = run(app, "publish", folder)
    assert result.exit_code == 1
    assert "terms.yaml:1: `terms` has 0 entries, write at least 1" in result.stdout
    assert "Edition 1 is published" in run(app, "publish", course(tmp_path / "b")).output


def test_compare_editions_and_folders(app: Flask, tmp_path: Path) -> None:
    old, new = course(tmp_path / "a"), course(tmp_path / "b", **{LESSON: lambda text: text + "\nMere.\n"})
    run(app, "publish", old)
    run(app, "publish", new)
    expected = "changed: lesson skriv-formaalet “Skriv formålet” (text)\n1 difference\n"
    assert run(app, "compare", "1", "2").output == expected
    assert run(app, "compare", "lille-kursus:1", new).output == expected
    assert run(app, "compare", old, old).output == "No differences\n"


@pytest.mark.parametrize("name", ["7", "andet-kursus:1", "/findes/ikke", "x:y"])
def test_compare_with_something_that_is_not_there(app: Flask, tmp_path: Path, name: str) -> None:
    result = run(app, "compare", course(tmp_path / "a"), name)
    assert result.exit_code == 2
    assert f"{name} is neither a folder nor the number of an edition" in result.stderr


def test_compare_asks_which_course_is_meant(app: Flask, tmp_path: Path) -> None:
    run(app, "publish", course(tmp_path / "a"))
    run(
        app,
        "publish",
        course(tmp_path / "b", **{"course.yaml": lambda text: text.replace("id: lille-kursus", "id: andet")}),
    )
    result = run(app, "compare", "1", "1")
    assert result.exit_code == 2
    assert "say which one: andet:1, lille-kursus:1" in result.stderr


def test_format_writes_the_reference(app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "format.md"
    assert run(app, "format", "--output", str(target)).exit_code == 0
    assert target.read_text("utf-8") == write_reference()


def test_the_real_course_has_no_problems(app: Flask) -> None:
    result = run(app, "check", str(ROOT / "course_content" / "faelles-metode"))
    assert result.exit_code == 0, result.output
