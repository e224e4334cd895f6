"""Appending to a member's journal: rows, leaves, tiles, one signed checkpoint.

Only inside the transaction of an action that holds the head row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.db import connection

from bayanihan.journal.api import (
    Checkpoint as CheckpointText,
)
from bayanihan.journal.api import (
    Frontier,
    Leaf,
    LeafKind,
    commit,
    leaf_hash,
    new_salt,
    origin_of,
    sign_checkpoint,
    tiles_after,
)
from bayanihan.membership.api import Charter, Group, Member, charter_text, statement_key
from bayanihan.records.models import Checkpoint, Entry, HandlingRow, Head, Journal, Tile
from bayanihan.records.preparing import Candidate
from bayanihan.records.wire import envelope_digest

_DIGEST_BYTES = 32
_INDEX = b'"index":'
Row: TypeAlias = tuple[int | str | bytes | bool | None, ...]


@dataclass(slots=True)
class Pen:
    """An open journal with the head row locked: what is appended gets its numbers here."""

    head: Head
    journal: Journal
    group: Group
    member: Member
    charter: Charter
    at: int
    leaves: list[bytes]
    forms: dict[LeafKind, tuple[bytes, bytes, bytes]] = field(default_factory=dict)

    def next_seq(self) -> int:
        """The next instant of adding: the clock, or one microsecond after the last."""
        self.head.last_seq = max(self.at, self.head.last_seq + 1)
        return self.head.last_seq

    def append(self, kind: LeafKind, envelope: bytes) -> tuple[int, int]:
        """Add a leaf; gives the seq and the index of the entry."""
        index = self.journal.size + len(self.leaves)
        head, middle, tail = self._form(kind)
        said = b"%b%b%b%d%b" % (head, envelope.hex().encode(), middle, index, tail)
        self.leaves.append(leaf_hash(said))
        return self.next_seq(), index

    def _form(self, kind: LeafKind) -> tuple[bytes, bytes, bytes]:
        """The bytes of a leaf around its envelope and index: the rest is one for the batch."""
        form = self.forms.get(kind)
        if form is None:
            leaf = Leaf(
                group=str(self.group.uuid),
                member=self.member.stix_id,
                index=0,
                kind=kind,
                envelope=bytes(_DIGEST_BYTES),
                charter=self.charter.number,
                at=self.at,
            )
            head, _, rest = leaf.to_bytes().partition(bytes(_DIGEST_BYTES).hex().encode())
            middle, _, tail = rest.partition(_INDEX + b"0")
            form = self.forms[kind] = (head, middle + _INDEX, tail)
        return form


def open_journal(*, group: Group, member: Member, charter: Charter, at: int) -> Pen:
    """Lock the head row, then the member's journal in the group; made at the first use."""
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    journal, _made = Journal.objects.get_or_create(group=group, member=member)
    return Pen(head, journal, group, member, charter, at, [])


def _accept_charter(pen: Pen) -> None:
    """A member's first act in a group accepts the charter under which it acts."""
    digest = charter_text(pen.charter).digest
    seq, index = pen.append(LeafKind.ACCEPTANCE, digest)
    Entry.objects.create(
        seq=seq,
        group=pen.group,
        journal=pen.journal,
        index=index,
        kind=LeafKind.ACCEPTANCE.value,
        charter=pen.charter.number,
        at=pen.at,
        commitment=digest,
        latest=True,
    )


