"""Stored hashes of a journal in tiles, so that proofs over a million entries read a few.

The layout is that of C2SP tlog-tiles: a tile is a run of up to 256 hashes.
Tile ``n`` of level 0 holds the leaf hashes from ``256 * n``; level 1 holds the
roots of full tiles of level 0, level 2 those of full tiles of level 1, and so
on. The last tile of a level may be partial; a partial tile has no hash above
it. What lies between is computed when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bayanihan.journal.faults import JournalFault
from bayanihan.journal.trees import (
    HASH_BYTES,
    MAX_SIZE,
    ReadHash,
    pair_up,
    require_hashes,
    split_hashes,
)
from bayanihan.kernel.api import Malformed

TILE: Final = 256
"""Hashes in a full tile."""
TILE_HEIGHT: Final = 8
"""Levels of the tree that a tile spans."""

_KEPT: Final = 64

ReadTile = Callable[[int, int], bytes]
"""Gives the stored bytes of the tile at ``(level, n)``; for a partial tile, what there is."""


def hashes_in_tiles(read_tile: ReadTile) -> ReadHash:
    """A reader of subtree hashes over stored tiles, for proofs and frontiers.

    Keeps the tiles that it read last (at most 64), so make one for each proof or
    batch of proofs, and none that outlives an append.
    Raises ``Malformed`` with the tile when one is damaged or too short.
    """
    rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def read_hash(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        number, place = divmod(index << height, TILE)
        key = (tile_level, number)
        if key not in rows:
            if len(rows) >= _KEPT:
                rows.pop(next(iter(rows)))
            rows[key] = _rows(_hashes(read_tile(*key), where=_name(key)))
        row = rows[key][height]
        if place >> height >= len(row):
            raise Malformed(JournalFault.TILE_SHAPE, where=_name(key))
        return row[place >> height]

    return read_hash


def tiles_after(
    read_tile: ReadTile,
    size: int,
    leaf_hashes: Sequence[bytes],
) -> dict[tuple[int, int], bytes]:
    """The tiles that change when entries are appended to a journal of ``size``, as ``(level, n)``.

    Each comes whole, with what it held before. Reads at most one partial tile
    a level. Raises ``Malformed`` when a stored tile does not fit ``size``.
    """
    if not 0 <= size <= size + len(leaf_hashes) <= MAX_SIZE:
        raise Malformed(JournalFault.OUT_OF_RANGE, where="size")
    require_hashes(leaf_hashes)
    changed: dict[tuple[int, int], bytes] = {}
    level, fresh = 0, list(leaf_hashes)
    while fresh:
        number, width = divmod(size, TILE)
        row = _stored(read_tile, (level, number), width) + fresh
        fresh = []
        for start in range(0, len(row), TILE):
            tile = row[start : start + TILE]
            changed[level, number + start // TILE] = b"".join(tile)
            if len(tile) == TILE:
                fresh.append(_rows(tile)[TILE_HEIGHT][0])
        level, size = level + 1, size // TILE
    return changed


def tile_width(level: int, number: int, size: int) -> int:
    """How many hashes a tile holds in a journal of ``size``; 0 where there is no such tile."""
    return max(0, min(TILE, (size >> (TILE_HEIGHT * level)) - number * TILE))


def _stored(read_tile: ReadTile, key: tuple[int, int], width: int) -> list[bytes]:
    """The first ``width`` hashes of a stored tile; a longer one holds later entries."""
    if width == 0:
        return []
    hashes = _hashes(read_tile(*key), where=_name(key))
    if len(hashes) < width:
        raise Malformed(JournalFault.TILE_SHAPE, where=_name(key))
    return hashes[:width]


def _hashes(data: bytes, *, where: str) -> list[bytes]:
    if len(data) % HASH_BYTES or len(data) > TILE * HASH_BYTES:
        raise Malformed(JournalFault.TILE_SHAPE, where=where)
    return split_hashes(data)


def _rows(hashes: list[bytes]) -> list[list[bytes]]:
    """The hashes of a tile and, above them, those of the complete subtrees in it."""
    rows = [hashes]
    for _ in range(TILE_HEIGHT):
        rows.append(pair_up(rows[-1]))
    return rows


def _name(key: tuple[int, int]) -> str:
    return f"tile {key[0]}/{key[1]}"
