"""Journals and keys that the tests of this room share."""

from __future__ import annotations

from collections.abc import Sequence

from bayanihan.journal.api import (
    Checkpoint,
    Leaf,
    LeafKind,
    SigningKey,
    leaf_hash,
    root_of,
    sign_checkpoint,
)

AT = 1_764_111_600_000_000
AUTHOR = SigningKey("identity--author", b"\x01" * 32)
PEER = SigningKey("identity--peer", b"\x02" * 32)
ORIGIN = "asean/identity--author"

CT_LEAVES = tuple(
    leaf_hash(bytes.fromhex(each))
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)


def numbered(count: int, word: str = "entry") -> list[bytes]:
    """Leaf hashes of so many different entries."""
    return [leaf_hash(f"{word} {number}".encode()) for number in range(count)]


def signed(
    leaves: Sequence[bytes],
    *,
    epoch: int = 1,
    key: SigningKey = AUTHOR,
    origin: str = ORIGIN,
) -> str:
    """A checkpoint note over these entries."""
    return sign_checkpoint(Checkpoint(origin, len(leaves), root_of(leaves), epoch, AT), key)


def one_leaf(**changes: object) -> Leaf:
    """A leaf, with some fields changed."""
    fields: dict[str, object] = {
        "group": "asean",
        "member": "identity--author",
        "index": 0,
        "kind": LeafKind.RECORD,
        "envelope": b"\x11" * 32,
        "charter": 1,
        "at": AT,
    }
    return Leaf(**(fields | changes))  # type: ignore[arg-type]  # tests hand in wrong values too
