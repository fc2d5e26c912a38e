"""The pages that are measured, and the goals of each; a figure is met or below, and nothing fails because of it.

Moodle's figures are processor milliseconds per request, PHP and database together, measured once on two cores with the same
amount of data. They were taken on another day, so the comparison is rough; the bare page is measured in the same run.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A page with its goals; None is no goal."""

    key: str
    title: str
    statuses: tuple[int, ...] = (200,)
    once: bool = False
    """Each request changes something, so it is sent once."""
    queries: int | None = None
    ratio: float | None = None
    """Requests per second, held against the bare page."""
    cpu_ms: float | None = None
    kilobytes: float | None = None
    moodle_cpu_ms: float | None = None
    times_moodle: float | None = None


FOUND = (302, 303)

GOALS = (
    Goal("dashboard", "Dashboard", queries=5, ratio=0.5, moodle_cpu_ms=218, times_moodle=35),
    Goal("lesson", "Lesson", queries=3, ratio=0.7, moodle_cpu_ms=48, times_moodle=15),
    Goal("draft", "Saving a draft", FOUND, once=True, queries=3, ratio=0.6, moodle_cpu_ms=34, times_moodle=10),
    Goal("submit", "Submitting", FOUND, once=True, queries=8, ratio=0.4, moodle_cpu_ms=34, times_moodle=10),
    Goal("queue", "Instructor's queue", queries=5, ratio=0.4, moodle_cpu_ms=127, times_moodle=20),
    Goal("overview-small", "Overview 30 × 40", queries=5, ratio=0.4, moodle_cpu_ms=241, times_moodle=35),
    Goal("overview-large", "Overview {large} × 40", queries=5, cpu_ms=60, kilobytes=40, moodle_cpu_ms=266, times_moodle=10),
    Goal("csv", "The same as CSV", queries=5, cpu_ms=60, moodle_cpu_ms=623, times_moodle=10),
    Goal("xlsx", "The same as XLSX", queries=5, cpu_ms=1_000),
)  # fmt: skip
