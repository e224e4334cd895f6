"""Evidence that a member has signed two things that cannot both be true.

What counts is only what nobody but the holder of the key can have made:

* **fork**: one journal, one size, two roots.
* **rewrite**: the longer tree does not begin with the shorter one. A proof that
  merely fails shows nothing, for whoever brought it may have broken it. A
  prefix proof that does lead to the longer tree's signed root is different: the
  hash function leaves no other hashes in those places, and the same hashes give
  the root that the shorter tree must have. If another one was signed, that is a lie.
* **entry**: two different leaves at one index, each with an inclusion proof
  under a signed root.
* **rollback**: in a later epoch a shorter journal than in an earlier one. Times
  are not used: an honest clock may go back, an epoch may not.

Both notes must carry the signature of one and the same key: what a stolen or
former key says beyond the cut of a journal is not held against the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bayanihan.journal.checkpoints import Checkpoint
from bayanihan.journal.evidence import EntryProof, Evidence, EvidenceKind
from bayanihan.journal.faults import JournalFault
from bayanihan.journal.keys import VerifyingKey
from bayanihan.journal.notes import Note
from bayanihan.journal.proofs import roots_from_prefix, verify_inclusion
from bayanihan.journal.signatures import open_checkpoint
from bayanihan.journal.trees import EMPTY_ROOT
from bayanihan.kernel.api import Unverified

_BOTH: Final = 2


def contradiction(
    note_a: str | bytes,
    note_b: str | bytes,
    key: VerifyingKey,
    consistency_proof: Sequence[bytes] | None = None,
) -> Evidence | None:
    """Evidence if two checkpoints signed by ``key`` cannot both be true, else ``None``.

    ``consistency_proof`` lets a rewrite be shown between two sizes; where the
    smaller size is a power of two it has to be the ``prefix_proof``. The order
    of the notes does not matter. ``None`` does not mean that all is well, only
    that nothing has been shown. Raises ``Malformed`` or ``Unverified`` when a
    note is not a checkpoint signed by ``key``.
    """
    first, second = _ordered(note_a, note_b, key)
    found = (
        Evidence(EvidenceKind.FORK, first, second),
        Evidence(EvidenceKind.REWRITE, first, second, prefix=tuple(consistency_proof or ())),
        Evidence(EvidenceKind.ROLLBACK, first, second),
    )
    return next((each for each in found if _holds(each, key)), None)


def contradicting_entries(
    signed_a: tuple[str | bytes, EntryProof],
    signed_b: tuple[str | bytes, EntryProof],
    key: VerifyingKey,
) -> Evidence | None:
    """Evidence if two signed trees hold different leaves at one index, else ``None``.

    Each side is a checkpoint note and the proof under its root. Raises as
    ``contradiction`` does.
    """
    (note_a, entry_a), (note_b, entry_b) = signed_a, signed_b
    first, second = _ordered(note_a, note_b, key)
    entries = (entry_a, entry_b) if first == _bare(note_a, key) else (entry_b, entry_a)
    evidence = Evidence(EvidenceKind.ENTRY, first, second, entries=entries)
    return evidence if _holds(evidence, key) else None


def verify_evidence(evidence: Evidence, key: VerifyingKey) -> None:
    """Check evidence from the ground up, with nothing but the author's public key.

    Returns nothing; raises ``Malformed`` or ``Unverified`` when it proves nothing.
    """
    if not _holds(evidence, key):
        raise Unverified(JournalFault.NO_CONTRADICTION, where=evidence.kind.value)


def _holds(evidence: Evidence, key: VerifyingKey) -> bool:
    first, _ = open_checkpoint(evidence.first, (key,))
    second, _ = open_checkpoint(evidence.second, (key,))
    if first.origin != second.origin:
        return False
    try:
        return _CHECKS[evidence.kind](first, second, evidence)
    except Unverified:
        return False


def _is_fork(first: Checkpoint, second: Checkpoint, evidence: Evidence) -> bool:
    bare = not evidence.prefix and not evidence.entries
    return bare and first.size == second.size and first.root != second.root


def _is_rewrite(first: Checkpoint, second: Checkpoint, evidence: Evidence) -> bool:
    if evidence.entries or first.size >= second.size:
        return False
    if first.size == 0:
        return not evidence.prefix and first.root != EMPTY_ROOT
    true_first, true_second = roots_from_prefix(first.size, second.size, evidence.prefix)
    return true_second == second.root and true_first != first.root


def _is_entry(first: Checkpoint, second: Checkpoint, evidence: Evidence) -> bool:
    if evidence.prefix or len(evidence.entries) != _BOTH:
        return False
    for checkpoint, entry in zip((first, second), evidence.entries, strict=True):
        verify_inclusion(
            leaf_hash=entry.leaf_hash,
            index=entry.index,
            size=checkpoint.size,
            proof=entry.proof,
            root=checkpoint.root,
        )
    one, other = evidence.entries
    return one.index == other.index and one.leaf_hash != other.leaf_hash


def _is_rollback(first: Checkpoint, second: Checkpoint, evidence: Evidence) -> bool:
    bare = not evidence.prefix and not evidence.entries
    return bare and first.size < second.size and first.epoch > second.epoch


_CHECKS: Final[Mapping[EvidenceKind, Callable[[Checkpoint, Checkpoint, Evidence], bool]]] = {
    EvidenceKind.FORK: _is_fork,
    EvidenceKind.REWRITE: _is_rewrite,
    EvidenceKind.ENTRY: _is_entry,
    EvidenceKind.ROLLBACK: _is_rollback,
}


def _ordered(note_a: str | bytes, note_b: str | bytes, key: VerifyingKey) -> tuple[str, str]:
    """The two notes with the author's signature only, the smaller size first."""
    sized = [(open_checkpoint(note, (key,))[0].size, _bare(note, key)) for note in (note_a, note_b)]
    (_, first), (_, second) = sorted(sized)
    return first, second


def _bare(note: str | bytes, key: VerifyingKey) -> str:
    parsed = Note.from_text(note)
    mine = (key.name, key.key_id)
    kept = tuple(each for each in parsed.signatures if (each.name, each.key_id) == mine)
    return replace(parsed, signatures=kept[:1]).to_text()
