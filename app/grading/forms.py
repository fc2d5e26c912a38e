"""Shapes of input about grading. The fields of an assessment follow its rubric, so they are read by hand."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from app.core.incoming import whole_number
from app.grading.queries import QueueFilter
from app.grading.rules import LEVELS, Basis, Decision, Verdict, level_field

Form = MultiDict[str, str]

_PREFIX = level_field("")


def read_basis(form: Form) -> Basis:
    """Return what the form was made for."""
    return Basis(whole_number(form.get("round")), whole_number(form.get("seen")))


def read_verdict(form: Form) -> Verdict:
    """Return what the form says; what makes no sense counts as not said."""
    levels = {
        name.removeprefix(_PREFIX): level
        for name, value in form.items()
        if name.startswith(_PREFIX) and (level := whole_number(value)) in LEVELS and level is not None
    }
    # The button that removes numbers is no decision, so the form also keeps the one that was made before.
    decision = form.get("decision") or form.get("chosen")
    return Verdict(
        decision=Decision(decision) if decision in set(Decision) else None,
        levels=levels,
        comment=_text(form, "comment"),
        note=_text(form, "note"),
        reason=_text(form, "reason"),
        # What does not say "now" is held: a form that was cut off on its way must not show anything to anybody.
        hold=form.get("release") != "now",
        not_cpr=form.get("not_cpr") == "1",
    )


def read_filter(values: Mapping[str, str]) -> QueueFilter:
    """Return what an address or a form asks to see of the queue."""
    return QueueFilter(
        cohort_id=whole_number(values.get("cohort")),
        assignment_id=values.get("assignment") or None,
        mine=values.get("show") == "mine",
    )


def read_ids(form: Form, name: str) -> list[int]:
    """Return the ids that a form lists under ``name``."""
    return [number for text in form.getlist(name) if (number := whole_number(text)) is not None]


def _text(form: Form, name: str) -> str:
    # Browsers send line breaks as CR LF; a NUL can be stored in no database.
    return form.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()
