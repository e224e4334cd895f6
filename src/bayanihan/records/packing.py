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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from bayanihan.gate.api import Door, Form, Lane, form_at
from bayanihan.kernel.api import to_text
from bayanihan.membership.api import Charter, Group, Member, viewer_of
from bayanihan.records.allowing import allowed_handling
from bayanihan.records.deriving import count_copies, derive, derived_id
from bayanihan.records.models import Checkpoint, Entry, HandlingRow, Journal
from bayanihan.records.package_form import FORMAT
from bayanihan.records.proving import leaf_of
from bayanihan.records.reading import Record
from bayanihan.records.recalling import newest_places
from bayanihan.records.rules import fold_id
from bayanihan.records.wire import envelope_digest, read_handling

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


Heads = list[tuple[Journal, Checkpoint]]


class Sheet:
    """What is known before the first byte is written: rights, classes, ids of copies."""

    def __init__(self, order: Order, heads: Heads, door: Door) -> None:
        viewer = viewer_of(order.viewer, door=door, lane=_lane(order.group))
        rows = HandlingRow.objects.filter(group=order.group).values_list("pk", "text")
        self.texts: dict[int, str] = dict(rows)
        self.allowed = allowed_handling(viewer, [order.group], at=order.at)
        self.copied = frozenset(
            key
            for key in self.allowed
            if form_at(read_handling(self.texts[key]), Door.STIX_FILE) is Form.DERIVED_COPY
        )
        self.renamed = renamed_ids(heads, self.copied)
        self.packed = Packed(journals=len(heads))

    def is_open(self, entry: Entry) -> bool:
        """Whether the reader of the file gets the object."""
        return entry.handling_id in self.allowed and entry.object_id is not None

    def open_objects(self, entry: Entry) -> list[bytes]:
        """What stands under ``objects`` for an entry: its bytes, or its copies."""
        if entry.object is None or not self.is_open(entry):
            return []
        raw = entry.object.body.encode()
        if entry.handling_id not in self.copied:
            return [raw]
        publisher = entry.journal.member.stix_id
        tlp = read_handling(self.texts[entry.handling_id or 0]).tlp
        label = "" if tlp is None else tlp.label
        body = msgspec.json.decode(raw)
        return derive(body, publisher=publisher, tlp=label, renamed=self.renamed[publisher])


def renamed_ids(heads: Heads, copied: frozenset[int]) -> Mapping[str, dict[str, str]]:
    """By publisher, which ids get copies: known before the first, as copies refer to each other."""
    renamed: dict[str, dict[str, str]] = defaultdict(dict)
    rows = Entry.objects.filter(
        handling__in=copied, journal__in=[journal for journal, _head in heads], object__isnull=False
    ).values_list("object__stix_id", "type", "journal__member__stix_id")
    for stix_id, type_, publisher in rows:
        renamed[publisher][stix_id] = derived_id(stix_id, type_, publisher)
    return renamed


def write_package(order: Order, write: Write) -> Packed:
    """Write the package of a group as one member may hold it.

    Journals are cut at the heads found at the start: what is said meanwhile
    is not in the file. Memory does not grow with the number of records.
    """
    heads = _heads(order)
    sheet = Sheet(order, heads, Door.PACKAGE)
    write(f'{{"type":"bundle","id":"bundle--{uuid.uuid4()}","objects":['.encode())
    _write_list(
        (raw for entry in _entries(heads) for raw in sheet.open_objects(entry)), write, b",\n"
    )
    write(b'],"x_bayanihan_package":')
    _write_proofs(order, heads, sheet, write)
    write(b"}\n")
    return sheet.packed


def write_stix(order: Order, write: Write) -> Packed:
    """Write the latest version of every object as a plain STIX bundle, without proof."""
    heads = _heads(order)
    sheet = Sheet(order, heads, Door.STIX_FILE)
    write(f'{{"type":"bundle","id":"bundle--{uuid.uuid4()}"'.encode())
    parts = (raw for entry in _latest_entries(heads) for raw in sheet.open_objects(entry))
    first = next(parts, None)
    if first is not None:
        # STIX 2.1 section 8: an empty list is not allowed, the property is left out.
        write(b',"objects":[' + first)
        sheet.packed.objects = 1
        for raw in parts:
            write(b",\n" + raw)
            sheet.packed.objects += 1
        write(b"]")
    write(b"}\n")
    return sheet.packed


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


def _write_list(parts: Iterable[bytes], write: Write, comma: bytes = b",\n") -> None:
    for number, part in enumerate(parts):
        write(comma + part if number else part)


def _heads(order: Order) -> Heads:
    """Each journal of the group with its newest checkpoint, in the order of members' codes."""
    journals = Journal.objects.filter(group=order.group, size__gt=0).select_related("member")
    if order.publisher is not None:
        journals = journals.filter(member=order.publisher)
    heads = []
    for journal in journals.order_by("member__code"):
        checkpoint = journal.checkpoints.order_by("-size").first()
        if checkpoint is not None:
            heads.append((journal, checkpoint))
    return heads


