"""Somebody writes while a large import runs: ``python -m tests.faults.waiting FOLDER OBJECTS``.

One process imports in chunks of the default size; another publishes single objects,
one after the other, as a person at a page would. Prints one JSON object: how long the
longest single write took, and how long the import held its transactions, in milliseconds.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tests.faults.racing import in_process
from tests.faults.stores import Store, open_store, start_django, using

PAUSE = 0.05


class Watch:
    """Times each transaction from the moment at which it holds the lock to its end."""

    def __init__(self) -> None:
        self.held: list[float] = []
        self._since = 0.0

    def wrap(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """For ``connection.execute_wrapper``."""
        answer = execute(sql, *rest)
        if not self._since and ("BEGIN IMMEDIATE" in sql or "FOR UPDATE" in sql):
            self._since = time.perf_counter()
        return answer

    def watch(self, work: Callable[[], None]) -> None:
        """Run work on the connection at hand."""
        from django.db import connection  # noqa: PLC0415  # Django is set up by then

        connection.ensure_connection()
        commit = connection.commit

        def timed() -> None:
            commit()
            if self._since:
                self.held.append((time.perf_counter() - self._since) * 1000)
            self._since = 0.0

        connection.commit = timed  # type: ignore[method-assign]  # the hook of this test
        with connection.execute_wrapper(self.wrap):
            work()


def bring_all(store: Store, objects: int) -> None:
    """The full import; its transactions are timed."""
    from tests.faults.world import indicator, lines, say  # noqa: PLC0415  # Django is set up by then

    content = lines(
        *(indicator(f"bulk-{one}", description=f"{one:x} " * 90) for one in range(objects))
    )
    watch = Watch()
    watch.watch(lambda: _ignore(say("AA", "circle", content)))
    (store.folder / "times").write_text(json.dumps(watch.held), encoding="ascii")


def _ignore(_outcome: object) -> None:
    """What was accepted is counted at the end, in the store."""


def write_while(store: Store, importer: int) -> list[float]:
    """Single objects until the import has ended; how long each took."""
    from tests.faults.world import indicator, lines, say  # noqa: PLC0415  # Django is set up by then

    took: list[float] = []
    with using(store, "node"):
        while os.waitpid(importer, os.WNOHANG)[0] == 0:
            content = lines(indicator(f"single-{len(took)}"))
            began = time.perf_counter()
            say("BB", "circle", content)
            took.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE)
    return took


def main(folder: Path, objects: int) -> None:
    """One import beside one person."""
    store = open_store(folder)
    start_django(store)
    from bayanihan.records.api import Entry  # noqa: PLC0415  # after set-up
    from tests.faults.world import build_node  # noqa: PLC0415  # after set-up

    store.create("node")
    try:
        with using(store, "node"):
            build_node()
        waits = write_while(store, in_process(store, lambda: bring_all(store, objects)))
        with using(store, "node"):
            count = Entry.objects.count()
        held = json.loads((folder / "times").read_text(encoding="ascii"))
        said = {
            "entries": count,
            "writes": len(waits),
            "longest_wait": round(max(waits, default=0), 1),
            "chunks": len(held),
            "longest_transaction": round(max(held), 1),
            "median_transaction": round(median(held), 1),
        }
        sys.stdout.write(json.dumps(said) + "\n")
    finally:
        store.drop("node")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
