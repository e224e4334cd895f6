"""Does everything in a node's store hold together? Recomputed from rows, believed nowhere.

``faults`` names what does not: it shares no code with the actions that wrote the
rows, except the pure forms of the journal.
"""

from __future__ import annotations

from collections.abc import Iterator

from bayanihan.journal.api import (
    Checkpoint,
    Frontier,
    Leaf,
    LeafKind,
    VerifyingKey,
    open_checkpoint,
    opens,
    root_of,
    tiles_after,
)
from bayanihan.kernel.api import digest
from bayanihan.membership.api import StatementKey
from bayanihan.records.act_wire import read_act
from bayanihan.records.models import (
    Act,
    Entry,
    Fate,
    Head,
    Journal,
    Look,
    StoredObject,
    Tile,
)
from bayanihan.records.models import Checkpoint as CheckpointRow
from bayanihan.records.rules import exact_instant
from bayanihan.records.values import object_hashes
from bayanihan.records.wire import envelope_digest
from bayanihan.stix.api import read


def faults() -> list[str]:
    """What does not hold; empty for a sound store."""
    return [*_numbers(), *_objects(), *(one for row in _journals() for one in _journal(row))]


def notes() -> list[str]:
    """Every signed checkpoint that the store shows."""
    return list(CheckpointRow.objects.order_by("pk").values_list("note", flat=True))


def broken_words(said: list[str]) -> list[str]:
    """Checkpoints that once were shown and that the journals of now contradict."""
    leaves = {_origin(row): _leaves(row) for row in _journals()}
    wrong = []
    for note in said:
        head = Checkpoint.from_text(note.partition("\n\n")[0] + "\n")
        known = leaves.get(head.origin, [])
        if len(known) < head.size or root_of(known[: head.size]) != head.root:
            wrong.append(f"{head.origin} once had {head.size} entries and another root")
    return wrong


def _journals() -> list[Journal]:
    return list(Journal.objects.select_related("group", "member").order_by("pk"))


def _origin(row: Journal) -> str:
    return f"{row.group.uuid}/{row.member.stix_id}"


def _entries(row: Journal) -> list[Entry]:
    return list(row.entries.select_related("handling", "object").order_by("index"))


def _history(row: Journal) -> list[Entry]:
    """The entries that this part's tree covers: those of earlier parts up to its base, its own."""
    before = Journal.objects.filter(group=row.group, member=row.member, part=row.part - 1).first()
    earlier = [] if before is None else _history(before)[: row.base]
    return [*earlier, *_entries(row)]


def _leaves(row: Journal) -> list[bytes]:
    """Leaf hashes made again from the columns of each entry."""
    found = []
    for entry in _history(row):
        commitment = bytes(entry.commitment)
        if not entry.kind:
            # Of an entry that is not addressed to this node only the hash is known.
            found.append(commitment)
            continue
        handling = entry.handling
        said = commitment if handling is None else envelope_digest(handling.text, commitment)
        leaf = Leaf(
            group=str(row.group.uuid),
            member=row.member.stix_id,
            index=entry.index,
            kind=entry.kind,
            envelope=said,
            charter=entry.charter,
            at=entry.at,
        )
        found.append(leaf.hash())
    return found


def _journal(row: Journal) -> Iterator[str]:
    name = f"journal {row.pk}"
    entries, leaves = _entries(row), _leaves(row)
    if [entry.index for entry in entries] != list(range(row.base, row.size)):
        yield f"{name}: {len(entries)} entries for size {row.size}"
    if row.size and bytes(row.frontier) != Frontier().extend(leaves).to_bytes():
        yield f"{name}: frontier differs from the entries"
    tiles = {(one.level, one.number): bytes(one.hashes) for one in row.tiles.all()}
    if tiles != tiles_after(lambda _level, _number: b"", 0, leaves):
        yield f"{name}: tiles differ from the entries"
    yield from _heads(row, leaves)
    seqs = [entry.seq for entry in entries]
    if seqs != sorted(set(seqs)):
        yield f"{name}: numbers do not rise"
    yield from _contents(name, entries)
    yield from _acts(name, entries)
    if row.is_current:
        yield from _latest(name, _history(row))