def _lane(group: Group) -> Lane:
    return Lane.EXERCISE if group.newest and group.newest.exercise else Lane.REAL


def _entries(heads: Heads) -> Iterator[Entry]:
    """Entries of every journal up to its head, in order; bodies come chunk by chunk."""
    for journal, checkpoint in heads:
        for chunk in _pages(journal, checkpoint.size):
            yield from chunk


def _latest_entries(heads: Heads) -> Iterator[Entry]:
    """Of each object the entry that was its latest at the head, whatever was said since."""
    for journal, checkpoint in heads:
        for chunk in _pages(journal, checkpoint.size):
            # What is the latest now was so at the head; of the others some were.
            older = {
                entry.object.stix_id
                for entry in chunk
                if entry.object is not None and not entry.latest
            }
            places = newest_places(journal, checkpoint.size, older) if older else {}
            yield from (one for one in chunk if one.latest or _stands_last(one, places))


def _stands_last(entry: Entry, places: Mapping[str, int]) -> bool:
    return entry.object is not None and places.get(fold_id(entry.object.stix_id)) == entry.index


def _pages(journal: Journal, size: int) -> Iterator[list[Entry]]:
    """The first entries of a journal, in order, as many at once as memory takes lightly."""
    rows = Entry.objects.filter(journal=journal, index__lt=size)
    after = -1
    while True:
        chunk = list(
            rows.filter(index__gt=after)
            .order_by("index")
            .select_related("object", "handling", "group", "journal__member")[:_CHUNK]
        )
        yield chunk
        if len(chunk) < _CHUNK:
            break
        after = chunk[-1].index


def _write_proofs(order: Order, heads: Heads, sheet: Sheet, write: Write) -> None:
    """Everything by which the objects are verified, one part after the other."""
    head = {
        "format": FORMAT,
        "group": str(order.group.uuid),
        "made_at": to_text(order.at),
        "made_for": order.viewer.stix_id,
    }
    write(msgspec.json.encode(head)[:-1] + b',"charters":[')
    charters = Charter.objects.filter(group=order.group).order_by("number")
    _write_list((_charter(row) for row in charters), write)
    used = sorted(sheet.allowed)
    write(b'],"handlings":' + msgspec.json.encode([sheet.texts[key] for key in used]))
    write(b',"journals":[')
    numbers = Numbers({key: place for place, key in enumerate(used)})
    for place, (journal, checkpoint) in enumerate(heads):
        member = msgspec.json.encode(journal.member.stix_id)
        note = msgspec.json.encode(checkpoint.note)
        write((b",\n" if place else b"") + b'{"member":' + member + b',"checkpoint":' + note)
        write(b',"entries":[')
        entries = _entries([(journal, checkpoint)])
        _write_list((_entry(entry, sheet, numbers) for entry in entries), write)
        write(b"]}")
    write(b'],"enclosed":[')
    enclosed = (
        entry.object.body.encode()
        for entry in _entries(heads)
        if entry.object is not None and sheet.is_open(entry) and entry.handling_id in sheet.copied
    )
    _write_list(enclosed, write)
    write(b"]}")


def _charter(row: Charter) -> bytes:
    return msgspec.json.encode({"text": row.text, "signatures": row.signatures})


@dataclass(slots=True)
class Numbers:
    """Places in the lists of the file, given out in the order in which they were written."""

    handlings: dict[int, int]
    objects: int = 0
    enclosed: int = 0


def _entry(entry: Entry, sheet: Sheet, numbers: Numbers) -> bytes:
    """One entry: in the open, without its object, or as a bare leaf hash."""
    sheet.packed.entries += 1
    commitment = bytes(entry.commitment)
    if entry.handling is None:
        line = {**_said(entry), "commitment": commitment.hex()}
        return msgspec.json.encode(line)
    if entry.handling_id not in sheet.allowed:
        sheet.packed.hidden += 1
        leaf = leaf_of(entry, envelope_digest(entry.handling.text, commitment))
        return msgspec.json.encode({"hash": leaf.hash().hex()})
    line = {
        **_said(entry),
        "handling": numbers.handlings[entry.handling_id or 0],
        "commitment": commitment.hex(),
    }
    if sheet.is_open(entry) and entry.salt is not None:
        line |= {"salt": bytes(entry.salt).hex(), **_places(entry, sheet, numbers)}
    return msgspec.json.encode(line)


def _said(entry: Entry) -> dict[str, object]:
    return {"kind": entry.kind, "charter": entry.charter, "at": entry.at}


def _places(entry: Entry, sheet: Sheet, numbers: Numbers) -> dict[str, object]:
    """Where the object stands in the file: in ``objects``, or enclosed with its copies."""
    first = numbers.objects
    if entry.handling_id not in sheet.copied:
        numbers.objects += 1
        sheet.packed.objects += 1
        return {"object": first}
    copies = count_copies(entry.type)
    numbers.objects += copies
    numbers.enclosed += 1
    sheet.packed.objects += copies
    sheet.packed.enclosed += 1
    return {"enclosed": numbers.enclosed - 1, "copies": list(range(first, first + copies))}
