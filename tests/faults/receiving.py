"""Kills a node that takes in pages, before every statement: ``python -m tests.faults.receiving``.

As ``crashing`` does for a publish: each case is a forked process on a copy of the same
node. Afterwards the store is examined, and the same pages come again. Prints one JSON
line a case.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.faults.crashing import Fuse, burning, in_child
from tests.faults.stores import Store, open_store, start_django, using

MOST = 600
NODES = ("a", "b", "c")


def speak(store: Store) -> list[bytes]:
    """Three nodes in one group; what ``a`` said, as it is sent to ``b``: page by page."""
    from django.core.management import call_command  # noqa: PLC0415  # Django is set up by then

    from bayanihan.records.api import Entry, RemovalReason, withdraw  # noqa: PLC0415  # as above
    from tests.rooms.records import receiving_world as nodes  # noqa: PLC0415  # as above

    world = nodes.World(store.folder, "", names={node: store.name(node) for node in NODES})
    for node in NODES:
        store.create(node)
        with using(store, node):
            call_command("migrate", verbosity=0)
    nodes.build(world)
    nodes.open_circle(world)
    nodes.say(world, "a", nodes.an_indicator("one"), nodes.an_indicator("two"))
    nodes.say(world, "a", nodes.an_indicator("hidden"), to=["c"])
    first = nodes.pages(world, "a", "b")
    with world.at("a"):
        entry = Entry.objects.filter(object__isnull=False).order_by("index")[0]
        withdraw(entries=[entry], by=None, why=RemovalReason.WAS_MISTAKEN, at=world.tick())
    [whole] = nodes.pages(world, "a", "b")
    return [*first, whole]


def take(wire: list[bytes], at: int) -> list[int]:
    """Take in every page; gives how many entries each brought."""
    from bayanihan.records.api import receive  # noqa: PLC0415  # Django is set up by then

    return [receive(page, at=at + number).added for number, page in enumerate(wire)]


def take_with(fuse: Fuse, wire: list[bytes], at: int) -> None:
    """The same, until the fuse is burnt."""
    with burning(fuse):
        take(wire, at)


def examine(store: Store, case: str, wire: list[bytes], at: int) -> dict[str, Any]:
    """After the crash: is what is there whole, and what comes of the same pages again."""
    from bayanihan.records.api import Entry, answer_removals  # noqa: PLC0415  # Django is set up
    from tests.rooms.records import audit  # noqa: PLC0415  # as above

    with using(store, case):
        theirs = Entry.objects.filter(journal__member__is_hosted=False)
        found: dict[str, Any] = {"entries": theirs.count(), "faults": audit.faults()}
        found["again"] = sum(take(wire, at + 1000))
        answer_removals(at=at + 2000)
        found["after"] = [
            theirs.count(),
            theirs.filter(fate="withdrawn").count(),
            Entry.objects.filter(kind="receipt").count(),
        ]
        found["faults_after"] = audit.faults()
    return found


def main(folder: Path) -> None:
    """All cases, one line each, until the node lives."""
    store = open_store(folder)
    start_django(store)
    wire = speak(store)
    at = 1_800_000_000_000_000
    try:
        for steps in range(MOST):
            case = f"case{steps}"
            store.copy("b", case)

            def work(case: str = case, steps: int = steps) -> None:
                with using(store, case):
                    take_with(Fuse(steps), wire, at)

            status = in_child(work)
            line = {"killed": os.WIFSIGNALED(status), "status": status}
            sys.stdout.write(json.dumps({**line, **examine(store, case, wire, at)}) + "\n")
            store.drop(case)
            if not os.WIFSIGNALED(status):
                return
    finally:
        for node in NODES:
            store.drop(node)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
