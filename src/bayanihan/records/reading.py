"""Reading records: every answer is made of handling classes that the gate allows the viewer.

Lists page by ``seq``, newest first; one query a page, whatever the number of
records. What is not allowed is not counted, not listed, not found; nor is what
no longer stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from django.db.models import QuerySet

from bayanihan.gate.api import Door, HandlingClass, Lane, Tlp
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import Group, Member, groups_of, sponsored_groups, viewer_of
from bayanihan.records.allowing import allowed_handling, sponsored_handling
from bayanihan.records.auditing import present_trail
from bayanihan.records.models import Entry, Fate, HandlingRow, Look
from bayanihan.records.rules import RecordFault, fold_id
from bayanihan.records.values import holds_value, id_hash, reference_hash, value_hashes
from bayanihan.records.wire import read_handling

PAGE = 50
# A value that stands in more objects than this is no lead; the newest are enough.
FOUND_AT_MOST = 2000
_ASKED_AT_ONCE = 500
STANDING = (Fate.STANDS,)
# On its own page an object also shows what was taken back of it, marked as such.
SHOWN = (Fate.STANDS, Fate.WITHDRAWN)


@dataclass(frozen=True)
class Record:
    """One entry that the viewer may read, with its object and handling.

    ``via`` is the member through which a constituent reads it: it knows nothing of the
    group; ``None`` for whoever reads by a seat of its own.
    """

    entry: Entry
    handling: HandlingClass
    via: Member | None = None

    @property
    def fate(self) -> Fate:
        """Whether it stands, or was withdrawn; nothing else is shown."""
        return Fate(self.entry.fate)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The object, decoded; it was validated when it came in."""
        decoded: dict[str, Any] = msgspec.json.decode(self.text.encode())
        return decoded

    @property
    def text(self) -> str:
        """The object's exact text."""
        if self.entry.object is None:
            raise Absent(RecordFault.UNKNOWN_RECORD)
        return self.entry.object.body

    @property
    def tlp(self) -> Tlp:
        """The TLP under which it was said; allowed records always have one."""
        if self.handling.tlp is None:
            raise Absent(RecordFault.UNKNOWN_RECORD)
        return self.handling.tlp


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; ``None`` narrows nothing. Instants: half-open, microseconds."""

    lane: Lane = Lane.REAL
    type: str | None = None
    group: Group | None = None
    publisher: Member | None = None
    tlp: Tlp | None = None
    since: int | None = None
    until: int | None = None
    value: str | None = None
    latest: bool = True
    without: tuple[str, ...] = ()
    seated: bool = False
    """Only what is read by a seat of one's own, nothing as somebody's constituent."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``older`` is the cursor of the next page, if there is one."""

    records: tuple[Record, ...]
    older: int | None


