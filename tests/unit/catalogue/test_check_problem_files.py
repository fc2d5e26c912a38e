"""The problem files that authors really make: each is a clear line and never a stack trace."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.rules.check import check
from app.catalogue.rules.problems import Problem
from tests.factories.catalogue import COURSE, LESSON_1, LESSON_2, TERMS, picture, write_course

FIRST = "modules/forberedelse"
LESSON = f"{FIRST}/lessons/skriv-formaalet.md"
QUIZ = f"{FIRST}/quiz.yaml"
ASSIGNMENT = f"{FIRST}/assignments/proev-dagsordenen.md"
TOOL = "tools/dagsorden.yaml"

Shown = Callable[..., list[str]]


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_tiny_course_has_no_problems(shown: Shown) -> None:
    assert shown() == []


def test_broken_yaml_names_the_line(shown: Shown) -> None:
    broken = COURSE.replace("title: Det lille kursus", "title: Det: lille kursus")
    (problem,) = shown(**{"course.yaml": broken})
    assert problem == (
        "course.yaml:2: this is not YAML: mapping values are not allowed here, "
        "put text that holds a colon in quotation marks, and check the indentation"
    )


def test_broken_front_matter_names_the_line_in_the_file(shown: Shown) -> None:
    (problem,) = shown(**{LESSON: swap("steps: [forbered]", "steps: [forbered")})
    assert problem.startswith(f"{LESSON}:7: this is not YAML: ")


def test_duplicate_ids_of_questions_name_both_places(shown: Shown) -> None:
    other = "modules/samtalen/quiz.yaml"
    (problem,) = shown(**{other: swap("q-raekkefoelge", "q-formaal")})
    assert problem == f"{other}:4: the question id `q-formaal` is used already in {QUIZ}:4, change one of them"


def test_duplicate_ids_of_lessons_in_two_modules(shown: Shown) -> None:
    path = "modules/samtalen/lessons/skriv-formaalet.md"
    problems = shown(
        **{path: LESSON_1, "modules/samtalen/module.yaml": swap("lyt-foerst", "skriv-formaalet, lyt-foerst")}
    )
    assert problems == [f"{path}:2: the lesson id `skriv-formaalet` is used already in {LESSON}:2, change one of them"]


def test_a_link_to_a_lesson_that_is_not_there(shown: Shown) -> None:
    (problem,) = shown(**{LESSON: swap("lesson:send-dagsordenen", "lesson:send-dagsorden")})
    line = line_of(LESSON_1, "lesson:send-dagsordenen")
    assert problem == (
        f"{LESSON}:{line}: the link leads to a lesson `send-dagsorden` that is not there, did you mean `send-dagsordenen`?"
    )


def test_a_rubric_without_four_levels(shown: Shown) -> None:
    (problem,) = shown(**{"rubric.yaml": swap(", En plan som andre bruger", "")})
    assert problem == "rubric.yaml:5: `levels` has 3 entries instead of 4, write exactly four levels, lowest first"


def test_a_special_criterion_without_four_levels(shown: Shown) -> None:
    (problem,) = shown(**{ASSIGNMENT: swap("[Ikke brugt, Vist, Fulgt, ", "[")})
    assert problem == f"{ASSIGNMENT}:13: `levels` has 1 entries instead of 4, write exactly four levels, lowest first"


def test_a_question_without_a_right_answer(shown: Shown) -> None:
    (problem,) = shown(**{QUIZ: swap("correct: true, feedback", "feedback")})
    assert (
        problem == f"{QUIZ}:4: the question `q-formaal` has no right answer, write `correct: true` at the right option"
    )


def test_a_single_question_with_two_right_answers(shown: Shown) -> None:
    (problem,) = shown(**{QUIZ: swap("text: Kaffen}", "text: Kaffen, correct: true}")})
    assert problem.startswith(f"{QUIZ}:4: the question `q-formaal` has 2 right answers, ")


@pytest.mark.parametrize("path", ["../hemmeligt.png", "media/../../hemmeligt.png", "/etc/passwd"])
def test_a_picture_outside_the_course(shown: Shown, path: str) -> None:
    problems = shown(**{LESSON: swap("media/bord.png", path)})
    line = line_of(LESSON_1, "media/bord.png")
    assert (
        f"{LESSON}:{line}: `{path}` leads out of the course folder, put the file into media/ and write media/<name>"
        in problems
    )


@pytest.mark.parametrize("name", ["../anden", "..", "/etc", "modul/under"])
def test_a_module_outside_the_course(shown: Shown, name: str) -> None:
    (problem, *_) = shown(**{"course.yaml": swap("[forberedelse, samtalen]", f"[forberedelse, samtalen, {name}]")})
    assert problem.startswith(f"course.yaml:14: `{name}` cannot be a value of `modules`, use small letters")


def test_a_picture_of_50_mb_is_not_even_read(shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    with (tmp_path / "media" / "stort.png").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert "media/stort.png:1: the picture is 50.0 MB, make it smaller; 2 MB is the limit" in shown()


def test_a_script_in_markdown(shown: Shown) -> None:
    lesson = LESSON_2 + "\nHer er noget <script>alert(1)</script>\n"
    problems = shown(**{f"{FIRST}/lessons/send-dagsordenen.md": lesson})
    line = line_of(lesson, "<script>")
    remedy = "write Markdown; to show the sign < itself, put the words between backticks or write &lt;"
    path = f"{FIRST}/lessons/send-dagsordenen.md"
    assert problems == [f"{path}:{line}: `</script` is HTML, {remedy}", f"{path}:{line}: `<script` is HTML, {remedy}"]


@pytest.mark.parametrize(
    "html",
    ["<b>fed</b>", "<!-- skjult -->", "<img src=x onerror=alert(1)>", "<?php ?>", "<a@b.dk>", "</p>", "<svg/onload=x>"],
)
def test_any_html_in_markdown(shown: Shown, html: str) -> None:
    problems = shown(**{LESSON: LESSON_1 + f"\nTekst {html} tekst.\n"})
    assert any(" is HTML, " in problem for problem in problems)


def test_an_html_block_is_found_too(shown: Shown) -> None:
    problems = shown(**{LESSON: LESSON_1 + "\n<div onclick='x'>\n\ntekst\n\n</div>\n"})
    assert sum(" is HTML, " in problem for problem in problems) == 2


@pytest.mark.parametrize("text", ["5 < 7", "`<b>`", "&lt;b&gt;", "<https://virksomhed.example/>"])
def test_what_only_looks_like_html_is_allowed(shown: Shown, text: str) -> None:
    assert shown(**{LESSON: LESSON_1 + f"\nTekst {text} tekst.\n"}) == []


def test_windows_1252_names_the_line_and_the_encoding(shown: Shown) -> None:
    (problem,) = shown(**{LESSON: LESSON_1.encode("cp1252")})
    line = line_of(LESSON_1, "å")
    assert (
        problem
        == f"{LESSON}:{line}: the file is not UTF-8 but probably Windows-1252, save the file as UTF-8 (without BOM)"
    )


def test_utf_16(shown: Shown) -> None:
    problems = shown(**{"terms.yaml": TERMS.encode("utf-16")})
    assert "terms.yaml:1: the file is encoded as UTF-16, save the file as UTF-8 (without BOM)" in problems


def test_a_byte_order_mark(shown: Shown) -> None:
    (problem,) = shown(**{"terms.yaml": TERMS.encode("utf-8-sig")})
    assert problem.startswith("terms.yaml:1: the file begins with a byte order mark (BOM), ")


def test_an_empty_folder(tmp_path: Path) -> None:
    _, problems = check(tmp_path)
    assert [problem.shown("kurser/mit") for problem in problems] == [
        "kurser/mit:1: the folder is empty, write course.yaml first; see docs/course-format.md"
    ]


def test_no_such_folder(tmp_path: Path) -> None:
    _, (problem,) = check(tmp_path / "ingenting")
    assert problem.what == "there is no such folder"


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    _, (problem,) = check(tmp_path / "fil")
    assert problem.what == "there is no such folder"


def test_a_course_without_course_yaml(shown: Shown) -> None:
    problems = shown(**{"course.yaml": None, "course.yml": COURSE})
    assert "course.yaml:1: the file is missing, did you mean `course.yml`?" in problems
    assert "course.yml:1: nothing in the course refers to this file, let its name end in .yaml" in problems


def test_an_empty_file(shown: Shown) -> None:
    assert "terms.yaml:1: the file is empty, write its content or remove it" in shown(**{"terms.yaml": ""})


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a privilege to make links")
@pytest.mark.parametrize("target", ["/etc/passwd", "../..", "bord.png"])
def test_links_of_the_file_system_are_refused(shown: Shown, tmp_path: Path, target: str) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "genvej.png").symlink_to(target)
    assert "media/genvej.png:1: this is a link to another place, put the file itself into the course folder" in shown()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_does_not_stop_the_check(shown: Shown, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "terms.yml")
    assert "terms.yml:1: this is not an ordinary file, remove it" in shown()


def test_all_problems_are_told_at_once_and_sorted(shown: Shown) -> None:
    problems = shown(
        **{
            "rubric.yaml": swap("letter: A", "bogstav: A"),
            "terms.yaml": TERMS.encode("cp1252"),
            QUIZ: swap("correct: true, feedback", "feedback"),
            LESSON: swap("tool:dagsorden", "tool:dagsordn"),
        }
    )
    places = [re.match(r"(.*?):(\d+): ", problem) for problem in problems]
    found = [(place[1], int(place[2])) for place in places if place]
    assert found == sorted(found)
    assert {path for path, _ in found} >= {"rubric.yaml", "terms.yaml", QUIZ, LESSON}


def test_a_file_that_cannot_be_used_is_no_reason_to_blame_others(shown: Shown) -> None:
    (problem,) = shown(**{TOOL: b"\xff\xfeid"})
    assert problem.startswith(f"{TOOL}:1: ")


def test_a_line_break_in_a_name_does_not_make_a_line_of_its_own() -> None:
    problem = Problem("a\nkursus/x.md:1: alt er godt", 1, "x\x1b[2J", "y")
    assert "\n" not in str(problem)
    assert "\x1b" not in str(problem)


def test_unknown_keys_name_the_one_that_was_meant(shown: Shown) -> None:
    (problem,) = shown(**{"course.yaml": swap("summary:", "sumary:")})
    assert problem == "course.yaml:3: `sumary` is not a key here, did you mean `summary`?"


def test_missing_keys_say_what_they_are_for(shown: Shown) -> None:
    problems = shown(**{QUIZ: swap("    explanation: Formålet bestemmer resten.\n", "")})
    assert problems == [
        f"{QUIZ}:4: `explanation` is missing, add `explanation: …` (Why the right answer is right; shown after submitting)"
    ]


def test_a_kind_that_does_not_exist(shown: Shown) -> None:
    assert shown(**{QUIZ: swap("kind: single", "kind: singel")}) == [
        f"{QUIZ}:4: `singel` is no kind of question, did you mean `single`?"
    ]


def test_questions_refer_to_lessons_that_exist(shown: Shown) -> None:
    assert shown(**{QUIZ: swap("lesson: skriv-formaalet", "lesson: skriv-formaal")}) == [
        f"{QUIZ}:8: there is no lesson `skriv-formaal`, did you mean `skriv-formaalet`?"
    ]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("media/andet.png", picture(30, 30), "no text shows this picture"),
        ("media/falsk.png", b"MZ\x90 not a picture", "the picture cannot be opened"),
        ("media/tegning.svg", b"<svg/>", "this is not a picture of a known kind"),
        ("media/foto.png", picture(kind="JPEG"), "the content is JPEG whatever the name says, rename it to end in .jpg"),
        ("media/kort.png", picture()[:60], "the picture cannot be opened"),
        ("media/bredt.png", picture(9000, 10), "the picture has 9000 × 10 pixels"),
        ("noter.txt", "x", "nothing in the course refers to this file"),
        ("modules/forberedelse/lessons/a/b/c/d.md", "x", "the folder lies too deep"),
        ("tools/ubrugt.yaml", "id: ubrugt\ntitle: T\npurpose: P\nfields: [{id: a, label: A, kind: text}]\n", "no lesson or assignment uses"),
        ("modules/forberedelse/lessons/stor.md", "x" * 600_000, "the file is 585 KB"),
    ],
)  # fmt: skip
def test_files_that_do_not_belong(shown: Shown, path: str, content: str | bytes, expected: str) -> None:
    problems = shown(**{path: content})
    assert any(problem.startswith(f"{path}:1: ") or "a/b" in problem for problem in problems), problems
    assert any(expected in problem for problem in problems), problems


def test_readme_licence_and_hidden_files_are_left_alone(shown: Shown) -> None:
    assert shown(**{"README.md": "x", "LICENSE": "x", ".gitattributes": "x", "media/.DS_Store": b"x"}) == []


def test_a_bomb_of_pixels_is_not_decoded(shown: Shown) -> None:
    # The header says 60,000 × 60,000 pixels; only a decoder that believes it would run out of memory.
    header = bytearray(picture())
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    problems = shown(**{"media/bombe.png": bytes(header)})
    assert any("media/bombe.png:1: " in problem for problem in problems)


def test_two_headings_are_told_apart_by_line(shown: Shown) -> None:
    lesson = LESSON_1 + "\n## Kig\n\ntekst\n\n#### Igen\n\ntekst\n"
    (problem,) = shown(**{LESSON: lesson})
    assert problem.startswith(f"{LESSON}:{line_of(lesson, '#### Igen')}: the heading skips a level (from ## to ####)")


def test_the_same_wrong_link_twice_has_two_lines(shown: Shown) -> None:
    lesson = LESSON_1 + "\n[a](tool:x)\n\n[b](tool:x)\n"
    problems = shown(**{LESSON: lesson})
    assert [problem.split(":")[1] for problem in problems] == [str(line_of(lesson, "[a]")), str(line_of(lesson, "[b]"))]


def test_a_lesson_without_text(shown: Shown) -> None:
    front = LESSON_2[: LESSON_2.index("---\n\n") + 4]
    problems = shown(**{f"{FIRST}/lessons/send-dagsordenen.md": front})
    assert any("there is no text after the front matter" in problem for problem in problems)


def test_a_lesson_without_front_matter(shown: Shown) -> None:
    problems = shown(**{LESSON: "Bare tekst\n"})
    assert problems == [
        f"{LESSON}:1: the file does not begin with front matter, write `---`, the keys, and `---` before the text"
    ]
    problems = shown(**{LESSON: "---\nid: x\n"})
    assert problems == [f"{LESSON}:1: the front matter is not closed, write a line of `---` after the last key"]


def test_write_course_notices_a_change_that_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        write_course(tmp_path, **{"course.yaml": swap("findes ikke", "x")})
