import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules import reading
from app.catalogue.rules.problems import Problems
from app.catalogue.rules.reading import decode, list_files


def test_line_ends_and_letters_are_made_alike() -> None:
    decomposed = unicodedata.normalize("NFD", "år")
    assert decode(f"{decomposed}\r\nb\rc".encode(), "a", Problems()) == "år\nb\nc"


def test_control_characters_have_a_line() -> None:
    problems = Problems()
    assert decode(b"a\nb\x02c", "a.md", problems) is None
    assert [str(problem) for problem in problems] == [
        "a.md:2: there is an invisible control character (U+0002), delete it"
    ]


@given(st.binary())
def test_any_bytes_are_text_or_one_problem(content: bytes) -> None:
    problems = Problems()
    text = decode(content, "a", problems)
    assert len(problems) == (1 if text is None else 0)


def test_a_folder_with_far_too_many_files_is_not_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.md").write_text("x")
    problems = Problems()
    assert list_files(tmp_path, problems) == {}
    assert [problem.what for problem in problems] == ["the folder holds more than 3 files"]
