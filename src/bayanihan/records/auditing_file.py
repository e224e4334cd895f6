"""Append-only files of lines that are on disk when ``add`` returns.

Threads that come at the same time share one write and one ``fsync`` a file: whoever has
the turn commits all that wait, the others find theirs done.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from threading import Lock

_MODE = 0o600
_FOLDER_MODE = 0o700
_APPEND = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class _Waiting:
    """One line that waits for the disk; ``error`` is why it did not get there."""

    def __init__(self, name: str, line: bytes) -> None:
        self.name = name
        self.line = line
        self.is_settled = False
        self.error: OSError | None = None


class LineFiles:
    """The files of one folder; one object a process, so that its threads share commits."""

    def __init__(self, folder: Path) -> None:
        self.commits = 0
        self._folder = folder
        self._queue: list[_Waiting] = []
        self._queue_lock = Lock()
        self._turn = Lock()

    def add(self, name: str, line: bytes) -> None:
        """Append a line (without its end) to a file; raises ``OSError`` if it is not on disk."""
        waiting = _Waiting(name, line)
        with self._queue_lock:
            self._queue.append(waiting)
        with self._turn:
            if not waiting.is_settled:
                self._commit_all()
        if waiting.error is not None:
            raise waiting.error

    def _commit_all(self) -> None:
        """Write everything that waits, each file once."""
        with self._queue_lock:
            taken, self._queue = self._queue, []
        by_name: dict[str, list[_Waiting]] = {}
        for one in taken:
            by_name.setdefault(one.name, []).append(one)
        for name, lines in by_name.items():
            error = self._commit(name, b"".join(one.line + b"\n" for one in lines))
            for one in lines:
                one.error, one.is_settled = error, True

    def _commit(self, name: str, text: bytes) -> OSError | None:
        self.commits += 1
        try:
            self._folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            handle = os.open(self._folder / name, _APPEND, _MODE)
            try:
                _append(handle, text)
                is_new = os.fstat(handle).st_size == len(text)
            finally:
                os.close(handle)
            if is_new:
                _sync_folder(self._folder)
                _sync_folder(self._folder.parent)
        except OSError as error:
            return error
        return None


def _append(handle: int, text: bytes) -> None:
    """One write behind what is there; what an earlier failure tore off gets its end first."""
    size = os.fstat(handle).st_size
    if size and os.pread(handle, 1, size - 1) != b"\n":
        text = b"\n" + text
    written = os.write(handle, text)
    if written != len(text):
        message = "only a part could be written"
        raise OSError(message)
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """That a file is there is kept too, not only what is in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def files_in(folder: Path) -> LineFiles:
    """The one keeper of the files of a folder in this process."""
    return LineFiles(folder)
