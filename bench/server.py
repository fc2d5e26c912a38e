"""The server under measurement: the real one, on a free port of this machine, with processes that can be looked at."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2
PATIENCE_SECONDS = 60
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Server:
    """A running server: the port, and the process that its web processes descend from."""

    port: int
    process_id: int

    def workers(self) -> list[int]:
        """Return the ids of the web processes; empty on systems without /proc."""
        folder = Path(f"/proc/{self.process_id}/task")
        found: list[int] = []
        with contextlib.suppress(OSError):
            for task in folder.iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        return [child for child in found if _is_busy_kind(child)]

    def cpu_seconds(self) -> float | None:
        """Return the processor time of the web processes so far; None where it cannot be measured."""
        spent = [_cpu_ticks(worker) for worker in self.workers()]
        return sum(spent) / os.sysconf("SC_CLK_TCK") if spent else None

    def forget_peak(self) -> None:
        """Begin the peak of memory anew, where the system allows it."""
        for worker in self.workers():
            with contextlib.suppress(OSError):
                Path(f"/proc/{worker}/clear_refs").write_text("5")

    def peak_megabytes(self) -> float | None:
        """Return the greatest peak of memory of a web process; None where it cannot be measured."""
        peaks = []
        for worker in self.workers():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{worker}/status").read_text().splitlines()
                peaks += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
        return max(peaks, default=None)


def _is_busy_kind(process_id: int) -> bool:
    # Python's resource tracker is a child too, and serves nobody.
    with contextlib.suppress(OSError):
        return b"resource_tracker" not in Path(f"/proc/{process_id}/cmdline").read_bytes()
    return False


def _cpu_ticks(process_id: int) -> int:
    # The name in field 2 may hold spaces; the fields after the last bracket are plain. User and system time are 14 and 15.
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def environment(database_url: str, instance: Path, secret_key: str, port: int) -> dict[str, str]:
    """Return the settings that the server starts with."""
    return {
        "SECRET_KEY": secret_key, "DEMO": "false", "DATABASE_URL": database_url, "INSTANCE": str(instance),
        "FILES_URL": (instance / "files").as_uri(), "MAIL_URL": f"folder:{instance / 'mail'}",
        "BASE_URL": f"http://{HOST}:{port}", "HOST": HOST, "PORT": str(port), "EXPOSE_QUERY_COUNT": "true",
    }  # fmt: skip


@contextlib.contextmanager
def running(database_url: str, instance: Path, secret_key: str) -> Iterator[Server]:
    """Start the server with the options of ``app.serve``, wait until it answers, and stop it in the end."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws", "--no-log", "bench.wsgi:application",
    ]  # fmt: skip
    env = {**os.environ, **environment(database_url, instance, secret_key, port)}
    log = instance / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, cwd=Path(__file__).resolve().parents[1], stdout=output, stderr=output
        )
        try:
            _wait(port, process, log)
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/sign-in", timeout=5) as answer:
                if answer.status == 200:  # noqa: PLR2004 -- the page came
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server does not answer:\n{log.read_text(errors='replace')[-4000:]}")
