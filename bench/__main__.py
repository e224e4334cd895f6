"""Measure: ``python -m bench [--small]`` prints one table, with n and the machine.

``--small`` runs everything over few objects, so that the scripts cannot rot; its figures
mean nothing. With ``BAYANIHAN_DATABASE_URL`` take-in is measured on that PostgreSQL
database, which must be empty and is emptied.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator

from bench.nodes import AT, fresh_node, start_django
from bench.rows import Row, table


def machine() -> str:
    """What the figures were taken on, and how busy it was."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}; load average {load} before the run"
    )


def measure(*, small: bool) -> Iterator[Row]:
    """Every row, in the order of the table."""
    # These modules reach into Django, which has to be set up first.
    from bench import giving_out, public_reports, running, take_in  # noqa: PLC0415

    sizes, times = ((300,), 1) if small else ((10_000, 100_000), 3)
    for size in sizes:
        yield from take_in.whole(size, times if size == sizes[0] else 1)
    yield from take_in.stages(sizes[0])
    yield from public_reports.amnesty() if not small else ()
    yield from giving_out.packages_and_pages(sizes[-1], 1)
    yield from giving_out.journals(sizes[-1], times)
    yield from running.serving()
    with fresh_node():
        take_in.publish_all(take_in.bundle(20), at=AT + 1)
        package = b"".join(giving_out.take_package())
    yield from running.commands(package)


def main(arguments: list[str]) -> int:
    """Print the machine and the table."""
    if arguments not in ([], ["--small"]):
        print("usage: python -m bench [--small]", file=sys.stderr)
        return 2
    start_django()
    print(machine(), end="\n\n", flush=True)
    rows = []
    for row in measure(small=bool(arguments)):
        print(f"{row.work}: {row.value:,.1f} {row.unit}", file=sys.stderr, flush=True)
        rows.append(row)
    print(table(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
