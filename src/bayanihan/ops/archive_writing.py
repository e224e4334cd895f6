"""Writing an archive: streamed, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
from django.conf import settings

from bayanihan.ops.archive_form import MANIFEST, PART_BYTES, SEAL

_OWNER_ONLY = 0o600
_MICROSECONDS = 1_000_000
_READ_AT_ONCE = 1 << 20


class ArchiveWriter:
    """Adds files to a compressed tar and remembers the digest of each."""

    def __init__(self, file: IO[bytes], *, at: int) -> None:
        self.files: dict[str, str] = {}
        # Level 1: a third of the time of the usual level for nearly the same size.
        self._tar = tarfile.open(fileobj=file, mode="w:gz", compresslevel=1)  # noqa: SIM115  # closed by finish
        self._at = at // _MICROSECONDS

    def add(self, name: str, content: bytes) -> None:
        """Add a file that is at hand whole."""
        self.files[name] = hashlib.sha256(content).hexdigest()
        self._tar.addfile(self._entry(name, len(content)), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file of the disk, as far as it reaches now: it may be growing."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            reading = _Digesting(file, size)
            self._tar.addfile(self._entry(name, size), reading)
        self.files[name] = reading.digest.hexdigest()

    def add_rows(
        self,
        name_of: Callable[[int], str],
        rows: Iterable[Any],
        told: Callable[[int], None] = lambda _count: None,
    ) -> tuple[int, int]:
        """Add rows as JSON lines, in files of a few megabytes; gives how many rows and files."""
        count = files = size = 0
        lines: list[bytes] = []
        for row in rows:
            line = msgspec.json.encode(row) + b"\n"
            lines.append(line)
            count, size = count + 1, size + len(line)
            if size >= PART_BYTES:
                self.add(name_of(files), b"".join(lines))
                files, size, lines = files + 1, 0, []
                told(count)
        if lines:
            self.add(name_of(files), b"".join(lines))
            files += 1
        told(count)
        return count, files

    def finish(self, manifest: bytes, seal: str = "") -> None:
        """Add the manifest, which names every other file, and close the archive."""
        self.add(MANIFEST, manifest)
        if seal:
            self.add(SEAL, seal.encode() + b"\n")
        self._tar.close()

    def _entry(self, name: str, size: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, self._at, _OWNER_ONLY
        return entry


class _Digesting:
    """Reads at most so many bytes of a file, and digests them on the way."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.digest = hashlib.sha256()
        self._file = file
        self._left = size

    def read(self, size: int = _READ_AT_ONCE) -> bytes:
        """As of any file."""
        content = self._file.read(min(size, self._left))
        self._left -= len(content)
        self.digest.update(content)
        return content


@contextmanager
def spooled() -> Iterator[tuple[IO[bytes], Path]]:
    """A file for what has to be written whole before it is added; it is gone afterwards."""
    with tempfile.NamedTemporaryFile(prefix=".spool.", dir=settings.DATA_DIRECTORY) as file:
        yield file, Path(file.name)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place, readable by its owner only, when it is whole and on disk."""
    target = path.resolve()
    handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(target)
        sync_directory(target.parent)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def sync_file(path: Path) -> None:
    """What somebody else wrote into a file is on disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_directory(folder: Path) -> None:
    """Without this a new name may be gone after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
