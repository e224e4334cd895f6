"""Looks for what is left of something erased: ``python -m tests.faults.remains FOLDER``.

AA says a large and a small object, brings one of them once more into quarantine, and
erases both. Then every file of the node is searched. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.faults.removing import WORD, publish_clear, work_in
from tests.faults.stores import open_store, start_django, using


def erase_all() -> None:
    """Everything that AA said goes."""
    from bayanihan.records import api  # noqa: PLC0415  # Django is set up by then
    from tests.faults.world import BEGUN  # noqa: PLC0415  # as above

    rows = api.Entry.objects.filter(object__body__contains=WORD)
    chosen = list(rows.select_related("group__newest", "journal__member"))
    why = api.RemovalReason.COURT_ORDER
    api.erase(entries=chosen, by=None, why=why, at=BEGUN + 9)


def found_in(folder: Path) -> list[str]:
    """The files in which the word still stands."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if WORD.encode() in path.read_bytes())


def main(folder: Path) -> None:
    """Say, look, erase, look again."""
    store = open_store(folder)
    start_django(store)
    store.create("node")
    work_in(store, "node")
    from tests.faults.world import build_node, indicator  # noqa: PLC0415  # after set-up

    with using(store, "node"):
        build_node()
        large = indicator(f"{WORD}-large", description=f"{WORD} " * 20_000)
        publish_clear(large, indicator(f"{WORD}-small"))
        # Once more without a handling: the beginning of it is kept in quarantine.
        publish_clear(large, tlp=None)
        before = found_in(folder / "node")
        erase_all()
        after = found_in(folder / "node")
    store.drop("node")
    sys.stdout.write(json.dumps({"before": before, "after": after}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
