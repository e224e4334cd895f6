"""What every object must be before anybody can say what it means."""

from __future__ import annotations

import pytest

from bayanihan.kernel.api import Malformed, to_instant
from bayanihan.stix.api import STIX_TYPES, Kind, Limits, StixFault, read
from bayanihan.stix.explaining import walk
from bayanihan.stix.reading import read_fault
from tests.rooms.stix.samples import LATER, MADE, ref, sample, written


def _refusal(raw: bytes, limits: Limits | None = None) -> tuple[StixFault, str]:
    with pytest.raises(Malformed) as caught:
        read(raw, limits=limits or Limits())
    fault = read_fault(caught.value)
    return fault.code, fault.where


def _with(text: bytes) -> bytes:
    return b'{"type": "tool", "id": "' + ref("tool").encode() + b'", ' + text + b"}"


@pytest.mark.parametrize("name", sorted(STIX_TYPES))
def test_every_type_is_read_with_its_kind(name: str) -> None:
    raw = written(sample(name))
    obj = read(raw)
    assert (obj.raw, obj.type, obj.id, obj.kind) == (raw, name, ref(name), STIX_TYPES[name])
    assert obj.body == sample(name)


def test_the_version_is_that_of_modified_else_created_else_none() -> None:
    tool = read(written(sample("tool", modified=LATER, created_by_ref=ref("identity"))))
    assert (tool.created, tool.modified) == (MADE, LATER)
    assert (tool.version_at, tool.version_text) == (to_instant(LATER), LATER)
    assert (tool.creator, tool.revoked) == (ref("identity"), False)
    statement = read(written(sample("marking-definition")))
    assert statement.version_at == to_instant(MADE)
    address = read(written(sample("ipv4-addr")))
    assert (address.version_at, address.version_text, address.creator) == (0, "", None)


def test_a_time_that_cannot_be_read_orders_first_and_is_left_to_checking() -> None:
    assert read(written(sample("tool", modified="soon"))).version_at == 0
    assert read(written(sample("tool", modified=5))).version_text == MADE


def test_only_true_revokes() -> None:
    assert read(written(sample("tool", revoked=True))).revoked
    assert not read(written(sample("tool", revoked="true"))).revoked


def test_unknown_properties_and_types_stay() -> None:
    obj = read(written(sample("x-gate", colour="red", extensions={"a": {"b": [1, None]}})))
    assert obj.body["extensions"] == {"a": {"b": [1, None]}}
    assert obj.kind is Kind.SCO
    assert read(written(sample("x-gate", created=MADE))).kind is Kind.SDO


@pytest.mark.parametrize(
    ("said", "kind"), [("new-sdo", Kind.SDO), ("new-sro", Kind.SRO), ("new-sco", Kind.SCO)]
)
def test_a_new_type_says_its_kind(said: str, kind: Kind) -> None:
    extensions = {"a": 5, "b": {"extension_type": 5}, "c": {"extension_type": said}}
    assert read(written(sample("x-gate", extensions=extensions))).kind is kind


@pytest.mark.parametrize(
    ("raw", "code", "where"),
    [
        (b"", StixFault.EMPTY, "byte 0"),
        (b" \n", StixFault.EMPTY, "byte 0"),
        (b"5", StixFault.NOT_AN_OBJECT, "byte 0"),
        (b"[{}]", StixFault.NOT_AN_OBJECT, "byte 0"),
        (b"{", StixFault.TRUNCATED, "byte 1"),
        (b'{"a": tru}', StixFault.NOT_JSON, "byte 9"),
        (b'{"a": 01}', StixFault.NOT_JSON, "byte 8"),
        (b'{"a": 1,}', StixFault.NOT_JSON, "byte 8"),
        (b'{"a": "\\x"}', StixFault.NOT_JSON, "byte 8"),
        (b'{"a": "\\u12"}', StixFault.NOT_JSON, "byte 11"),
        (b'{"a": "b\tc"}', StixFault.NOT_JSON, "byte 8"),
        (b'{\n"a": 1,\n"b": x}', StixFault.NOT_JSON, "byte 15"),
        (b"{} {}", StixFault.NOT_JSON, "byte 3"),
        (b'{"a": "\xff"}', StixFault.NOT_UTF8, "byte 7"),
        (b'{"a": "\xed\xa0\x80"}', StixFault.NOT_UTF8, "byte 7"),
        (b'{"a": "\xc3\xa9", "\xff": 1}', StixFault.NOT_UTF8, "byte 13"),
        (b'{"a": NaN}', StixFault.NOT_A_NUMBER, "byte 6"),
        (b'{"a": Infinity}', StixFault.NOT_A_NUMBER, "byte 6"),
        (b'{"a": -Infinity}', StixFault.NOT_A_NUMBER, "byte 6"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(raw: bytes, code: StixFault, where: str) -> None:
    found, place = _refusal(raw)
    assert found is code
    assert abs(int(place.removeprefix("byte ")) - int(where.removeprefix("byte "))) <= 1


@pytest.mark.parametrize(
    "text",
    [
        b'"a": "\\ud800"',
        b'"a": "\\udc00"',
        b'"a": "\\ud83dx"',
        b'"a": "\\ud83d\\n"',
        b'"a": "\\ud83d\\ud83d"',
        b'"a": "\\udc00\\ud83d"',
        b'"\\ud800": 1',
        b'"a": "before \\uDABC after"',
    ],
)
def test_half_a_character_is_refused(text: bytes) -> None:
    assert _refusal(_with(text))[0] is StixFault.LONE_SURROGATE


def test_a_whole_pair_is_a_character() -> None:
    assert read(_with(b'"name": "\\ud83d\\ude00"')).body["name"] == "\U0001f600"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b'"a": 1, "a": 2', "/a"),
        (b'"a": 1, "\\u0061": 1', "/a"),
        (b'"b": {"c": [1, {"d": 1, "d": 2}]}', "/b/c/1/d"),
        (b'"id": "x"', "/id"),
        (b'"b/c": {"~": 1, "~": 1}', "/b~1c/~0"),
    ],
)
def test_a_key_twice_is_refused_with_its_pointer(text: bytes, where: str) -> None:
    assert _refusal(_with(text)) == (StixFault.DUPLICATE_KEY, where)


