"""Stored tiles: their layout, and proofs read from them."""

from __future__ import annotations

import pytest

from bayanihan.journal.api import (
    MAX_SIZE,
    TILE,
    Frontier,
    ReadTile,
    consistency_proof,
    frontier_of,
    hashes_in_tiles,
    inclusion_proof,
    root_of,
    tile_width,
    tiles_after,
    verify_consistency,
    verify_inclusion,
)
from bayanihan.kernel.api import Malformed
from tests.rooms.journal.samples import numbered

Store = dict[tuple[int, int], bytes]


def reader(store: Store) -> ReadTile:
    return lambda level, number: store[level, number]


def stored(leaves: list[bytes], *, batch: int) -> Store:
    store: Store = {}
    for start in range(0, len(leaves), batch):
        store |= tiles_after(reader(store), start, leaves[start : start + batch])
    return store


def test_the_example_of_the_tile_specification_is_laid_out_as_it_says() -> None:
    store = stored(numbered(70_000), batch=9_999)
    widths = {key: len(tile) // 32 for key, tile in store.items()}
    assert sum(level == 0 and width == TILE for (level, _), width in widths.items()) == 273
    assert widths[0, 273] == 112
    assert widths[1, 0] == TILE
    assert widths[1, 1] == 17
    assert widths[2, 0] == 1
    assert len(widths) == 273 + 1 + 2 + 1
    assert all(tile_width(level, n, 70_000) == width for (level, n), width in widths.items())
    assert tile_width(0, 274, 70_000) == tile_width(3, 0, 70_000) == 0


def test_a_full_tile_has_its_root_in_the_level_above() -> None:
    leaves = numbered(2 * TILE)
    store = stored(leaves, batch=100)
    assert store[1, 0] == root_of(leaves[:TILE]) + root_of(leaves[TILE:])


def test_only_tiles_that_change_are_given() -> None:
    leaves = numbered(600)
    store = stored(leaves[:511], batch=511)
    assert set(tiles_after(reader(store), 511, [])) == set()
    assert set(tiles_after(reader(store), 511, leaves[511:512])) == {(0, 1), (1, 0)}
    assert set(tiles_after(reader(store), 511, leaves[511:513])) == {(0, 1), (0, 2), (1, 0)}


def test_later_entries_in_a_stored_tile_are_written_over() -> None:
    leaves = numbered(20)
    longer = {(0, 0): b"".join(numbered(30, "stray"))}
    longer[0, 0] = b"".join(leaves[:10]) + longer[0, 0]
    assert tiles_after(reader(longer), 10, leaves[10:]) == {(0, 0): b"".join(leaves)}


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 1000])
def test_proofs_and_frontiers_from_tiles_are_those_from_the_list(size: int) -> None:
    leaves = numbered(1000)
    read_hash = hashes_in_tiles(reader(stored(leaves, batch=333)))
    assert frontier_of(read_hash, size) == Frontier().extend(leaves[:size])
    for index in range(0, size, 37):
        assert inclusion_proof(read_hash, index, size) == inclusion_proof(leaves, index, size)
        assert consistency_proof(read_hash, index, size) == consistency_proof(leaves, index, size)


def test_a_proof_in_a_long_journal_reads_a_few_tiles() -> None:
    leaves = numbered(70_000)
    store = stored(leaves, batch=70_000)
    read: list[tuple[int, int]] = []

    def counting(level: int, number: int) -> bytes:
        read.append((level, number))
        return store[level, number]

    root = root_of(leaves)
    proof = inclusion_proof(hashes_in_tiles(counting), 12_345, 70_000)
    verify_inclusion(leaf_hash=leaves[12_345], index=12_345, size=70_000, proof=proof, root=root)
    assert len(read) == len(set(read)) <= 5
    read.clear()
    proof = consistency_proof(hashes_in_tiles(counting), 12_345, 70_000)
    verify_consistency(12_345, root_of(leaves[:12_345]), 70_000, root, proof)
    assert len(read) == len(set(read)) <= 5


def test_a_reader_forgets_what_it_read_long_ago() -> None:
    leaves = numbered(70 * TILE)
    store = stored(leaves, batch=len(leaves))
    read: list[int] = []

    def counting(level: int, number: int) -> bytes:
        read.append(number)
        return store[level, number]

    read_hash = hashes_in_tiles(counting)
    for index in (*range(0, len(leaves), TILE), 0):
        assert read_hash(0, index) == leaves[index]
    assert read == [*range(70), 0]


@pytest.mark.parametrize("tile", [b"", b"\x00" * 31, b"\x00" * 32, b"\x00" * 32 * 257])
def test_a_damaged_tile_is_named(tile: bytes) -> None:
    with pytest.raises(Malformed, match="tile_shape at tile 0/0"):
        inclusion_proof(hashes_in_tiles(lambda _level, _number: tile), 0, 3)
    with pytest.raises(Malformed, match="tile_shape at tile 0/0"):
        tiles_after(lambda _level, _number: tile, 3, numbered(1))


def test_what_cannot_be_appended_is_refused() -> None:
    with pytest.raises(Malformed, match="out_of_range"):
        tiles_after(reader({}), -1, [])
    with pytest.raises(Malformed, match="out_of_range"):
        tiles_after(reader({}), MAX_SIZE, numbered(1))
    with pytest.raises(Malformed, match="hash_length"):
        tiles_after(reader({}), 0, [b"short"])
