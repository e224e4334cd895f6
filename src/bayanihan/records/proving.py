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
    LeafKind,
    VerifyingKey,
    hashes_in_tiles,
    inclusion_proof,
    open_checkpoint,
    opens,
    verify_inclusion,
)
from bayanihan.kernel.api import Absent, BayanihanError, Unverified
from bayanihan.membership.api import Charter, CharterText, charter_text
from bayanihan.records.charters import verify_charter
from bayanihan.records.models import Checkpoint, Entry
from bayanihan.records.rules import RecordFault
from bayanihan.records.wire import envelope_digest
from bayanihan.records.writing import tile_reader


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
    charter = charter_of(entry)
    checkpoint, note = head_of(entry, charter)
    path = inclusion_proof(
        hashes_in_tiles(tile_reader(entry.journal)), entry.index, checkpoint.size
    )
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
        kind=LeafKind(entry.kind),
        envelope=envelope,
        charter=entry.charter,
        at=entry.at,
    )


def charter_of(entry: Entry) -> CharterText:
    """The charter version that an entry names, with its signatures verified."""
    row = Charter.objects.filter(group=entry.group, number=entry.charter).first()
    if row is None:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=f"charter {entry.charter}")
    charter = charter_text(row)
    verify_charter(charter, row.signatures)
    return charter


def head_of(entry: Entry, charter: CharterText) -> tuple[CheckpointText, str]:
    """The newest checkpoint of the entry's journal, opened with the keys of the charter."""
    row = Checkpoint.objects.filter(journal=entry.journal_id).order_by("-size").first()
    if row is None or row.size <= entry.index:
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=str(entry.seq))
    member = entry.journal.member.stix_id
    checkpoint, _opened = open_checkpoint(row.note, keys_of(charter, member))
    if checkpoint.origin != f"{entry.group.uuid}/{member}" or checkpoint.size != row.size:
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=checkpoint.origin)
    return checkpoint, row.note


def keys_of(charter: CharterText, member: str) -> list[VerifyingKey]:
    """The statement keys that a charter lists for a member."""
    return [
        VerifyingKey.from_text(key.vkey)
        for seat in charter.members
        if seat.id == member
        for key in seat.keys
    ]


def fault_of(entry: Entry) -> BayanihanError | None:
    """``None`` if every step holds, else the step that does not."""
    try:
        prove(entry)
    except BayanihanError as error:
        return error
    return None
