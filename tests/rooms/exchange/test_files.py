"""Files that people bring: whole objects are kept, damage is named, nothing is raised."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.exchange.api import Reading, read_file
from bayanihan.stix.api import Broken, Limits, Slice, StixFault
from tests.rooms.web.hosted import a_bundle, an_indicator, an_object

THING = an_indicator("one", "one.example")
OTHER = an_object("malware", "two", is_family=False)


def split(reading: Reading) -> tuple[list[Slice], list[Broken]]:
    whole = [unit for unit in reading.units if isinstance(unit, Slice)]
    broken = [unit for unit in reading.units if isinstance(unit, Broken)]
    return whole, broken


def faults(data: bytes, **limits: int) -> list[StixFault]:
    reading = read_file(data, "x", limits=Limits(**limits)) if limits else read_file(data, "x")
    return [one.fault.code for one in split(reading)[1]]


@pytest.mark.parametrize(
    "data",
    [
        a_bundle(THING, OTHER),
        json.dumps([THING, OTHER], indent=2).encode(),
        b"\n".join(json.dumps(one).encode() for one in (THING, OTHER)),
        gzip.compress(a_bundle(THING, OTHER)),
        gzip.compress(a_bundle(THING)) + gzip.compress(b"\n" + json.dumps(OTHER).encode()),
    ],
    ids=["bundle", "list", "lines", "gzip", "two gzip members"],
)
def test_every_form_gives_the_same_objects(data: bytes) -> None:
    whole, broken = split(read_file(data, "x"))
    assert [json.loads(one.raw) for one in whole] == [THING, OTHER]
    assert broken == []


def test_an_empty_file_is_one_thing_that_could_not_be_read() -> None:
    assert faults(b"") == [StixFault.EMPTY]


def test_a_cut_gzip_keeps_what_was_whole() -> None:
    packed = gzip.compress(a_bundle(THING, OTHER), compresslevel=0)
    reading = read_file(packed[:-60], "x")
    whole, broken = split(reading)
    assert [json.loads(one.raw) for one in whole] == [THING]
    assert broken


def test_what_stands_behind_a_gzip_is_accounted_for() -> None:
    packed = gzip.compress(a_bundle(THING))
    whole, broken = split(read_file(packed + json.dumps(OTHER).encode(), "x"))
    assert [json.loads(one.raw) for one in whole] == [THING]
    assert [one.fault.detail for one in broken] == ["bytes behind the gzip"]
    assert split(read_file(packed + bytes(512), "x"))[1] == []


def test_too_many_units_end_in_one_that_says_so() -> None:
    reading = read_file(b"1\n" * 5000, "x", limits=Limits(units=100))
    assert len(reading.units) == 101
    assert isinstance(reading.units[-1], Broken)
    assert reading.units[-1].fault.code is StixFault.TOO_MANY


def test_a_gzip_bomb_costs_no_memory_and_says_so() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    bomb = b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    tracemalloc.start()
    found = faults(bomb, file_bytes=4 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [StixFault.TOO_LONG]
    assert peak < 32 << 20


def test_markings_defined_anywhere_in_the_file_are_found() -> None:
    marking = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": "marking-definition--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061",
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "ours"},
    }
    reading = read_file(a_bundle(THING, marking), "x")
    assert list(reading.definitions) == [marking["id"]]


@given(st.binary(max_size=300))
def test_reading_is_total(data: bytes) -> None:
    for candidate in (data, b"\x1f\x8b" + data, gzip.compress(data)):
        reading = read_file(candidate, "x")
        assert reading.size == len(candidate)
        assert reading.units


@given(st.integers(min_value=0, max_value=400), st.binary(min_size=1, max_size=4))
def test_damaged_gzip_is_never_an_exception(place: int, junk: bytes) -> None:
    packed = bytearray(gzip.compress(a_bundle(THING, OTHER)))
    place %= len(packed)
    packed[place : place + len(junk)] = junk
    assert read_file(bytes(packed), "x").units
