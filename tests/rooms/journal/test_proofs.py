"""Inclusion and consistency proofs, against published ones and the definition."""

from __future__ import annotations

import pytest

from bayanihan.journal.api import (
    EMPTY_ROOT,
    JournalFault,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    prefix_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from bayanihan.kernel.api import Malformed, Unverified
from tests.rooms.journal.oracle import naive_path, naive_proof, naive_root
from tests.rooms.journal.samples import CT_LEAVES, numbered

# Published with certificate transparency: (index, size) and (first size, second size).
CT_INCLUSION = {
    (0, 1): "",
    (0, 8): "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    (5, 8): "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    (2, 3): "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    (1, 5): "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
}
CT_CONSISTENCY = {
    (1, 1): "",
    (1, 8): "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    (6, 8): "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    (2, 5): "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    (6, 7): "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
}
OTHER = leaf_hash(b"something else")


@pytest.mark.parametrize(("place", "proof"), CT_INCLUSION.items())
def test_the_published_inclusion_proofs_are_reproduced(place: tuple[int, int], proof: str) -> None:
    assert b"".join(inclusion_proof(CT_LEAVES, *place)).hex() == proof


@pytest.mark.parametrize(("sizes", "proof"), CT_CONSISTENCY.items())
def test_the_published_consistency_proofs_are_reproduced(
    sizes: tuple[int, int], proof: str
) -> None:
    assert b"".join(consistency_proof(CT_LEAVES, *sizes)).hex() == proof


def test_every_proof_of_a_small_journal_is_that_of_the_definition_and_verifies() -> None:
    leaves = numbered(40)
    for size in range(1, 41):
        root = naive_root(leaves[:size])
        for index in range(size):
            proof = inclusion_proof(leaves, index, size)
            assert list(proof) == naive_path(index, leaves[:size])
            verify_inclusion(
                leaf_hash=leaves[index], index=index, size=size, proof=proof, root=root
            )
        for first in range(1, size):
            proof = consistency_proof(leaves, first, size)
            assert list(proof) == naive_proof(first, leaves[:size])
            verify_consistency(first, naive_root(leaves[:first]), size, root, proof)


def test_a_prefix_proof_only_adds_the_first_root_where_it_is_left_out() -> None:
    leaves = numbered(20)
    for first in range(1, 20):
        proof, short = prefix_proof(leaves, first, 20), consistency_proof(leaves, first, 20)
        if first in {1, 2, 4, 8, 16}:
            assert proof == (naive_root(leaves[:first]), *short)
        else:
            assert proof == short


def test_trivial_consistency_needs_no_hashes() -> None:
    leaves = numbered(4)
    assert consistency_proof(leaves, 0, 4) == consistency_proof(leaves, 4, 4) == ()
    verify_consistency(0, EMPTY_ROOT, 4, root_of(leaves), ())
    verify_consistency(4, root_of(leaves), 4, root_of(leaves), ())
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (0, 5)])
def test_no_proof_is_made_for_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(Malformed, match="out_of_range"):
        inclusion_proof(numbered(4), index, size)


@pytest.mark.parametrize(("first", "second"), [(-1, 4), (4, 3), (1, 5)])
def test_no_proof_is_made_for_sizes_that_are_not_there(first: int, second: int) -> None:
    with pytest.raises(Malformed, match="out_of_range"):
        consistency_proof(numbered(4), first, second)


INCLUSION_TAMPERING = {
    "a later index": {"index": 6},
    "an index beyond the end": {"index": 8},
    "a negative index": {"index": -1},
    "a larger tree": {"size": 16},
    "a smaller tree": {"size": 6},
    "another leaf": {"leaf_hash": OTHER},
    "a leaf hash that is too short": {"leaf_hash": b""},
    "another root": {"root": OTHER},
    "an empty root": {"root": b""},
}


