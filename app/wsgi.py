"""The WSGI entry for servers: ``app.wsgi:application``."""

import gc
import os
import threading
import time

from app import create_app

SERVED_BY = "PRAKSIS_SERVED_BY"
"""Set by ``app.serve`` to its process id."""


def _end_with(parent: int) -> None:
    """End this web process when the one that started it is gone, so that no orphan holds the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if SERVED_BY in os.environ:
    threading.Thread(target=_end_with, args=(int(os.environ[SERVED_BY]),), daemon=True).start()

application = create_app()

# What the application is made of lives as long as the process, so the garbage collector need not look through it again.
gc.collect()
gc.freeze()
