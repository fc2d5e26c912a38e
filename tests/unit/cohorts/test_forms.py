"""Reading the form of deadlines."""

from datetime import date

from app.cohorts.forms import field_name, read_deadlines
from app.cohorts.rules import DayProblem

MODULE, TASK = ("module", "moedet"), ("assignment", "opgave-1")


def test_reads_the_known_items_only() -> None:
    form = {field_name("due", MODULE): "2026-03-08", "due-module-other": "2026-03-08", "cut-assignment-opgave-1": ""}
    read = read_deadlines(form, [MODULE, TASK])
    assert read.days == {MODULE: (date(2026, 3, 8), None), TASK: (None, None)}
    assert read.problems == {}


def test_keeps_what_was_written_beside_what_is_wrong_with_it() -> None:
    form = {
        "due-module-moedet": "2026-03-08", "cut-module-moedet": "2026-03-07",
        "due-assignment-opgave-1": "snart", "cut-assignment-opgave-1": "2026-03-07",
    }  # fmt: skip
    read = read_deadlines(form, [MODULE, TASK])
    assert read.texts[TASK] == ("snart", "2026-03-07")
    assert read.problems == {(MODULE, "cut"): DayProblem.CUT_OFF_BEFORE_DUE, (TASK, "due"): DayProblem.NO_DAY}
