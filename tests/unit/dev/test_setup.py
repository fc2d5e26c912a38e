import sys
from pathlib import Path

import pytest

from dev import environment, frontend, version_complaint
from dev.browser import find
from dev.console import Finished, follow, reason
from dev.places import digest, read_stamp, venv_python, write_stamp


@pytest.mark.parametrize("version", [(3, 10, 9), (2, 7, 18), (3, 9)])
def test_an_old_python_gets_a_clear_sentence(version: tuple[int, ...]) -> None:
    complaint = version_complaint(version)
    assert complaint is not None
    assert "Python 3.11 or newer" in complaint
    assert ".".join(map(str, version)) in complaint


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_new_python_is_accepted(version: tuple[int, ...]) -> None:
    assert version_complaint(version) is None


def test_a_stamp_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_stamp(tmp_path / "stamp.json", {"run": "abc"})
    assert read_stamp(tmp_path / "stamp.json") == {"run": "abc"}
    assert [path.name for path in tmp_path.iterdir()] == ["stamp.json"]


@pytest.mark.parametrize("content", ["", '{"run": "a', "[1]", "null"])
def test_a_damaged_stamp_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "stamp.json").write_text(content)
    assert read_stamp(tmp_path / "stamp.json") == {}
    assert read_stamp(tmp_path / "missing.json") == {}


def test_the_digest_changes_with_the_content_and_not_with_the_line_endings(tmp_path: Path) -> None:
    file = tmp_path / "run.txt"
    file.write_bytes(b"a==1\n")
    first = digest([file])
    file.write_bytes(b"a==1\r\n")
    assert digest([file]) == first
    file.write_bytes(b"a==2\n")
    assert digest([file]) != first


def make_venv(folder: Path) -> Path:
    venv_python(folder).parent.mkdir(parents=True)
    venv_python(folder).touch()
    (folder / "pyvenv.cfg").write_text("home = /usr\nversion = 3.12.1\n")
    return folder


def test_an_environment_is_current_only_with_the_stamp_of_its_lock_and_its_python(tmp_path: Path) -> None:
    venv = make_venv(tmp_path / "venv")
    assert not environment.is_current("run", venv)
    facts = {"run": digest([environment.lock_file("run")]), "python": "3.12.1"}
    write_stamp(venv / "praksis.json", facts)
    assert environment.is_current("run", venv)
    assert not environment.is_current("dev", venv), "what tests need is not there yet"
    write_stamp(venv / "praksis.json", {**facts, "python": "3.11.0"})
    assert not environment.is_current("run", venv)


def test_an_environment_without_its_python_is_not_current(tmp_path: Path) -> None:
    venv = make_venv(tmp_path / "venv")
    venv_python(venv).unlink()
    assert environment.python_version(venv) == ""


def test_half_installed_packages_are_forgotten_and_whole_ones_stay(tmp_path: Path) -> None:
    site = tmp_path / "lib/python3.12/site-packages"
    for name, whole in {"flask-3.dist-info": True, "sqlalchemy-2.dist-info": False}.items():
        (site / name).mkdir(parents=True)
        (site / name / "METADATA").touch()
        (site / name / "RECORD").touch()
        if whole:
            (site / name / "INSTALLER").touch()
    (site / "~lask").mkdir()
    assert sorted(environment.clear_half_installed(tmp_path)) == ["sqlalchemy-2.dist-info", "~lask"]
    assert [path.name for path in site.iterdir()] == ["flask-3.dist-info"]


def test_a_new_vendor_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    place, new, old = tmp_path / "static/vendor", tmp_path / "new", tmp_path / "old"
    for folder, word in ((place, "before"), (new, "after")):
        folder.mkdir(parents=True)
        (folder / "x").write_text(word)
    frontend.replace(place, new, old)
    assert (place / "x").read_text() == "after"
    assert (old / "x").read_text() == "before"
    assert not new.exists()


def test_a_failed_fetch_is_not_tried_again_at_every_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        tried.append(1)
        raise frontend.SetupError("no network")

    tried: list[int] = []
    monkeypatch.setattr(frontend, "is_current", lambda: False)
    monkeypatch.setattr(frontend, "FAILED", tmp_path / "failed")
    monkeypatch.setattr(frontend, "fetch", fail)
    assert not frontend.ensure()
    assert not frontend.ensure()
    assert len(tried) == 1
    assert not frontend.ensure(retry=True)
    assert len(tried) == 2


def test_chromium_is_the_named_one_or_one_in_the_path(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find({"PATH": str(tmp_path)}) == str(program)
    assert find({"PATH": "", "CHROMIUM": str(program)}) == str(program)
    assert find({"PATH": str(tmp_path), "CHROMIUM": str(tmp_path / "no-such-file")}) is None


def test_following_a_program_hands_on_its_lines_and_its_end() -> None:
    seen: list[str] = []
    finished = follow([sys.executable, "-c", "print('a'); print('ERROR: b'); raise SystemExit(3)"], seen.append)
    assert (finished.code, seen) == (3, ["a", "ERROR: b"])
    assert reason(finished) == "ERROR: b"
    assert reason(Finished(1, ["one", "two", ""])) == "two"
    assert reason(Finished(7, [])) == "it ended with code 7"
