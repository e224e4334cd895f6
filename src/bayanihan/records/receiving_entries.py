"""Writing what a page brought: rows of entries, objects, acts; what is held back, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from bayanihan.journal.api import MAX_SIZE, LeafKind
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import Acceptance, Group, Member
from bayanihan.records.act_wire import ActText, ReceiptAct, RemovalAct
from bayanihan.records.erased import erased_digests, remember_erased
from bayanihan.records.judging_again import Freed
from bayanihan.records.models import (
    Act,
    Entry,
    Fate,
    HandlingRow,
    Head,
    Journal,
    Look,
    Removal,
    StoredObject,
)
from bayanihan.records.parts import stretches_of
from bayanihan.records.receiving_objects import Arrived, why_of
from bayanihan.records.receiving_pages import Judged, is_act
from bayanihan.records.receiving_shown import HeldBack, show_held, source_of
from bayanihan.records.removal_rules import audience_of
from bayanihan.records.values import object_hashes
from bayanihan.records.verifying_acts import read_own_act
from bayanihan.records.wire import read_handling, write_handling
from bayanihan.stix.api import StixObject

_BATCH = 500


@dataclass(slots=True)
class Ledger:
    """Where entries of one journal are written, in the transaction that holds the head row.

    ``known``: numbers of entries that stood here without all that they say, by index.
    """

    group: Group
    member: Member
    journal: Journal
    head: Head
    at: int
    known: dict[int, int]
    handlings: dict[str, int] = field(default_factory=dict)
    fresh: list[Entry] = field(default_factory=list)
    acts: list[tuple[Entry, ActText]] = field(default_factory=list)
    held: list[HeldBack] = field(default_factory=list)
    revealed: int = 0
    held_count: int = 0
    again: set[str] = field(default_factory=set)
    """Ids of objects of which a version became known after later ones."""
    freed: Freed = field(default_factory=dict)
    late: list[tuple[Entry, StixObject]] = field(default_factory=list)
    """What was erased before it came, with what it said."""
    asked: list[Entry] = field(default_factory=list)
    """Acts that took back what became known only now."""

    @property
    def source(self) -> str:
        """Where what is held back came from, as quarantine says it."""
        return source_of(self.group, self.member)

    def show(self) -> None:
        """What was held back until now is shown to the members that it was for."""
        show_held(self.held, group=self.group, author=self.member, at=self.at)
        self.held_count += len(self.held)
        self.held = []

    def write(self, judged: Judged, arrived: Arrived | None, stored: dict[bytes, int]) -> Entry:
        """One entry in its form; a hidden one keeps the hash."""
        if arrived is not None:
            return self._write_record(judged, arrived, stored)
        if judged.entry is None:
            return self._hide(judged)
        if judged.entry.kind == LeafKind.ACCEPTANCE:
            return self._write_acceptance(judged)
        return self._write_act(judged)

    def _write_erased(self, judged: Judged, arrived: Arrived) -> Entry:
        """Nothing of it is kept but its envelope, and that it may not be said again."""
        obj = arrived.object
        if obj is not None:
            remember_erased({self.member.pk: erased_digests(obj)}, at=self.at)
        if arrived.handling is None or judged.waits:
            entry = self._hide(judged, Fate.ERASED)
        else:
            kind = "" if obj is None else obj.type
            handling = self._handling(arrived)
            entry = self._row(judged, fate=Fate.ERASED, handling_id=handling, type=kind)
        if obj is not None and judged.index in self.known:
            self.late.append((entry, obj))
        return entry

    def _write_record(self, judged: Judged, arrived: Arrived, stored: dict[bytes, int]) -> Entry:
        if arrived.is_erased:
            return self._write_erased(judged, arrived)
        if arrived.handling is None or judged.waits:
            # Nothing that the gate could judge by yet: only its place in the journal is kept.
            entry = self._hide(judged, Fate.STANDS if judged.waits else Fate.HELD)
            self._hold(entry, arrived)
            return entry
        obj = arrived.object
        fields: dict[str, Any] = {"handling_id": self._handling(arrived)}
        if obj is not None:
            fields["type"] = obj.type
        if arrived.whys:
            entry = self._row(judged, fate=Fate.HELD, **fields)
            self._hold(entry, arrived)
            return entry
        if obj is None:
            return self._row(judged, **fields)
        key = stored.get(obj.raw) or self._store(arrived, stored)
        fields |= {"object_id": key, "salt": judged.entry.salt if judged.entry else None}
        if judged.index in self.known:
            self.again.add(obj.id)
        if arrived.rival is None:
            return self._row(judged, **fields)
        # Its object stays with it: it may stand as soon as its rival does not.
        entry = self._row(judged, fate=Fate.HELD, **fields)
        self._hold(entry, arrived)
        return entry

    def _hold(self, entry: Entry, arrived: Arrived) -> None:
        obj, handling = arrived.object, arrived.handling
        whys = arrived.whys if arrived.rival is None else (arrived.rival,)
        self.held.append(
            HeldBack(
                entry,
                arrived.body,
                "" if obj is None else obj.id,
                "" if obj is None else obj.type,
                whys,
                None if handling is None else write_handling(handling),
            )
        )

    def hold(self, entry: Entry, text: str, error: BayanihanError) -> None:
        """An act, or an acceptance, that its author may not say."""
        self.held.append(HeldBack(entry, text.encode(), "", entry.kind, (why_of(error),)))

    def _write_acceptance(self, judged: Judged) -> Entry:
        if judged.fault is not None:
            entry = self._row(judged, fate=Fate.HELD)
            self.hold(entry, "", judged.fault)
            return entry
        said = judged.entry
        if said is not None:
            Acceptance.objects.get_or_create(
                group=self.group,
                member=self.member,
                number=said.charter,
                defaults={"digest": said.commitment.hex(), "at": said.at},
            )
        return self._row(judged, latest=True)

    def _write_act(self, judged: Judged) -> Entry:
        """An act with its text; of a kind that nobody knows here, the text is kept all the same."""
        said = judged.entry
        text = "" if said is None or said.text is None else said.text
        fault: BayanihanError | None = judged.fault
        if fault is not None and judged.waits:
            entry = self._hide(judged)
            self.hold(entry, text, fault)
            return entry
        act: ActText | None = None
        if said is not None and is_act(said) and fault is None:
            where = f"{self.member.code}[{judged.index}]"
            group, member = str(self.group.uuid), self.member.stix_id
            try:
                act = read_own_act(said.kind, text, group, member, where)
            except BayanihanError as error:
                fault = error
        entry = self._row(
            judged,
            fate=Fate.STANDS if fault is None else Fate.HELD,
            latest=fault is None,
        )
        Act.objects.create(entry=entry, text=text, audience=self._audience(act))
        if fault is not None:
            self.hold(entry, text, fault)
        elif act is not None:
            self.acts.append((entry, act))
        return entry

    def _audience(self, act: ActText | None) -> list[str] | None:
        """To whom an act is addressed: that follows from what it is about."""
        if isinstance(act, ReceiptAct):
            return [act.publisher]
        if not isinstance(act, RemovalAct):
            return None
        texts: set[str] = set()
        for rows in self._named_by(act):
            handled = rows.filter(handling__isnull=False)
            texts.update(handled.values_list("handling__text", flat=True).distinct())
        audience = audience_of([read_handling(one) for one in texts]) if texts else frozenset()
        return None if audience is None else sorted(audience)

    def named_by(self, act: RemovalAct) -> dict[int, Entry]:
        """The entries that an act takes back, by index, as far as they stand in this history."""
        found = (rows.select_related("handling") for rows in self._named_by(act))
        return {one.index: one for rows in found for one in rows}

    def _named_by(self, act: RemovalAct) -> list[QuerySet[Entry]]:
        return [
            Entry.objects.filter(
                journal=stretch.part,
                index__in=act.entries,
                index__gte=stretch.start,
                index__lt=stretch.end,
            )
            for stretch in stretches_of(self.journal, MAX_SIZE)
        ]

    def _handling(self, arrived: Arrived) -> int:
        """The key of a handling class; a new one is stored."""
        if arrived.handling is None:
            return 0
        text = write_handling(arrived.handling)
        if text not in self.handlings:
            row, _made = HandlingRow.objects.get_or_create(
                text=text, defaults={"group": self.group, "publisher": self.member}
            )
            self.handlings[text] = row.pk
        return self.handlings[text]

    def _store(self, arrived: Arrived, stored: dict[bytes, int]) -> int:
        obj = arrived.object
        if obj is None:
            return 0
        self.head.last_object += 1
        key = self.head.last_object
        StoredObject.objects.create(
            pk=key,
            publisher=self.member,
            stix_id=obj.id,
            type=obj.type,
            version_at=obj.version_at,
            body=obj.raw.decode(),
        )
        hashes = object_hashes(obj, publisher=self.member.stix_id)
        Look.objects.bulk_create(
            (Look(hash=one, object_id=key) for one in hashes), batch_size=_BATCH
        )
        stored[obj.raw] = key
        return key

    def _hide(self, judged: Judged, fate: Fate = Fate.STANDS) -> Entry:
        """Only its place in the journal, by its hash."""
        return self._row(judged, kind="", charter=0, said_at=0, commitment=judged.leaf, fate=fate)

    def _row(self, judged: Judged, *, fate: Fate = Fate.STANDS, **fields: Any) -> Entry:  # noqa: ANN401  # columns
        """A new row; or, where only the hash stood here, the same place with what it hashes."""
        said = judged.entry
        values: dict[str, Any] = {
            "kind": "" if said is None else said.kind,
            "charter": 0 if said is None else said.charter,
            "at": 0 if said is None else said.at,
            "commitment": b"" if said is None else _commitment(judged),
            "latest": False,
        }
        if "said_at" in fields:
            fields["at"] = fields.pop("said_at")
        values |= fields
        self.head.last_seq = max(self.at, self.head.last_seq + 1)
        before = self.known.get(judged.index)
        if before is not None:
            return self._reveal(before, fate, values)
        entry = Entry.objects.create(
            seq=self.head.last_seq,
            group=self.group,
            journal=self.journal,
            index=judged.index,
            fate=fate.value,
            **values,
        )
        self.fresh.append(entry)
        return entry

    def _reveal(self, before: int, fate: Fate, values: dict[str, Any]) -> Entry:
        """What was not known is known now; it gets a new number, as it is new to every reader."""
        row = Entry.objects.get(pk=before)
        removals = Removal.objects.filter(target=before).select_related("act")
        self.asked += [one.act for one in removals]
        if row.fate == Fate.ERASED:
            values |= {"object_id": None, "salt": None}
        if row.fate != Fate.STANDS and fate not in (Fate.HELD, Fate.ERASED):
            fate, values["latest"] = Fate(row.fate), False
        number = before if removals else self.head.last_seq
        Entry.objects.filter(pk=before).update(seq=number, fate=fate.value, **values)
        self.revealed += 1
        entry = Entry.objects.get(pk=number)
        self.fresh.append(entry)
        return entry


def _commitment(judged: Judged) -> bytes:
    """What the column holds: of a record what its envelope holds, of others what the leaf does."""
    said = judged.entry
    if said is None:
        return judged.leaf
    return said.commitment if said.handling is not None else said.envelope()


def ids_of(entries: Iterable[Entry]) -> set[str]:
    """The ids of the objects of these entries."""
    keys = [one.object_id for one in entries if one.object_id is not None]
    found: set[str] = set()
    for first in range(0, len(keys), _BATCH):
        rows = StoredObject.objects.filter(pk__in=keys[first : first + _BATCH])
        found.update(rows.values_list("stix_id", flat=True))
    return found


def types_of(entries: Sequence[Entry]) -> set[str]:
    """The types among these entries."""
    return {one.type for one in entries if one.object_id is not None}
