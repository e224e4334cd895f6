"""How much one transaction takes, and what is kept of what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.records.api import (
    Bringing,
    Checkpoint,
    Outcome,
    Quarantined,
    RecordFault,
    Stated,
    publish,
    settle,
)
from bayanihan.stix.api import slices
from tests.rooms.records import audit
from tests.rooms.records.saying import SECOND, Body, codes, created_by, say
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator, an_object

KEPT = 64 * 1024


def chunks(hosted: Hosted, *objects: Body, **more: Any) -> list[int]:
    """How many objects were read after each transaction."""
    read: list[int] = []
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "a file")

    def told(outcome: Outcome) -> None:
        read.append(outcome.read)

    at = hosted.at + 2000
    publish(slices(a_bundle(*objects)), bringing, at=at, on_progress=told, **more)
    return read


def report(name: str, references: int) -> Body:
    """A report that points at many things."""
    targets = [an_id("tool", f"{name} {number}") for number in range(references)]
    published = "2026-07-01T08:00:00.000Z"
    return an_object("report", name, published=published, object_refs=targets)


def large(name: str, size: int, **fields: Any) -> Body:
    return {**an_indicator(name, f"{name}.example"), "description": "x" * size, **fields}


def test_small_objects_share_a_transaction_up_to_a_number(hosted: Hosted) -> None:
    things = [an_indicator(f"n{number}", f"n{number}.example") for number in range(7)]
    assert chunks(hosted, *things, chunk=3) == [3, 6, 7]


def test_a_transaction_takes_two_mebibytes(hosted: Hosted) -> None:
    things = [large(f"l{number}", 600_000) for number in range(7)]
    assert chunks(hosted, *things) == [3, 6, 7]
    assert audit.faults() == []


def test_a_transaction_takes_six_thousand_rows_of_the_index(hosted: Hosted) -> None:
    things = [report(f"r{number}", 1900) for number in range(5)]
    before = Checkpoint.objects.count()
    assert chunks(hosted, *things) == [3, 5]
    assert Checkpoint.objects.count() == before + 2


def test_what_is_larger_than_a_transaction_goes_alone(hosted: Hosted) -> None:
    small = an_indicator("small", "small.example")
    other = an_indicator("other", "other.example")
    assert chunks(hosted, small, large("whale", 3 << 20), other) == [1, 2, 3]


def test_what_was_refused_counts_as_well(hosted: Hosted) -> None:
    assert len(chunks(hosted, *[large(f"b{n}", 70_000, pattern="[") for n in range(40)])) > 1


@pytest.mark.parametrize("code", ["same_version_other_content", "not_the_creator"])
def test_evidence_is_kept_whole(hosted: Hosted, code: str) -> None:
    thing = created_by(hosted.a, an_indicator("proof", "proof.example"))
    assert say(hosted, hosted.a, thing).accepted == 1
    member = hosted.a if code == "same_version_other_content" else hosted.b
    said = [{**thing, "description": "x" * 100_000 + end} for end in "ab"]
    assert codes(say(hosted, member, *said)) == [code] * 2
    kept = [bytes(one.raw) for one in Quarantined.objects.filter(member=member).order_by("number")]
    assert kept == [one.raw for one in slices(a_bundle(*said)) if hasattr(one, "raw")]


def test_of_other_refusals_the_beginning_is_kept(hosted: Hosted) -> None:
    thing = an_indicator("born", "born.example")
    changed = large("born", 100_000, created="2026-06-01T08:00:00.000Z", modified=SECOND)
    assert codes(say(hosted, hosted.a, thing, {**changed, "id": thing["id"]})) == [
        RecordFault.CREATED_CHANGED.value
    ]
    assert codes(say(hosted, hosted.a, large("bare", 100_000), tlp=None)) == [
        RecordFault.UNMARKED.value
    ]
    assert [len(bytes(one.raw)) for one in Quarantined.objects.all()] == [KEPT, KEPT]


def test_what_is_settled_while_the_clock_falls_back_is_settled_when_it_came(
    hosted: Hosted,
) -> None:
    say(hosted, hosted.a, an_indicator("bare", "bare.example"), tlp=None)
    row = settle(number=1, member=hosted.a, by="aa.lead", at=hosted.at - 1)
    assert row.settled_at == row.at
