"""Proofs that an entry is in a journal, and that a journal only grew.

Making proofs follows RFC 6962 section 2.1, checking them RFC 9162 sections
2.1.3.2 and 2.1.4.2. A maker reads hashes of complete subtrees from a source:
a list of leaf hashes, or a ``ReadHash`` (for example over stored tiles). A
checker needs nothing but the proof and the roots, which must come from signed
checkpoints.
"""

from __future__ import annotations

from collections.abc import Sequence

from bayanihan.journal.faults import JournalFault
from bayanihan.journal.trees import (
    EMPTY_ROOT,
    HASH_BYTES,
    MAX_SIZE,
    ReadHash,
    complete_subtrees,
    fold,
    node_hash,
    root_of,
)
from bayanihan.kernel.api import Malformed, Unverified

HashSource = ReadHash | Sequence[bytes]
"""Where a proof's hashes come from: leaf hashes in order, or a reader of subtrees."""


def inclusion_proof(source: HashSource, index: int, size: int) -> tuple[bytes, ...]:
    """The hashes that lead from the entry at ``index`` to the root at ``size``.

    Raises ``Malformed`` when there is no such entry or size.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise Malformed(JournalFault.OUT_OF_RANGE, where="index")
    read_hash = _reader(source, size)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            proof.append(_root(read_hash, middle, end))
            end = middle
        else:
            proof.append(_root(read_hash, start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(source: HashSource, first_size: int, second_size: int) -> tuple[bytes, ...]:
    """The hashes that show that the tree at ``second_size`` begins with the one at ``first_size``.

    Empty when one of the two is trivial. Raises ``Malformed`` for sizes out of order.
    """
    proof = prefix_proof(source, first_size, second_size)
    return proof[1:] if is_power_of_two(first_size) else proof


def prefix_proof(source: HashSource, first_size: int, second_size: int) -> tuple[bytes, ...]:
    """A consistency proof that also states its first hash where RFC 6962 leaves it out.

    That is where ``first_size`` is a power of two and the hash would repeat the
    first root. Stated, the proof opens the second root by itself and tells what
    the first root has to be: the ground of evidence for a rewritten journal.
    """
    if not 0 <= first_size <= second_size <= MAX_SIZE:
        raise Malformed(JournalFault.OUT_OF_RANGE, where="first_size")
    if first_size in {0, second_size}:
        return ()
    read_hash = _reader(source, second_size)
    proof: list[bytes] = []
    start, end = 0, second_size
    while end != first_size:
        middle = start + _left_size(end - start)
        if first_size <= middle:
            proof.append(_root(read_hash, middle, end))
            end = middle
        else:
            proof.append(_root(read_hash, start, middle))
            start = middle
    proof.append(_root(read_hash, start, end))
    return tuple(reversed(proof))


def verify_inclusion(
    *,
    leaf_hash: bytes,
    index: int,
    size: int,
    proof: Sequence[bytes],
    root: bytes,
) -> None:
    """Check that the entry with ``leaf_hash`` stands at ``index`` of the tree with ``root``.

    Returns nothing; raises ``Unverified`` when the proof does not hold.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise Unverified(JournalFault.OUT_OF_RANGE, where="index")
    _require_proof((leaf_hash, *proof))
    number, last, reached = index, size - 1, leaf_hash
    for step in proof:
        if last == 0:
            raise Unverified(JournalFault.PROOF_SHAPE, where="proof")
        if number & 1 or number == last:
            reached = node_hash(step, reached)
            while not number & 1:
                number, last = number >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        number, last = number >> 1, last >> 1
    if last != 0:
        raise Unverified(JournalFault.PROOF_SHAPE, where="proof")
    if reached != root:
        raise Unverified(JournalFault.ROOT_DIFFERS, where="root")


def verify_consistency(
    first_size: int,
    first_root: bytes,
    second_size: int,
    second_root: bytes,
    proof: Sequence[bytes],
) -> None:
    """Check that the journal with the second root continues the one with the first root.

    Returns nothing; raises ``Unverified`` when the proof does not hold. A proof
    that fails is no evidence against the author: whoever brought it may have
    broken it. See ``contradiction`` for what is.
    """
    if not 0 <= first_size <= second_size <= MAX_SIZE:
        raise Unverified(JournalFault.OUT_OF_RANGE, where="first_size")
    if first_size in {0, second_size}:
        if proof:
            raise Unverified(JournalFault.PROOF_SHAPE, where="proof")
        if first_root != (second_root if first_size else EMPTY_ROOT):
            raise Unverified(JournalFault.ROOT_DIFFERS, where="first_root")
        if second_size == 0 and second_root != EMPTY_ROOT:
            raise Unverified(JournalFault.ROOT_DIFFERS, where="second_root")
        return
    path = (first_root, *proof) if is_power_of_two(first_size) else tuple(proof)
    first, second = roots_from_prefix(first_size, second_size, path)
    if first != first_root:
        raise Unverified(JournalFault.ROOT_DIFFERS, where="first_root")
    if second != second_root:
        raise Unverified(JournalFault.ROOT_DIFFERS, where="second_root")


def roots_from_prefix(
    first_size: int,
    second_size: int,
    path: Sequence[bytes],
) -> tuple[bytes, bytes]:
    """The two roots that a prefix proof leads to, for ``0 < first_size < second_size``.

    Raises ``Unverified`` when the number of hashes does not fit the two sizes.
    """
    if not path:
        raise Unverified(JournalFault.PROOF_SHAPE, where="proof")
    _require_proof(path)
    skip = _trailing_zeros(first_size)
    number, last = (first_size - 1) >> skip, (second_size - 1) >> skip
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            raise Unverified(JournalFault.PROOF_SHAPE, where="proof")
        if number & 1 or number == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not number & 1:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, step)
        number, last = number >> 1, last >> 1
    if last != 0:
        raise Unverified(JournalFault.PROOF_SHAPE, where="proof")
    return first, second


def is_power_of_two(number: int) -> bool:
    """Whether exactly one bit is set."""
    return number.bit_count() == 1


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _left_size(width: int) -> int:
    """The largest power of two below ``width`` (RFC 6962 section 2.1)."""
    return 1 << (width - 1).bit_length() - 1


def _root(read_hash: ReadHash, start: int, end: int) -> bytes:
    return fold([read_hash(*place) for place in complete_subtrees(start, end)])


def _reader(source: HashSource, size: int) -> ReadHash:
    if callable(source):
        return source
    if len(source) < size:
        raise Malformed(JournalFault.OUT_OF_RANGE, where="size")
    leaves = source
    return lambda level, index: root_of(leaves[index << level : (index + 1) << level])


def _require_proof(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise Unverified(JournalFault.HASH_LENGTH, where="proof")
