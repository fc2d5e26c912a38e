"""Pictures of a course: what they are is decided by their content, never by their name."""

import hashlib
import io
import warnings
from pathlib import Path, PurePosixPath

from PIL import Image

from app.catalogue.rules.edition import Picture
from app.catalogue.rules.problems import Problems
from app.catalogue.rules.reading import MAX_PICTURE_BYTES

MAX_PIXELS = 16_000_000
MAX_SIDE = 8_000
ENDINGS = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "WEBP": (".webp",)}
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
ALL_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)


def read_picture(root: Path, path: str, size: int, problems: Problems) -> Picture | None:
    """Return what a listed file shows, or None when it is not a picture that the course can use."""
    if not path.endswith(ALL_ENDINGS):
        problems.add(path, 1, "this is not a picture of a known kind", "use a .png, .jpg or .webp file")
        return None
    if size > MAX_PICTURE_BYTES:
        what = f"the picture is {size / 1024 / 1024:.1f} MB"
        problems.add(path, 1, what, f"make it smaller; {MAX_PICTURE_BYTES // 1024 // 1024} MB is the limit")
        return None
    try:
        content = (root / path).read_bytes()
    except OSError as error:
        problems.add(path, 1, f"the file cannot be read ({error.strerror})", "check its permissions")
        return None
    return look_into(content, path, problems)


def look_into(content: bytes, path: str, problems: Problems) -> Picture | None:
    """Decode ``content`` once, so that a picture that is shown later is known to be whole."""
    try:
        with warnings.catch_warnings():
            # Pillow warns about absurd sizes before we can ask for them; our own limit is far lower.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=tuple(ENDINGS)) as image:
                kind, (width, height) = str(image.format), image.size
                if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                    remedy = f"scale it down; {MAX_PIXELS // 1_000_000} million pixels is the limit"
                    problems.add(path, 1, f"the picture has {width} × {height} pixels", remedy)
                    return None
                image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        problems.add(path, 1, "the picture cannot be opened", "save it again as .png, .jpg or .webp")
        return None
    if PurePosixPath(path).suffix not in ENDINGS[kind]:
        problems.add(
            path, 1, f"the content is {kind} whatever the name says", f"rename it to end in {ENDINGS[kind][0]}"
        )
        return None
    digest = hashlib.sha256(content).hexdigest()
    return Picture(path=path, media_type=MEDIA_TYPES[kind], digest=digest, width=width, height=height)
