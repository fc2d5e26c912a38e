"""What the benchmark's server serves: the whole of Praksis as ``app.wsgi`` makes it, and the bare page beside it."""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.wsgi import application as praksis
from bench.bare import PREFIX, make_bare_app
from config import load_settings

application = DispatcherMiddleware(praksis, {PREFIX: make_bare_app(load_settings())})
