"""When a member has signed two heads that cannot both be true: finding the proof of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bayanihan.journal.api import (
    Checkpoint as CheckpointText,
)
from bayanihan.journal.api import (
    Evidence,
    Note,
    ReadHash,
    VerifyingKey,
    contradiction,
    hashes_in_tiles,
    node_hash,
    open_checkpoint,
    prefix_proof,
    verify_evidence,
)
from bayanihan.kernel.api import BayanihanError, Malformed, Unverified
from bayanihan.records.charters import KeyTerm, terms_in
from bayanihan.records.joining import EvidenceOf, keep_evidence
from bayanihan.records.models import Checkpoint, KeptEvidence
from bayanihan.records.page_form import JournalPage
from bayanihan.records.parts import tile_reader
from bayanihan.records.receiving_held import HeldJournal, ReceiveFault
from bayanihan.records.verifying_facts import is_signed

MAX_KEPT: Final = 2
"""How many proofs of one kind against one key are kept: more would prove nothing more."""


class Contradicted(Unverified):
    """A page whose head contradicts one that stands here, signed by the same key."""

    def __init__(self, evidence: Evidence, member: str) -> None:
        facts = {"kind": evidence.kind.value}
        super().__init__(ReceiveFault.CONTRADICTED, where=member, facts=facts)
        self.evidence = evidence


def find_evidence(
    page: JournalPage, leaves: Sequence[bytes], standing: HeldJournal, terms: Iterable[KeyTerm]
) -> Evidence | None:
    """Proof that the page's head contradicts one held here; ``None`` if none is found.

    That nothing is found does not mean that all is well: of a journal that forked before
    the page, only the pages before it can show it.
    """
    theirs = CheckpointText.from_text(Note.from_text(page.checkpoint).text)
    signing = [term for term in terms if is_signed(page.checkpoint, (term,))]
    for note in _heads_beside(standing, theirs.size):
        for term in signing:
            if not is_signed(note, (term,)):
                continue
            ours, _opened = open_checkpoint(note, (term.key,))
            path = _path(page, leaves, standing, (ours.size, theirs.size))
            found = contradiction(note, page.checkpoint, term.key, path)
            if found is not None:
                return found
    return None


def keep_contradiction(evidence: Evidence, standing: HeldJournal, at: int) -> None:
    """Keep a proof, unless enough of its kind against the same key are kept already.

    Whoever holds a key signs as many heads as it likes. With the head row locked.
    """
    terms = terms_in(standing.chain.known.values(), standing.member.stix_id)
    key = next((one.key for one in terms if _proves(evidence, one.key)), None)
    rows = KeptEvidence.objects.filter(
        group=standing.group, member=standing.member, kind=EvidenceOf.JOURNAL.value
    )
    kept = [Evidence.from_text(text) for text in rows.values_list("text", flat=True)]
    alike = [one for one in kept if one.kind is evidence.kind]
    if key is not None and sum(_proves(one, key) for one in alike) >= MAX_KEPT:
        return
    keep_evidence(standing.group, standing.member, EvidenceOf.JOURNAL, evidence.to_text(), at)


def _proves(evidence: Evidence, key: VerifyingKey) -> bool:
    try:
        verify_evidence(evidence, key)
    except BayanihanError:
        return False
    return True


def _heads_beside(standing: HeldJournal, size: int) -> Iterator[str]:
    """Signed heads that stand here: the first at or beyond a size, the last before it, the last."""
    stretches = standing.stretches(standing.size)
    for stretch in reversed(stretches):
        rows = Checkpoint.objects.filter(
            journal=stretch.part, size__gt=stretch.start, size__lte=stretch.end
        )
        longer = rows.filter(size__gte=size).order_by("size").first()
        shorter = rows.filter(size__lt=size).order_by("-size").first()
        for row in (longer, shorter, rows.order_by("-size").first()):
            if row is not None:
                yield row.note


def _path(
    page: JournalPage, leaves: Sequence[bytes], standing: HeldJournal, sizes: tuple[int, int]
) -> tuple[bytes, ...]:
    """What the longer of two trees shows of the shorter one; empty where it is not known."""
    ours, theirs = sizes
    source = _ours(standing) if ours >= theirs else _theirs(page.first, leaves, standing)
    try:
        return prefix_proof(source, min(sizes), max(sizes))
    except (Malformed, IndexError):
        return ()


def _ours(standing: HeldJournal) -> ReadHash:
    if standing.journal is None:
        return lambda _level, _index: b""
    return hashes_in_tiles(tile_reader(standing.journal))


def _theirs(first: int, leaves: Sequence[bytes], standing: HeldJournal) -> ReadHash:
    """The tree as the page has it: what stands here, and from ``first`` on the page's leaves."""
    ours = _ours(standing)

    def read_hash(level: int, index: int) -> bytes:
        if (index + 1) << level <= first:
            return ours(level, index)
        if level == 0:
            return leaves[index - first]
        return node_hash(read_hash(level - 1, 2 * index), read_hash(level - 1, 2 * index + 1))

    return read_hash
