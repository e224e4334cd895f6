"""Laws of reading: it returns or it refuses with a place, and it loses nothing."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.kernel.api import Malformed
from bayanihan.stix.api import (
    Fault,
    Slice,
    StixFault,
    canonical_digest,
    check,
    marking,
    read,
    read_fault,
    references,
    same_content,
    searchable,
    slices,
    title,
)
from tests.laws.strategies_stix import BODIES, KEYS, SAFE, TYPES, changed, damaged
from tests.rooms.stix.samples import sample, written


def _bytes(body: object) -> bytes:
    return json.dumps(body).encode()


@given(st.binary(max_size=80) | damaged() | (BODIES | changed()).map(_bytes))
def test_reading_returns_or_refuses_with_a_place(raw: bytes) -> None:
    try:
        obj = read(raw)
    except Malformed as error:
        fault = read_fault(error)
        assert isinstance(fault.code, StixFault)
        assert fault.where.startswith(("byte ", "/"))
    else:
        assert obj.raw == raw
        assert obj.body == json.loads(raw)


@given(BODIES | changed())
def test_judging_and_looking_never_raise(body: dict[str, Any]) -> None:
    try:
        obj = read(_bytes(body))
    except Malformed:
        return
    assert all(isinstance(fault, Fault) for fault in check(obj))
    assert title(obj.body)
    for reference in references(obj.body):
        assert "--" in reference.target
    for value in searchable(obj.body):
        assert value.text.strip()
    marking(obj.body)


@given(TYPES, st.dictionaries(KEYS, SAFE, max_size=3))
def test_unknown_properties_survive(name: str, extra: dict[str, Any]) -> None:
    body = sample(name) | {f"x_{key}": value for key, value in extra.items()}
    (piece,) = slices(written(body))
    assert isinstance(piece, Slice)
    assert read(piece.raw).body == body


@given(TYPES, st.dictionaries(KEYS, SAFE, max_size=3), st.sampled_from([None, 1, 4]))
def test_the_digest_of_content_is_blind_to_spacing_and_order(
    name: str, extra: dict[str, Any], indent: int | None
) -> None:
    body = sample(name) | {f"x_{key}": value for key, value in extra.items()}
    one = written(body)
    two = json.dumps(dict(reversed(body.items())), indent=indent, ensure_ascii=False).encode()
    assert canonical_digest(read(one)) == canonical_digest(read(two))
    assert same_content(one, two)
    assert not same_content(one, written(body | {"x_other": "changed"}))
