"""``python -m dev`` and ``make help``: what a developer can type here."""

from __future__ import annotations

from dev.console import say

HELP = """\
Praksis: what you can type (without make: the command to the right; on Windows `py` instead of `python3`)

  make run           start the app; sets everything up the first time    python3 -m dev.run
  make test          run all tests on SQLite                             python3 -m dev.test
    DB=postgres|both   on PostgreSQL, or on both databases                 --db postgres
    BROWSER=all|loop|none  how many of the browser tests                   --browser loop
    ARGS="-k words"    anything for pytest; a path runs only that path     -- -k words
  make sure          run every other check that CI runs                  python3 -m dev.sure
  make frontend      fetch the front-end packages (again)                python3 -m dev.frontend
  make locks         resolve requirements/*.in into the lock files       python3 -m dev.inside dev.locks compile
    ARGS="--upgrade"   and take the newest versions                        --upgrade
  make translations  bring every messages.po up to date                  python3 -m dev.inside dev.translations extract
  make bench         measure the app, as PERFORMANCE goals ask           python3 -m dev.inside bench
  make screenshots   draw the pictures of the README                     python3 -m dev.inside dev.screenshots

Settings such as PORT, HOST, DATABASE_URL and SECRET_KEY come from the environment or .env: see .env.example.
"""

if __name__ == "__main__":
    say(HELP.rstrip())
