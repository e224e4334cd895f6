"""Kills a withdrawal and an erasure at every step: ``python -m tests.faults.removing FOLDER``.

As ``crashing`` does for a publish; what is written to the list of erasures counts as
steps too. Afterwards the store is examined, holders answer as at a start, and the act
is asked for once more. Prints one JSON line a case.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.crashing import MOST, Fuse, in_child
from tests.faults.stores import Store, open_store, start_django, using

WORD = "unspeakable"
ACTS = ("withdraw", "erase")


def build() -> None:
    """AA says something to all that BB has to keep; CC holds it too."""
    from bayanihan.membership.api import find_member  # noqa: PLC0415  # Django is set up by then
    from bayanihan.records.api import Entry, Hold  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN, LATER, an_id, build_node, indicator  # noqa: PLC0415  # as above

    build_node()
    own = indicator(WORD, created_by_ref=an_id("identity", "AA"))
    publish_clear(own, indicator("other"))
    publish_clear({**own, "modified": LATER})
    for entry in Entry.objects.filter(object__stix_id=own["id"]):
        member = find_member("BB")
        Hold.objects.create(member=member, entry=entry, why="evidence", by="bb", at=BEGUN + 3)


def publish_clear(*objects: dict[str, Any], tlp: str | None = "TLP:CLEAR") -> None:
    """AA says objects in the circle, CLEAR: nobody in it is of the region's own group."""
    from bayanihan.gate.api import Tlp  # noqa: PLC0415  # Django is set up by then
    from bayanihan.membership.api import find_group, find_member  # noqa: PLC0415  # as above
    from bayanihan.records.api import Bringing, Stated, publish  # noqa: PLC0415  # as above
    from bayanihan.stix.api import slices  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN, lines  # noqa: PLC0415  # as above

    handled = None if tlp is None else Tlp.from_label(tlp)
    publisher = find_member("AA")
    circle = find_group("circle", member=publisher)
    bringing = Bringing(circle, publisher, Stated(tlp=handled), "a file")
    publish(slices(lines(*objects)), bringing, at=BEGUN + 2)


def act(name: str) -> Any:
    """AA takes it back, as its operator."""
    from bayanihan.records import api  # noqa: PLC0415  # Django is set up by then
    from tests.faults.world import BEGUN  # noqa: PLC0415  # as above

    rows = api.Entry.objects.filter(journal__member__code="AA", index=1)
    chosen = list(rows.select_related("group__newest", "journal__member"))
    if name == "withdraw":
        why = api.RemovalReason.WAS_MISTAKEN
        return api.withdraw(entries=chosen, by=None, why=why, at=BEGUN + 9)
    why = api.RemovalReason.COURT_ORDER
    return api.erase(entries=chosen, by=None, why=why, at=BEGUN + 9)


def act_with(fuse: Fuse, name: str) -> None:
    """The act under test; statements, commits and writes to the list burn the fuse."""
    from django.db import connection  # noqa: PLC0415  # Django is set up by then

    connection.ensure_connection()
    connection.commit = _burning(fuse, connection.commit, "COMMIT")  # type: ignore[method-assign]  # the hook of this test
    for call in ("write", "fsync"):
        setattr(os, call, _burning(fuse, getattr(os, call), call))
    with connection.execute_wrapper(fuse.wrap):
        act(name)


def _burning(fuse: Fuse, call: Callable[..., Any], name: str) -> Callable[..., Any]:
    def burn(*arguments: Any) -> Any:
        fuse.burn(name)
        done = call(*arguments)
        fuse.burn(f"{name} done")
        return done

    return burn


def work_in(store: Store, case: str) -> None:
    """The list of erasures lies beside the database of the case."""
    from django.conf import settings  # noqa: PLC0415  # Django is set up by then

    settings.DATA_DIRECTORY = store.folder / case


def attempt(store: Store, case: str, name: str, steps: int) -> int:
    """Take back until the fuse is burnt; gives how the process ended."""

    def work() -> None:
        work_in(store, case)
        with using(store, case):
            act_with(Fuse(steps), name)

    return in_child(work)


def state() -> dict[str, int]:
    """What stands in the tables."""
    from bayanihan.records import api as models  # noqa: PLC0415  # Django is set up by then

    fates = models.Entry.objects.values_list("fate", flat=True)
    rows = models.StoredObject.objects.filter(body__contains=WORD)
    return {
        "withdrawn": sum(one == "withdrawn" for one in fates),
        "erased": sum(one == "erased" for one in fates),
        "removals": models.Removal.objects.count(),
        "receipts": models.Receipt.objects.count(),
        "kept": models.KeptCopy.objects.count(),
        "refused": models.Erased.objects.count(),
        "bodies": rows.count(),
    }


def examine(store: Store, case: str, name: str) -> dict[str, Any]:
    """After the crash; after a start; after the act was asked for again."""
    from bayanihan.kernel.api import Refused  # noqa: PLC0415  # Django is set up by then
    from bayanihan.records.api import (  # noqa: PLC0415  # as above
        answer_removals,
        erasures_file,
        read_erasures,  # as above
    )
    from tests.faults.world import BEGUN  # noqa: PLC0415  # as above
    from tests.rooms.records import audit  # noqa: PLC0415  # as above

    work_in(store, case)
    with using(store, case):
        path = erasures_file()
        found: dict[str, Any] = {"state": state(), "faults": audit.faults()}
        found["listed"] = len(list(read_erasures(path))) if path.exists() else 0
        answer_removals(at=BEGUN + 10)
        found["started"] = state()
        try:
            act(name)
            found["again"] = "done"
        except Refused as refused:
            found["again"] = refused.code.value
        found["after"] = state()
        found["faults_after"] = audit.faults()
    return found


def main(folder: Path) -> None:
    """All cases of both acts, one line each, until the act lives."""
    store = open_store(folder)
    start_django(store)
    store.create("base")
    work_in(store, "base")
    with using(store, "base"):
        build()
    for name in ACTS:
        for steps in range(MOST):
            case = f"{name}{steps}"
            store.copy("base", case)
            status = attempt(store, case, name, steps)
            killed = os.WIFSIGNALED(status)
            line = {"act": name, "steps": steps, "killed": killed, **examine(store, case, name)}
            sys.stdout.write(json.dumps(line) + "\n")
            store.drop(case)
            if not killed:
                break
    store.drop("base")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
