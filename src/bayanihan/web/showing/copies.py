"""Which copies of an object a reader may see, and the one that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from bayanihan.gate.api import Door, Lane
from bayanihan.kernel.api import Absent
from bayanihan.records.api import Reader, Record, RecordFault
from bayanihan.web.asking import reader_of


@dataclass(frozen=True, slots=True)
class Copies:
    """All copies and versions that may be read in one lane, newest first, and the one chosen."""

    reader: Reader
    all: tuple[Record, ...]
    chosen: Record

    @property
    def versions(self) -> tuple[Record, ...]:
        """What the same publisher said under this id in the same group, newest first."""
        return tuple(one for one in self.all if _voice(one) == _voice(self.chosen))

    @property
    def others(self) -> tuple[Record, ...]:
        """The newest copy of everybody else who said it, and of the same in other groups."""
        own = _voice(self.chosen)
        newest: dict[tuple[int, int], Record] = {}
        for one in self.all:
            if _voice(one) != own:
                newest.setdefault(_voice(one), one)
        return tuple(newest.values())


def copies_for(request: HttpRequest, stix_id: str, *, door: Door) -> Copies:
    """The copies of an object that may leave by this door; the address may choose one.

    Real records come before those of exercises, and never stand beside them.
    Raises ``Absent`` in the same way for what is not there and what is not shown.
    """
    wanted = request.GET.get("entry", "")
    for lane in (Lane.REAL, Lane.EXERCISE):
        reader = reader_of(request, door=door, lane=lane)
        found = tuple(reader.copies(stix_id))
        chosen = _chosen(found, wanted)
        if chosen is not None:
            return Copies(reader, found, chosen)
    raise Absent(RecordFault.UNKNOWN_RECORD)


def _chosen(found: Sequence[Record], wanted: str) -> Record | None:
    """The copy asked for; else what the creator itself said, first of all; else the newest."""
    if wanted:
        return next((one for one in found if str(one.entry.seq) == wanted), None)
    own = [one for one in found if _is_creator_s(one)]
    if not own:
        return next(iter(found), None)
    voice = _voice(min(own, key=lambda one: one.entry.seq))
    return next(one for one in found if _voice(one) == voice)


def _is_creator_s(record: Record) -> bool:
    return bool(record.body.get("created_by_ref") == record.entry.journal.member.stix_id)


def _voice(record: Record) -> tuple[int, int]:
    return record.entry.journal_id, record.entry.group_id
