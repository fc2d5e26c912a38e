"""Ledger texts for tests, from item ("kind id") to state."""

from collections.abc import Mapping
from datetime import UTC, datetime

from app.catalogue.rules.edition import Module
from app.insight.rules.standing import SEPARATOR

MET = {"lesson": "read", "quiz": "passed", "assignment": "approved"}
SECOND = int(datetime(2027, 3, 12, 9, tzinfo=UTC).timestamp())


def completed(module: Module) -> dict[str, str]:
    """Return the states of somebody who did all of a module."""
    states = {f"{part.kind} {part.id}": MET[part.kind] for part in module.requirements}
    return {**states, f"module {module.id}": "completed"}


def text(states: Mapping[str, str]) -> str:
    """Return the ledger text in which each item has one event."""
    parts = [(item, state, str(SECOND) if item.startswith("module ") else "") for item, state in states.items()]
    return SEPARATOR.join(part for event in parts for part in event)
