"""A server in demo mode on a free port of this machine, for pictures and for browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev.places import ROOT

START_SECONDS = 60


@contextmanager
def demo_server(instance: Path, **settings: str) -> Iterator[str]:
    """Start a server as ``make run`` does, with its own ``instance`` folder, and yield its address.

    ``settings`` are further environment variables. Addresses of this machine's own settings are not passed on. Raises
    RuntimeError with the server's words when it does not start.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"DEMO": "true", "HOST": "127.0.0.1", "PORT": str(port), "INSTANCE": str(instance), "WORKERS": "1"}
    quick = {"ARGON2_TIME_COST": "1", "SIGN_INS_PER_MINUTE": "10000"}
    inherited = {key: value for key, value in os.environ.items() if not key.endswith("_URL") and key != "SECRET_KEY"}
    log = instance / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.serve"],
            cwd=ROOT,
            env={**inherited, **own, **quick, **settings},
            stdout=output,
            stderr=output,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 -- the address of our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