def test_a_key_twice_before_other_damage_is_refused_with_its_offset() -> None:
    code, where = _refusal(b'{"a": 1, "a": 2, "b": tru}')
    assert code is StixFault.DUPLICATE_KEY
    assert where.startswith("byte ")


def test_a_walk_ends() -> None:
    assert list(walk({"a": [1]})) == [(("a",), [1]), (("a", 0), 1)]


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**30])
def test_integers_that_not_every_program_keeps_are_refused(number: int) -> None:
    text = b'"a": {"b": [0, %d]}' % number
    assert _refusal(_with(text)) == (StixFault.BIG_INTEGER, "/a/b/1")


def test_the_greatest_exact_integers_are_read() -> None:
    body = read(_with(b'"a": [9007199254740991, -9007199254740991, 1e300, 0.1]')).body
    assert body["a"] == [2**53 - 1, 1 - 2**53, 1e300, 0.1]


def test_a_number_that_overflows_is_refused() -> None:
    assert _refusal(_with(b'"a": 1e400')) == (StixFault.NOT_A_NUMBER, "/a")
    assert _refusal(_with(b'"a": -1e400')) == (StixFault.NOT_A_NUMBER, "/a")


def test_nesting_ends_at_the_limit() -> None:
    limits = Limits(depth=5)
    assert read(_with(b'"a": [[[[1]]]]'), limits=limits).type == "tool"
    assert _refusal(_with(b'"a": [[[[[1]]]]]'), limits) == (StixFault.TOO_DEEP, "/a/0/0/0/0")
    assert _refusal(_with(b'"a": ' + b"[" * 10_000 + b"]" * 10_000))[0] is StixFault.TOO_DEEP
    assert _refusal(_with(b'"a": ' + b"[" * 63 + b"{}" + b"]" * 63))[0] is StixFault.TOO_DEEP


def test_length_ends_at_the_limit() -> None:
    raw = written(sample("tool"))
    assert read(raw, limits=Limits(object_bytes=len(raw))).raw == raw
    assert _refusal(raw, Limits(object_bytes=len(raw) - 1)) == (
        StixFault.TOO_LONG,
        f"byte {len(raw) - 1}",
    )


@pytest.mark.parametrize("name", [None, 5, "", [], {}, True])
def test_a_type_is_a_text(name: object) -> None:
    assert _refusal(written(sample("tool", type=name))) == (StixFault.BAD_TYPE, "/type")


@pytest.mark.parametrize(
    "identifier",
    [None, 5, [], "", "tool", "tool--", "tool--1", ref("malware"), ref("TOOL"), ref("tool") + "\n"],
)
def test_an_id_is_the_type_and_a_uuid(identifier: object) -> None:
    assert _refusal(written(sample("tool", id=identifier))) == (StixFault.BAD_ID, "/id")


def test_a_bundle_is_no_object() -> None:
    assert _refusal(b'{"type": "bundle", "id": "b"}') == (StixFault.BUNDLE_INSIDE, "/type")


def test_a_version_of_the_specification_is_a_text() -> None:
    raw = written(sample("tool", spec_version=2.1))
    assert _refusal(raw) == (StixFault.BAD_SPEC_VERSION, "/spec_version")
