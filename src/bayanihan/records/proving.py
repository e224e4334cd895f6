"""Proof of one record: from the object's bytes up to a signed checkpoint and a signed charter.

Each step is recomputed from what is stored; nothing is believed because it
was checked before.
"""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.journal.api import (
    Checkpoint as CheckpointText,
)
from bayanihan.journal.api import (
    Leaf,
    VerifyingKey,
    hashes_in_tiles,
    inclusion_proof,
    open_checkpoint,
    opens,
    origin_of,
    verify_inclusion,
)
from bayanihan.kernel.api import Absent, BayanihanError, Unverified
from bayanihan.membership.api import CharterText, chain_of
from bayanihan.records.charters import Chain, terms_in, terms_of
from bayanihan.records.models import Entry, Journal
from bayanihan.records.parts import tile_reader
from bayanihan.records.reports import PackageFault
from bayanihan.records.rules import RecordFault
from bayanihan.records.spans import acceptances, whole_span
from bayanihan.records.verifying_heads import head_fault
from bayanihan.records.wire import envelope_digest


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that shows who said a record, and that nothing was changed since."""

    group: str
    member: str
    index: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    checkpoint: CheckpointText
    note: str
    charter: CharterText


def prove(entry: Entry) -> Proof:
    """Recompute every step for an entry; raises ``Unverified`` at the first that does not hold."""
    if entry.object is None or entry.salt is None or entry.handling is None:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    # 1. The stored bytes are those that the envelope committed to.
    commitment = bytes(entry.commitment)
    if not opens(commitment, bytes(entry.salt), entry.object.body.encode()):
        raise Unverified(RecordFault.OBJECT_DIFFERS, where=entry.object.stix_id)
    # 2. The leaf that names this envelope is in the journal, under a signed root.
    leaf = leaf_of(entry, envelope_digest(entry.handling.text, commitment))
    charter, chain = charter_of(entry)
    checkpoint, note, part = head_of(entry, chain)
    path = inclusion_proof(hashes_in_tiles(tile_reader(part)), entry.index, checkpoint.size)
    verify_inclusion(
        leaf_hash=leaf.hash(),
        index=entry.index,
        size=checkpoint.size,
        proof=path,
        root=checkpoint.root,
    )
    return Proof(leaf.group, leaf.member, entry.index, leaf.hash(), path, checkpoint, note, charter)


def leaf_of(entry: Entry, envelope: bytes) -> Leaf:
    """The leaf of a stored entry, made again from its columns."""
    return Leaf(
        group=str(entry.group.uuid),
        member=entry.journal.member.stix_id,
        index=entry.index,
        kind=entry.kind,
        envelope=envelope,
        charter=entry.charter,
        at=entry.at,
    )


def charter_of(entry: Entry) -> tuple[CharterText, Chain]:
    """The charter version that an entry names, and the verified chain in which it stands."""
    chain = Chain()
    for charter, note in chain_of(entry.group):
        chain.add(charter, note)
    named = chain.main.get(entry.charter)
    if named is None or named.seat(entry.journal.member.stix_id) is None:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=f"charter {entry.charter}")
    return named, chain


def head_of(entry: Entry, chain: Chain) -> tuple[CheckpointText, str, Journal]:
    """The newest head over the entry that a key in force signed, and the part that it is of.

    In force as for whoever verifies a package: listed by a version that the member
    accepted, valid at the head's time, of its epoch, and not beyond the key's cut.
    """
    member = entry.journal.member.stix_id
    span = whole_span(entry.group, entry.journal.member)
    if span is None or not any(one.part.pk == entry.journal_id for one in span.stretches()):
        raise Unverified(PackageFault.BEYOND_CUT, where=str(entry.seq))
    if not entry.index < span.end:
        raise Unverified(PackageFault.BEYOND_CUT, where=str(entry.seq))
    numbers = [number for _index, number in acceptances(span.journal, span.end)]
    accepted = [chain.main[number] for number in numbers if number in chain.main]
    terms, ends = terms_in(accepted, member), chain.ends(member)
    fault: PackageFault | None = None
    for size, note in span.heads_down(entry.index):
        checkpoint, _opened = open_checkpoint(note, {term.key for term in terms})
        if checkpoint.origin != origin_of(str(entry.group.uuid), member) or checkpoint.size != size:
            raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=checkpoint.origin)
        fault = head_fault(note, checkpoint, terms, ends)
        if fault is None:
            return checkpoint, note, span.journal
    raise Unverified(fault or RecordFault.CHECKPOINT_DIFFERS, where=str(entry.seq))


def keys_of(charter: CharterText, member: str) -> list[VerifyingKey]:
    """The statement keys that a charter lists for a member."""
    return [term.key for term in terms_of(charter, member)]


def fault_of(entry: Entry) -> BayanihanError | None:
    """``None`` if every step holds, else the step that does not."""
    try:
        prove(entry)
    except BayanihanError as error:
        return error
    return None
