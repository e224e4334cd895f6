"""Giving out: packages written and verified, list pages, journals proved."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles

from bench.nodes import AT, fresh_node
from bench.rows import Row
from bench.samples import bundle
from bench.take_in import publish_all

PAGES = 60


def packages_and_pages(count: int, times: int) -> Iterator[Row]:
    """A group of so many records, taken out whole and looked at page by page."""
    with fresh_node():
        publish_all(bundle(count))
        written: list[bytes] = []
        took = [
            _seconds(lambda: written.__setitem__(slice(None), take_package())) for _ in range(times)
        ]
        rate = count / median(took)
        yield Row("package, write", count, times, rate, "objects/s", "giving_out.py", 1e6 / rate)
        content = b"".join(written)
        took = [_seconds(lambda: _verify(content, count)) for _ in range(times)]
        rate = count / median(took)
        yield Row("package, verify", count, times, rate, "objects/s", "giving_out.py", 1e6 / rate)
        yield from _pages(count)


def take_package() -> list[bytes]:
    """The package that BB takes out of the circle, in parts."""
    from bayanihan.membership.api import find_group, find_member  # noqa: PLC0415  # after set-up
    from bayanihan.records.api import Order, write_package  # noqa: PLC0415  # after set-up

    parts: list[bytes] = []
    member = find_member("BB")
    write_package(Order(find_group("circle", member=member), member, AT + 10), parts.append)
    return parts


def _verify(content: bytes, count: int) -> None:
    from bayanihan.records.api import verify_package  # noqa: PLC0415  # after set-up

    report = verify_package(content)
    if report.faults or report.objects < count:
        message = f"{len(report.faults)} faults, {report.objects} objects"
        raise RuntimeError(message)


def _pages(count: int) -> Iterator[Row]:
    """A page of 50 of the list, from random places; the gate is asked anew each time."""
    from bayanihan.gate.api import Door, Lane  # noqa: PLC0415  # after set-up
    from bayanihan.membership.api import find_member  # noqa: PLC0415  # after set-up
    from bayanihan.records.api import Filters, Reader  # noqa: PLC0415  # after set-up

    choose = random.Random(3)  # noqa: S311  # no secret
    member = find_member("BB")

    def ask(filters: Filters) -> float:
        before = AT + choose.randint(60, count)

        def page() -> None:
            reader = Reader(member, door=Door.LIST, lane=Lane.REAL, at=AT + 10)
            reader.page(filters, before=before)

        return _seconds(page) * 1000

    for name, filters in (
        ("list page of 50", Filters()),
        ("list page, one type", Filters(type="indicator")),
        ("search by value, absent", Filters(value="absent.example")),
    ):
        took = [ask(filters) for _ in range(PAGES)]
        note = f"p95 {quantiles(took, n=20)[-1]:.1f} ms"
        yield Row(name, count, PAGES, median(took), "ms", "giving_out.py", note=note)


def journals(count: int, times: int) -> Iterator[Row]:
    """Pure trees: append, prove and verify, in memory."""
    from bayanihan.journal.api import (  # noqa: PLC0415  # after set-up
        Frontier,
        hashes_in_tiles,
        inclusion_proof,
        leaf_hash,
        tiles_after,
        verify_inclusion,
    )

    leaves = [leaf_hash(number.to_bytes(8)) for number in range(count)]
    rate = count / median(_seconds(lambda: Frontier().extend(leaves)) for _ in range(times))
    yield Row("journal, append", count, times, rate, "leaves/s", "giving_out.py", 1e6 / rate)
    tiles = tiles_after(lambda _level, _number: b"", 0, leaves)
    root = Frontier().extend(leaves).root()
    proofs = min(count, 2000)
    places = random.Random(4).choices(range(count), k=proofs)  # noqa: S311  # no secret
    read = hashes_in_tiles(lambda level, number: tiles[level, number])
    made = [inclusion_proof(read, place, count) for place in places]
    rate = proofs / _seconds(lambda: [inclusion_proof(read, place, count) for place in places])
    yield Row("journal, prove from tiles", count, 1, rate, "proofs/s", "giving_out.py", 1e6 / rate)

    def verify() -> None:
        for place, proof in zip(places, made, strict=True):
            verify_inclusion(
                leaf_hash=leaves[place], index=place, size=count, proof=proof, root=root
            )

    rate = proofs / _seconds(verify)
    yield Row("journal, verify", count, 1, rate, "proofs/s", "giving_out.py", 1e6 / rate)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
