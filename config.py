"""Settings from the environment and ``.env``: frozen, typed, and validated before anything else starts.

Every setting is read here and nowhere else. ``load_settings`` raises :class:`SettingsError`, whose text has one line per
wrong value, so that the person who starts the application sees what to change and nothing more.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"

FEWEST_DIFFERENT_CHARACTERS = 8
_SCHEMES = {
    "database_url": ("sqlite:///", "postgresql+psycopg://"),
    "base_url": ("http://", "https://"),
    "files_url": ("file:///", "s3://", "memory:///"),
    "mail_url": ("smtp://", "smtps://", "folder:"),
    "rate_limit_storage": ("memory://", "redis://", "rediss://"),
}

KNOWN_SECRETS = ("changeme", "change-me", "secret", "password", "praksis", "example")
"""Words of keys that stand in examples everywhere; a key that holds one is known, whatever stands around it."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
YES = frozenset({"1", "true", "yes", "on"})


class SettingsError(Exception):
    """Settings that cannot be used; the text has one line per setting."""


class Settings(BaseModel):
    """All settings. The environment variable is the field's name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    secret_key: Annotated[str, Field(min_length=32, description="Signs cookies; at least 32 random characters.")]
    demo: Annotated[bool, Field(description="Fictional organisations with known passwords may exist.")] = False
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535, description="Port to listen on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Web processes.")] = 2
    base_url: Annotated[
        str, Field(description="Address that people use; decides links in mail and secure cookies.")
    ] = ""
    database_url: Annotated[str, Field(description="sqlite:///path or postgresql+psycopg://…")] = ""
    files_url: Annotated[str, Field(description="Where files are kept: file:///folder, s3://bucket or memory:///")] = ""
    mail_url: Annotated[str, Field(description="smtp://user:password@host:port, or folder:PATH to write files")] = ""
    mail_from: Annotated[str, Field(description="Sender of mail.")] = "praksis@localhost"
    trusted_proxies: Annotated[
        int, Field(ge=0, le=5, description="Proxies in front that each add the address of who asks to X-Forwarded-For.")
    ] = 0
    rate_limit_storage: Annotated[str, Field(description="memory:// (each process counts alone) or redis://…")] = (
        "memory://"
    )
    sign_ins_per_minute: Annotated[int, Field(ge=1, description="Sign-ins tried from one network address.")] = 60
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="Least severe line logged.")
    ] = "info"
    argon2_time_cost: Annotated[int, Field(ge=1, le=10, description="Rounds of password hashing.")] = 3
    instance: Annotated[Path, Field(description="Folder for the database, files and the demo's key.")] = INSTANCE
    expose_query_count: Annotated[bool, Field(description="Send X-Query-Count; for benchmarks.")] = False

    @field_validator("secret_key")
    @classmethod
    def _is_secret(cls, value: str) -> str:
        if any(word in value.lower() for word in KNOWN_SECRETS) or len(set(value)) < FEWEST_DIFFERENT_CHARACTERS:
            raise ValueError(
                "it is a known or guessable value; make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
            )
        return value

    @field_validator(*_SCHEMES)
    @classmethod
    def _has_a_known_scheme(cls, value: str, info: ValidationInfo) -> str:
        schemes = _SCHEMES[str(info.field_name)]
        if not value.startswith(schemes):
            raise ValueError(f"it must begin with {' or '.join(schemes)}")
        return value

    @property
    def secure(self) -> bool:
        """Whether people reach the application over TLS."""
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None, *, demo_default: bool = False) -> Settings:
    """Return the settings from ``environ`` (default: the process environment over ``.env``).

    With ``demo_default`` (``make run`` and the command line) it is the demo when nobody says, unless something says that
    this is real: a SECRET_KEY, a BASE_URL with TLS, or a HOST that others can reach. In demo mode a missing SECRET_KEY is
    made once and kept in the instance folder; otherwise it must be given. Raises SettingsError.
    """
    if environ is None:
        from_file = {key: value for key, value in dotenv_values(ROOT / ".env").items() if value is not None}
        environ = {**from_file, **os.environ}
    demo_default = demo_default and not _looks_real(environ)
    known = {name: environ[name.upper()] for name in Settings.model_fields if environ.get(name.upper())}
    known.setdefault("demo", "true" if demo_default else "false")
    instance = Path(known.get("instance", INSTANCE))
    known.setdefault("database_url", f"sqlite:///{instance / 'praksis.sqlite3'}")
    known.setdefault("files_url", (instance / "files").resolve().as_uri())
    known.setdefault("mail_url", f"folder:{instance / 'mail'}")
    known.setdefault("base_url", f"http://{known.get('host', '127.0.0.1')}:{known.get('port', '8000')}")
    if "secret_key" not in known and known["demo"].lower() in YES:
        known["secret_key"] = _demo_secret(instance)
    try:
        return Settings.model_validate(known)
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error))) from None


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = "".join(str(part) for part in problem["loc"]).upper()
        if name == "SECRET_KEY" and problem["type"] == "missing":
            lines.append(
                "SECRET_KEY is missing; set it to at least 32 random characters, or set DEMO=true to try Praksis."
            )
        else:
            lines.append(f"{name} cannot be used: {problem['msg'].removeprefix('Value error, ')}.")
    return lines


def _looks_real(environ: Mapping[str, str]) -> bool:
    return (
        bool(environ.get("SECRET_KEY"))
        or environ.get("BASE_URL", "").startswith("https:")
        or (environ.get("HOST") or "127.0.0.1") not in LOOPBACK
    )


def _demo_secret(instance: Path) -> str:
    """Return the demo's own key, made at the first start, so that sign-ins survive a restart. Raises SettingsError."""
    path = instance / "secret-key"
    try:
        if not path.exists():
            instance.mkdir(parents=True, exist_ok=True)
            # Under another name first: an interrupted start must not leave half a key.
            half = path.with_suffix(f".{os.getpid()}")
            half.touch(mode=0o600)
            half.write_text(secrets.token_hex(32))
            half.replace(path)
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(f"INSTANCE cannot be used: {error.strerror or error}.") from None
