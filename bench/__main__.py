"""``python -m bench``: start the server as in production, fill it with people, and print what its pages cost.

    python -m bench                         SQLite, about two minutes
    python -m bench --db postgres           a database beside the one in BENCH_DATABASE_URL
    python -m bench --only overview-large   one page
    python -m bench --quick                 a few people and moments, to see that it runs; the figures mean nothing

It ends with 0 whatever the figures are: a busy machine is no fault of the code.
"""

import argparse
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Base, engine_of
from app.factory import create_app
from bench import database, report, server
from bench.goals import GOALS, Goal
from bench.load import Job, Request, Seen, fetch
from bench.visits import Visits
from bench.world import World, make_world
from config import load_settings

CLIENTS = 8
PEOPLE, LARGE = 3_000, 1_000
QUICK_PEOPLE, QUICK_LARGE = 130, 40


def main(arguments: list[str]) -> int:
    """Measure and print; returns an exit code."""
    options = _options(arguments)
    if options.db == "postgres" and database.VARIABLE not in os.environ:
        print(f"Set {database.VARIABLE} to a PostgreSQL server on which a database can be made.")
        return 2
    with tempfile.TemporaryDirectory(prefix="praksis-bench-") as name:
        folder = Path(name)
        with database.temporary(options.db, folder) as url:
            _measure_all(options, url, folder)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench", description="Measure what pages cost.")
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each page is asked for")
    parser.add_argument("--quick", action="store_true", help="only see that everything runs")
    parser.add_argument(
        "--only", choices=[goal.key for goal in GOALS], action="append", help="measure only these pages"
    )
    return parser.parse_args(arguments)


def _measure_all(options: argparse.Namespace, url: str, folder: Path) -> None:
    people, large = (QUICK_PEOPLE, QUICK_LARGE) if options.quick else (PEOPLE, LARGE)
    seconds = 0.2 if options.quick else options.seconds
    secret = secrets.token_hex(32)
    settings = load_settings(server.environment(url, folder, secret, 0) | {"PORT": "1", "BASE_URL": "http://127.0.0.1"})
    app = create_app(settings)
    print(f"Making {people:,} consultants, {large:,} of them on a course of 40 modules …", flush=True)
    engine = engine_of(app)
    Base.metadata.create_all(engine)
    with app.app_context(), Session(engine, expire_on_commit=False) as session:
        world: World = make_world(app, session, people=people, large=large)
        visits = Visits(app, session, world)
        requests, bare = visits.all(), visits.bare()
    if options.db == "postgres":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
    wanted = [goal for goal in GOALS if not options.only or goal.key in options.only]
    with server.running(url, folder, secret) as running:
        print(
            f"{options.db}, granian, {server.WORKERS} processes, {CLIENTS} clients, {os.cpu_count()} cores, {platform.system()}\n"
        )
        print(report.head())
        found = []
        for goal in wanted:
            bare_figures = _measure(running, bare, seconds / 2, None)
            print(report.line("  bare page", bare_figures), flush=True)
            figures = _measure(running, requests[goal.key], seconds, bare_figures.per_second, once=goal.once)
            print(report.line(goal.title.format(large=f"{large:,}"), figures), flush=True)
            found.append((goal, figures))
    _print_goals(found, large)
    _print_business()


def _print_business() -> None:
    """Say whether others used the machine too: eight clients and the server alone make a load of some three."""
    if hasattr(os, "getloadavg"):
        print(f"\nLoad of the machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
        print("Where others work at the same time all times rise; what is held against the bare page moves least.")


def _print_goals(found: list[tuple[Goal, report.Figures]], large: int) -> None:
    print("\nGoals")
    for goal, figures in found:
        print(f"  {goal.title.format(large=f'{large:,}')}")
        for verdict in report.verdicts(goal, figures):
            print(f"    {verdict}")


def _measure(
    running: server.Server,
    requests: list[Request],
    seconds: float,
    bare_per_second: float | None,
    *,
    once: bool = False,
) -> report.Figures:
    """Return what a page costs: its first answer, then, once warm, as fast as the clients can ask."""
    running.forget_peak()
    spare = max(CLIENTS, len(requests) // 10) if once else 0
    began = time.perf_counter()
    fetch(running.port, requests[0])
    first_ms = (time.perf_counter() - began) * 1_000
    warm = requests[1:spare] if once else requests
    _load(Job(running.port, CLIENTS, min(seconds, 1.0), warm, once=once))
    before = running.cpu_seconds()
    seen = _load(Job(running.port, CLIENTS, seconds, requests[spare:], once=once))
    after = running.cpu_seconds()
    cpu_ms = None
    if before is not None and after is not None and seen.latencies:
        cpu_ms = (after - before) * 1_000 / len(seen.latencies)
    return report.Figures(seen, cpu_ms, running.peak_megabytes(), first_ms, bare_per_second)


def _load(job: Job) -> Seen:
    """Run the clients in a process of their own, so that they do not wait for this one."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(job)), capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    return Seen(**json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
