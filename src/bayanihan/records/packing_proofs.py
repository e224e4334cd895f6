"""What proves a package: charters, envelopes, journals with signed heads, enclosed objects."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from bayanihan.gate.api import Door
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import to_text
from bayanihan.records.deriving import count_copies
from bayanihan.records.models import Entry
from bayanihan.records.offering import act_of, leaf_hash_of, offer_charters
from bayanihan.records.package_form import FORMAT
from bayanihan.records.packing import Order, Packed, Sheet, Write, write_objects


def write_package(order: Order, write: Write) -> Packed:
    """Write the package of a group as one member may hold it.

    Journals are cut at the heads found at the start: what is said meanwhile
    is not in the file. Memory does not grow with the number of records. Raises
    ``Absent`` for whoever never sat in the group.
    """
    sheet = Sheet(order, Door.PACKAGE)
    write(f'{{"type":"bundle","id":"bundle--{uuid.uuid4()}"'.encode())
    write_objects(sheet.objects(), write)
    write(b',"x_bayanihan_package":')
    _write_proofs(order, sheet, write)
    write(b"}\n")
    return sheet.packed


def _write_list(parts: Iterable[bytes], write: Write, comma: bytes = b",\n") -> None:
    for number, part in enumerate(parts):
        write(comma + part if number else part)


def _write_proofs(order: Order, sheet: Sheet, write: Write) -> None:
    """Everything by which the objects are verified, one part after the other."""
    head = {
        "format": FORMAT,
        "group": str(order.group.uuid),
        "made_at": to_text(order.at),
        "made_for": order.viewer.stix_id,
    }
    write(msgspec.json.encode(head)[:-1] + b',"charters":[')
    charters = offer_charters(order.group, order.viewer, at=order.at)
    _write_list((_charter(text, note) for text, note in charters), write)
    used = sorted(sheet.allowed)
    write(b'],"handlings":' + msgspec.json.encode([sheet.texts[key] for key in used]))
    write(b',"journals":[')
    numbers = Numbers({key: place for place, key in enumerate(used)})
    for place, one in enumerate(sheet.heads):
        member = msgspec.json.encode(one.member.stix_id)
        note = msgspec.json.encode(one.note)
        write((b",\n" if place else b"") + b'{"member":' + member + b',"checkpoint":' + note)
        write(b',"entries":[')
        _write_list((_entry(entry, sheet, numbers) for entry in one.entries()), write)
        write(b"]}")
    write(b'],"enclosed":[')
    enclosed = (
        entry.object.body.encode()
        for one in sheet.heads
        for entry in one.entries()
        if entry.object is not None and sheet.is_open(entry) and entry.handling_id in sheet.copied
    )
    _write_list(enclosed, write)
    write(b"]}")


def _charter(text: str, note: str) -> bytes:
    return msgspec.json.encode({"text": text, "signatures": note})


@dataclass(slots=True)
class Numbers:
    """Places in the lists of the file, given out in the order in which they were written."""

    handlings: dict[int, int]
    objects: int = 0
    enclosed: int = 0


def _entry(entry: Entry, sheet: Sheet, numbers: Numbers) -> bytes:
    """One entry: in the open, as an act, without its object, or as a bare leaf hash."""
    sheet.packed.entries += 1
    said = {"kind": entry.kind, "charter": entry.charter, "at": entry.at}
    commitment = {"commitment": bytes(entry.commitment).hex()}
    if entry.kind == LeafKind.ACCEPTANCE:
        return msgspec.json.encode({**said, **commitment})
    act = act_of(entry)
    if act is not None and sheet.reading.is_heard(entry, act):
        return msgspec.json.encode({**said, "text": act.text})
    if entry.handling_id not in sheet.allowed:
        sheet.packed.hidden += 1
        return msgspec.json.encode({"hash": leaf_hash_of(entry).hex()})
    line: dict[str, object] = {
        **said,
        "handling": numbers.handlings[entry.handling_id or 0],
        **commitment,
    }
    if sheet.is_open(entry) and entry.salt is not None:
        line |= {"salt": bytes(entry.salt).hex(), **_places(entry, sheet, numbers)}
    return msgspec.json.encode(line)


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
