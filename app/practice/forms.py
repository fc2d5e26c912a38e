"""Shapes of input of the log."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.catalogue.rules.format import Step
from app.core.clock import today
from app.practice.rules import Outcome
from app.practice.wording import outcome_text
from app.ui.forms import BaseForm, max_length, required

OUTCOMES = (Outcome.WORKED, Outcome.DID_NOT_WORK, Outcome.NO_OPPORTUNITY)

LONGEST_AGO = timedelta(days=2 * 365)


class EntryForm(BaseForm):
    """One log entry: what was tried, how it went, one thing learned."""

    entry_key = HiddenField(
        validators=[required(), Regexp(r"[A-Za-z0-9_-]{1,64}\Z", message=_l("Send the form again."))]
    )
    company = StringField(
        _l("Company, by kind and size"),
        [required(_l("Write what kind of company it was, such as “wholesaler, about 35 employees”.")), max_length(200)],
    )
    steps = SelectMultipleField(_l("Which steps did you use?"), option_widget=CheckboxInput(), widget=ListWidget())
    outcome = RadioField(_l("How did it go?"), [required(_l("Choose how it went."))])
    barrier = TextAreaField(_l("What stood in the way?"), [max_length(2_000)])
    learned = TextAreaField(_l("One thing that you learned"), [max_length(4_000)])
    happened_on = DateField(_l("Date"), [required(_l("Write the date."))], default=today)

    def offer(self, steps: Iterable[Step]) -> None:
        """Name the steps of the course and the outcomes, in the language of the request."""
        self.steps.choices = {step.id: step.title for step in steps}
        self.outcome.choices = {outcome.value: outcome_text(outcome)[1] for outcome in OUTCOMES}

    def validate_happened_on(self, field: Any) -> None:
        """Refuse a day that has not come yet, and one so long ago that the year is a slip."""
        day: date = field.data
        if day > today():
            raise ValidationError(_l("The date has not come yet."))
        if day < today() - LONGEST_AGO:
            raise ValidationError(_l("The date is more than two years ago. Check the year."))

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """What was typed freely, as (HTML id, label, text)."""
        return [
            (field.id, str(field.label.text), field.data or "") for field in (self.barrier, self.learned, self.company)
        ]
