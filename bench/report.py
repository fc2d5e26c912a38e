"""What is printed: a line of figures a page, and beside each goal whether it is met."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from bench.goals import Goal
from bench.load import Seen

NOT_MEASURED = "not measured"
HEAD = ("page", "queries", "CPU ms", "p50 ms", "p95 ms", "req/s", "÷ bare", "KB sent", "peak MB", "first ms")
WIDTHS = (22, 8, 13, 8, 8, 9, 8, 9, 13, 9)


@dataclass(frozen=True)
class Figures:
    """What one page cost. ``bare_per_second`` is what the bare page did just before."""

    seen: Seen
    cpu_ms: float | None
    peak_megabytes: float | None
    first_ms: float
    bare_per_second: float | None

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.seen.latencies) / self.seen.seconds if self.seen.seconds else 0.0

    @property
    def ratio(self) -> float | None:
        """Requests per second, held against the bare page."""
        return self.per_second / self.bare_per_second if self.bare_per_second else None

    @property
    def queries(self) -> int:
        """The most queries that one request made; -1 when the server does not say."""
        return max(self.seen.queries, default=-1)

    @property
    def kilobytes(self) -> float:
        """The usual size of the body as it was sent."""
        return median(self.seen.sizes) / 1024 if self.seen.sizes else 0.0


def head() -> str:
    """Return the headings."""
    return _row(HEAD)


def line(title: str, figures: Figures) -> str:
    """Return the line of a page."""
    times = figures.seen.latencies
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else (times or [0.0])[0]
    cells = (
        title,
        str(figures.queries) if figures.queries >= 0 else "–",
        _number(figures.cpu_ms),
        f"{median(times or [0.0]):.1f}",
        f"{p95:.1f}",
        f"{figures.per_second:.0f}" if figures.per_second >= 10 else f"{figures.per_second:.1f}",  # noqa: PLR2004 -- digits
        f"{figures.ratio:.2f}" if figures.ratio is not None else "–",
        f"{figures.kilobytes:.1f}",
        _number(figures.peak_megabytes),
        f"{figures.first_ms:.0f}",
    )
    return _row(cells)


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = zip(cells, WIDTHS, strict=True)
    return f"{first[0]:<{first[1]}}" + "".join(f"{cell:>{width}}" for cell, width in rest)


def _number(value: float | None) -> str:
    return NOT_MEASURED if value is None else f"{value:.1f}"


def verdicts(goal: Goal, figures: Figures) -> Iterator[str]:
    """Yield what came of each goal of a page, in words."""
    wrong = {status: count for status, count in figures.seen.statuses.items() if int(status) not in goal.statuses}
    if wrong or not figures.seen.latencies:
        yield f"WRONG ANSWERS {wrong or 'none at all'}: the figures of this line mean nothing"
        return
    if goal.queries is not None:
        yield _verdict(figures.queries <= goal.queries, f"queries {figures.queries}, goal ≤ {goal.queries}")
    if goal.ratio is not None and figures.ratio is not None:
        yield _verdict(figures.ratio >= goal.ratio, f"against bare {figures.ratio:.2f}, goal ≥ {goal.ratio}")
    if goal.kilobytes is not None:
        yield _verdict(
            figures.kilobytes <= goal.kilobytes, f"sent {figures.kilobytes:.1f} KB, goal ≤ {goal.kilobytes:.0f}"
        )
    yield from _cpu_verdicts(goal, figures)


def _cpu_verdicts(goal: Goal, figures: Figures) -> Iterator[str]:
    if figures.cpu_ms is None:
        yield f"CPU {NOT_MEASURED} on this system"
        return
    if goal.cpu_ms is not None:
        yield _verdict(figures.cpu_ms <= goal.cpu_ms, f"CPU {figures.cpu_ms:.1f} ms, goal ≤ {goal.cpu_ms:.0f}")
    if goal.moodle_cpu_ms is not None and goal.times_moodle is not None and figures.cpu_ms > 0:
        times = goal.moodle_cpu_ms / figures.cpu_ms
        yield _verdict(times >= goal.times_moodle, f"Moodle's CPU ÷ ours {times:.0f}, goal ≥ {goal.times_moodle:.0f}")


def _verdict(is_met: bool, text: str) -> str:
    return f"{'ok' if is_met else 'BELOW'}: {text}"
