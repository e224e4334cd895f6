"""Exact bytes out of every shape of file, and out of damaged ones."""

from __future__ import annotations

import json

import pytest

from bayanihan.stix.api import Broken, Limits, Slice, StixFault, slices
from tests.rooms.stix.samples import sample, written

ONE, TWO, THREE = (written(sample(name)) for name in ("identity", "indicator", "malware"))
PRETTY = json.dumps(
    {"type": "bundle", "id": "bundle--1", "objects": [sample("identity"), sample("tool")]},
    indent=4,
).encode()


def _bundle(*objects: bytes) -> bytes:
    return b'{"type": "bundle", "id": "b", "objects": [' + b" , ".join(objects) + b"]}"


def _cut(data: bytes, limits: Limits | None = None) -> tuple[list[bytes], list[StixFault]]:
    pieces = list(slices(data, limits=limits or Limits()))
    for index, piece in enumerate(pieces):
        assert piece.index == index
        if isinstance(piece, Slice):
            assert data[piece.start : piece.start + len(piece.raw)] == piece.raw
        else:
            assert data[piece.start :].startswith(piece.raw)
            assert piece.start + piece.size <= len(data)
    raws = [piece.raw for piece in pieces if isinstance(piece, Slice)]
    return raws, [piece.fault.code for piece in pieces if isinstance(piece, Broken)]


def test_a_bundle_gives_its_objects_as_they_were_written() -> None:
    odd = b'{ "type":"tool" ,\t"id" : "tool--1" }'
    assert _cut(_bundle(ONE, odd, TWO)) == ([ONE, odd, TWO], [])


def test_a_pretty_bundle_keeps_the_indent_of_each_object() -> None:
    raws, broken = _cut(PRETTY)
    assert [json.loads(raw)["type"] for raw in raws] == ["identity", "tool"]
    assert broken == []
    assert raws[0].startswith(b'{\n            "type": "identity"')


@pytest.mark.parametrize("space", [b"", b" ", b"\n", b"\r\n\t "])
def test_one_object_alone(space: bytes) -> None:
    assert _cut(space + ONE + space) == ([ONE], [])


def test_a_byte_order_mark_is_passed_over() -> None:
    assert _cut(b"\xef\xbb\xbf" + ONE) == ([ONE], [])


def test_a_list_of_objects_and_bundles() -> None:
    data = b"[" + ONE + b"," + _bundle(TWO, THREE) + b"]"
    assert _cut(data) == ([ONE, TWO, THREE], [])


def test_lines_of_objects_and_bundles() -> None:
    data = b"\n".join([ONE, b"", _bundle(TWO, THREE), b"[" + ONE + b"]", b""])
    assert _cut(data) == ([ONE, TWO, THREE, ONE], [])


def test_values_of_many_lines_one_after_another() -> None:
    pretty = json.dumps(sample("tool"), indent=2).encode()
    assert _cut(pretty + b"\n" + pretty + b"\n" + ONE) == ([pretty, pretty, ONE], [])


def test_an_envelope_without_type_is_an_envelope() -> None:
    assert _cut(b'{"more": false, "objects": [' + ONE + b"]}") == ([ONE], [])


def test_the_container_of_observed_data_stays_inside_its_object() -> None:
    inner = written(sample("observed-data", objects={"0": {"type": "ipv4-addr"}}))
    assert _cut(inner) == ([inner], [])
    assert _cut(_bundle(inner)) == ([inner], [])


def test_an_object_with_a_list_of_objects_stays_one_object() -> None:
    body = written({"objects": [{"a": 1}], "type": "x-box", "id": "x-box--1"})
    assert _cut(body) == ([body], [])


def test_a_truncated_bundle_keeps_the_whole_objects() -> None:
    data = _bundle(ONE, TWO, THREE)
    end = data.index(THREE) + 20
    assert _cut(data[:end]) == ([ONE, TWO], [StixFault.TRUNCATED])


def test_truncation_anywhere_keeps_what_was_whole_before() -> None:
    data = _bundle(ONE, TWO)
    for end in range(1, len(data)):
        raws, broken = _cut(data[:end])
        whole = [raw for raw in (ONE, TWO) if data.index(raw) + len(raw) <= end]
        assert raws == whole
        assert len(broken) == 1


