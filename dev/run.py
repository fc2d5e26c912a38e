"""``make run``: set up what is missing, then start the app. Later starts go straight to the app."""

from __future__ import annotations

import sys

from dev.inside import start

if __name__ == "__main__":
    sys.exit(start("run", "app.serve", sys.argv[1:]))
