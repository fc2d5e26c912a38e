"""What is new or near for a learner: feedback, deadlines, and a term a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.catalogue.rules.edition import Edition, RequirementKind
from app.catalogue.rules.format import Term
from app.learning.rules.progress import module_progress
from app.learning.rules.states import MODULE, Event, State, States, is_met
from app.learning.rules.steps import Deadlines

NEWS_LASTS = timedelta(days=14)
"""How long an approval is news; work that was sent back is news until it is handed in again."""


def new_feedback(edition: Edition, events: Iterable[Event], now: datetime) -> list[Event]:
    """Return the events with feedback that the learner should look at, the newest first."""
    newest: dict[str, Event] = {}
    for event in events:
        if event.item_kind == RequirementKind.ASSIGNMENT:
            newest[event.item_id] = event
    found = [
        event
        for event in newest.values()
        if edition.assignment(event.item_id)
        and (event.state == State.RETURNED or (event.state == State.APPROVED and now - event.at < NEWS_LASTS))
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)


class Due(NamedTuple):
    """A deadline that still asks something of the learner."""

    item_kind: str
    item_id: str
    due_at: datetime
    is_over: bool


def due_items(edition: Edition, states: States, deadlines: Deadlines, now: datetime) -> list[Due]:
    """Return the deadlines of what is neither done nor handed in, the earliest first."""
    due = []
    for (kind, item_id), deadline in deadlines.items():
        if kind == MODULE:
            module = edition.module(item_id)
            progress = module_progress(module, states) if module else None
            is_open = progress is not None and not progress.is_completed and progress.done < progress.total
        else:
            item = states.get((kind, item_id))
            is_open = edition.assignment(item_id) is not None and (
                item is None or not (is_met(kind, item.state) or item.state is State.SUBMITTED)
            )
        if is_open:
            due.append(Due(kind, item_id, deadline.due_at, deadline.due_at < now))
    return sorted(due, key=lambda item: item.due_at)


def term_of_the_day(terms: Sequence[Term], day: date) -> Term | None:
    """Return one term a day, the same for everybody, so that colleagues can talk about it."""
    return terms[day.toordinal() % len(terms)] if terms else None
