from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grading.rules import AFTER, LONGEST_TEXT, Decision, Fault, Verdict, faults_of
from app.learning.rules import State
from app.practice.rules import Status

CRITERIA = ["a", "b"]


def verdict(**given: Any) -> Verdict:
    plain = {"decision": Decision.APPROVE, "levels": {"a": 1, "b": 4}, "comment": "", "note": "", "reason": ""}
    return Verdict(**{**plain, "hold": False, **given})


def test_a_full_approval_needs_no_words() -> None:
    assert faults_of(verdict(), CRITERIA, replaces=False) == {}


@pytest.mark.parametrize(
    ("given", "replaces", "faults"),
    [
        ({"decision": None}, False, {"decision": Fault.DECISION_MISSING}),
        ({"levels": {"a": 2}}, False, {"level-b": Fault.LEVEL_MISSING}),
        ({"levels": {}}, False, {"level-a": Fault.LEVEL_MISSING, "level-b": Fault.LEVEL_MISSING}),
        ({"decision": Decision.RETURN, "levels": {}}, False, {"comment": Fault.COMMENT_MISSING}),
        ({"decision": Decision.RETURN, "levels": {}, "comment": "Ring igen"}, False, {}),
        ({}, True, {"reason": Fault.REASON_MISSING}),
        ({"reason": "Tastefejl"}, True, {}),
        ({"note": "x" * LONGEST_TEXT}, False, {}),
        ({"note": "x" * (LONGEST_TEXT + 1)}, False, {"note": Fault.TOO_LONG}),
    ],
)
def test_what_is_missing_is_named(given: dict[str, Any], replaces: bool, faults: dict[str, Fault]) -> None:
    assert faults_of(verdict(**given), CRITERIA, replaces=replaces) == faults


@given(levels=st.dictionaries(st.sampled_from([*CRITERIA, "c"]), st.integers(1, 4)))
def test_an_approval_is_complete_exactly_when_every_criterion_has_a_level(levels: dict[str, int]) -> None:
    complete = faults_of(verdict(levels=levels), CRITERIA, replaces=False) == {}
    assert complete == (set(CRITERIA) <= levels.keys())


def test_every_decision_says_where_the_work_goes() -> None:
    assert AFTER == {
        Decision.RETURN: (Status.RETURNED, State.RETURNED),
        Decision.APPROVE: (Status.APPROVED, State.APPROVED),
    }
