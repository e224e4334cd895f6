"""Writers and readers by cursor at once: ``python -m tests.faults.racing FOLDER ROUNDS EACH``.

Eight processes publish to several groups as several members while four others read
with a cursor on ``seq``, as a peer or a TAXII client would. Prints one JSON line a round.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.stores import Store, open_store, start_django, using

WRITERS = 8
POLLERS = 4
PAGE = 7


def in_process(store: Store, work: Callable[[], None]) -> int:
    """Fork a process with a connection of its own; gives its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with using(store, "node"):
            work()
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def write(name: str, each: int) -> None:
    """Publish one to three objects at a time, somewhere, as somebody."""
    from bayanihan.kernel.api import read_clock  # noqa: PLC0415  # Django is set up by then
    from tests.faults.world import GROUPS, MEMBERS, indicator, lines, say  # noqa: PLC0415  # after set-up

    choose = random.Random(name)  # noqa: S311  # no secret
    for number in range(each):
        count = choose.randint(1, 3)
        content = lines(*(indicator(f"{name}-{number}-{one}") for one in range(count)))
        say(choose.choice(MEMBERS), choose.choice(GROUPS), content, at=read_clock())


def poll(start: int, done: Path, place: Path) -> None:
    """Read page after page behind a cursor until the writers are done and nothing is left."""
    from bayanihan.records.api import Entry  # noqa: PLC0415  # Django is set up by then

    seen: list[int] = []
    cursor = start
    while True:
        is_last = done.exists()
        rows = Entry.objects.filter(seq__gt=cursor).order_by("seq")
        page = list(rows.values_list("seq", flat=True)[:PAGE])
        seen += page
        cursor = page[-1] if page else cursor
        if not page and is_last:
            break
        if not page:
            time.sleep(0.004)
    place.write_text(json.dumps(seen), encoding="ascii")


def race(store: Store, number: int, each: int) -> dict[str, Any]:
    """One round; what each poller missed or saw twice."""
    from bayanihan.records.api import Entry  # noqa: PLC0415  # Django is set up by then

    done = store.folder / f"done{number}"
    places = [store.folder / f"seen{number}-{one}" for one in range(POLLERS)]
    with using(store, "node"):
        start = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    pollers = [in_process(store, lambda at=place: poll(start, done, at)) for place in places]  # type: ignore[misc]  # mypy cannot infer the default
    writers = [
        in_process(store, lambda name=f"w{number}-{one}": write(name, each))  # type: ignore[misc]  # as above
        for one in range(WRITERS)
    ]
    broken = sum(os.waitpid(writer, 0)[1] != 0 for writer in writers)
    done.touch()
    broken += sum(os.waitpid(poller, 0)[1] != 0 for poller in pollers)
    with using(store, "node"):
        rows = Entry.objects.filter(seq__gt=start).order_by("seq")
        table = list(rows.values_list("seq", flat=True))
    seen = [json.loads(place.read_text(encoding="ascii")) for place in places]
    return {
        "entries": len(table),
        "broken": broken,
        "differ": [sorted(set(table) ^ set(one))[:5] for one in seen if one != table],
    }


def main(folder: Path, rounds: int, each: int) -> None:
    """All rounds on one node, then the audit."""
    store = open_store(folder)
    start_django(store)
    from tests.faults.world import build_node  # noqa: PLC0415  # after set-up
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    store.create("node")
    try:
        with using(store, "node"):
            build_node()
        for number in range(rounds):
            sys.stdout.write(json.dumps(race(store, number, each)) + "\n")
            sys.stdout.flush()
        with using(store, "node"):
            sys.stdout.write(json.dumps({"faults": audit.faults()}) + "\n")
    finally:
        store.drop("node")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