@pytest.mark.parametrize("change", INCLUSION_TAMPERING.values(), ids=INCLUSION_TAMPERING)
def test_an_inclusion_proof_holds_for_nothing_else(change: dict[str, object]) -> None:
    proof = inclusion_proof(CT_LEAVES, 5, 8)
    honest = {
        "leaf_hash": CT_LEAVES[5],
        "index": 5,
        "size": 8,
        "proof": proof,
        "root": root_of(CT_LEAVES),
    }
    verify_inclusion(**honest)  # type: ignore[arg-type]  # built as a dict on purpose
    with pytest.raises(Unverified):
        verify_inclusion(**(honest | change))  # type: ignore[arg-type]  # as above


def test_the_only_entry_stands_at_no_other_index() -> None:
    leaf = CT_LEAVES[0]
    verify_inclusion(leaf_hash=leaf, index=0, size=1, proof=(), root=leaf)
    for index in (-1, 1, 2):
        with pytest.raises(Unverified, match="out_of_range"):
            verify_inclusion(leaf_hash=leaf, index=index, size=1, proof=(), root=leaf)


@pytest.mark.parametrize("size", [7, 8])
def test_an_inclusion_proof_with_hashes_added_or_missing_fails(size: int) -> None:
    root = root_of(CT_LEAVES[:size])
    proof = inclusion_proof(CT_LEAVES, 5, size)
    for wrong in (
        proof[:-1],
        proof[1:],
        (),
        (*proof, root),
        (root, *proof),
        (*proof, b""),
        (proof[0], OTHER, *proof[1:]),
    ):
        with pytest.raises(Unverified):
            verify_inclusion(leaf_hash=CT_LEAVES[5], index=5, size=size, proof=wrong, root=root)


@pytest.mark.parametrize(("first", "second"), [(6, 8), (1, 8), (2, 5), (6, 7), (4, 8)])
def test_a_consistency_proof_with_hashes_changed_added_or_missing_fails(
    first: int, second: int
) -> None:
    one, two = root_of(CT_LEAVES[:first]), root_of(CT_LEAVES[:second])
    proof = consistency_proof(CT_LEAVES, first, second)
    for wrong in (
        proof[:-1],
        (),
        (*proof, one),
        (*proof, two),
        (*proof, b""),
        (one, *proof),
        (two, *proof),
        (proof[0], *proof),
        (OTHER, *proof[1:]),
    ):
        with pytest.raises(Unverified):
            verify_consistency(first, one, second, two, wrong)


@pytest.mark.parametrize(
    ("first", "second"),
    [(5, 8), (7, 8), (4, 8), (6, 16), (6, 4), (-1, 8), (8, 6), (0, 8), (8, 8)],
)
def test_a_consistency_proof_holds_for_no_other_sizes(first: int, second: int) -> None:
    proof = consistency_proof(CT_LEAVES, 6, 8)
    with pytest.raises(Unverified):
        verify_consistency(first, root_of(CT_LEAVES[:6]), second, root_of(CT_LEAVES), proof)


def test_a_consistency_proof_holds_for_no_other_roots() -> None:
    proof = consistency_proof(CT_LEAVES, 6, 8)
    one, two = root_of(CT_LEAVES[:6]), root_of(CT_LEAVES)
    for first, second in ((OTHER, two), (one, OTHER), (two, one), (b"", two), (one, b"")):
        with pytest.raises(Unverified) as caught:
            verify_consistency(6, first, 8, second, proof)
        assert caught.value.code is JournalFault.ROOT_DIFFERS


@pytest.mark.parametrize(
    ("first", "first_root", "second", "second_root"),
    [
        (0, OTHER, 0, EMPTY_ROOT),
        (0, OTHER, 0, OTHER),
        (0, EMPTY_ROOT, 0, OTHER),
        (0, OTHER, 3, OTHER),
        (3, OTHER, 3, EMPTY_ROOT),
    ],
)
def test_trivial_sizes_still_need_the_right_roots(
    first: int, first_root: bytes, second: int, second_root: bytes
) -> None:
    with pytest.raises(Unverified, match="root_differs"):
        verify_consistency(first, first_root, second, second_root, ())
