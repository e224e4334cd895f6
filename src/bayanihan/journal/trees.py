"""Merkle trees over the entries of a journal, and the compact frontier that grows them.

Hashes are SHA-256 (32 bytes) as in RFC 6962 section 2.1: a leaf is
``SHA-256(0x00 || entry)``, a node ``SHA-256(0x01 || left || right)``, so that
no entry can pass for a node.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bayanihan.journal.faults import JournalFault
from bayanihan.kernel.api import Malformed

HASH_BYTES: Final = 32
MAX_SIZE: Final = 2**53 - 1
"""The most entries that a journal may hold: what canonical JSON can still count."""
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of a journal without entries."""

_SIZE_BYTES: Final = 8
_CHUNK: Final = 8_192

ReadHash = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree: ``(level, index)`` covers the entries
from ``index * 2**level`` up to, not including, ``(index + 1) * 2**level``."""


def leaf_hash(data: bytes) -> bytes:
    """The hash under which an entry stands in the tree."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees taken together."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over all entries in order; ``EMPTY_ROOT`` for none."""
    return Frontier().extend(leaf_hashes).root()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to append to a journal and to know its root, without its entries.

    ``hashes`` are the roots of the complete subtrees that make up the first
    ``size`` entries, largest (leftmost) first; there is one for each bit set
    in ``size``, at most 53. Immutable: growing gives a new frontier.
    Raises ``Malformed`` when size and hashes do not fit.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise Malformed(JournalFault.OUT_OF_RANGE, where="size")
        if len(self.hashes) != self.size.bit_count():
            raise Malformed(JournalFault.FRONTIER_SHAPE, where="hashes")
        require_hashes(self.hashes)

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more entry, given by its leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> Frontier:
        """The frontier after more entries, given by their leaf hashes in order.

        Memory is constant in their number: any iterable will do. Raises
        ``Malformed`` for a leaf hash that is not 32 bytes long.
        """
        size, hashes = self.size, list(self.hashes)
        leaves = iter(leaf_hashes)
        while chunk := list(islice(leaves, _CHUNK)):
            require_hashes(chunk)
            hashes = _merge(size, hashes, chunk)
            size += len(chunk)
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """The root over all entries so far (RFC 6962 section 2.1)."""
        return fold(self.hashes)

    def to_bytes(self) -> bytes:
        """Size as eight bytes, big-endian, then the hashes."""
        return self.size.to_bytes(_SIZE_BYTES) + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote; raises ``Malformed`` for anything else."""
        size = int.from_bytes(data[:_SIZE_BYTES])
        if len(data) != _SIZE_BYTES + HASH_BYTES * size.bit_count():
            raise Malformed(JournalFault.FRONTIER_SHAPE, where=f"byte {len(data)}")
        return cls(size, tuple(split_hashes(data[_SIZE_BYTES:])))


def frontier_of(read_hash: ReadHash, size: int) -> Frontier:
    """The frontier of the first ``size`` entries of a journal whose hashes can be read.

    What a newcomer starts from who is not entitled to what came before.
    """
    return Frontier(size, tuple(read_hash(*place) for place in complete_subtrees(0, size)))


def complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees, as ``(level, index)``, that the tree splits a range into.

    ``start`` must be a multiple of the largest power of two that fits into the
    range, as it is for every subtree of RFC 6962.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root of a range from the roots of its complete subtrees, left to right."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def pair_up(row: Sequence[bytes]) -> list[bytes]:
    """The row of parents over a row of hashes; a last one without partner is left out."""
    sha256 = hashlib.sha256
    nodes = iter(row)
    return [
        sha256(b"\x01" + left + right).digest() for left, right in zip(nodes, nodes, strict=False)
    ]


def split_hashes(data: bytes) -> list[bytes]:
    """Cut a run of hashes apart; a short rest at the end is kept short."""
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def require_hashes(hashes: Sequence[bytes]) -> None:
    """Raise ``Malformed`` unless every hash is 32 bytes long."""
    if set(map(len, hashes)) - {HASH_BYTES}:
        raise Malformed(JournalFault.HASH_LENGTH)


def _merge(size: int, hashes: list[bytes], row: list[bytes]) -> list[bytes]:
    """Put a row of leaf hashes behind a frontier, one level of the tree at a time."""
    left = list(hashes)
    right: list[bytes] = []
    while row:
        if size & 1:
            row = [left.pop(), *row]
        if len(row) & 1:
            right.append(row[-1])
        row = pair_up(row)
        size >>= 1
    return left + right[::-1]
