"""The WSGI entry for servers: ``app.wsgi:application``."""

from app import create_app

application = create_app()