def test_truncated_pretty_bundles_too() -> None:
    end = PRETTY.index(b'"tool"')
    raws, broken = _cut(PRETTY[:end])
    assert [json.loads(raw)["type"] for raw in raws] == ["identity"]
    assert broken == [StixFault.TRUNCATED]


def test_a_damaged_line_costs_only_itself() -> None:
    for damaged in (ONE[:-5], b'{"type": "tool", "labels": [', b"not json", ONE[:30]):
        data = b"\n".join([ONE, damaged, TWO, THREE])
        raws, broken = _cut(data)
        assert raws == [ONE, TWO, THREE]
        assert len(broken) == 1


def test_a_line_that_only_looks_whole_does_not_end_the_damage() -> None:
    raws, broken = _cut(b"\n".join([b'{"type": "tool", "labels": [', b"{not json}", ONE, TWO]))
    assert raws == [ONE, TWO]
    assert broken == [StixFault.TRUNCATED]


def test_many_damaged_lines_are_told_in_linear_time() -> None:
    lines = [b'{"type": "tool", "labels": [', ONE] * 2000
    raws, broken = _cut(b"\n".join(lines))
    assert raws == [ONE] * 2000
    assert len(broken) == 2000


def test_damage_inside_a_bundle_is_told_with_its_place() -> None:
    data = b'{"type": "bundle", "objects": [' + ONE + b" " + TWO + b"]}"
    broken = [piece for piece in slices(data) if isinstance(piece, Broken)]
    assert [piece.fault.code for piece in broken] == [StixFault.NOT_JSON]
    assert broken[0].fault.where == f"byte {data.index(TWO)}"
    assert _cut(data)[0] == [ONE]


def test_a_word_that_is_no_json_costs_only_its_object() -> None:
    bad = b'{"type": "tool", "revoked": tru}'
    assert _cut(_bundle(ONE, bad, TWO)) == ([ONE, bad, TWO], [])


def test_a_raw_line_break_in_a_text_costs_only_its_object() -> None:
    bad = b'{"type": "tool", "name": "two\nlines"}'
    assert _cut(_bundle(ONE, bad, TWO)) == ([ONE, bad, TWO], [])
    assert _cut(bad) == ([bad], [])


def test_an_envelope_with_a_key_twice_is_taken_as_neither() -> None:
    for data in (
        b'{"type": "bundle", "objects": [' + ONE + b'], "objects": [' + TWO + b"]}",
        b'{"type": "bundle", "objects": [' + ONE + b'], "obj\\u0065cts": [' + TWO + b"]}",
        b'{"type": "bundle", "objects": [' + ONE + b", " + TWO + b'], "objects": [' + ONE + b"]}",
        b'{"type": "bundle", "objects": [' + ONE + b'], "objects": []}',
        b'{"type": "bundle", "id": "a", "id": "b", "objects": [' + ONE + b"]}",
    ):
        assert _cut(data) == ([], [StixFault.DUPLICATE_KEY])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", StixFault.EMPTY),
        (b" \n\t", StixFault.EMPTY),
        (b"\xef\xbb\xbf", StixFault.EMPTY),
        (b"5", StixFault.NOT_AN_OBJECT),
        (b'"text"', StixFault.NOT_AN_OBJECT),
        (b'"text', StixFault.NOT_AN_OBJECT),
        (b"}", StixFault.NOT_AN_OBJECT),
        (b"[]", StixFault.NO_OBJECTS),
        (b"[ 5 ]", StixFault.NOT_AN_OBJECT),
        (b"[", StixFault.TRUNCATED),
        (b"[1 2]", StixFault.NOT_AN_OBJECT),
        (b'{"type": "bundle"}', StixFault.NO_OBJECTS),
        (b'{"type": "bundle", "objects": []}', StixFault.NO_OBJECTS),
        (b'{"type": "bundle", "objects": {}}', StixFault.NO_OBJECTS),
        (b'{"type": "bundle", "objects": [ ', StixFault.TRUNCATED),
        (b'{"type": "bundle", "objects": []', StixFault.TRUNCATED),
        (b'{"type": "bundle", "objects"', StixFault.TRUNCATED),
        (b'{"type": "bundle", "objects" 5}', StixFault.NOT_JSON),
        (b'{"type": "bundle", "objects": [5]}', StixFault.NOT_AN_OBJECT),
        (b'{"type": "bundle", 5: 6}', StixFault.NOT_JSON),
        (b'{"type": "bundle", "\\ud800": 6}', StixFault.NOT_JSON),
        (b'{"type": "bundle", "a": }', StixFault.NOT_JSON),
        (b'{"type": "bundle" "a": 1}', StixFault.NOT_JSON),
        (b'{"type": "bundle", "a": "text', StixFault.TRUNCATED),
        (b"{", StixFault.TRUNCATED),
        (b"{]", StixFault.NOT_JSON),
        (b"[" * 100_000, StixFault.TRUNCATED),
        (b"[" * 300_000, StixFault.TOO_DEEP),
        (b"{\n" * 300_000, StixFault.TOO_DEEP),
        (b"[" * 10_000 + b"]" * 10_000, StixFault.NOT_AN_OBJECT),
        (b"\xff\xfe\x00", StixFault.NOT_AN_OBJECT),
    ],
)
def test_what_holds_no_object_is_told(data: bytes, code: StixFault) -> None:
    raws, broken = _cut(data)
    assert raws == []
    assert broken[0] is code


