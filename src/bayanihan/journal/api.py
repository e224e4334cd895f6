"""The door of the journal room."""

from bayanihan.journal.checkpoints import Checkpoint, origin_of, verify_head
from bayanihan.journal.contradictions import (
    contradicting_entries,
    contradiction,
    verify_evidence,
)
from bayanihan.journal.evidence import EntryProof, Evidence, EvidenceKind
from bayanihan.journal.faults import JournalFault
from bayanihan.journal.keys import SignatureType, SigningKey, VerifyingKey, is_key_name
from bayanihan.journal.leaves import Leaf, LeafKind, commit, is_name, new_salt, opens
from bayanihan.journal.notes import Note, NoteSignature, attach
from bayanihan.journal.proofs import (
    HashSource,
    consistency_proof,
    inclusion_proof,
    prefix_proof,
    verify_consistency,
    verify_inclusion,
)
from bayanihan.journal.signatures import (
    Cosignature,
    Opened,
    cosign,
    open_checkpoint,
    open_note,
    sign_checkpoint,
    sign_note,
    verify_cosignature,
)
from bayanihan.journal.tiles import TILE, ReadTile, hashes_in_tiles, tile_width, tiles_after
from bayanihan.journal.trees import (
    EMPTY_ROOT,
    MAX_SIZE,
    Frontier,
    ReadHash,
    frontier_of,
    leaf_hash,
    node_hash,
    root_of,
)

__all__ = [
    "EMPTY_ROOT",
    "MAX_SIZE",
    "TILE",
    "Checkpoint",
    "Cosignature",
    "EntryProof",
    "Evidence",
    "EvidenceKind",
    "Frontier",
    "HashSource",
    "JournalFault",
    "Leaf",
    "LeafKind",
    "Note",
    "NoteSignature",
    "Opened",
    "ReadHash",
    "ReadTile",
    "SignatureType",
    "SigningKey",
    "VerifyingKey",
    "attach",
    "commit",
    "consistency_proof",
    "contradicting_entries",
    "contradiction",
    "cosign",
    "frontier_of",
    "hashes_in_tiles",
    "inclusion_proof",
    "is_key_name",
    "is_name",
    "leaf_hash",
    "new_salt",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "opens",
    "origin_of",
    "prefix_proof",
    "root_of",
    "sign_checkpoint",
    "sign_note",
    "tile_width",
    "tiles_after",
    "verify_consistency",
    "verify_cosignature",
    "verify_evidence",
    "verify_head",
    "verify_inclusion",
]
