"""Practice said in words: where work stands, what a deadline means, what is wrong with a field."""

from flask_babel import gettext as _

from app.catalogue.rules.format import ToolField
from app.practice.rules import Outcome, Status
from app.practice.rules.deadline import DeadlineState
from app.practice.rules.sheet import LONGEST_TEXT, Fault, Problem, read_date
from app.ui.formatters import date_text, datetime_text, number


def status_chip(status: Status | None) -> tuple[str, str]:
    """Return the kind and the word of a status; None is work that nobody has begun."""
    return {
        None: ("idle", _("Not begun")),
        Status.DRAFT: ("info", _("Draft")),
        Status.SUBMITTED: ("wait", _("Being assessed")),
        Status.RETURNED: ("back", _("Sent back")),
        Status.APPROVED: ("ok", _("Approved")),
    }[status]


def status_sentence(status: Status | None) -> str:
    """Return where the work stands and whose turn it is."""
    words: dict[Status | None, str] = {
        None: _("You have not begun. It is enough to use the tool in one real meeting."),
        Status.DRAFT: _("You have a draft that only you can see. Submit it when you are done."),
        Status.SUBMITTED: _("You have submitted. It is your instructor's turn, and you will see the feedback here."),
        Status.RETURNED: _("Your instructor has sent it back with feedback. It is your turn: write the next round."),
        Status.APPROVED: _("Your instructor has approved your work. There is nothing more to do."),
    }
    return words[status]


def deadline_sentence(deadline: DeadlineState) -> str | None:
    """Return what the deadline means right now, or None when there is none."""
    return _deadline_words(deadline) if deadline.due_at is not None else None


def _deadline_words(deadline: DeadlineState) -> str:
    due = datetime_text(deadline.due_at) if deadline.due_at else ""
    closed = datetime_text(deadline.cut_off_at) if deadline.cut_off_at else ""
    words: str
    if deadline.is_closed:
        words = _("The assignment closed %(closed)s. Ask your instructor if you need more time.", closed=closed)
    elif deadline.is_late and closed:
        words = _("The deadline was %(due)s. You can still submit until %(closed)s, and it will be marked as late.",
                  due=due, closed=closed)  # fmt: skip
    elif deadline.is_late:
        words = _("The deadline was %(due)s. You can still submit, and it will be marked as late.", due=due)
    elif closed and closed != due:
        words = _("Submit by %(due)s. After that it is late, and after %(closed)s it cannot be submitted.",
                  due=due, closed=closed)  # fmt: skip
    else:
        words = _("Submit by %(due)s.", due=due)
    return words


def problem_text(problem: Problem) -> str:
    """Return what is wrong with a field, and the remedy."""
    words: dict[Fault, str] = {
        Fault.UNSTORABLE: _("Remove the characters that cannot be shown."),
        Fault.TOO_LONG: _(
            "Write at most %(most)s characters. There are %(size)s now. Nothing is cut off, but shorten it to save it.",
            most=number(LONGEST_TEXT), size=number(problem.size),
        ),
        Fault.MISSING: _("Fill in this field before you submit."),
        Fault.NO_DATE: _("Write a date, such as 8.3.2027."),
        Fault.NO_NUMBER: _("Write a number, such as 45 or 2.5."),
    }  # fmt: skip
    return words[problem.fault]


def outcome_text(outcome: Outcome) -> tuple[str, str]:
    """Return the kind of chip and the words of an outcome."""
    return {
        Outcome.WORKED: ("ok", _("It worked")),
        Outcome.DID_NOT_WORK: ("wait", _("I tried, it did not work")),
        Outcome.NO_OPPORTUNITY: ("idle", _("There was no opportunity")),
    }[outcome]


def sheet_text(value: str, field: ToolField) -> str:
    """Return a text of a sheet as it is shown: a date in words, everything else as it was typed."""
    day = read_date(value) if field.kind == "date" else None
    return date_text(day) if day else value
