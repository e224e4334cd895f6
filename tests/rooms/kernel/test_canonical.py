"""Canonical JSON: equal content, equal bytes."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.kernel.api import CanonicalFault, Malformed, canonical, content_digest, digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


def test_the_sample_of_rfc_8785_section_3_2_has_the_published_form() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_utf_16_units() -> None:
    value = {"\ufb33": 1, "\U0001f600": 2, "a": 3}
    assert canonical(value).decode() == '{"a":3,"\U0001f600":2,"\ufb33":1}'


@given(VALUES)
def test_the_canonical_form_says_the_same_and_is_its_own_canonical_form(value: object) -> None:
    once = canonical(value)
    # Every number of I-JSON is a double, also one written without a point (RFC 8785, 3.2.2.3).
    read_back = json.loads(once, parse_int=float)
    assert read_back == value
    assert canonical(read_back) == once


@given(st.dictionaries(TEXTS, NUMBERS, min_size=2))
def test_the_order_of_writing_does_not_matter(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert content_digest(turned) == content_digest(value)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\udfff": 1}, {1: 2}, 1j, b""],
    ids=repr,
)
def test_what_i_json_cannot_say_is_refused_with_a_code(value: object) -> None:
    with pytest.raises(Malformed) as caught:
        canonical(value)
    assert caught.value.code is CanonicalFault.NOT_CANONICAL
    assert caught.value.facts["why"]


def test_nesting_beyond_all_measure_is_refused_and_does_not_crash() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Malformed):
        canonical(value)


def test_digests_are_sha_256() -> None:
    assert digest(b"abc").hex().startswith("ba7816bf8f01cfea414140de5dae2223")
    assert content_digest({"a": 1}) == hashlib.sha256(b'{"a":1}').digest()