def test_ten_thousand_levels_are_one_object_for_reading_to_refuse() -> None:
    deep = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    assert _cut(deep) == ([deep], [])
    assert _cut(_bundle(ONE, deep, TWO)) == ([ONE, deep, TWO], [])


def test_an_over_long_object_is_broken_and_the_others_stay() -> None:
    long = b'{"type": "tool", "name": "' + b"a" * 5000 + b'"}'
    raws, broken = _cut(_bundle(ONE, long, TWO), Limits(object_bytes=1000))
    assert (raws, broken) == ([ONE, TWO], [StixFault.TOO_LONG])
    piece = next(p for p in slices(_bundle(long), limits=Limits(object_bytes=1000)))
    assert isinstance(piece, Broken)
    assert (piece.size, len(piece.raw)) == (len(long), 2048)


def test_an_over_long_file_is_refused_as_a_whole() -> None:
    assert _cut(_bundle(ONE), Limits(file_bytes=50)) == ([], [StixFault.TOO_LONG])


def test_a_bundle_in_a_bundle_is_left_to_reading() -> None:
    inner = _bundle(ONE)
    assert _cut(_bundle(inner)) == ([inner], [])


def test_more_after_the_end_is_told() -> None:
    bad = b'{"type": "tool", "name": "two\nlines"}'
    raws, broken = _cut(_bundle(ONE, bad) + b"\nmore")
    assert (raws, broken) == ([ONE, bad], [StixFault.NOT_JSON])
    assert _cut(bad + b"\nmore") == ([], [StixFault.NOT_JSON])


def test_empty_objects_are_objects() -> None:
    assert _cut(b"[{}") == ([b"{}"], [StixFault.TRUNCATED])
    assert _cut(b"{}") == ([b"{}"], [])


def test_more_after_a_damaged_list_is_told() -> None:
    raws, broken = _cut(b"[" + ONE + b"]]")
    assert raws == [ONE]
    assert broken == [StixFault.NOT_AN_OBJECT]


def test_units_beyond_the_limit_become_one_that_is_broken() -> None:
    whole, faults = _cut(_bundle(ONE, TWO, THREE), Limits(units=2))
    assert (whole, faults) == ([ONE, TWO], [StixFault.TOO_MANY])
    assert _cut(_bundle(ONE, TWO), Limits(units=2)) == ([ONE, TWO], [])


def test_a_line_inside_a_damaged_bundle_is_not_taken_for_the_next_object() -> None:
    spread = ONE.replace(
        b'"name"', b'"roles":\n["one"]\n,"external_references":[\n{"a": 1}\n],"name"'
    )
    whole, faults = _cut(_bundle(spread, TWO, THREE)[:-30])
    assert (whole, faults) == ([spread, TWO], [StixFault.TRUNCATED])
    whole, faults = _cut(b'{"a": \n[]\n[1]\n' + ONE + b"\n")
    assert whole == [ONE]
