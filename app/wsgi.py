"""The WSGI entry for servers: ``app.wsgi:application``."""

import gc

from app import create_app

application = create_app()

# What the application is made of lives as long as the process, so the garbage collector need not look through it again.
gc.collect()
gc.freeze()
