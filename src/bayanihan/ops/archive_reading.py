"""Reading an archive: first all of it is checked, then it is used.

Files are read one after the other and never unpacked under the names that they bring.
"""

from __future__ import annotations

import hashlib
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bayanihan.kernel.api import Malformed, Unverified
from bayanihan.ops.archive_form import (
    BACKUP,
    MANIFEST,
    SEAL,
    ArchiveFault,
    Manifest,
    is_sealed,
    key_mark,
    read_manifest,
)

_READ_AT_ONCE = 1 << 20
_MANIFEST_AT_MOST = 64 << 20
_BROKEN = (tarfile.TarError, EOFError, zlib.error, OSError)


def check_backup(path: Path) -> Manifest:
    """Read a whole backup, compare every file with the sealed manifest; give the manifest.

    Raises ``Malformed`` for what is no archive or ends too early, ``Unverified`` for what
    was changed or was sealed by another node.
    """
    found: dict[str, str] = {}
    small: dict[str, bytes] = {}
    for name, file in each_file(path):
        if name in found:
            raise _damaged(name)
        with _reading():
            if name in {MANIFEST, SEAL}:
                small[name] = file.read(_MANIFEST_AT_MOST)
            else:
                found[name] = _digest(file)
    raw = small.get(MANIFEST)
    if raw is None:
        raise Malformed(ArchiveFault.ARCHIVE_DAMAGED, where=MANIFEST)
    manifest = read_manifest(raw)
    _require_ours(manifest, raw, small.get(SEAL, b""))
    for name in sorted(found.keys() | manifest.files.keys()):
        if found.get(name) != manifest.files.get(name):
            raise _damaged(name)
    return manifest


def _require_ours(manifest: Manifest, raw: bytes, seal: bytes) -> None:
    if manifest.format != BACKUP:
        raise Malformed(ArchiveFault.NOT_A_BACKUP)
    if manifest.key != key_mark():
        raise Unverified(ArchiveFault.OTHER_KEY_FILE)
    if not is_sealed(raw, seal):
        raise _damaged(MANIFEST)


def each_file(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of each file, in order; raises ``Malformed`` where that is no archive."""
    with path.open("rb") as source, _reading(), tarfile.open(fileobj=source, mode="r|gz") as tar:
        for entry in tar:
            file = tar.extractfile(entry) if entry.isreg() else None
            if file is None:
                raise _damaged(entry.name)
            yield entry.name, file


@contextmanager
def _reading() -> Iterator[None]:
    """What the libraries say of a broken archive, as the operator should hear it."""
    try:
        yield
    except _BROKEN as error:
        raise Malformed(ArchiveFault.NO_ARCHIVE, facts={"detail": str(error)[:200]}) from error


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_READ_AT_ONCE):
        digest.update(block)
    return digest.hexdigest()


def _damaged(name: str) -> Unverified:
    return Unverified(ArchiveFault.ARCHIVE_DAMAGED, where=name)
