"""The package: one file that any STIX tool opens and anybody can verify.

It is a STIX 2.1 bundle. ``objects`` holds what may stand without an envelope:
exact bytes, or the publisher's marked copies. ``x_bayanihan_package`` holds
what proves it: charters, journals with signed checkpoints, the envelope facts
and salts, and under ``enclosed`` the exact bytes of what may only travel in
its envelope. The format is described in ``docs/package.md``.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import msgspec

from bayanihan.gate.api import Door, Form, form_at
from bayanihan.membership.api import Group, Member
from bayanihan.records.auditing import present_trail
from bayanihan.records.deriving import derive, derived_id
from bayanihan.records.models import Entry, Fate, HandlingRow
from bayanihan.records.offering import Reading, read_group
from bayanihan.records.parts import walk_history
from bayanihan.records.reading import Record
from bayanihan.records.recalling import newest_places
from bayanihan.records.rules import fold_id
from bayanihan.records.spans import Span, spans_of
from bayanihan.records.wire import read_handling

Write = Callable[[bytes], object]
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """What is packed: for whom, from which group, of which publisher (``None`` is everyone)."""

    group: Group
    viewer: Member
    at: int
    publisher: Member | None = None


@dataclass(slots=True)
class Packed:
    """What went into a file."""

    objects: int = 0
    enclosed: int = 0
    entries: int = 0
    hidden: int = 0
    journals: int = 0


@dataclass(frozen=True, slots=True)
class PackedJournal:
    """A journal up to the signed head under which it is packed."""

    span: Span
    size: int
    note: str

    @property
    def member(self) -> Member:
        """Whose journal it is."""
        return self.span.journal.member

    def entries(self) -> Iterator[Entry]:
        """Its entries in order; bodies come chunk by chunk."""
        return walk_history(self.span.journal, self.size)


Heads = list[PackedJournal]


class Sheet:
    """What is known before the first byte is written: rights, classes, ids of copies."""

    def __init__(self, order: Order, door: Door) -> None:
        self.reading: Reading = read_group(order.group, order.viewer, at=order.at, door=door)
        self.heads = heads_of(order, self.reading)
        self._viewer, self._door, self._trail = order.viewer, door, present_trail()
        rows = HandlingRow.objects.filter(group=order.group).values_list("pk", "text")
        self.texts: dict[int, str] = dict(rows)
        self.allowed = self.reading.allowed
        self.levels = {key: read_handling(self.texts[key]).tlp for key in self.allowed}
        self.copied = frozenset(
            key
            for key in self.allowed
            if form_at(read_handling(self.texts[key]), Door.STIX_FILE) is Form.DERIVED_COPY
        )
        self.renamed = renamed_ids(self.heads, self.copied)
        self.packed = Packed(journals=len(self.heads))

    def is_open(self, entry: Entry) -> bool:
        """Whether the reader of the file gets the object: of what stands, and is allowed."""
        stands = entry.fate == Fate.STANDS and entry.object_id is not None
        return stands and entry.handling_id in self.allowed

    def open_objects(self, entry: Entry) -> list[bytes]:
        """What stands under ``objects`` for an entry: its bytes, or its copies."""
        if entry.object is None or not self.is_open(entry):
            return []
        raw = entry.object.body.encode()
        tlp = self.levels[entry.handling_id or 0]
        if self._trail is not None:
            self._trail.note(self._viewer, self._door, ((entry.seq, tlp),))
        if entry.handling_id not in self.copied:
            return [raw]
        publisher = entry.journal.member.stix_id
        label = "" if tlp is None else tlp.label
        body = msgspec.json.decode(raw)
        return derive(body, publisher=publisher, tlp=label, renamed=self.renamed[publisher])

    def objects(self) -> Iterator[bytes]:
        """What stands under ``objects``, journal by journal."""
        for head in self.heads:
            for entry in head.entries():
                yield from self.open_objects(entry)


def heads_of(order: Order, reading: Reading) -> Heads:
    """Each journal that the reader is entitled to, by its newest head; by members' codes.

    A journal whose beginning is not held here is left out: it would not verify alone.
    """
    heads = []
    for span in spans_of(order.group, order.viewer, reading.facts):
        is_wanted = order.publisher is None or span.journal.member_id == order.publisher.pk
        last = span.last_head() if is_wanted and span.is_whole else None
        if last is not None:
            heads.append(PackedJournal(span, *last))
    return heads


def renamed_ids(heads: Heads, copied: frozenset[int]) -> Mapping[str, dict[str, str]]:
    """By publisher, which ids get copies: known before the first, as copies refer to each other."""
    renamed: dict[str, dict[str, str]] = defaultdict(dict)
    for head in heads:
        publisher = head.member.stix_id
        for stretch in head.span.stretches():
            rows = Entry.objects.filter(
                journal=stretch.part,
                index__gte=stretch.start,
                index__lt=min(stretch.end, head.size),
                handling__in=copied,
                object__isnull=False,
                fate=Fate.STANDS.value,
            )
            for stix_id, type_ in rows.values_list("object__stix_id", "type").iterator():
                renamed[publisher][stix_id] = derived_id(stix_id, type_, publisher)
    return renamed


def write_stix(order: Order, write: Write) -> Packed:
    """Write the latest version of every object as a plain STIX bundle, without proof.

    What was withdrawn is not in it; what revokes it is.
    """
    sheet = Sheet(order, Door.STIX_FILE)
    write(f'{{"type":"bundle","id":"bundle--{uuid.uuid4()}"'.encode())
    entries = (entry for head in sheet.heads for entry in _latest_entries(head))
    parts = (raw for entry in entries for raw in sheet.open_objects(entry))
    sheet.packed.objects = write_objects(parts, write)
    write(b"}\n")
    return sheet.packed


def write_objects(parts: Iterator[bytes], write: Write) -> int:
    """Write the property ``objects`` of a bundle; gives how many there are.

    STIX 2.1, section 8: an empty list is not allowed, the property is left out.
    """
    first = next(parts, None)
    if first is None:
        return 0
    count = 1
    write(b',"objects":[' + first)
    for raw in parts:
        write(b",\n" + raw)
        count += 1
    write(b"]")
    return count


def stix_of(record: Record) -> bytes:
    """One object as a plain STIX bundle, for a reader of the ``STIX_FILE`` door.

    Its exact bytes, or the publisher's marked copy where the door would lose the
    handling; references keep naming the originals, as no other copy goes along.
    """
    handling, raw = record.handling, record.text.encode()
    parts = [raw]
    if form_at(handling, Door.STIX_FILE) is Form.DERIVED_COPY:
        body, publisher = record.body, handling.publisher
        own = derived_id(body["id"], body["type"], publisher)
        renamed = {body["id"]: own}
        parts = derive(body, publisher=publisher, tlp=record.tlp.label, renamed=renamed)
    head = f'{{"type":"bundle","id":"bundle--{uuid.uuid4()}","objects":['.encode()
    return head + b",\n".join(parts) + b"]}\n"


def _latest_entries(head: PackedJournal) -> Iterator[Entry]:
    """Of each object the entry that was its latest at the head, whatever was said since."""
    for chunk in _chunks(head.entries()):
        # What is the latest now was so at the head; of the others some were.
        older = {
            entry.object.stix_id for entry in chunk if entry.object is not None and not entry.latest
        }
        places = newest_places(head.span.journal, head.size, older) if older else {}
        yield from (one for one in chunk if one.latest or _stands_last(one, places))


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, _CHUNK)):
        yield chunk


def _stands_last(entry: Entry, places: Mapping[str, int]) -> bool:
    return entry.object is not None and places.get(fold_id(entry.object.stix_id)) == entry.index
