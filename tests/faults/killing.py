"""Kills real imports at random moments: ``python -m tests.faults.killing FOLDER``.

Two ``bayanihan import`` processes of different members work at once on one node
and are killed as soon as something of theirs is stored, a little sooner or later.
At the end everything is imported once more. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.stores import Store, open_store, start_django, using

ROUNDS = 3
# The first file of each is soon acknowledged, the second takes two transactions.
SIZES = (150, 1300)
PATIENCE = 60
PAIR = ("AA", "BB")
_COMMAND = "from bayanihan.site.command import entry_point; entry_point()"


@dataclass
class Seen:
    """What happened in all rounds."""

    killed: int = 0
    acknowledged: list[Path] = field(default_factory=list)


def write_files(folder: Path) -> dict[str, list[Path]]:
    """Files of JSON lines for each member; every object is in one file only."""
    from tests.faults.world import indicator, lines  # noqa: PLC0415  # Django is set up by then

    made: dict[str, list[Path]] = {}
    for member in PAIR:
        for number in range(ROUNDS * len(SIZES)):
            name = f"{member.lower()}-{number}"
            path = folder / f"{name}.jsonl"
            size = SIZES[number % len(SIZES)]
            path.write_bytes(lines(*(indicator(f"{name}-{one}") for one in range(size))))
            made.setdefault(member, []).append(path)
    return made


def start_import(store: Store, member: str, paths: Sequence[Path]) -> subprocess.Popen[bytes]:
    """The command as an operator would run it."""
    words = ["import", *map(str, paths), "--as", member, "--group", "circle", "--tlp", "green"]
    return subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "-c", _COMMAND, *words, "--json"],
        env={**os.environ, **store.environment("node")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def answers(process: subprocess.Popen[bytes]) -> list[dict[str, Any]]:
    """The lines that it had finished writing; waits for its end."""
    said, _ = process.communicate()
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]


def wait_for_more(count: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Until something new is stored, or nobody works any more."""
    from bayanihan.records.api import Entry  # noqa: PLC0415  # Django is set up by then

    end = time.monotonic() + PATIENCE
    while Entry.objects.count() <= count and time.monotonic() < end:
        if all(process.poll() is not None for process in processes):
            return
        time.sleep(0.002)


def kill_round(store: Store, files: dict[str, Sequence[Path]], seen: Seen) -> None:
    """Both work at once until they are killed."""
    from bayanihan.records.api import Entry  # noqa: PLC0415  # Django is set up by then

    with using(store, "node"):
        count = Entry.objects.count()
        processes = [start_import(store, member, paths) for member, paths in files.items()]
        wait_for_more(count, processes)
    for process in processes:
        time.sleep(random.random() * 0.15)  # noqa: S311  # no secret, a moment
        process.kill()
    for process in processes:
        seen.acknowledged += [Path(line["file"]) for line in answers(process)]
        seen.killed += process.returncode < 0


def stored_ids() -> set[str]:
    """Every object that has an entry."""
    from bayanihan.records.api import Entry  # noqa: PLC0415  # Django is set up by then

    rows = Entry.objects.filter(object__isnull=False)
    return set(rows.values_list("object__stix_id", flat=True))


def ids_in(path: Path) -> set[str]:
    """Every id in a file."""
    return {json.loads(line)["id"] for line in path.read_bytes().splitlines()}


def main(folder: Path) -> None:
    """Rounds of killing, a look, one whole run, and a last look."""
    store = open_store(folder)
    start_django(store)
    from tests.faults.world import build_node  # noqa: PLC0415  # after set-up
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    store.create("node")
    try:
        with using(store, "node"):
            build_node()
        files = write_files(folder)
        seen = Seen()
        for number in range(ROUNDS):
            some = slice(number * len(SIZES), (number + 1) * len(SIZES))
            kill_round(store, {one: paths[some] for one, paths in files.items()}, seen)
        found: dict[str, Any] = {"killed": seen.killed, "acknowledged": len(seen.acknowledged)}
        with using(store, "node"):
            stored, said = stored_ids(), audit.notes()
            found["stored"] = len(stored)
            found["lost"] = [path.name for path in seen.acknowledged if ids_in(path) - stored]
            found["faults"] = audit.faults()
        again = [start_import(store, member, paths) for member, paths in files.items()]
        lines = [line for process in again for line in answers(process)]
        found |= {
            name: sum(line[name] for line in lines)
            for name in ("read", "accepted", "duplicates", "quarantined")
        }
        with using(store, "node"):
            everything = {one for paths in files.values() for path in paths for one in ids_in(path)}
            found["missing"] = len(everything - stored_ids())
            found["faults_after"] = audit.faults() + audit.broken_words(said)
        sys.stdout.write(json.dumps(found) + "\n")
    finally:
        store.drop("node")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
