"""Overwriting: what is erased leaves no readable bytes in the files of the database.

SQLite leaves deleted bytes where they were until something else needs the place; here
it is told to overwrite them. PostgreSQL gives the place free when it vacuums the table
next, which it does by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

_PATIENCE: Final = 1000
"""Milliseconds for which readers may hold up the clearing of the write-ahead file."""


@contextmanager
def overwriting() -> Iterator[None]:
    """What is deleted or emptied inside is overwritten where it stood."""
    if connection.vendor != "sqlite":
        yield
        return
    before = _pragma("secure_delete")
    _pragma("secure_delete=ON")
    try:
        yield
    finally:
        _pragma(f"secure_delete={before}")


def clear_write_ahead() -> None:
    """After the commit: what was written before it goes from SQLite's write-ahead file too.

    Where somebody reads at this moment, the next checkpoint of the database does it.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    before = _pragma("busy_timeout")
    _pragma(f"busy_timeout={_PATIENCE}")
    try:
        _pragma("wal_checkpoint(TRUNCATE)")
    finally:
        _pragma(f"busy_timeout={before}")


def _pragma(words: str) -> int:
    """Say it to the engine; gives the first number that it answers."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        row = cursor.fetchone()
    return 0 if row is None else int(row[0])
