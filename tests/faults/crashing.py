"""Kills a publish before every statement and every commit: ``python -m tests.faults.crashing``.

Each case is a forked process on a copy of the same node. It counts what it sends to
the database and ends itself by SIGKILL before step n; the next case dies one step
later, the last one lives. Afterwards the store is examined and the import repeated.
Prints one JSON line a case.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.stores import Store, open_store, start_django, using

CHUNK = 6
MOST = 400


class Fuse:
    """Burns one step with each statement and each commit, and kills when it is burnt."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.said = ""

    def burn(self, statement: str) -> None:
        """One more step is about to be taken."""
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        self.said = statement

    def wrap(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """For ``connection.execute_wrapper``."""
        self.burn(sql)
        return execute(sql, *rest)


@contextmanager
def burning(fuse: Fuse) -> Iterator[None]:
    """Statements and commits burn the fuse, on the database at hand."""
    from django.db import connection  # noqa: PLC0415  # Django is set up by then

    connection.ensure_connection()
    commit = connection.commit

    def commit_or_die() -> None:
        fuse.burn("COMMIT")
        commit()
        fuse.burn("COMMITTED")

    connection.commit = commit_or_die  # type: ignore[method-assign]  # the hook of this test
    with connection.execute_wrapper(fuse.wrap):
        yield


def publish_with(fuse: Fuse, told: Callable[[Any], None]) -> None:
    """The publish under test, on the database at hand."""
    with burning(fuse):
        bring(told)


def bring(told: Callable[[Any], None]) -> Any:
    """Import the mixed batch as AA into the circle; ``told`` hears of each commit."""
    from tests.faults.world import mixed_batch, say  # noqa: PLC0415  # Django is set up by then

    return say("AA", "circle", mixed_batch(), on_progress=told, chunk=CHUNK)


def in_child(work: Callable[[], None]) -> int:
    """Run in a forked process; gives its wait status."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1]


def attempt(store: Store, case: str, steps: int) -> int:
    """Publish until the fuse is burnt; what was acknowledged stands in a file."""
    place = store.folder / case / "told"

    def work() -> None:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def told(outcome: Any) -> None:
            line = {"accepted": outcome.accepted, "seqs": outcome.seqs, "note": outcome.note}
            os.write(handle, json.dumps(line).encode() + b"\n")

        with using(store, case):
            publish_with(Fuse(steps), told)

    return in_child(work)


def state() -> dict[str, int]:
    """How much is stored."""
    from bayanihan.records.api import Checkpoint, Entry, Quarantined  # noqa: PLC0415  # after set-up

    counts = {table.__name__: table.objects.count() for table in (Entry, Quarantined, Checkpoint)}
    objects = Entry.objects.filter(object__isnull=False).values("object").distinct()
    return {**counts, "StoredObject": objects.count()}


def examine(store: Store, case: str) -> dict[str, Any]:
    """After the crash: what is there, does it hold, and what does the import say when repeated."""
    from bayanihan.records.api import Entry  # noqa: PLC0415  # after set-up
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    place = store.folder / case / "told"
    told = [json.loads(line) for line in place.read_bytes().splitlines()] if place.exists() else []
    with using(store, case):
        found: dict[str, Any] = {"told": len(told), "state": state(), "faults": audit.faults()}
        acknowledged = {seq for line in told for seq in line["seqs"]}
        present = Entry.objects.filter(seq__in=acknowledged).count()
        found["lost"] = len(acknowledged) - present
        said = audit.notes() + [line["note"] for line in told]
        again = bring(lambda _outcome: None)
        found["again"] = [again.read, again.accepted, again.duplicates, len(again.rejections)]
        found["after"] = state()
        found["faults_after"] = audit.faults() + audit.broken_words(said)
    return found


def main(folder: Path) -> None:
    """All cases, one line each, until the publish lives."""
    store = open_store(folder)
    start_django(store)
    from tests.faults.world import build_node  # noqa: PLC0415  # after set-up

    store.create("base")
    with using(store, "base"):
        build_node()
    try:
        for steps in range(MOST):
            case = f"case{steps}"
            store.copy("base", case)
            status = attempt(store, case, steps)
            line = {"steps": steps, "killed": os.WIFSIGNALED(status), **examine(store, case)}
            sys.stdout.write(json.dumps(line) + "\n")
            store.drop(case)
            if not os.WIFSIGNALED(status):
                return
    finally:
        store.drop("base")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
