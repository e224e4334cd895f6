"""Tables of the record store. Journals, envelopes and objects are append-only by trigger.

``seq`` is the instant in microseconds at which an entry was added on this
node: unique, rising in commit order, assigned while the head row is locked.
It is the entry's key, the cursor of every reader, and TAXII's ``date_added``.
"""

from bayanihan.records.models.folding import Blend, Dirty, FoldedRow, FoldState
from bayanihan.records.models.journals import (
    Act,
    Checkpoint,
    Cut,
    Entry,
    Fate,
    Journal,
    KeptEvidence,
    Tile,
)
from bayanihan.records.models.removing import Erased, Hold, KeptCopy, Receipt, Removal
from bayanihan.records.models.storing import HandlingRow, Head, Look, Quarantined, StoredObject

__all__ = [
    "Act",
    "Blend",
    "Checkpoint",
    "Cut",
    "Dirty",
    "Entry",
    "Erased",
    "Fate",
    "FoldState",
    "FoldedRow",
    "HandlingRow",
    "Head",
    "Hold",
    "Journal",
    "KeptCopy",
    "KeptEvidence",
    "Look",
    "Quarantined",
    "Receipt",
    "Removal",
    "StoredObject",
    "Tile",
]
