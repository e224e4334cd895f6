"""Laws of trees, proofs and tiles: they are RFC 6962's, for every list of entries."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.journal.api import (
    Frontier,
    consistency_proof,
    frontier_of,
    hashes_in_tiles,
    inclusion_proof,
    prefix_proof,
    root_of,
    tile_width,
    tiles_after,
    verify_consistency,
    verify_inclusion,
)
from bayanihan.kernel.api import Malformed, Unverified
from tests.rooms.journal.oracle import naive_path, naive_proof, naive_root

HASHES = st.binary(max_size=3).map(lambda data: sha256(data).digest())
JOURNALS = st.lists(HASHES, max_size=80)
GROWN = st.lists(HASHES, min_size=2, max_size=80)


@given(JOURNALS)
def test_the_frontier_has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier = Frontier().extend(leaves)
    assert frontier.root() == root_of(leaves) == naive_root(leaves)
    assert frontier.size == len(leaves)


@given(st.lists(JOURNALS, max_size=5))
def test_it_does_not_matter_how_entries_arrive(batches: list[list[bytes]]) -> None:
    frontier = Frontier()
    for batch in batches:
        frontier = Frontier.from_bytes(frontier.to_bytes()).extend(batch)
    assert frontier == Frontier().extend(leaf for batch in batches for leaf in batch)


@given(st.binary(max_size=120))
def test_any_bytes_are_a_frontier_or_malformed(data: bytes) -> None:
    try:
        frontier = Frontier.from_bytes(data)
    except Malformed:
        return
    assert frontier.to_bytes() == data


@given(st.data(), GROWN)
def test_every_inclusion_proof_is_the_definitions_and_verifies(
    data: st.DataObject, leaves: list[bytes]
) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index, size)
    assert list(proof) == naive_path(index, leaves[:size])
    root = naive_root(leaves[:size])
    verify_inclusion(leaf_hash=leaves[index], index=index, size=size, proof=proof, root=root)


@given(st.data(), GROWN)
def test_any_bit_flipped_breaks_an_inclusion_proof(
    data: st.DataObject, leaves: list[bytes]
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(leaves, index, len(leaves))
    whole = bytearray(b"".join((leaves[index], root_of(leaves), *proof)))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    leaf, root, *steps = (bytes(whole[at : at + 32]) for at in range(0, len(whole), 32))
    with pytest.raises(Unverified):
        verify_inclusion(leaf_hash=leaf, index=index, size=len(leaves), proof=steps, root=root)


@given(st.data(), st.lists(HASHES, min_size=2, max_size=80, unique=True))
def test_an_inclusion_proof_holds_at_no_other_index(
    data: st.DataObject, leaves: list[bytes]
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(-2, len(leaves) + 2).filter(lambda each: each != index))
    proof = inclusion_proof(leaves, index, len(leaves))
    with pytest.raises(Unverified):
        verify_inclusion(
            leaf_hash=leaves[index],
            index=other,
            size=len(leaves),
            proof=proof,
            root=root_of(leaves),
        )


@given(st.data(), JOURNALS)
def test_every_journal_continues_each_of_its_beginnings(
    data: st.DataObject, leaves: list[bytes]
) -> None:
    first = data.draw(st.integers(0, len(leaves)))
    one, two = naive_root(leaves[:first]), naive_root(leaves)
    proof = consistency_proof(leaves, first, len(leaves))
    verify_consistency(first, one, len(leaves), two, proof)
    if 0 < first < len(leaves):
        assert list(proof) == naive_proof(first, leaves)


@given(st.data(), GROWN)
def test_any_bit_flipped_breaks_a_consistency_proof(
    data: st.DataObject, leaves: list[bytes]
) -> None:
    first = data.draw(st.integers(1, len(leaves) - 1))
    proof = consistency_proof(leaves, first, len(leaves))
    whole = bytearray(b"".join((root_of(leaves[:first]), root_of(leaves), *proof)))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    one, two, *steps = (bytes(whole[at : at + 32]) for at in range(0, len(whole), 32))
    with pytest.raises(Unverified):
        verify_consistency(first, one, len(leaves), two, steps)


@given(st.data(), GROWN)
def test_no_proof_shows_that_a_changed_journal_continues(
    data: st.DataObject, leaves: list[bytes]
) -> None:
    first = data.draw(st.integers(1, len(leaves) - 1))
    changed = list(leaves)
    changed[data.draw(st.integers(0, first - 1))] = sha256(b"another entry").digest()
    proofs = (
        consistency_proof(leaves, first, len(leaves)),
        consistency_proof(changed, first, len(leaves)),
        prefix_proof(changed, first, len(leaves)),
    )
    for proof in proofs:
        with pytest.raises(Unverified):
            verify_consistency(first, root_of(leaves[:first]), len(leaves), root_of(changed), proof)


@given(
    st.integers(-1, 40),
    st.integers(-1, 40),
    st.lists(st.binary(min_size=31, max_size=33), max_size=8),
    st.binary(min_size=32, max_size=32),
)
def test_what_strangers_call_a_proof_is_never_more_than_unverified(
    number: int, size: int, proof: list[bytes], other: bytes
) -> None:
    with pytest.raises(Unverified):
        verify_inclusion(leaf_hash=other, index=number, size=size, proof=proof, root=b"")
    with pytest.raises(Unverified):
        verify_consistency(number, other, size, b"", proof)


@given(st.data(), st.lists(st.integers(0, 400), max_size=6))
def test_tiles_hold_what_the_list_holds(data: st.DataObject, batches: list[int]) -> None:
    leaves: list[bytes] = []
    store: dict[tuple[int, int], bytes] = {}

    def read_tile(level: int, number: int) -> bytes:
        return store[level, number]

    for batch in batches:
        fresh = [sha256(b"%d" % (len(leaves) + each)).digest() for each in range(batch)]
        store.update(tiles_after(read_tile, len(leaves), fresh))
        leaves += fresh
    size = len(leaves)
    widths = {key: len(tile) // 32 for key, tile in store.items()}
    assert all(tile_width(level, n, size) == width for (level, n), width in widths.items())
    assert sum(width for (level, _), width in widths.items() if level == 0) == size
    read_hash = hashes_in_tiles(read_tile)
    assert frontier_of(read_hash, size) == Frontier().extend(leaves)
    earlier = data.draw(st.integers(0, size))
    assert frontier_of(read_hash, earlier) == Frontier().extend(leaves[:earlier])
    assert consistency_proof(read_hash, earlier, size) == consistency_proof(leaves, earlier, size)
    if earlier:
        index = data.draw(st.integers(0, earlier - 1))
        assert inclusion_proof(read_hash, index, earlier) == inclusion_proof(leaves, index, earlier)
