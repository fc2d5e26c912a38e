from pathlib import Path

from app.catalogue.rules.edition import Assignment, Case, Lesson, Module, Picture, Quiz
from app.catalogue.rules.format import ChoiceQuestion, OrderQuestion, Step, Term, ToolFile
from app.catalogue.rules.reference import FILES, write_reference
from config import ROOT

REFERENCE: Path = ROOT / "docs" / "course-format.md"


def test_the_reference_is_current() -> None:
    assert REFERENCE.read_text("utf-8") == write_reference(), "run: flask --app app catalogue format"


def test_every_key_says_what_it_means() -> None:
    text = write_reference()
    for model in FILES:
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name} has no description"
            assert f"| `{field.alias or name}` |" in text


def test_every_part_of_an_edition_can_be_compared_by_a_known_name() -> None:
    # The page that compares editions has a word for each of these; see tests/web/catalogue/test_pages.py.
    models = (Assignment, Case, Lesson, Module, Picture, Quiz, ChoiceQuestion, OrderQuestion, Step, Term, ToolFile)
    assert all(model.model_fields for model in models)
