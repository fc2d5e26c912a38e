import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.problems import Problems
from app.catalogue.rules.strict_yaml import parse_yaml


def read(text: str) -> object:
    problems = Problems()
    found = parse_yaml(text, "a.yaml", problems)
    return found[0] if found else [str(problem) for problem in problems]


def test_words_stay_words() -> None:
    text = "a: no\nb: 2026-01-02\nc: 1.50\nd: 12\ne: true\nf: '12'\ng: 0x1F\nh: ~\ni: 012\nj: =\n"
    assert read(text) == {
        "a": "no", "b": "2026-01-02", "c": "1.50", "d": 12, "e": True, "f": "12", "g": "0x1F", "h": None, "i": 12, "j": "=",
    }  # fmt: skip


def test_lines_of_nested_values() -> None:
    found = parse_yaml("a:\n  - b: 1\n  - b: 2\n    c:\n      - x\n", "a.yaml", Problems(), first_line=10)
    assert found is not None
    lines = found[1]
    assert lines.at("a", 1, "b") == 12
    assert lines.at("a", 1, "c", 0) == 14
    assert lines.at("a", 1, "single", "missing") == 12
    assert lines.at() == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", "a.yaml:1: `&x` is an anchor"),
        ("a: !!python/object/apply:os.system ['ls']\n", "is a tag"),
        ("a: !own 1\n", "is a tag"),
        ("a: 1\na: 2\n", "a.yaml:2: `a` is here twice (first in line 1)"),
        ("a: 1\n---\nb: 2\n", "remove the line `---`"),
        ("a:\n\t- 1\n", "indent with spaces"),
        ("? [a, b]\n: 1\n", "a key must be one word"),
        ("a: *x\n", "put text that begins with * in quotation marks"),
        ("a: 'x\nb: 1\n", "close the quotation mark"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    found = read(text)
    assert isinstance(found, list)
    assert any(expected in problem for problem in found), found


def test_every_duplicate_key_is_told() -> None:
    found = read("a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert isinstance(found, list)
    assert len(found) == 2


def test_a_bomb_of_aliases_stays_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    found = read("\n".join(lines))
    assert isinstance(found, list)
    assert len(found) <= 30


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    assert read("[" * 20_000) == [
        "a.yaml:1: the YAML is nested too deeply, see docs/course-format.md for what belongs here"
    ]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    problems = Problems()
    found = parse_yaml(text, "a.yaml", problems)
    assert (found is None) == bool(len(problems))
