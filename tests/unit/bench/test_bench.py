"""The benchmark is a program and no test; only that it runs is tried here."""

import subprocess
import sys
from pathlib import Path

from bench import report
from bench.goals import GOALS
from bench.load import Seen

ROOT = Path(__file__).resolve().parents[3]


def figures(seen: Seen, cpu_ms: float | None) -> report.Figures:
    return report.Figures(seen, cpu_ms, peak_megabytes=None, first_ms=3.0, bare_per_second=100.0)


def seen(status: str = "200") -> Seen:
    return Seen(latencies=[10.0] * 20, statuses={status: 20}, queries=[4] * 20, sizes=[2_048] * 20, seconds=0.2)


def test_each_goal_is_said_to_be_met_or_below() -> None:
    assert list(report.verdicts(GOALS[0], figures(seen(), 5.0))) == [
        "ok: queries 4, goal ≤ 5",
        "ok: against bare 1.00, goal ≥ 0.5",
        "ok: Moodle's CPU ÷ ours 44, goal ≥ 35",
    ]
    assert "BELOW: Moodle's CPU ÷ ours 22, goal ≥ 35" in report.verdicts(GOALS[0], figures(seen(), 10.0))


def test_wrong_answers_spoil_a_line() -> None:
    (verdict,) = report.verdicts(GOALS[0], figures(seen("500"), 5.0))
    assert verdict.startswith("WRONG ANSWERS {'500': 20}")


def test_what_cannot_be_measured_is_said() -> None:
    assert "CPU not measured on this system" in report.verdicts(GOALS[0], figures(seen(), None))
    assert "not measured" in report.line("Dashboard", figures(seen(), None))


def test_it_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--only", "submit", "--only", "overview-large"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WRONG ANSWERS" not in done.stdout
    assert done.stdout.count("ok: queries") == 2
