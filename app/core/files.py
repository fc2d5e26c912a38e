"""The file store: bytes under a key, in a local folder, an S3-compatible bucket or memory, chosen by address."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import ObjectStore, from_url


class StoreError(Exception):
    """A store that cannot be opened; the text says why in one line."""


def open_store(url: str) -> ObjectStore:
    """Return the store at ``url``: ``file:///folder`` (made when missing), ``s3://bucket`` or ``memory:///``.

    Raises StoreError.
    """
    try:
        if url.startswith("file:"):
            Path(unquote(urlsplit(url).path)).mkdir(parents=True, exist_ok=True)
        return from_url(url)
    except (BaseError, OSError) as error:
        raise StoreError(str(error).splitlines()[0]) from None


def put(store: ObjectStore, key: str, content: bytes) -> None:
    """Store ``content`` under ``key``; keys are digests, so storing the same bytes again changes nothing."""
    store.put(key, content)


def get(store: ObjectStore, key: str) -> bytes | None:
    """Return the bytes under ``key``, or None when there are none."""
    try:
        return bytes(store.get(key).bytes())
    except (NotFoundError, FileNotFoundError):
        return None
