"""The lock files: ``python -m dev.locks compile`` resolves them, ``check`` proves that they are current.

``check`` resolves again with the versions of the lock file as preference, so it fails for a changed ``.in`` file
or a lock file edited by hand, and stays quiet when somebody releases a newer version. A lock file never says where
packages come from: neither hosts nor addresses.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dev.console import follow, reason, say
from dev.places import REQUIREMENTS, ROOT

# Each lock file, and the one whose versions it must share (its .in file says so with -c).
LOCKS = {"run": None, "dev": "run", "node": None}
OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:"),
    *("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"),
)
NETWORK = re.compile(
    r"client error|failed to fetch|error sending request|dns|connect|timed? ?out|offline", re.IGNORECASE
)
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, set[str]]:
    """Read which versions a lock file pins: name to versions (several where markers choose)."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer(lock):
        found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


def wishes(text: str) -> list[Requirement]:
    """Read the requirements of a ``.in`` file, without its comments and its references to other files."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def inconsistencies(name: str, source: str, lock: str, base: str | None = None) -> list[str]:
    """Say what is wrong with a lock file that needs no network to see."""
    found = pins(lock)
    problems = []
    if "://" in lock or "--index-url" in lock:
        problems.append(f"{name}.txt holds an address; lock files name no hosts.")
    for wish in wishes(source):
        versions = found.get(canonicalize_name(wish.name))
        if versions is None:
            problems.append(f"{name}.in asks for {wish.name}, which {name}.txt does not hold.")
        elif not all(wish.specifier.contains(version, prereleases=True) for version in versions):
            problems.append(f"{name}.in asks for {wish}, and {name}.txt holds {', '.join(sorted(versions))}.")
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    problems += [
        f"{name}.txt has no hash for {entry.split()[0]}." for entry in entries if "--hash=sha256:" not in entry
    ]
    for package, versions in pins(base or "").items():
        if found.get(package) != versions:
            problems.append(f"{name}.txt and its base differ in {package}.")
    return problems


def npm_inconsistencies(package: str, lock: str) -> list[str]:
    """Say what is wrong with ``package-lock.json`` that needs no network to see."""
    problems = []
    if "://" in lock:
        problems.append("package-lock.json holds an address; lock files name no hosts.")
    asked = json.loads(package).get("dependencies", {})
    locked = json.loads(lock).get("packages", {})
    if asked != locked.get("", {}).get("dependencies", {}):
        problems.append("package.json and package-lock.json name different packages or versions.")
    for name, version in asked.items():
        entry = locked.get(f"node_modules/{name}", {})
        if entry.get("version") != version or not str(entry.get("integrity", "")).startswith("sha512-"):
            problems.append(f"package-lock.json does not hold {name} {version} with its hash.")
    return problems


def resolve(name: str, output: Path, extra: Sequence[str] = ()) -> tuple[bool, str]:
    """Resolve one ``.in`` file into ``output``, whose present text serves as preference. Returns success and reason."""
    source = str(REQUIREMENTS / f"{name}.in")
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "-o", str(output), *OPTIONS, *extra]
    finished = follow(command, lambda _line: None)
    return finished.code == 0, "\n".join(finished.lines) or reason(finished)


def compile_all(extra: Sequence[str]) -> int:
    """Write every Python lock file; ``--upgrade`` and other options of uv may follow."""
    for name in LOCKS:
        good, why = resolve(name, REQUIREMENTS / f"{name}.txt", extra)
        say(f"requirements/{name}.txt: {'written' if good else why}")
        if not good:
            return 1
    return 0


def differences(name: str) -> tuple[list[str], bool]:
    """Resolve again beside the lock file; returns how the result differs, and whether the network answered."""
    with tempfile.TemporaryDirectory(prefix="praksis-locks-") as folder:
        again = Path(shutil.copy2(REQUIREMENTS / f"{name}.txt", Path(folder) / f"{name}.txt"))
        good, why = resolve(name, again)
        if not good:
            return ([], False) if NETWORK.search(why) else ([f"{name}.in cannot be resolved: {why}"], True)
        old, new = (path.read_text("utf-8").splitlines() for path in (REQUIREMENTS / f"{name}.txt", again))
        changed = [
            line for line in difflib.unified_diff(old, new, lineterm="", n=0) if re.match(r"[+-][A-Za-z0-9]", line)
        ]
        if old != new:
            return ([f"{name}.txt is not what {name}.in gives; run: make locks", *changed], True)
    return [], True


def check() -> int:
    """Check all lock files; without network, as far as that goes."""
    texts = {path.name: path.read_text("utf-8") for path in (*REQUIREMENTS.glob("*.in"), *REQUIREMENTS.glob("*.txt"))}
    problems = npm_inconsistencies(
        (ROOT / "package.json").read_text("utf-8"), (ROOT / "package-lock.json").read_text("utf-8")
    )
    for name, base in LOCKS.items():
        base_text = texts[f"{base}.txt"] if base else None
        problems += inconsistencies(name, texts[f"{name}.in"], texts[f"{name}.txt"], base_text)
    for name in LOCKS:
        found, answered = differences(name)
        problems += found
        if not answered:
            say("Note: no package index answered, so the lock files were checked for consistency only.")
            break
    for problem in problems:
        say(problem)
    return 1 if problems else 0


def main(arguments: Sequence[str]) -> int:
    """Run ``compile`` or ``check``."""
    if arguments[:1] == ["compile"]:
        return compile_all(arguments[1:])
    if list(arguments) == ["check"]:
        return check()
    say("Use: python -m dev.locks compile [--upgrade] | check")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
