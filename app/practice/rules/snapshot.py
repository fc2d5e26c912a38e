"""What a round keeps of the course, so that it can be read as it was whatever a later edition says."""

from collections.abc import Sequence
from typing import Any

from app.catalogue.rules.edition import Assignment


def assignment_kept(assignment: Assignment, levels: Sequence[str]) -> dict[str, Any]:
    """Return the JSON of an assignment with its rubric, and with the names of the rubric's levels as ``levels``."""
    return {**assignment.model_dump(mode="json"), "levels": list(levels)}
