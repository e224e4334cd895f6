"""Take-in: what publishing costs, as a whole, stage by stage, and beside bare inserts."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.db import connection

from bench.nodes import AT, fresh_node
from bench.rows import Row
from bench.samples import bundle
from bench.stages import TAKE_IN, timing

CHUNK = 1000


def publish_all(content: bytes, at: int = AT + 1) -> int:
    """One publish by AA into the circle; how many were accepted."""
    from bayanihan.gate.api import Tlp  # noqa: PLC0415  # after set-up
    from bayanihan.membership.api import find_group, find_member  # noqa: PLC0415  # after set-up
    from bayanihan.records.api import Bringing, Stated, publish  # noqa: PLC0415  # after set-up
    from bayanihan.stix.api import slices  # noqa: PLC0415  # after set-up

    member = find_member("AA")
    group = find_group("circle", member=member)
    bringing = Bringing(group, member, Stated(tlp=Tlp.GREEN), "bench")
    return publish(slices(content), bringing, at=at).accepted


def whole(count: int, times: int) -> Iterator[Row]:
    """Objects a second, everything on, and what the database weighs afterwards."""
    content = bundle(count)
    taken, weights = [], []
    for _ in range(times):
        with fresh_node() as folder:
            publish_all(bundle(1, seed=9))
            began = time.perf_counter()
            accepted = publish_all(content)
            taken.append(time.perf_counter() - began)
            weights.append(_weight(folder))
            if accepted != count:
                message = f"{accepted} of {count} accepted"
                raise RuntimeError(message)
    rate = count / median(taken)
    name = f"take in, {connection.vendor}"
    yield Row(name, count, times, rate, "objects/s", "take_in.py", 1e6 / rate)
    if connection.vendor == "sqlite":
        beyond = (median(weights) - len(content)) / count
        yield Row("disk beyond the body", count, times, beyond, "bytes", "take_in.py")
        limit = count / median(_bare_inserts(content, count) for _ in range(times))
        note = f"take-in reaches {rate / limit:.2f} of it"
        yield Row(
            "limit: the same rows, bare", count, times, limit, "rows/s", "take_in.py", note=note
        )


def _weight(folder: Path) -> int:
    """Bytes of the database with everything in its main file."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "bayanihan.sqlite3").stat().st_size


def _bare_inserts(content: bytes, count: int) -> float:
    """The rows of the same objects into the same tables by sqlite3 alone, a commit a chunk."""
    with fresh_node() as folder:
        publish_all(content)
        source = sqlite3.connect(folder / "bayanihan.sqlite3")
        tables = {
            name: source.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608  # our names
            for name in ("records_storedobject", "records_look", "records_entry")
        }
        source.close()
        connection.close()
        target = sqlite3.connect(folder / "bayanihan.sqlite3", isolation_level=None)
        target.execute("PRAGMA synchronous=FULL")
        target.execute("PRAGMA foreign_keys=OFF")
        for (trigger,) in target.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            target.execute(f"DROP TRIGGER {trigger}")
        for name in tables:
            target.execute(f"DELETE FROM {name}")  # noqa: S608  # our names
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        began = time.perf_counter()
        for start in range(0, count, CHUNK):
            target.execute("BEGIN IMMEDIATE")
            for name, rows in tables.items():
                share = len(rows) / count
                part = rows[round(start * share) : round((start + CHUNK) * share)]
                marks = ",".join("?" * len(rows[0]))
                target.executemany(f"INSERT INTO {name} VALUES ({marks})", part)  # noqa: S608  # our names
            target.execute("COMMIT")
        took = time.perf_counter() - began
        target.close()
    return took


def stages(count: int) -> Iterator[Row]:
    """Microseconds an object by stage. The clocks themselves cost about 2 us an object."""
    content = bundle(count, seed=2)
    with fresh_node():
        publish_all(bundle(1, seed=9))
        commits: list[float] = []
        commit = connection.commit

        def timed_commit() -> None:
            began = time.perf_counter()
            commit()
            commits.append(time.perf_counter() - began)

        connection.commit = timed_commit
        try:
            with timing(TAKE_IN) as clock:
                began = time.perf_counter()
                publish_all(content)
                total = time.perf_counter() - began
        finally:
            del connection.commit
    seconds = {**clock.seconds, "commit": sum(commits)}
    seconds["the rest"] = total - sum(seconds.values())
    for stage, took in seconds.items():
        yield Row(f"  {stage}", count, 1, took / count * 1e6, "us/object", "stages.py")
    yield Row(
        "  all stages, with clocks on", count, 1, total / count * 1e6, "us/object", "stages.py"
    )