def append_records(pen: Pen, candidates: Sequence[tuple[Candidate, int | None, bool]]) -> list[int]:
    """Write objects, entries and value index of accepted, hashed candidates; gives their seqs.

    Each comes with the key of an equal object already stored by the same
    publisher (or ``None``), and whether it is the latest version.
    """
    if pen.journal.size == 0:
        _accept_charter(pen)
    classes = _handling_keys(pen, {candidate.handling for candidate, _key, _latest in candidates})
    objects: list[Row] = []
    looks: list[Row] = []
    entries: list[Row] = []
    seqs: list[int] = []
    for candidate, stored, latest in candidates:
        obj, key = candidate.object, stored
        if key is None:
            pen.head.last_object += 1
            key = pen.head.last_object
            objects.append((key, pen.member.pk, obj.id, obj.type, obj.version_at, obj.raw.decode()))
            looks.extend((one, key) for one in candidate.hashes)
        salt = new_salt()
        commitment = commit(salt, obj.raw)
        digest = envelope_digest(candidate.handling, commitment)
        seq, index = pen.append(LeafKind.RECORD, digest)
        seqs.append(seq)
        entries.append(
            (seq, pen.group.pk, pen.journal.pk, index, LeafKind.RECORD.value, obj.type,
             classes[candidate.handling], key, pen.charter.number, pen.at, commitment, salt, latest)
        )  # fmt: skip
    _insert_rows(objects, looks, entries)
    return seqs


def _handling_keys(pen: Pen, texts: set[str]) -> dict[str, int]:
    """Keys of handling classes by their text; new ones are stored."""
    known = dict(HandlingRow.objects.filter(text__in=texts).values_list("text", "pk"))
    for text in texts - set(known):
        row = HandlingRow.objects.create(group=pen.group, publisher=pen.member, text=text)
        known[text] = row.pk
    return known


_OBJECT = (
    "INSERT INTO records_storedobject (id, publisher_id, stix_id, type, version_at, body)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_LOOK = "INSERT INTO records_look (hash, object_id) VALUES (%s, %s)"
_ENTRY = (
    "INSERT INTO records_entry (seq, group_id, journal_id, index, kind, type, handling_id,"
    " object_id, charter, at, commitment, salt, latest)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def _insert_rows(
    objects: Sequence[Row],
    looks: Sequence[Row],
    entries: Sequence[Row],
) -> None:
    """Bulk statements: a model instance for each row would cost five times as much."""
    with connection.cursor() as cursor:
        for statement, rows in ((_OBJECT, objects), (_LOOK, looks), (_ENTRY, entries)):
            if rows:
                cursor.executemany(_quoted(statement), rows)


def _quoted(statement: str) -> str:
    """``index`` is a word of SQL."""
    return statement.replace(" index,", ' "index",')


def close_journal(pen: Pen) -> Checkpoint:
    """Write tiles, grow the frontier, sign one checkpoint, store the head's numbers."""
    journal, before = pen.journal, pen.journal.size
    _write_tiles(journal, before, pen.leaves)
    frontier = _frontier(journal).extend(pen.leaves)
    journal.size = frontier.size
    journal.frontier = frontier.to_bytes()
    journal.save(update_fields=["size", "frontier"])
    key, epoch = statement_key(pen.member)
    checkpoint = CheckpointText(
        origin=origin_of(str(pen.group.uuid), pen.member.stix_id),
        size=frontier.size,
        root=frontier.root(),
        epoch=epoch,
        # When it was added, not when it was said: in one journal it never falls back.
        at=pen.head.last_seq,
    )
    pen.head.save()
    note = sign_checkpoint(checkpoint, key)
    return Checkpoint.objects.create(
        journal=journal, size=frontier.size, note=note, at=pen.head.last_seq
    )


def _frontier(journal: Journal) -> Frontier:
    return Frontier.from_bytes(bytes(journal.frontier)) if journal.size else Frontier()


def _write_tiles(journal: Journal, size: int, leaves: Sequence[bytes]) -> None:
    changed = tiles_after(tile_reader(journal), size, leaves)
    Tile.objects.bulk_create(
        (
            Tile(journal=journal, level=level, number=number, hashes=hashes)
            for (level, number), hashes in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["journal", "level", "number"],
        update_fields=["hashes"],
    )


def tile_reader(journal: Journal) -> Callable[[int, int], bytes]:
    """Reads stored tiles of a journal, one query a tile."""

    def read_tile(level: int, number: int) -> bytes:
        row = Tile.objects.filter(journal=journal, level=level, number=number).first()
        return bytes(row.hashes) if row else b""

    return read_tile
