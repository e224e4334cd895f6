"""Trees and frontiers, against published roots."""

from __future__ import annotations

from hashlib import sha256

import pytest

from bayanihan.journal.api import (
    EMPTY_ROOT,
    MAX_SIZE,
    Frontier,
    JournalFault,
    frontier_of,
    leaf_hash,
    node_hash,
    root_of,
)
from bayanihan.kernel.api import Malformed
from tests.rooms.journal.oracle import naive_root
from tests.rooms.journal.samples import CT_LEAVES, numbered

# The roots of the eight entries with which certificate transparency logs are tested.
CT_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_are_reproduced(size: int) -> None:
    assert root_of(CT_LEAVES[:size]).hex() == CT_ROOTS[size]


def test_an_entry_cannot_pass_for_a_node() -> None:
    left, right = numbered(2)
    assert node_hash(left, right) == sha256(b"\x01" + left + right).digest()
    assert leaf_hash(left + right) == sha256(b"\x00" + left + right).digest()
    assert leaf_hash(left + right) != node_hash(left, right)


def test_an_empty_journal_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def test_appending_one_by_one_is_extending_at_once() -> None:
    leaves = numbered(300)
    frontier = Frontier()
    for number, leaf in enumerate(leaves):
        assert frontier == Frontier().extend(leaves[:number])
        frontier = frontier.append(leaf)
    assert frontier.root() == naive_root(leaves)


def test_a_long_stream_is_taken_in_pieces() -> None:
    leaves = numbered(20_001)
    grown = Frontier().extend(leaves[:7]).extend(iter(leaves[7:]))
    assert grown == Frontier().extend(leaves)
    assert grown.root() == naive_root(leaves)


def test_growing_leaves_the_old_frontier_as_it_was() -> None:
    before = Frontier().extend(numbered(3))
    before.extend(numbered(5))
    assert before == Frontier().extend(numbered(3))


def test_a_frontier_can_be_read_at_an_earlier_size() -> None:
    leaves = numbered(100)

    def read_hash(level: int, index: int) -> bytes:
        return naive_root(leaves[index << level : (index + 1) << level])

    for size in (0, 1, 63, 64, 65, 100):
        assert frontier_of(read_hash, size) == Frontier().extend(leaves[:size])


@pytest.mark.parametrize(
    ("size", "hashes", "code"),
    [
        (1, (), JournalFault.FRONTIER_SHAPE),
        (0, (b"\x00" * 32,), JournalFault.FRONTIER_SHAPE),
        (1, (b"\x00" * 31,), JournalFault.HASH_LENGTH),
        (-1, (), JournalFault.OUT_OF_RANGE),
        (MAX_SIZE + 1, (b"\x00" * 32,), JournalFault.OUT_OF_RANGE),
    ],
)
def test_size_and_hashes_must_fit(size: int, hashes: tuple[bytes, ...], code: str) -> None:
    with pytest.raises(Malformed) as caught:
        Frontier(size, hashes)
    assert caught.value.code is code


def test_a_leaf_hash_of_another_length_is_not_taken_in() -> None:
    with pytest.raises(Malformed, match="hash_length"):
        Frontier().extend([*numbered(2), b"short"])


def test_a_journal_cannot_outgrow_what_can_be_counted() -> None:
    full = Frontier(MAX_SIZE, (b"\x00" * 32,) * 53)
    with pytest.raises(Malformed, match="out_of_range"):
        full.append(b"\x00" * 32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 7,
        b"\x00" * 9,
        b"\x00" * 7 + b"\x01",
        b"\x00" * 7 + b"\x01" + b"\x00" * 31,
        b"\x00" * 7 + b"\x01" + b"\x00" * 33,
        b"\x80" + b"\x00" * 7 + b"\x00" * 32,
    ],
)
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Frontier.from_bytes(data)


def test_a_frontier_survives_being_stored() -> None:
    for size in (0, 1, 2, 3, 255, 256, 257):
        frontier = Frontier().extend(numbered(size))
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
