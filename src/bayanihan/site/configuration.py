"""Settings of a node, read once from the environment and frozen.

Every secret is derived from one master key that lies in a file outside the
data directory, so that a stolen copy of the data opens nothing.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bayanihan.kernel.api import Misconfigured

MASTER_KEY_BYTES = 32
DEMO_MARK = "DEMO"


class ConfigurationFault(StrEnum):
    """Why a node cannot start with these settings."""

    NO_DATA = "no_data"
    NO_KEY_FILE = "no_key_file"
    NOT_A_DEMO = "not_a_demo"
    NO_TABLES = "no_tables"
    UNFINISHED_BUILD = "unfinished_build"
    BEING_BUILT = "being_built"
    BUILT_ELSEWHERE = "built_elsewhere"
    KEY_INSIDE_DATA = "key_inside_data"
    BAD_KEY_FILE = "bad_key_file"
    PORT_IN_USE = "port_in_use"
    BAD_DATABASE_URL = "bad_database_url"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What an operator decides: places, database, addresses."""

    data: Path
    key_file: Path
    database_url: str
    hosts: tuple[str, ...]
    secure: bool
    demo: bool

    def read_master_key(self) -> bytes:
        """The 32-byte master key; refuses loudly when the file is absent or malformed."""
        if self.key_file.resolve().is_relative_to(self.data.resolve()):
            raise Misconfigured(ConfigurationFault.KEY_INSIDE_DATA, where=str(self.key_file))
        try:
            text = self.key_file.read_text(encoding="ascii").strip()
            key = bytes.fromhex(text)
        except FileNotFoundError as error:
            raise Misconfigured(ConfigurationFault.NO_KEY_FILE, where=str(self.key_file)) from error
        except (OSError, ValueError) as error:
            raise Misconfigured(
                ConfigurationFault.BAD_KEY_FILE, where=str(self.key_file)
            ) from error
        if len(key) != MASTER_KEY_BYTES:
            raise Misconfigured(ConfigurationFault.BAD_KEY_FILE, where=str(self.key_file))
        return key

    def secret(self, purpose: str) -> bytes:
        """A 32-byte secret for one purpose, derived by HKDF (RFC 5869)."""
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"bayanihan/{purpose}".encode())
        return hkdf.derive(self.read_master_key())


def create_master_key(path: Path) -> None:
    """Make a new key file, readable by its owner only; an existing one is kept.

    Under its name stands the whole key or nothing, whatever interrupts.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    handle, fresh = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(MASTER_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces: of two that come at once, the first one's key stays.
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        Path(fresh).unlink()
    _sync_directory(path.parent)


def _sync_directory(folder: Path) -> None:
    """Without this a new name in a directory may be gone after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def configuration() -> Configuration:
    """The settings of this process (``BAYANIHAN_*``), read at first use."""
    data = Path(os.environ.get("BAYANIHAN_DATA", "var/demo"))
    key_file = os.environ.get("BAYANIHAN_KEY_FILE") or f"{data.resolve()}.key"
    hosts = os.environ.get("BAYANIHAN_HOSTS", "localhost,127.0.0.1,[::1]")
    return Configuration(
        data=data,
        key_file=Path(key_file),
        database_url=_value_or_file("BAYANIHAN_DATABASE_URL"),
        hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        secure=os.environ.get("BAYANIHAN_SECURE", "") == "1",
        demo=(data / DEMO_MARK).exists(),
    )


def demo_password() -> str:
    """What everybody of a demonstration signs in with: shown on its sign-in page, by design."""
    return "carry-the-house"


def _value_or_file(name: str) -> str:
    """``NAME``, or the content of the file that ``NAME_FILE`` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def database(settings: Configuration) -> dict[str, object]:
    """Django's database entry: SQLite in the data directory, or PostgreSQL by URL."""
    if not settings.database_url:
        return _sqlite(settings.data)
    try:
        parts = urlsplit(settings.database_url)
        port = str(parts.port or "")
        query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError as error:
        raise Misconfigured(ConfigurationFault.BAD_DATABASE_URL) from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise Misconfigured(ConfigurationFault.BAD_DATABASE_URL)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", port),
        "CONN_MAX_AGE": None,
        "OPTIONS": _postgresql(query),
    }


def _postgresql(query: dict[str, str]) -> dict[str, object]:
    """What else the address says (``sslmode``, …) is kept: dropped, it would weaken the link.

    A server or role may have been told not to wait for the disk; what we acknowledge waits.
    """
    said = query.pop("options", "")
    return {**query, "options": f"{said} -c synchronous_commit=on".strip()}


def _sqlite(data: Path) -> dict[str, object]:
    """SQLite as the durability promise demands: WAL, every commit on the disk."""
    pragmas = (
        "PRAGMA page_size=8192",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        # INSERT OR REPLACE must not slip past the triggers that forbid deleting.
        "PRAGMA recursive_triggers=ON",
        "PRAGMA wal_autocheckpoint=16000",
        "PRAGMA cache_size=-16000",
        "PRAGMA mmap_size=0",
        "PRAGMA foreign_keys=ON",
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data / "bayanihan.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": ";".join(pragmas),
        },
    }
