"""The words of a digest, in the language that is in force. It names assignments and modules; never what people wrote."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.learning.rules import MODULE
from app.reminders.rules import Due, Feedback, Letter, Waiting
from app.ui.formatters import date_text, datetime_text

Address = Callable[..., str]
"""From an endpoint and its values to a full address."""


def subject(letter: Letter) -> str:
    """Return what the mail is about: what somebody else waits for comes first."""
    if letter.waiting is not None:
        count = letter.waiting.number
        text = ngettext("%(num)s submission waits for you", "%(num)s submissions wait for you", count)
    elif letter.feedback:
        text = _("New feedback on your work")
    elif letter.due[0].item_kind == MODULE:
        text = _("A module is due soon")
    else:
        text = _("An assignment is due soon")
    return str(text)


def body(letter: Letter, address: Address) -> str:
    """Return the mail as paragraphs, each with the address that it is about on its last line."""
    language = letter.to.language
    waiting = [_waiting(letter.waiting, address, language)] if letter.waiting is not None else []
    paragraphs = [
        _("Hello %(name)s", name=letter.to.name),
        *waiting,
        *(_feedback(item, address) for item in letter.feedback),
        *(_due(item, address, language) for item in letter.due),
        _("You get at most one mail a day from Praksis, and only when there is something to do or to read."),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _waiting(waiting: Waiting, address: Address, language: str) -> str:
    text = ngettext(
        "%(num)s submission waits for your feedback, the oldest since %(date)s:",
        "%(num)s submissions wait for your feedback, the oldest since %(date)s:",
        waiting.number,
        date=date_text(waiting.oldest, language),
    )
    return f"{text}\n{address('grading.queue')}"


def _feedback(item: Feedback, address: Address) -> str:
    if item.is_approved:
        text = _("%(title)s is approved. Read the feedback:", title=item.title)
    else:
        text = _("%(title)s is sent back with feedback. It is your turn:", title=item.title)
    return f"{text}\n{address('practice.assignment', cohort_id=item.cohort_id, assignment_id=item.assignment_id)}"


def _due(item: Due, address: Address, language: str) -> str:
    time = datetime_text(item.due_at, language)
    if item.item_kind == MODULE:
        text = _("The module %(title)s is due %(time)s:", title=item.title, time=time)
        return f"{text}\n{address('learning.module', cohort_id=item.cohort_id, module_id=item.item_id)}"
    text = _("The assignment %(title)s is due %(time)s:", title=item.title, time=time)
    return f"{text}\n{address('practice.assignment', cohort_id=item.cohort_id, assignment_id=item.item_id)}"
