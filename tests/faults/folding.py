"""Kills folding and rebuilding before every statement, and lets them race with writers.

``python -m tests.faults.folding FOLDER crash fold_dirty|rebuild`` prints one JSON line a
case, as ``crashing`` does; ``... FOLDER race ROUNDS`` one line a round.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.crashing import Fuse, burning, in_child
from tests.faults.racing import in_process
from tests.faults.stores import Store, open_store, start_django, using

MOST = 600
WRITERS, FOLDERS, EACH = 4, 2, 6


def sighting(name: str, of: str) -> dict[str, Any]:
    """That somebody saw an indicator."""
    from tests.faults.world import STAMP, an_id  # noqa: PLC0415  # Django is set up by then

    head = {"type": "sighting", "spec_version": "2.1", "id": an_id("sighting", name)}
    stamps = {"created": STAMP, "modified": STAMP}
    return {**head, **stamps, "sighting_of_ref": an_id("indicator", of)}


def prepare(store: Store) -> None:
    """A node that spoke of a few indicators, with every subject waiting."""
    from bayanihan.records.api import Entry, mark_dirty  # noqa: PLC0415  # after set-up
    from tests.faults.world import GROUPS, build_node, indicator, lines, say  # noqa: PLC0415  # after set-up
    from tests.rooms.folded.tables import make_tables  # noqa: PLC0415  # after set-up

    store.create("base")
    with using(store, "base"):
        build_node()
        make_tables()
        say("AA", GROUPS[0], lines(indicator("one"), indicator("two")))
        say("BB", GROUPS[1], lines(sighting("first", "one")))
        mark_dirty(Entry.objects.values_list("pk", flat=True))


def works() -> dict[str, Callable[[], Any]]:
    """What is killed."""
    from bayanihan.records.api import fold_dirty, rebuild  # noqa: PLC0415  # after set-up
    from tests.rooms.folded.sightings import TALLY  # noqa: PLC0415  # after set-up

    return {"fold_dirty": fold_dirty, "rebuild": lambda: rebuild(TALLY)}


def shrink_steps() -> None:
    """So small that a few records take many transactions."""
    folding_rows = import_module("bayanihan.records.folding_rows")
    rebuilding = import_module("bayanihan.records.rebuilding")
    vars(folding_rows)["SUBJECTS_AT_ONCE"] = 1
    vars(rebuilding).update(_WALKED_AT_ONCE=3, _DROPPED_AT_ONCE=3)


def work_with(fuse: Fuse, work: Callable[[], Any]) -> None:
    """Work until the fuse is burnt."""
    with burning(fuse):
        work()


def state() -> dict[str, Any]:
    """Whether what is served follows from the records, but for what still waits."""
    from bayanihan.records.api import (  # noqa: PLC0415  # after set-up
        Dirty,
        FoldState,
        table_of,  # after set-up
    )
    from tests.rooms.folded.sightings import TALLY  # noqa: PLC0415  # after set-up
    from tests.rooms.folded.tables import expected, stored  # noqa: PLC0415  # after set-up

    live = FoldState.objects.get(pk=TALLY.name)
    waiting = set(
        Dirty.objects.filter(fold=TALLY.name, build=live.live).values_list("group", "subject")
    )
    served, due = stored(TALLY), expected(TALLY)
    return {
        "wrong": [str(one) for one in set(served) ^ set(due) if one[:2] not in waiting],
        "differs": served != due,
        "waiting": Dirty.objects.count(),
        "builds": sorted(set(table_of(TALLY).values_list("build", flat=True))),
        "building": live.building,
    }


def crash(store: Store, name: str) -> None:
    """All cases of one work, until it lives."""
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    prepare(store)
    shrink_steps()
    for steps in range(MOST):
        case = f"case{steps}"
        store.copy("base", case)

        def attempt(case: str = case, steps: int = steps) -> None:
            with using(store, case):
                work_with(Fuse(steps), works()[name])

        killed = os.WIFSIGNALED(in_child(attempt))
        with using(store, case):
            line = {"steps": steps, "killed": killed, "state": state(), "faults": audit.faults()}
            works()[name]()
            works()["fold_dirty"]()
            line["after"] = state()
        sys.stdout.write(json.dumps(line) + "\n")
        store.drop(case)
        if not killed:
            break
    store.drop("base")


def write(name: str) -> None:
    """Sightings of few indicators: everybody touches everybody's subjects."""
    from bayanihan.kernel.api import read_clock  # noqa: PLC0415  # after set-up
    from tests.faults.world import GROUPS, MEMBERS, lines, say  # noqa: PLC0415  # after set-up

    for number in range(EACH):
        content = lines(sighting(f"{name}-{number}", ("one", "two", "three")[number % 3]))
        where, who = GROUPS[number % len(GROUPS)], MEMBERS[number % len(MEMBERS)]
        say(who, where, content, at=read_clock())


def keep_folding(done: Path, work: Callable[[], Any]) -> None:
    """Again and again until the writers are done."""
    while not done.exists():
        work()


def race(store: Store, number: int) -> dict[str, Any]:
    """Writers, folders and a rebuilder at once; then what is served."""
    done = store.folder / f"done{number}"
    others = [works()["fold_dirty"]] * FOLDERS + [works()["rebuild"]]
    folders = [in_process(store, lambda work=one: keep_folding(done, work)) for one in others]  # type: ignore[misc]  # mypy cannot infer the default
    writers = [
        in_process(store, lambda name=f"w{number}-{one}": write(name))  # type: ignore[misc]  # as above
        for one in range(WRITERS)
    ]
    broken = sum(os.waitpid(writer, 0)[1] != 0 for writer in writers)
    done.touch()
    broken += sum(os.waitpid(folder, 0)[1] != 0 for folder in folders)
    with using(store, "node"):
        works()["fold_dirty"]()
        return {"broken": broken, **state()}


def race_all(store: Store, rounds: int) -> None:
    """Rounds on one node."""
    prepare(store)
    store.copy("base", "node")
    for number in range(rounds):
        sys.stdout.write(json.dumps(race(store, number)) + "\n")
    for case in ("node", "base"):
        store.drop(case)


def main(folder: Path, what: str, how: str) -> None:
    """One of the two."""
    store = open_store(folder)
    start_django(store)
    from bayanihan.records.api import register  # noqa: PLC0415  # after set-up
    from tests.rooms.folded.sightings import TALLY  # noqa: PLC0415  # after set-up

    register(TALLY)
    if what == "crash":
        crash(store, how)
    else:
        race_all(store, int(how))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
