"""The list of erasures beside the database: a restored backup must not bring back what was erased.

One JSON line for each emptied entry, without content, on disk before the transaction
that empties it commits: the file may hold more than the database, never less. What it
holds and the database does not was asked for and cut off by a crash; after a restore it
is emptied all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from bayanihan.kernel.api import Malformed
from bayanihan.records.removal_rules import RemovalFault

FILE_NAME: Final = "erasures.log"
_MODE: Final = 0o600
# What the decoder says of the beginning of a line.
_TORN: Final = "truncated"


class ErasedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One emptied entry: where it stands in whose journal, and what is refused from whom since.

    ``commitment`` and ``digests`` are hexadecimal; ``at`` is when it was erased.
    """

    group: str
    member: str
    index: int
    commitment: str
    digests: tuple[str, ...]
    at: int


def erasures_file() -> Path:
    """Where this node keeps its list."""
    return Path(settings.DATA_DIRECTORY) / FILE_NAME


def write_erasures(erased: Iterable[ErasedEntry], path: Path) -> None:
    """Append lines, and return when they are on disk."""
    lines = b"".join(msgspec.json.encode(one) + b"\n" for one in erased)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _MODE)
    try:
        # A line that a crash tore off belonged to nothing that was committed.
        end = os.fstat(handle).st_size
        if end and os.pread(handle, 1, end - 1) != b"\n":
            lines = b"\n" + lines
        while lines:
            lines = lines[os.write(handle, lines) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_directory(path.parent)


def _sync_directory(folder: Path) -> None:
    """Without this a new name may be gone after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_erasures(path: Path) -> Iterator[ErasedEntry]:
    """Every whole line; what a crash tore off is passed over.

    Raises ``Malformed`` with the line for anything else that is no such list.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            said = line.rstrip(b"\n")
            try:
                if said:
                    yield msgspec.json.decode(said, type=ErasedEntry)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                if _TORN not in str(error):
                    raise _malformed(number) from error


def _malformed(number: int) -> Malformed:
    return Malformed(RemovalFault.ERASURES_FILE_MALFORMED, where=f"line {number}")
