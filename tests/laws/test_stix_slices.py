"""Laws of cutting: exact bytes, in any spacing, from any bytes at all."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.stix.api import Broken, Limits, Slice, slices
from tests.laws.strategies_stix import TYPES, VALUES, damaged, gaps, respaced, spaced
from tests.rooms.stix.samples import sample

WORDS = (
    b'{ } [ ] " , : \\ 1 "type" "bundle" "objects" {"type":"tool"} tru \xff \xef\xbb\xbf'
).split()
PARTS = st.sampled_from([*WORDS, b"\n", b" "])
ANY_BYTES = st.binary(max_size=60) | st.lists(PARTS, max_size=30).map(b"".join) | damaged()


@given(ANY_BYTES)
def test_cutting_never_raises_and_every_slice_is_exact(data: bytes) -> None:
    end = 0
    pieces = list(slices(data, limits=Limits(object_bytes=200)))
    assert pieces, "whatever comes is accounted for"
    for index, piece in enumerate(pieces):
        assert piece.index == index
        if isinstance(piece, Slice):
            assert data[piece.start : piece.start + len(piece.raw)] == piece.raw
            assert piece.start >= end
            end = piece.start + len(piece.raw)
        else:
            assert 0 <= piece.start <= piece.start + piece.size <= len(data)
            assert data[piece.start : piece.start + piece.size].startswith(piece.raw)


@given(st.data(), st.lists(TYPES, min_size=1, max_size=5))
def test_a_sound_bundle_gives_its_objects_whatever_the_spacing(
    data: st.DataObject, names: list[str]
) -> None:
    found = list(slices(data.draw(spaced(names))))
    assert all(isinstance(piece, Slice) for piece in found)
    assert [json.loads(piece.raw) for piece in found] == [sample(name) for name in names]


@given(st.data(), st.lists(TYPES, min_size=1, max_size=4), st.binary(max_size=20))
def test_whole_objects_before_the_damage_survive_it(
    data: st.DataObject, names: list[str], tail: bytes
) -> None:
    whole = data.draw(spaced(names))
    found = [piece for piece in slices(whole) if isinstance(piece, Slice)]
    cut = data.draw(st.integers(0, len(whole) - 1))
    kept = [p.raw for p in found if p.start + len(p.raw) <= cut]
    rest = [p.raw for p in slices(whole[:cut] + tail) if isinstance(p, Slice)]
    assert rest[: len(kept)] == kept


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Lines of which some are damaged, and those that are not."""
    sound = st.builds(lambda name: json.dumps(sample(name)).encode(), TYPES)
    broken = st.builds(lambda line, cut: line[: len(line) - cut], sound, st.integers(1, 30))
    rows = draw(st.lists(st.tuples(st.booleans(), sound, broken), min_size=1, max_size=8))
    return [good if ok else bad for ok, good, bad in rows], [good for ok, good, _ in rows if ok]


@given(lines())
def test_a_damaged_line_costs_no_other_line(rows: tuple[list[bytes], list[bytes]]) -> None:
    written, sound = rows
    pieces = list(slices(b"\n".join(written)))
    assert [piece.raw for piece in pieces if isinstance(piece, Slice)] == sound
    has_damage = len(sound) < len(written)
    assert any(isinstance(piece, Broken) for piece in pieces) is has_damage


@st.composite
def surrounded(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """One object in any spacing, and a file of it with space around."""
    more = draw(st.dictionaries(st.sampled_from(["a", "b", "objects"]), VALUES, max_size=2))
    raw = respaced(sample("tool") | more, draw)
    return raw, draw(gaps()) + raw + draw(gaps())


@given(surrounded())
def test_an_object_alone_is_its_own_slice(written: tuple[bytes, bytes]) -> None:
    raw, file = written
    (piece,) = slices(file)
    assert isinstance(piece, Slice)
    assert piece.raw == raw
