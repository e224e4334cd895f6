"""Random STIX: JSON values, sound objects with damage, files in every spacing."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from bayanihan.stix.api import STIX_TYPES
from tests.rooms.stix.samples import sample

KEYS = st.sampled_from(
    [
        "type",
        "id",
        "name",
        "value",
        "created",
        "modified",
        "pattern",
        "objects",
        "extensions",
        "hashes",
        "object_refs",
        "source_ref",
        "object_marking_refs",
        "granular_markings",
        "selectors",
        "marking_ref",
        "contents",
        "lang",
        "definition",
        "external_references",
        "x_custom",
    ],
)
NUMBERS = st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(max_size=20) | KEYS
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
_EXACT = st.integers(1 - 2**53, 2**53 - 1) | st.floats(-1e15, 1e15)
_WHOLE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
# What every program reads alike.
SAFE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | _EXACT | _WHOLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WHOLE, inner, max_size=4),
    max_leaves=12,
)
BODIES = st.dictionaries(KEYS | st.text(max_size=8), VALUES, max_size=8)
TYPES = st.sampled_from(sorted(STIX_TYPES))


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A sound object with a few properties replaced by anything."""
    return sample(draw(TYPES)) | draw(st.dictionaries(KEYS, VALUES, max_size=3))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound object or bundle as bytes, with a few bytes changed, cut or put in."""
    data = bytearray(draw(spaced(draw(st.lists(TYPES, min_size=1, max_size=3)))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 3))
        data[at : at + gone] = draw(
            st.binary(max_size=3) | st.sampled_from([b'"', b"{", b"]", b"\n"])
        )
    return bytes(data)


@st.composite
def spaced(draw: st.DrawFn, names: list[str]) -> bytes:
    """A bundle of the samples of some types, in any spacing."""
    items = [respaced(sample(name), draw) for name in names]
    gap = draw(gaps())
    return gap.join(
        [b'{"type":', b'"bundle",', b'"objects":[', (gap + b"," + gap).join(items), b"]}"]
    )


def gaps() -> st.SearchStrategy[bytes]:
    """White space that JSON allows."""
    return st.text(alphabet=" \t\r\n", max_size=3).map(str.encode)


def respaced(body: dict[str, Any], draw: st.DrawFn) -> bytes:
    """A body written with random space between its members."""
    members = [
        draw(gaps())
        + json.dumps(key).encode()
        + draw(gaps())
        + b":"
        + draw(gaps())
        + json.dumps(value).encode()
        + draw(gaps())
        for key, value in body.items()
    ]
    return b"{" + b",".join(members) + b"}"
