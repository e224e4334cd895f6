"""Are the journals of this store what their members signed? Every entry, from its columns up.

Everything is computed again: the leaf of each entry, the tree over them, the root that
the newest signed head names; each object that is there is the one that was committed to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bayanihan.journal.api import (
    Checkpoint as CheckpointText,
)
from bayanihan.journal.api import (
    Frontier,
    VerifyingKey,
    frontier_of,
    hashes_in_tiles,
    open_checkpoint,
    opens,
    origin_of,
)
from bayanihan.kernel.api import BayanihanError, Unverified
from bayanihan.membership.api import chain_of
from bayanihan.records.models import Checkpoint, Entry, Journal
from bayanihan.records.offering import leaf_hash_of
from bayanihan.records.parts import stretches_of, tile_reader, walk_history
from bayanihan.records.proving import keys_of
from bayanihan.records.rules import RecordFault

_AT_ONCE = 1000


def journal_faults(told: Callable[[int], None] | None = None) -> Iterator[BayanihanError]:
    """The first fault of each journal that does not hold; none for a sound store.

    Memory does not grow with the number of entries. ``told`` hears how many were read.
    """
    count = 0
    for journal in Journal.objects.filter(size__gt=0).select_related("group", "member"):
        try:
            _check(journal)
        except BayanihanError as error:
            yield error
        count += journal.size - journal.base
        if told is not None:
            told(count)


def _check(journal: Journal) -> None:
    """Raise ``Unverified`` where the history of a part is not what its member signed."""
    head = _head(journal)
    stretches = stretches_of(journal, journal.size)
    begin = stretches[0].start if stretches else 0
    frontier = _frontier_at(journal, begin)
    index, leaves = begin, list[bytes]()
    for entry in walk_history(journal, journal.size):
        if entry.index != index:
            raise _damaged(journal, entry)
        _check_object(journal, entry)
        leaves.append(leaf_hash_of(entry))
        index += 1
        if len(leaves) >= _AT_ONCE:
            frontier, leaves = frontier.extend(leaves), []
    frontier = frontier.extend(leaves)
    is_whole = frontier.size == journal.size == head.size
    if not is_whole or frontier.root() != head.root or frontier != _frontier_at(journal, head.size):
        raise Unverified(RecordFault.ROOT_DIFFERS, where=head.origin)


def _head(journal: Journal) -> CheckpointText:
    """The newest head of a part, opened with the keys that the group's charters list."""
    origin = origin_of(str(journal.group.uuid), journal.member.stix_id)
    row = Checkpoint.objects.filter(journal=journal).order_by("-size").first()
    if row is None:
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=origin)
    keys: list[VerifyingKey] = []
    for charter, _note in chain_of(journal.group):
        keys += [one for one in keys_of(charter, journal.member.stix_id) if one not in keys]
    head, _opened = open_checkpoint(row.note, keys)
    if (head.origin, head.size) != (origin, row.size):
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=origin)
    return head


def _frontier_at(journal: Journal, size: int) -> Frontier:
    """As the stored tiles have it."""
    if size == 0:
        return Frontier()
    return frontier_of(hashes_in_tiles(tile_reader(journal)), size)


def _check_object(journal: Journal, entry: Entry) -> None:
    if entry.object is None:
        return
    salt = None if entry.salt is None else bytes(entry.salt)
    if not opens(bytes(entry.commitment), salt, entry.object.body.encode()):
        raise _damaged(journal, entry)


def _damaged(journal: Journal, entry: Entry) -> Unverified:
    origin = origin_of(str(journal.group.uuid), journal.member.stix_id)
    return Unverified(RecordFault.JOURNAL_DAMAGED, where=f"{origin}[{entry.index}]")
