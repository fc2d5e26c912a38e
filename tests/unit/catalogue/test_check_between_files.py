"""What must hold between and inside course files: one small change to the tiny course, one expected message."""

import re
from collections.abc import Callable

import pytest

FIRST = "modules/forberedelse"
LESSON = f"{FIRST}/lessons/skriv-formaalet.md"
QUIZ = f"{FIRST}/quiz.yaml"
ASSIGNMENT = f"{FIRST}/assignments/proev-dagsordenen.md"
TOOL = "tools/dagsorden.yaml"


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (ASSIGNMENT, "tool: dagsorden", "tool: dagsordn", "there is no tool `dagsordn`"),
        (ASSIGNMENT, "[struktur]", "[strukturen]", "there is no criterion `strukturen`"),
        (ASSIGNMENT, "steps: [forbered]", "steps: [gaa]", "there is no step `gaa`"),
        (ASSIGNMENT, "code: 1.P1", "code: 2.P1", "the code `2.P1` is not of module 1"),
        (ASSIGNMENT, "code: 1.P1", "code: P1", "`P1` cannot be a value of `code`"),
        (ASSIGNMENT, "  title: Dagsordenen", "  letter: B\n  title: Dagsordenen", "the special criterion has a letter"),
        (ASSIGNMENT, "case:baadvaerftet", "case:vaerft", "the link leads to a case `vaerft` that is not there"),
        (LESSON, "tools: [dagsorden]", "tools: [dagsorden, dagsorden]", "the tool `dagsorden` is here twice"),
        (LESSON, "id: skriv-formaalet", "id: formaalet", "the id `formaalet` differs from the name `skriv-formaalet`"),
        (LESSON, "{{enhedsnavn}}", "{{ enhedsnavn }}", "`{{ enhedsnavn }}` is unknown"),
        (LESSON, "{{enhedsnavn}}", "{{ config.SECRET_KEY }}", "`{{ config.SECRET_KEY }}` is unknown"),
        (LESSON, "tool:dagsorden)", "http://virksomhed.example)", "`http://virksomhed.example` is not a secure address"),
        (LESSON, "tool:dagsorden)", "javascript:alert(1))", "the link to `javascript:alert(1)` leads nowhere"),
        (LESSON, "tool:dagsorden)", "side.html)", "the link to `side.html` leads nowhere"),
        (LESSON, "tool:dagsorden)", "term:dagsordn)", "the link leads to a term `dagsordn` that is not there"),
        (LESSON, "## Begynd", "# Begynd", "`#` is the page's own title"),
        (LESSON, "## Begynd", "#### Begynd", "the heading skips a level (from # to ####)"),
        (LESSON, "”Når vi går", "## Når vi går", "there is a heading inside a box"),
        (LESSON, "/// example", "/// exampel", "`exampel` is no kind of box"),
        (LESSON, "\n///\n", "\n", "the box is not ended"),
        (LESSON, "/// example | Sådan kan det lyde\n", "", "this ends a box that was never begun"),
        (LESSON, "![Et bord med fire stole]", "![]", "the picture `media/bord.png` has no description"),
        (LESSON, "bord.png)", 'bord.png "Bord")', "the picture `media/bord.png` has a title"),
        (LESSON, "media/bord.png", "media/Bord.png", "the picture `media/Bord.png` is not there"),
        (LESSON, "En dagsorden er", "Vi skal:\n- en\n- to\n\nEn dagsorden er", "the list at `- en` is taken for text"),
        (LESSON, "| Hvem |", "Tabel:\n| Hvem |", "the table is taken for text"),
        (TOOL, ", options: [Første møde, Opfølgning]", "", "the choice `moedetype` has no options"),
        (TOOL, "[Første møde, Opfølgning]", "[Første møde]", "the choice `moedetype` has one option only"),
        (TOOL, "label: Hvornår er mødet?, kind: date", "label: Hvad, kind: rows", "the field `dato` has no columns"),
        (TOOL, "kind: rows", "kind: text", "the field `punkter` has columns but is no rows"),
        (TOOL, "kind: long", "kind: long, options: [Ja, Nej]", "`forventning` has options but is no choice"),
        (TOOL, "id: dato", "id: formaal", "the field `formaal` is here twice"),
        (QUIZ, "id: kaffe", "id: formaal", "the option `formaal` is here twice"),
        (QUIZ, "id: forberedelse-quiz", "id: quiz", "the id `quiz` differs from `forberedelse-quiz`"),
        ("terms.yaml", "[udbytte, udbyttet]", "[udbytte, Dagsordenen]", "`dagsordenen` is a form of `udbytte` and of `dagsorden`"),
        ("terms.yaml", "id: udbytte", "id: dagsorden", "the term id `dagsorden` is used already"),
        ("rubric.yaml", "    letter: A\n", "", "the shared criterion `struktur` has no letter"),
        ("course.yaml", "modules: [forberedelse, samtalen]", "modules: [forberedelse]", "the module `samtalen` is not in course.yaml"),
        ("course.yaml", "title: Det lille kursus", "title: Kursus i {{enhedsnavn}}", "a placeholder has no effect here"),
        (LESSON, "then: skriver", "then: i {{enhedsnavn}} skriver", "a placeholder has no effect here"),
        ("course.yaml", "samtalen]", "samtaler]", "there is no module `samtaler`"),
        ("course.yaml", "language: da", "language: dansk", "`dansk` cannot be a value of `language`"),
        ("course.yaml", "pass_mark: 80", "pass_mark: firs", "`pass_mark` must be a whole number, not `firs`"),
        ("course.yaml", "pass_mark: 80", "pass_mark: 101", "`pass_mark` is 101"),
        ("course.yaml", "title: Det lille kursus", "title: 2027", "`title` must be text, not `2027`"),
        ("course.yaml", "title: Det lille kursus", "title:", "`title` has no value"),
        ("course.yaml", "pass_mark: 80", "pass_mark: 80\npass_mark: 70", "`pass_mark` is here twice (first in line 5)"),
        (f"{FIRST}/module.yaml", "[skriv-formaalet, ", "[", "the lesson is not in"),
        (f"{FIRST}/module.yaml", "send-dagsordenen]", "send-dagsorden]", "there is no lesson `send-dagsorden` in this module"),
        (f"{FIRST}/module.yaml", "quiz: forberedelse-quiz\n", "", "the quiz is not in"),
        (f"{FIRST}/module.yaml", "number: 1", "number: 2", "the module number `2` is used already"),
        (f"{FIRST}/module.yaml", "short_title: Forberedelse", "short_title: Forberedelse af møder", "`short_title` is 21 characters long"),
    ],
)  # fmt: skip
def test_what_must_hold_between_files(
    shown: Callable[..., list[str]], path: str, old: str, new: str, expected: str
) -> None:
    problems = shown(**{path: lambda text: text.replace(old, new, 1)})
    assert any(expected in problem for problem in problems), problems
    assert all(re.fullmatch(r"[^:]*:\d+: .+, .+", problem) for problem in problems)
