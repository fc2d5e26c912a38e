"""The words for parts of a course and for what happened to them from one edition to the next."""

from app.catalogue.rules.compare import Difference
from app.ui.i18n import gettext as _


def kind_label(kind: str) -> str:
    """Return the plural of a kind of part, as a heading."""
    words: dict[str, str] = {
        "course": _("The course"),
        "module": _("Modules"),
        "lesson": _("Lessons"),
        "quiz": _("Quizzes"),
        "question": _("Questions"),
        "assignment": _("Practice assignments"),
        "case": _("Cases"),
        "tool": _("Tools"),
        "term": _("Terms"),
        "step": _("Steps of the method"),
        "picture": _("Pictures"),
    }
    return words[kind]


def difference_label(difference: Difference) -> str:
    """Return what happened to a part, in a word."""
    words: dict[Difference, str] = {
        Difference.ADDED: _("Added"),
        Difference.CHANGED: _("Changed"),
        Difference.REMOVED: _("Removed"),
    }
    return words[difference]


def part_label(part: str) -> str:
    """Return what of a part differs. A test holds this against all fields of the course format."""
    words: dict[str, str] = {
        "title": _("title"),
        "short_title": _("short title"),
        "summary": _("summary"),
        "language": _("language"),
        "pass_mark": _("pass mark"),
        "levels": _("levels"),
        "text": _("text"),
        "module": _("module"),
        "quiz": _("quiz"),
        "modules": _("modules or their order"),
        "lessons": _("lessons or their order"),
        "assignments": _("assignments or their order"),
        "questions": _("questions or their order"),
        "cases": _("cases or their order"),
        "code": _("number"),
        "number": _("number"),
        "objectives": _("objectives"),
        "steps": _("steps"),
        "tools": _("tools"),
        "tool": _("tool"),
        "if_then": _("if–then plan"),
        "criteria": _("criteria"),
        "evidence": _("what is submitted"),
        "kind": _("kind of question"),
        "options": _("answers"),
        "items": _("answers"),
        "explanation": _("explanation"),
        "lesson": _("lesson"),
        "purpose": _("purpose"),
        "fields": _("fields"),
        "term": _("word"),
        "forms": _("forms"),
        "definition": _("definition"),
        "example": _("example"),
        "status": _("status"),
        "facts": _("facts"),
        "people": _("people"),
        "question": _("question"),
        "hidden_need": _("hidden need"),
        "trap": _("trap"),
        "solution": _("solution"),
        "path": _("file name"),
        "content": _("content"),
        "media_type": _("kind of picture"),
        "width": _("size"),
        "height": _("size"),
    }
    return words[part]