class Reader:
    """What one member may read through one door at one instant. Made once a request."""

    def __init__(self, member: Member, *, door: Door, lane: Lane, at: int) -> None:
        self.member = member
        self.lane = lane
        self._door = door
        self._trail = present_trail()
        self.groups: list[Group] = groups_of(member)
        viewer = viewer_of(member, door=door, lane=lane)
        own = allowed_handling(viewer, self.groups, at=at)
        self._via = sponsored_handling(viewer, sponsored_groups(member), at=at, besides=own)
        self.allowed: frozenset[int] = own | self._via.keys()
        rows = HandlingRow.objects.filter(pk__in=self.allowed).values_list("pk", "text")
        self._classes = {key: read_handling(text) for key, text in rows}

    def page(self, filters: Filters, *, before: int | None = None, size: int = PAGE) -> Page:
        """The newest records that fit, older than the cursor."""
        rows = self._entries(filters)
        if before is not None:
            rows = rows.filter(seq__lt=before)
        found = self._found(rows.order_by("-seq"), filters.value, size + 1)
        older = found[size - 1].entry.seq if len(found) > size else None
        return Page(tuple(self._shown(found[:size])), older)

    def walk(self, filters: Filters, *, chunk: int = 1000) -> Iterable[Record]:
        """Every record that fits, oldest first, in memory that does not grow with their number."""
        after = 0
        while True:
            rows = self._entries(filters).filter(seq__gt=after).order_by("seq")[:chunk]
            found = [self._record(entry) for entry in rows]
            yield from self._shown(found)
            if len(found) < chunk:
                return
            after = found[-1].entry.seq

    def count(self, filters: Filters) -> int:
        """How many records fit: the same set that a list would show."""
        if filters.value:
            return len(self._found(self._entries(filters), filters.value, FOUND_AT_MOST))
        return self._entries(filters).count()

    def copies(self, stix_id: str) -> list[Record]:
        """Every copy and version of an object that may be read, newest first.

        Withdrawn ones are among them: see ``Record.fate``.
        """
        rows = self._found_by([id_hash(stix_id)], fates=SHOWN)
        rows = rows.order_by("-object__version_at", "-seq")
        return self._shown([one for one in map(self._record, rows) if _is_of(one, stix_id)])

    def pointing_at(self, stix_id: str, *, most: int = 200) -> list[Record]:
        """Latest objects that refer to this id (relationships, sightings, reports, notes)."""
        # Not cut before the gate: what others keep would crowd out what may be read.
        rows = self._found_by([reference_hash(stix_id)]).filter(latest=True).order_by("-seq")
        quoted = f'"{fold_id(stix_id)}"'
        found = [one for one in map(self._record, rows[:most]) if quoted in fold_id(one.text)]
        return self._shown(found)

    def named(self, stix_ids: Iterable[str]) -> Mapping[str, Record]:
        """The newest readable copy of each of these ids, where there is one."""
        wanted = list(set(stix_ids))
        newest: dict[str, Record] = {}
        for first in range(0, len(wanted), _ASKED_AT_ONCE):
            hashes = [id_hash(one) for one in wanted[first : first + _ASKED_AT_ONCE]]
            rows = self._found_by(hashes).order_by("object__version_at", "seq")
            newest |= {_id_of(record): record for record in map(self._record, rows)}
        found = {one: newest[fold_id(one)] for one in wanted if fold_id(one) in newest}
        self._shown(list(found.values()))
        return found

    def at_seq(self, seq: int) -> Record:
        """The record with this number; raises ``Absent`` if there is none or it is not allowed."""
        entry = self._all(SHOWN).filter(pk=seq).first()
        if entry is None:
            raise Absent(RecordFault.UNKNOWN_RECORD)
        return self._shown([self._record(entry)])[0]

    def _shown(self, records: list[Record]) -> list[Record]:
        """What leaves this reader, noted in the trail of the answer that is being made."""
        if self._trail is not None:
            shown = ((one.entry.seq, one.handling.tlp) for one in records)
            self._trail.note(self.member, self._door, shown)
        return records

    def _all(self, fates: Iterable[Fate] = STANDING) -> QuerySet[Entry]:
        return Entry.objects.filter(
            handling__in=self.allowed,
            kind=LeafKind.RECORD.value,
            object__isnull=False,
            fate__in=fates,
        ).select_related("object", "group__newest", "journal__member__state")

    def _found_by(self, hashes: Iterable[int], fates: Iterable[Fate] = STANDING) -> QuerySet[Entry]:
        """Allowed entries under these hashes; what is not allowed is not fetched."""
        keys = Look.objects.filter(hash__in=hashes).values("object_id")
        return self._all(fates).filter(object__in=keys)

    def _entries(self, filters: Filters) -> QuerySet[Entry]:
        """Allowed entries that fit; a condition that is ``None`` narrows nothing."""
        conditions = {
            "latest": filters.latest or None,
            "type": filters.type or None,
            "group": filters.group,
            "journal__member": filters.publisher,
            "seq__gte": filters.since,
            "seq__lt": filters.until,
        }
        asked = {name: value for name, value in conditions.items() if value is not None}
        rows = self._all().filter(handling__in=self._narrowed(filters), **asked)
        if filters.without:
            rows = rows.exclude(type__in=filters.without)
        if filters.value:
            keys = Look.objects.filter(hash__in=value_hashes(filters.value))
            rows = rows.filter(object__in=keys.values("object_id"))
        return rows

    def _narrowed(self, filters: Filters) -> list[int]:
        keys = self.allowed - self._via.keys() if filters.seated else self.allowed
        if filters.tlp is None:
            return list(keys)
        return [key for key in keys if self._classes[key].tlp is filters.tlp]

    def _found(self, rows: QuerySet[Entry], value: str | None, most: int) -> list[Record]:
        """Rows as records; a value is compared after its hash was hit."""
        records = [self._record(entry) for entry in rows[:most]]
        if not value:
            return records
        return [record for record in records if holds_value(record.body, value)]

    def _record(self, entry: Entry) -> Record:
        key = entry.handling_id or 0
        return Record(entry, self._classes[key], self._via.get(key))


def _id_of(record: Record) -> str:
    return "" if record.entry.object is None else fold_id(record.entry.object.stix_id)


def _is_of(record: Record, stix_id: str) -> bool:
    """The hash finds it, the text decides."""
    return _id_of(record) == fold_id(stix_id)
