"""The form of an archive: a compressed tar of small files, and a manifest that names each.

Nothing in it belongs to one database engine. The manifest comes last: it is sealed with a
key of the node, so that nobody can change a backup who does not hold the key file.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec
from django.conf import settings

from bayanihan.kernel.api import Malformed

BACKUP: Final = "bayanihan-backup/1"
MEMBER: Final = "bayanihan-member/1"
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.seal"
AUDIT: Final = "audit/"
ERASURES: Final = "erasures.log"
# A file of the archive is made in memory: rows are cut into files of about this size.
PART_BYTES: Final = 4 << 20
Migration: TypeAlias = tuple[str, str]


class ArchiveFault(StrEnum):
    """Why an archive cannot be used, or not here."""

    NO_ARCHIVE = "no_archive"
    ARCHIVE_DAMAGED = "archive_damaged"
    NOT_A_BACKUP = "not_a_backup"
    OTHER_KEY_FILE = "other_key_file"
    ARCHIVE_NEWER = "archive_newer"
    NOT_EMPTY = "not_empty"
    ARCHIVE_JOURNAL_BROKEN = "archive_journal_broken"
    UNKNOWN_ROOM = "unknown_room"
    NO_HEADS = "no_heads"


class Table(msgspec.Struct, frozen=True):
    """Rows of one table: the names of the columns, and how many rows in how many files."""

    columns: tuple[str, ...]
    rows: int
    files: int


class Head(msgspec.Struct, frozen=True):
    """The newest signed head of a journal when the archive was made."""

    group: str
    member: str
    size: int
    note: str


class Manifest(msgspec.Struct, frozen=True):
    """What stands in an archive; ``files`` maps names to SHA-256 in hexadecimal."""

    format: str
    made_at: str
    product: str
    files: dict[str, str]
    heads: tuple[Head, ...] = ()
    # Of a backup alone: ``key`` tells key files apart and opens nothing.
    key: str = ""
    is_demo: bool = False
    last_seq: int = 0
    migrations: tuple[Migration, ...] = ()
    tables: dict[str, Table] = {}
    # Of a member's archive alone.
    member: str = ""


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read_manifest(raw: bytes) -> Manifest:
    """A manifest; raises ``Malformed`` for anything else."""
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (ValueError, RecursionError) as error:
        raise Malformed(ArchiveFault.NO_ARCHIVE, where=MANIFEST) from error
    if manifest.format not in {BACKUP, MEMBER}:
        raise Malformed(ArchiveFault.NO_ARCHIVE, where=MANIFEST)
    return manifest


def key_mark() -> str:
    """By which a backup says under which key file it was made."""
    return _keyed(b"which key file").hexdigest()[:16]


def seal_of(manifest: bytes) -> str:
    """What only a holder of the key file can put under a manifest."""
    return _keyed(manifest).hexdigest()


def is_sealed(manifest: bytes, seal: bytes) -> bool:
    """Whether a manifest is as this node's key sealed it."""
    return hmac.compare_digest(seal_of(manifest).encode(), seal.strip())


def _keyed(text: bytes) -> hmac.HMAC:
    return hmac.new(settings.BACKUP_KEY(), text, hashlib.sha256)


def table_file(table: str, number: int) -> str:
    """The name of one file of a table's rows."""
    return f"tables/{table}/{number:05d}.jsonl"
