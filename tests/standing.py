"""Worlds that stand while a module's tests run: built once, given to each test as it was built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

World = TypeVar("World")


@contextmanager
def standing(blocker: Any, build: Callable[[], World]) -> Iterator[World]:
    """Build a world inside a transaction that is undone at the end.

    Each test of the module works inside a nested transaction of its own (pytest-django's ``db``),
    so that none sees what another wrote. A test takes a deep copy of the world's objects.
    """
    block = transaction.atomic()
    # As Django's own test case marks its block: durable ones may stand inside it.
    block._from_testcase = True  # type: ignore[attr-defined]  # as said
    with blocker.unblock():
        block.__enter__()
        world = build()
        # References that wait to be checked at the end would keep a table from being altered.
        connection.check_constraints()
    try:
        yield world
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
