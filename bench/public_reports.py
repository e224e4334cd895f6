"""Take-in of real public reports: the Amnesty bundles, where the test data is at hand."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from bench.nodes import AT, fresh_node
from bench.rows import Row


def amnesty() -> Iterator[Row]:
    """All bundles of the folder, one publish each, handled CLEAR."""
    place = os.environ.get("BAYANIHAN_TEST_DATA")
    files = sorted(Path(place).glob("stix-bundles/amnesty/*.json*")) if place else []
    if not files:
        return
    from bayanihan.exchange.api import read_file  # noqa: PLC0415  # after set-up
    from bayanihan.gate.api import Tlp  # noqa: PLC0415  # after set-up
    from bayanihan.membership.api import find_group, find_member  # noqa: PLC0415  # after set-up
    from bayanihan.records.api import Bringing, Stated, publish  # noqa: PLC0415  # after set-up

    contents = [(path.name, path.read_bytes()) for path in files]
    with fresh_node():
        member = find_member("AA")
        group = find_group("circle", member=member)
        began = time.perf_counter()
        count = 0
        for number, (name, content) in enumerate(contents):
            reading = read_file(content, name)
            stated = Stated(tlp=Tlp.CLEAR)
            bringing = Bringing(group, member, stated, name, reading.definitions)
            count += publish(reading.units, bringing, at=AT + number + 1).read
        rate = count / (time.perf_counter() - began)
    yield Row("Amnesty bundles", count, 1, rate, "objects/s", "public_reports.py", 1e6 / rate)
