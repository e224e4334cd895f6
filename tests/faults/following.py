"""Kills a node that follows a forked charter at every step: ``python -m tests.faults.following``.

As ``receiving`` does for pages: two branches, an end with too few signatures, the end that
removes a member. Afterwards the store is examined, and everything is told once more.
Prints one JSON line a case.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.faults.crashing import Fuse, burning, in_child
from tests.faults.stores import Store, open_store, start_django, using

MOST = 900
STRIDE = 5
NODES = ("a", "b", "c")
Told = list[tuple[str, str]]


def fork(store: Store) -> Told:
    """Three nodes in one group, and what ``b`` is told of its charter."""
    from django.core.management import call_command  # noqa: PLC0415  # Django is set up by then

    from bayanihan.membership.api import RemoveSeat, read_charter  # noqa: PLC0415  # as above
    from tests.rooms.records import receiving_world as nodes  # noqa: PLC0415  # as above
    from tests.rooms.records import test_receiving_forks as forks  # noqa: PLC0415  # as above
    from tests.rooms.records import test_receiving_forks_hostile as ends  # noqa: PLC0415  # as above

    world = nodes.World(store.folder, "", names={node: store.name(node) for node in NODES})
    for node in NODES:
        store.create(node)
        with using(store, node):
            call_command("migrate", verbosity=0)
    nodes.build(world)
    nodes.open_circle(world)
    nodes.say(world, "c", nodes.an_indicator("of c"))
    nodes.pull(world, "c", "b")
    one, two = forks.branch(world, "one", 2), forks.branch(world, "two", 2)
    base, ours, theirs = (
        forks.first(world),
        *(read_charter(some[-1][0].encode()) for some in (one, two)),
    )
    gone = RemoveSeat(nodes.stix_of("c"))
    end, whole = ends.ending(world, base, ours, [theirs], gone, by="ab")
    half = (whole[0], _first_signature(whole[1]))
    assert end.number == 4  # what the test stands on
    return [*one, *two, half, whole]


def _first_signature(note: str) -> str:
    text, _, lines = note.partition("\n\n")
    return f"{text}\n\n{lines.splitlines()[0]}\n"


def follow(told: Told, at: int) -> None:
    """Follow everything that was told."""
    from bayanihan.membership.api import Group  # noqa: PLC0415  # Django is set up by then
    from bayanihan.records.api import advance_charters  # noqa: PLC0415  # as above

    advance_charters(Group.objects.get(), told, at=at)


def follow_with(fuse: Fuse, told: Told, at: int) -> None:
    """The same, until the fuse is burnt."""
    with burning(fuse):
        follow(told, at)


def state() -> list[Any]:
    """Versions, rivals with what settled them, what waits, cuts, and what still stands."""
    from bayanihan.membership.api import Group, Proposal  # noqa: PLC0415  # Django is set up by then
    from bayanihan.records.api import Entry, KeptEvidence  # noqa: PLC0415  # as above

    group = Group.objects.select_related("newest").get()
    rivals = group.rivals.order_by("pk").values_list("number", "settled_by")
    return [
        0 if group.newest is None else group.newest.number,
        group.charters.count(),
        [list(one) for one in rivals],
        list(Proposal.objects.order_by("pk").values_list("state", flat=True)),
        group.cuts.count(),
        Entry.objects.filter(fate="cut").count(),
        KeptEvidence.objects.count(),
    ]


def examine(store: Store, case: str, told: Told, at: int) -> dict[str, Any]:
    """After the crash, and after everything was told again."""
    from tests.rooms.records import audit  # noqa: PLC0415  # Django is set up by then

    with using(store, case):
        found: dict[str, Any] = {"state": state(), "faults": audit.faults()}
        follow(told, at + 1000)
        return {**found, "after": state(), "faults_after": audit.faults()}


def main(folder: Path) -> None:
    """All cases, one line each, until the node lives."""
    store = open_store(folder)
    start_django(store)
    told, at = fork(store), 1_800_000_000_000_000
    try:
        for steps in range(0, MOST, STRIDE):
            case = f"case{steps}"
            store.copy("b", case)

            def work(case: str = case, steps: int = steps) -> None:
                with using(store, case):
                    follow_with(Fuse(steps), told, at)

            status = in_child(work)
            line = {"killed": os.WIFSIGNALED(status), "status": status}
            sys.stdout.write(json.dumps({**line, **examine(store, case, told, at)}) + "\n")
            store.drop(case)
            if not os.WIFSIGNALED(status):
                return
    finally:
        for node in NODES:
            store.drop(node)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