def _heads(row: Journal, leaves: list[bytes]) -> Iterator[str]:
    """Every signed head is of this journal, by its member, over these very leaves."""
    keys = [
        VerifyingKey.from_text(one.vkey) for one in StatementKey.objects.filter(member=row.member)
    ]
    sizes = []
    for one in row.checkpoints.order_by("size"):
        head, _opened = open_checkpoint(one.note, keys)
        sizes.append(head.size)
        if (head.origin, head.size) != (_origin(row), one.size):
            yield f"journal {row.pk}: checkpoint {one.size} says {head.origin} {head.size}"
        if root_of(leaves[: head.size]) != head.root:
            yield f"journal {row.pk}: root of checkpoint {one.size} differs from the entries"
    if row.size and sizes[-1:] != [row.size]:
        yield f"journal {row.pk}: newest checkpoint {sizes[-1:]} for size {row.size}"


def _contents(name: str, entries: list[Entry]) -> Iterator[str]:
    """Commitments open."""
    for entry in entries:
        if entry.object is None:
            continue
        salt = None if entry.salt is None else bytes(entry.salt)
        if not opens(bytes(entry.commitment), salt, entry.object.body.encode()):
            yield f"{name}[{entry.index}]: the object is not what was committed to"


def _acts(name: str, entries: list[Entry]) -> Iterator[str]:
    """Each act is the text that its leaf holds, by the member whose journal it is."""
    for entry in entries:
        act = Act.objects.filter(entry=entry).first()
        if act is None:
            continue
        if digest(act.text.encode()) != bytes(entry.commitment):
            yield f"{name}[{entry.index}]: the act is not what was committed to"
        if read_act(LeafKind(entry.kind), act.text).author.member != entry.journal.member.stix_id:
            yield f"{name}[{entry.index}]: the act is somebody else's"


def _latest(name: str, entries: list[Entry]) -> Iterator[str]:
    """Exactly the newest version that stands of each object is the latest."""
    versions: dict[str, list[tuple[str, str]]] = {}
    latest: dict[str, list[tuple[str, str]]] = {}
    for entry in entries:
        if entry.object is None or entry.fate != Fate.STANDS:
            continue
        stix_id = entry.object.stix_id.lower()
        version = exact_instant(read(entry.object.body.encode()).version_text)
        versions.setdefault(stix_id, []).append(version)
        if entry.latest:
            latest.setdefault(stix_id, []).append(version)
    for stix_id, known in versions.items():
        if latest.get(stix_id) != [max(known)]:
            yield f"{name}: latest of {stix_id} is {latest.get(stix_id)}, newest {max(known)}"


def _objects() -> Iterator[str]:
    """No object without an entry; every object is found by each of its hashes and no other."""
    used = set(Entry.objects.values_list("object_id", flat=True))
    looks: dict[int, set[int]] = {}
    for key, found in Look.objects.values_list("object_id", "hash"):
        looks.setdefault(key, set()).add(found)
    for row in StoredObject.objects.select_related("publisher"):
        if row.pk not in used:
            yield f"object {row.pk} belongs to no entry"
        if looks.pop(row.pk, set()) != _hashes(row):
            yield f"object {row.pk} is not indexed as it should be"
    if looks:
        yield f"index of absent objects {sorted(looks)[:5]}"


def _hashes(row: StoredObject) -> frozenset[int]:
    return object_hashes(read(row.body.encode()), publisher=row.publisher.stix_id)


def _numbers() -> Iterator[str]:
    """The head is never behind what it has numbered."""
    head = Head.objects.filter(pk=1).first()
    last_seq = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    last_object = StoredObject.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if (0 if head is None else head.last_seq) < last_seq:
        yield "the head is behind the last entry"
    if (0 if head is None else head.last_object) < last_object:
        yield "the head is behind the last object"
    if Tile.objects.filter(journal__size=0).exists():
        yield "tiles of an empty journal"
