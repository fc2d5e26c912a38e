"""What the benchmark's server serves: the whole of Praksis as ``app.wsgi`` makes it, and the bare page beside it."""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import create_app
from bench.bare import PREFIX, make_bare_app
from config import load_settings

_settings = load_settings()
application = DispatcherMiddleware(create_app(_settings), {PREFIX: make_bare_app(_settings)})
