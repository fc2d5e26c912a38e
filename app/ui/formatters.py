"""Dates, numbers and order as Danes (and, second, Britons) write them.

Each function takes the language, or uses that of the request. Moments are shown on the Copenhagen wall clock.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask

from app.core.clock import local, now, today
from app.ui.i18n import current_language
from app.ui.icons import MARK_HTML, chip_html, icon_html

_LOCALES = {"da": "da_DK", "en": "en_GB"}
_NO_BREAK = "\u00a0"

# A few words that stand inside sentences of other slices, so they are kept here and not in a catalogue.
_DAYS = {
    "da": {-1: "i går", 0: "i dag", 1: "i morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_UNITS = {
    "da": {"day": ("dag", "dage"), "hour": ("time", "timer"), "minute": ("minut", "minutter")},
    "en": {"day": ("day", "days"), "hour": ("hour", "hours"), "minute": ("minute", "minutes")},
}
_LESS_THAN_A_MINUTE = {"da": "under et minut", "en": "less than a minute"}


# Working out how Danes write a date takes longer than a query, and pages write the same few dates again and again.
_date = lru_cache(1_024)(format_date)
_decimal = lru_cache(1_024)(format_decimal)


def _day(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def date_text(value: date, language: str | None = None) -> str:
    """Return ``8. marts 2026`` or ``8 March 2026``. ``value`` is a day or an aware moment."""
    return _date(_day(value), "long", locale=_LOCALES[language or current_language()])


def date_short(value: date, language: str | None = None) -> str:
    """Return ``8. mar.`` or ``8 Mar``, for tables and chips."""
    language = language or current_language()
    return _date(_day(value), "d. MMM" if language == "da" else "d MMM", locale=_LOCALES[language])


def time_text(value: datetime, language: str | None = None) -> str:
    """Return ``9.30`` or ``9:30``."""
    clock = local(value)
    mark = "." if (language or current_language()) == "da" else ":"
    return f"{clock.hour}{mark}{clock.minute:02}"


def datetime_text(value: datetime, language: str | None = None) -> str:
    """Return ``8. marts 2026 kl. 9.30`` or ``8 March 2026 at 9:30``; the time stays on the line of the word before it."""
    language = language or current_language()
    word = "kl." if language == "da" else "at"
    return f"{date_text(value, language)} {word}\N{NO-BREAK SPACE}{time_text(value, language)}"


def relative_day(value: date, language: str | None = None) -> str:
    """Return ``i dag``, ``i går`` or ``i morgen``, else the date."""
    language = language or current_language()
    distance = (_day(value) - today()).days
    return _DAYS[language].get(distance) or date_text(value, language)


def waited(since: datetime, language: str | None = None) -> str:
    """Return how long ago ``since`` was, in its greatest unit and rounded down: ``2 dage``, ``3 timer``."""
    language = language or current_language()
    passed = now() - since
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        count = passed // length
        if count >= 1:
            one, many = _UNITS[language][unit]
            return f"{number(count, language)} {one if count == 1 else many}"
    return _LESS_THAN_A_MINUTE[language]


def number(value: float, language: str | None = None) -> str:
    """Return ``1.234,5`` or ``1,234.5``."""
    return _decimal(value, locale=_LOCALES[language or current_language()])


def percent(value: float, language: str | None = None) -> str:
    """Return ``80 %`` (no-break space) or ``80%``; ``value`` is in hundredths, so 80 means 80 per cent."""
    language = language or current_language()
    return f"{number(round(value), language)}{_NO_BREAK if language == 'da' else ''}%"


_FOLDED = str.maketrans(
    {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y", "ð": "d", "þ": "th", "đ": "d", "ł": "l", "ß": "ss"}
)


def danish_key(text: str) -> str:
    """Return a key by which ``text`` sorts as in a Danish directory, also in a database without Danish collation.

    Case and accents do not count; æ, ø and å come last, and aa counts as å (Aabenraa after Østerby).
    """
    lowered = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_FOLDED)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(sign))
    return re.sub(r"[\s\-'’.]+", " ", bare).strip()


def init_app(app: Flask) -> None:
    """Offer the formatters as Jinja filters, and icons and chips as functions."""
    for function in (date_text, date_short, time_text, datetime_text, relative_day, waited, number, percent):
        app.add_template_filter(function)
    app.add_template_global(icon_html)
    app.add_template_global(chip_html)
    app.jinja_env.globals["mark_html"] = MARK_HTML
