"""The objects of a package: each opens its commitment, carries its handling, and is all (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bayanihan.gate.api import CreatorKind, Door, Form, HandlingClass, Tlp, form_at
from bayanihan.journal.api import opens
from bayanihan.kernel.api import Malformed, Unverified
from bayanihan.records.deriving import derive, derived_id
from bayanihan.records.package_form import Package, Said
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.stix.api import Marking, StixObject, marking, read

_MARKS = ("object_marking_refs", "granular_markings")
Definitions = dict[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Original:
    """What went out as copies, and what the copies must equal."""

    where: str
    raw: bytes
    publisher: str
    tlp: str
    copies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    """An object whose markings are understood only once every definition has been read."""

    where: str
    marks: Mapping[str, Any]
    handling: HandlingClass


class Contents:
    """Follows which entry vouches for which object; whatever is left over is a fault."""

    def __init__(self, package: Package, report: Report) -> None:
        self._objects = package.objects
        self._enclosed = package.x_bayanihan_package.enclosed
        self._report = report
        self._used_objects: set[int] = set()
        self._used_enclosed: set[int] = set()
        self._originals: list[_Original] = []
        self._renamed: dict[str, dict[str, str]] = defaultdict(dict)
        self._definitions: dict[str, Definitions] = defaultdict(dict)
        self._waiting: list[_Marked] = []

    def open_entry(self, entry: Said, handling: HandlingClass, where: str) -> None:
        """The object of one entry, used by no other: commitment, form, markings.

        The handling has passed the gate. Raises ``Unverified``.
        """
        is_copied = form_at(handling, Door.STIX_FILE) is Form.DERIVED_COPY
        if is_copied:
            raw = _take(self._enclosed, entry.enclosed, self._used_enclosed, where)
        else:
            raw = _take(self._objects, entry.object, self._used_objects, where)
        if not opens(entry.commitment, entry.salt, raw):
            raise Unverified(RecordFault.OBJECT_DIFFERS, where=where)
        obj = read_object(raw, where)
        if is_copied and handling.tlp is not None:
            label, publisher = handling.tlp.label, handling.publisher
            self._originals.append(_Original(where, raw, publisher, label, entry.copies))
            self._renamed[publisher][obj.id] = derived_id(obj.id, obj.type, publisher)
        if obj.type == "marking-definition":
            self._definitions[handling.publisher].setdefault(obj.id, obj.body)
        found = marking(obj.body)
        if found.unknown:
            marks = {key: obj.body[key] for key in _MARKS if key in obj.body}
            self._waiting.append(_Marked(where, marks, handling))
        check_handling(obj, found, handling, where)

    def finish(self) -> None:
        """What can be judged only when every entry has been seen."""
        self._check_waiting()
        for one in self._originals:
            self._report.collect(self._compare, one)
        for items, used, place in (
            (self._objects, self._used_objects, "/objects"),
            (self._enclosed, self._used_enclosed, "/enclosed"),
        ):
            for number in range(len(items)):
                if number not in used:
                    self._report.add_fault(RecordFault.OBJECT_UNACCOUNTED, f"{place}/{number}")

    def _check_waiting(self) -> None:
        """Markings by definitions of the same publisher bind it; by another's, they are noted.

        Otherwise anybody could say what somebody else's marking means, and so
        make records look wrong that were right when they were said.
        """
        everyone: Definitions = {}
        for definitions in self._definitions.values():
            for stix_id, body in definitions.items():
                everyone.setdefault(stix_id, body)
        noted: set[tuple[str, str]] = set()
        for one in self._waiting:
            found = marking(one.marks, self._definitions.get(one.handling.publisher, {}))
            self._report.collect(_check_level, found, one.handling, one.where)
            if not found.unknown:
                continue
            self._note_unknown(one, found, noted)
            wider = marking(one.marks, everyone)
            if _is_below(one.handling, wider.tlp) and not _is_below(one.handling, found.tlp):
                self._report.add_note(PackageFault.MARKED_HIGHER_BY_ANOTHER, one.where)

    def _note_unknown(self, one: _Marked, found: Marking, noted: set[tuple[str, str]]) -> None:
        """Once for each marking of each publisher: a file may carry it a thousand times."""
        for ref in found.unknown:
            if (one.handling.publisher, ref) not in noted:
                noted.add((one.handling.publisher, ref))
                self._report.add_note(RecordFault.UNKNOWN_MARKING, one.where, marking=ref)

    def _compare(self, one: _Original) -> None:
        """Make the copies again from their original and compare bytes."""
        found = [_take(self._objects, place, self._used_objects, one.where) for place in one.copies]
        body = msgspec.json.decode(one.raw)
        try:
            expected = derive(
                body, publisher=one.publisher, tlp=one.tlp, renamed=self._renamed[one.publisher]
            )
        except (KeyError, TypeError) as error:
            # Readable, but not valid: without times, or with markings that are no list of ids.
            raise Unverified(PackageFault.NOT_STIX, where=one.where) from error
        if found != expected:
            raise Unverified(RecordFault.COPY_DIFFERS, where=one.where)
        self._report.copies += len(found)


def check_handling(obj: StixObject, found: Marking, handling: HandlingClass, where: str) -> None:
    """An object under a handling that agrees with its own markings; raises ``Unverified``.

    ``found`` was made without definitions of anybody's own.
    """
    _check_shown(obj, found, handling, where)
    _check_level(found, handling, where)


def _check_level(found: Marking, handling: HandlingClass, where: str) -> None:
    """The handling is no lower than what the object carries."""
    if _is_below(handling, found.tlp):
        facts = {"carried": found.tlp}
        raise Unverified(RecordFault.HANDLING_BELOW_MARKING, where=where, facts=facts)


def _check_shown(obj: StixObject, found: Marking, handling: HandlingClass, where: str) -> None:
    """What is called marked shows its handling by an id that every program knows.

    Else it would leave in the open under a lower label than was agreed. ``found``
    was made without definitions, which may not travel along.
    """
    if handling.creator is not CreatorKind.MARKED or handling.tlp is None:
        return
    if "granular_markings" in obj.body:
        found = marking({"object_marking_refs": obj.body.get("object_marking_refs")})
    shown = _level(found.tlp)
    if shown is None or shown < handling.tlp:
        raise Unverified(RecordFault.ENVELOPE_DIFFERS, where=where, facts={"why": "not marked"})


def _is_below(handling: HandlingClass, carried: str | None) -> bool:
    level = _level(carried)
    return level is not None and handling.tlp is not None and handling.tlp < level


def _level(label: str | None) -> Tlp | None:
    return None if label is None else Tlp.from_label(label)


def read_object(raw: bytes, where: str) -> StixObject:
    """The object in these bytes; raises ``Unverified`` where they are none."""
    try:
        return read(raw)
    except Malformed as error:
        facts = {"why": error.code.value, "place": error.where}
        raise Unverified(PackageFault.NOT_STIX, where=where, facts=facts) from error


def _take(items: tuple[msgspec.Raw, ...], number: int | None, used: set[int], where: str) -> bytes:
    if number is None or not number < len(items) or number in used:
        raise Unverified(RecordFault.OBJECT_MISSING, where=where)
    used.add(number)
    return bytes(items[number])
