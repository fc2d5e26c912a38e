"""Starting Praksis on one machine: ``python -m app.serve``, what ``make run`` ends with."""

import errno
import os
import signal
import socket
import sys
import threading
from multiprocessing import Process

from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.orm import sessionmaker

from app.core import mail
from app.core.db import engines_of, make_engine
from app.core.jobs import work
from app.demo import create as demo
from app.prepare import StartError, prepare
from config import ROOT, Settings, SettingsError, load_settings

STOP_SECONDS = 5.0
"""How long the worker of the outbox may take to end its mail before it is killed; a job that is cut off is done again."""


def main() -> int:
    """Prepare everything and serve until interrupted; returns an exit code."""
    try:
        settings = load_settings(demo_default=True)
        _check_address(settings)
        application, lines = prepare(settings)
    except (SettingsError, StartError) as error:
        print(f"Praksis cannot start:\n{error}", file=sys.stderr)  # noqa: T201 -- a person reads this
        return 2
    for engine in engines_of(application):
        engine.dispose()
    # The web processes read the settings again, in processes of their own.
    os.environ["DEMO"] = "true" if settings.demo else "false"
    os.environ["PRAKSIS_SERVED_BY"] = str(os.getpid())
    print("\n".join([*lines, *_welcome(settings)]), flush=True)  # noqa: T201 -- a person reads this
    serve(settings, "app.wsgi:application")
    return 0


def _check_address(settings: Settings) -> None:
    """Raise StartError when nobody could listen there, saying whether the host or the port is why."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise StartError("HOST cannot be used: it is no address of this machine.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"PORT cannot be used: another program listens on {settings.port}; stop it or choose another number."
            ) from None
        name = "PORT" if error.errno == errno.EACCES else "HOST"
        raise StartError(f"{name} cannot be used: {error.strerror}.") from None


def serve(settings: Settings, target: str) -> None:
    """Run the web processes with ``target`` and the worker of the outbox until interrupted."""
    server = Granian(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=1,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        working_dir=ROOT,
    )
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(settings, stop), daemon=True)
    keeper.start()
    try:
        server.serve()
    finally:
        stop.set()
        keeper.join()


def _keep_working(settings: Settings, stop: threading.Event) -> None:
    """Keep one worker of the outbox alive, also after it was killed, until ``stop``."""
    while not stop.is_set():
        worker = Process(target=_work, args=(settings, os.getpid()), daemon=True)
        worker.start()
        while worker.is_alive() and not stop.wait(1):
            continue
        worker.terminate()
        worker.join(STOP_SECONDS)
        worker.kill()


def _work(settings: Settings, parent: int) -> None:
    """Empty the outbox as long as the process that started this one lives.

    The server's handlers came along with the fork; here they would swallow the signal that ends this process.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mail.configure(settings.mail_url, settings.mail_from)
    work(sessionmaker(make_engine(settings.database_url)), lambda: os.getppid() == parent)


def _welcome(settings: Settings) -> list[str]:
    lines = ["", f"Praksis is at {settings.base_url} – stop it with Ctrl+C.", ""]
    if settings.demo:
        lines += [f"Sign in with the password {demo.PASSWORD} as:"]
        lines += [f"  {email:<32} {role}" for email, role in demo.SIGN_INS]
        lines += [""]
    return lines


if __name__ == "__main__":
    sys.exit(main())
