"""Reading course files safely: what a folder holds, and text that is certainly UTF-8.

Course files are data from outside. Nothing here follows a link, leaves the course folder, waits for a pipe, or reads a
file before its size is known to be acceptable.
"""

import os
import re
import stat
import unicodedata
from pathlib import Path

from app.catalogue.rules.problems import Problems

MAX_FILES = 2_000
MAX_DEPTH = 5
MAX_TEXT_BYTES = 512 * 1024
MAX_PICTURE_BYTES = 2 * 1024 * 1024

IGNORED = frozenset({"README.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})
"""Files in the course folder itself that are for people who read the repository."""

UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ufdd0-\ufdef]")
SAVE_AS_UTF8 = "save the file as UTF-8 (without BOM)"


def list_files(root: Path, problems: Problems) -> dict[str, int]:
    """Return the regular files below ``root`` as relative POSIX path to size in bytes; everything else is a problem."""
    found: dict[str, int] = {}
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            problems.add(
                _relative(folder, root), 1, f"the folder cannot be read ({error.strerror})", "check its permissions"
            )
            continue
        for entry in entries:
            if entry.name.startswith(".") or (depth == 0 and entry.name in IGNORED):
                continue
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and depth < MAX_DEPTH:
                waiting.append((path, depth + 1))
            elif size := _size_of_regular(entry, _relative(path, root), problems):
                found[_relative(path, root)] = size
        if len(found) > MAX_FILES:
            problems.add("", 1, f"the folder holds more than {MAX_FILES} files", "give the folder of one course")
            return {}
    return dict(sorted(found.items()))


def _relative(path: Path, root: Path) -> str:
    return "" if path == root else path.relative_to(root).as_posix()


def _size_of_regular(entry: os.DirEntry[str], path: str, problems: Problems) -> int | None:
    """Return the size of a regular file that is not empty, else note why it cannot be used."""
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(status.st_mode):
        problems.add(path, 1, "this is a link to another place", "put the file itself into the course folder")
    elif stat.S_ISDIR(status.st_mode):
        problems.add(path, 1, "the folder lies too deep", "see the layout in docs/course-format.md")
    elif not stat.S_ISREG(status.st_mode):
        problems.add(path, 1, "this is not an ordinary file", "remove it")
    elif status.st_size == 0:
        problems.add(path, 1, "the file is empty", "write its content or remove it")
    else:
        return status.st_size
    return None


def read_text(root: Path, path: str, size: int, problems: Problems) -> str | None:
    """Return the text of a listed file with plain line ends and composed letters (NFC), or None when it cannot be used."""
    if size > MAX_TEXT_BYTES:
        remedy = f"split it; a text file may be {MAX_TEXT_BYTES // 1024} KB at most"
        problems.add(path, 1, f"the file is {size // 1024} KB", remedy)
        return None
    try:
        content = (root / path).read_bytes()
    except OSError as error:
        problems.add(path, 1, f"the file cannot be read ({error.strerror})", "check its permissions")
        return None
    return decode(content, path, problems)


def decode(content: bytes, path: str, problems: Problems) -> str | None:
    """Return ``content`` as text, or None with a problem that says which encoding it seems to be and where it shows."""
    if content.startswith(UTF8_BOM):
        problems.add(path, 1, "the file begins with a byte order mark (BOM)", SAVE_AS_UTF8)
        return None
    if content.startswith(UTF16_BOMS) or b"\x00" in content[:4]:
        problems.add(path, 1, "the file is encoded as UTF-16", SAVE_AS_UTF8)
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(path, line, f"the file is not UTF-8 but {_guess(content)}", SAVE_AS_UTF8)
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if found := FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problems.add(path, line, f"there is an invisible control character (U+{ord(found[0]):04X})", "delete it")
        return None
    return text


def _guess(content: bytes) -> str:
    """Name the encoding that bytes outside ASCII most likely are."""
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "something else"
    return "probably Windows-1252"
