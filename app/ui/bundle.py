"""Making the files that browsers fetch: one stylesheet, small scripts, fonts and pictures, each named after its content.

A build is a folder named after all that goes into it, so that it is made once. It is put together under another name and
renamed when it is whole; of several processes that start together the first to finish wins and the others use its folder.
"""

import gzip
import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import brotli

LAYERS = "@layer dkfds, praksis;"
MANIFEST = "manifest.json"
COMPRESSED = frozenset({".css", ".js", ".svg"})
ROTTEN_AFTER = 30 * 86_400
"""Seconds after which the folder of an older build is removed; a server that still runs from it has read it long ago."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};])\s*")
_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")


class Sources:
    """What a build is made of: ``static`` is the folder of ``ui``, ``slices`` maps names to their static folders."""

    def __init__(self, static: Path, slices: Mapping[str, Path]) -> None:
        self.vendor = static / "vendor"
        own = {path.stem: path for path in sorted((static / "css").glob("*.css"))}
        first = [own.pop(name) for name in ("tokens", "base", "layout") if name in own]
        last = [own.pop(name) for name in ("print",) if name in own]
        self.files: dict[str, Path] = {f"js/{path.name}": path for path in sorted((static / "js").glob("*.js"))}
        self.files |= {f"img/{path.name}": path for path in sorted((static / "img").glob("*"))}
        of_slices: list[Path] = []
        for name, folder in slices.items():
            of_slices += sorted(folder.glob("*.css"))
            self.files |= {f"js/{name}/{path.name}": path for path in sorted((folder / "js").glob("*.js"))}
        self.styles = [*first, *own.values(), *of_slices, *last]
        if (self.vendor / "htmx.min.js").exists():
            self.files["vendor/htmx.min.js"] = self.vendor / "htmx.min.js"
        self.files |= {f"vendor/fonts/{path.name}": path for path in sorted((self.vendor / "fonts").glob("*.woff2"))}

    @property
    def design_system(self) -> Path | None:
        """The stylesheet of the design system, or None when it has not been fetched."""
        path = self.vendor / "dkfds.css"
        return path if path.exists() else None

    def digest(self) -> str:
        """Return a name for exactly this content, made by exactly this code."""
        state = hashlib.blake2s(Path(__file__).read_bytes(), digest_size=8)
        paths: Iterable[Path] = [
            *self.styles,
            *self.files.values(),
            *([self.design_system] if self.design_system else []),
        ]
        for path in paths:
            state.update(path.name.encode() + b"\0" + path.read_bytes())
        return state.hexdigest()


def build(sources: Sources, root: Path) -> tuple[Path, dict[str, str]]:
    """Make the build under ``root`` if it is not there; return its folder and which logical name has which file."""
    folder = root / sources.digest()
    if not (folder / MANIFEST).exists():
        root.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(dir=root, prefix=".new-"))
        try:
            _fill(workshop, sources)
            workshop.chmod(0o755)
            workshop.rename(folder)
        except OSError:
            # Another process was quicker; anything else is a fault that must be seen.
            if not (folder / MANIFEST).exists():
                raise
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
        _sweep(root, folder)
    names: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))
    return folder, names


def _fill(folder: Path, sources: Sources) -> None:
    names = {logical: _put(folder, path.name, path.read_bytes()) for logical, path in sources.files.items()}
    names["css"] = _put(folder, "praksis.css", stylesheet(sources, folder).encode())
    (folder / MANIFEST).write_text(json.dumps(names, indent=1), "utf-8")


def stylesheet(sources: Sources, folder: Path) -> str:
    """Return all styles as one text: the design system in its layer, ours in the layer that wins.

    Files that the styles name are put into ``folder``; one that is missing is left out of the design system's styles and
    is a FileNotFoundError in ours.
    """
    parts = [LAYERS]
    if sources.design_system:
        parts.append(_addressed(sources.design_system.read_text("utf-8"), sources.vendor, folder, strict=False))
    for path in sources.styles:
        text = _addressed(minified(path.read_text("utf-8")), path.parent, folder, strict=True)
        parts.append(f"@layer praksis{{{text}}}")
    return "\n".join(parts)


def minified(css: str) -> str:
    """Return ``css`` without comments and needless space. Text in quotes keeps its words, not its runs of spaces."""
    return _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css))).strip()


def _addressed(css: str, base: Path, folder: Path, *, strict: bool) -> str:
    """Return ``css`` with each address pointing at a file in ``folder``, named after its content."""

    def place(found: re.Match[str]) -> str:
        path = base / found.group(1)
        if not strict and not path.exists():
            return "none"
        return f"url({_put(folder, path.name, path.read_bytes())})"

    return _URL.sub(place, css)


def _put(folder: Path, name: str, content: bytes) -> str:
    """Write ``content`` under a name with its hash, with compressed versions where they save bytes; return that name."""
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.blake2s(content, digest_size=6).hexdigest()}{dot}{ending}"
    target = folder / hashed
    if not target.exists():
        target.write_bytes(content)
        if target.suffix in COMPRESSED:
            target.with_name(hashed + ".br").write_bytes(brotli.compress(content, quality=11))
            target.with_name(hashed + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed


def _sweep(root: Path, keep: Path) -> None:
    for folder in root.iterdir():
        if folder != keep and folder.is_dir() and folder.stat().st_mtime < time.time() - ROTTEN_AFTER:
            shutil.rmtree(folder, ignore_errors=True)
