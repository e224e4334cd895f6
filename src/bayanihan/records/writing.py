"""Appending to a member's journal: rows, leaves, tiles, one signed checkpoint.

Only inside the transaction of an action that holds the head row.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    SigningKey,
    commit,
    leaf_hash,
    new_salt,
    origin_of,
    sign_checkpoint,
    tiles_after,
)
from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.api import (
    Acceptance,
    Charter,
    Group,
    Member,
    MembershipFault,
    charter_text,
    signing_key,
)
from bayanihan.records.left_behind import is_left_behind
from bayanihan.records.models import Checkpoint, Entry, HandlingRow, Head, Journal, Tile
from bayanihan.records.parts import first_cut, next_part, tile_reader
from bayanihan.records.preparing import Candidate
from bayanihan.records.rules import RecordFault
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
    forms: dict[tuple[LeafKind, int], tuple[bytes, bytes, bytes]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was ever said in this journal."""
        return self.journal.size == 0 and not self.leaves

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
        place = (kind, self.charter.number)
        form = self.forms.get(place)
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
            form = self.forms[place] = (head, middle + _INDEX, tail)
        return form


def lock_head() -> Head:
    """Lock the row that numbers everything: one writer at a time, in the order of commits."""
    Head.objects.get_or_create(pk=1)
    return Head.objects.select_for_update().get(pk=1)


def open_journal(
    *, group: Group, member: Member, charter: Charter, at: int, head: Head | None = None
) -> Pen:
    """Lock the head row, then open the member's journal in the group; made at the first use.

    ``head`` is the row where the transaction holds it already. A journal whose end
    was cut off goes on in a new part; raises ``Refused`` where only a branch cut it that
    the group has left.
    """
    held = head or lock_head()
    journal, _made = Journal.objects.get_or_create(group=group, member=member, is_current=True)
    if is_left_behind(group, member):
        raise Refused(RecordFault.JOURNAL_LEFT_BEHIND, facts={"member": member.code})
    kept = first_cut(journal)
    if kept is not None:
        journal = next_part(journal, kept)
    return Pen(held, journal, group, member, charter, at, [])


def append_entry(pen: Pen, kind: LeafKind, envelope: bytes) -> Entry:
    """Append an entry that is no record; ``envelope`` is the digest that its leaf holds."""
    seq, index = pen.append(kind, envelope)
    return Entry.objects.create(
        seq=seq,
        group=pen.group,
        journal=pen.journal,
        index=index,
        kind=kind.value,
        charter=pen.charter.number,
        at=pen.at,
        commitment=envelope,
        latest=True,
    )


def append_acceptance(pen: Pen, charter: Charter) -> Entry:
    """The member accepts this version; what it says from here on names it."""
    pen.charter = charter
    digest = charter_text(charter).digest
    # Whose journal was cut before it said so says it again, of the same version.
    row, _made = Acceptance.objects.get_or_create(
        group=pen.group,
        member=pen.member,
        number=charter.number,
        defaults={"digest": digest.hex(), "at": pen.at},
    )
    if row.digest != digest.hex():
        # It accepted another branch's version of this number; it speaks again from the next on.
        facts = {"number": charter.number}
        raise Conflict(MembershipFault.ALREADY_ACCEPTED, facts=facts)
    return append_entry(pen, LeafKind.ACCEPTANCE, digest)


def begin(pen: Pen) -> None:
    """A member's first act in a group accepts the charter under which it acts."""
    if pen.is_blank:
        append_acceptance(pen, pen.charter)


def append_records(pen: Pen, candidates: Sequence[tuple[Candidate, int | None, bool]]) -> list[int]:
    """Write objects, entries and value index of accepted, hashed candidates; gives their seqs.

    Each comes with the key of an equal object already stored by the same
    publisher (or ``None``), and whether it is the latest version.
    """
    begin(pen)
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


def signing_key_of(pen: Pen) -> SigningKey:
    """The key with which the pen's member signs now, under the version that it accepted last.

    A key that the newest version has ended signs no more, whatever its member has
    accepted: what it says from there on lies beyond a cut. Raises ``Refused``.
    """
    at = max(pen.at, pen.head.last_seq)
    key, _epoch = signing_key(pen.member, charter_text(pen.charter), at)
    newest = Charter.objects.filter(group=pen.group).order_by("-number").first()
    seat = None if newest is None else charter_text(newest).seat(pen.member.stix_id)
    vkey = key.verifying_key.to_text()
    ended = (
        line.vkey == vkey and not line.is_valid(at) for line in (() if seat is None else seat.keys)
    )
    if any(ended):
        raise Refused(MembershipFault.KEY_ENDED, facts={"member": pen.member.code})
    return key


def close_journal(pen: Pen) -> Checkpoint:
    """Write tiles, grow the frontier, sign one checkpoint, store the head's numbers.

    Signed with the newest key that the last accepted version lists. Raises ``Refused``
    where there is none here, or this node was restored and nobody has confirmed it.
    """
    journal, before = pen.journal, pen.journal.size
    _write_tiles(journal, before, pen.leaves)
    frontier = _frontier(journal).extend(pen.leaves)
    journal.size = frontier.size
    journal.frontier = frontier.to_bytes()
    journal.save(update_fields=["size", "frontier"])
    pen.leaves = []
    key = signing_key_of(pen)
    checkpoint = CheckpointText(
        origin=origin_of(str(pen.group.uuid), pen.member.stix_id),
        size=frontier.size,
        root=frontier.root(),
        epoch=_epoch(pen, key),
        # When it was added, not when it was said: in one journal it never falls back.
        at=pen.head.last_seq,
    )
    pen.head.save()
    note = sign_checkpoint(checkpoint, key)
    return Checkpoint.objects.create(
        journal=journal, size=frontier.size, note=note, at=pen.head.last_seq
    )


def _epoch(pen: Pen, key: SigningKey) -> int:
    """The epoch of a head: never below that of its key, and risen with every restore."""
    seat = charter_text(pen.charter).seat(pen.member.stix_id)
    vkey = key.verifying_key.to_text()
    listed = (line.epoch for line in (() if seat is None else seat.keys) if line.vkey == vkey)
    return pen.member.signer_epoch + next(listed, 1) - 1


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
