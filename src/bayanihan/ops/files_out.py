"""Export and verify: files that leave the node, and files that came from one."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bayanihan.exchange.api import plain_bytes
from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.kernel.api import BayanihanError, read_clock
from bayanihan.membership.api import find_group, find_member
from bayanihan.ops.commands import DONE, FAULTY, name_of, read_bytes, say, say_json
from bayanihan.ops.words import count_words, counting, fault_words
from bayanihan.records.api import (
    Asking,
    Filters,
    Order,
    Packed,
    Part,
    Reader,
    Report,
    announce,
    collecting,
    keep,
    verify_package,
    write_package,
    write_stix,
)

STANDARD_OUTPUT = "-"


def export_group(
    path: Path, *, member: str, group: str, publisher: str | None, plain: bool, as_json: bool
) -> int:
    """Write what a member may hold of a group; the file is replaced only when it is whole."""
    viewer = find_member(member)
    order = Order(
        group=find_group(group, member=viewer),
        viewer=viewer,
        at=read_clock(),
        publisher=find_member(publisher) if publisher else None,
    )
    packed = _audited(path, order, plain=plain)
    if str(path) == STANDARD_OUTPUT:
        return DONE
    if as_json:
        say_json(
            {
                "file": name_of(path),
                "objects": packed.objects,
                "enclosed": packed.enclosed,
                "entries": packed.entries,
                "hidden": packed.hidden,
                "journals": packed.journals,
            }
        )
        return DONE
    said = count_words(packed.objects, "object")
    say(f"{name_of(path)}: {said} from {count_words(packed.journals, 'journal')}")
    if not plain:
        say(f"check it anywhere, without the database: bayanihan verify {name_of(path)}")
    return DONE


def _audited(path: Path, order: Order, *, plain: bool) -> Packed:
    """Write the file; on record before its first byte, and again with what was in it."""
    write = write_stix if plain else write_package
    door = Door.STIX_FILE if plain else Door.PACKAGE
    only = f" --publisher {order.publisher.code}" if order.publisher else ""
    query = f"--group {order.group.key}{only}{' --plain' if plain else ''}"
    asking = Asking(order.viewer, by="", what="export", query=query, at=order.at)
    announce(asking, _highest(order, door), door)
    with collecting() as trail:
        packed = _written(path, lambda file: write(order, counting(file.write)))
    keep(asking, trail, part=Part.ENDS)
    return packed


def _highest(order: Order, door: Door) -> Tlp | None:
    """The highest TLP that the file will hold; ``None`` where it holds nothing."""
    charter = order.group.newest
    lane = Lane.EXERCISE if charter and charter.exercise else Lane.REAL
    reader = Reader(order.viewer, door=door, lane=lane, at=order.at)
    levels = (Filters(group=order.group, tlp=one, latest=False) for one in reversed(Tlp))
    return next((one.tlp for one in levels if reader.count(one)), None)


def _written(path: Path, write: Callable[[IO[bytes]], Packed]) -> Packed:
    """Write a file aside and put it in its place when it is whole; nothing half is left.

    What is there already and no file (a pipe, a device) is written to, never replaced.
    """
    if str(path) == STANDARD_OUTPUT:
        return write(sys.stdout.buffer)
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            return write(file)
    target = path.resolve()
    # Readable by its owner only, as its handling may demand; under a name of its own.
    handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            packed = write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return packed


def verify_file(path: Path, *, as_json: bool) -> int:
    """Verify a package from the file alone; exit 1 if anything does not hold."""
    report = verify_package(plain_bytes(read_bytes(path)))
    if as_json:
        say_json(_report(report))
    else:
        _say_report(report)
    return DONE if report.holds else FAULTY


def _report(report: Report) -> dict[str, object]:
    return {
        "holds": report.holds,
        "group": report.group,
        "name": report.name,
        "charters": [{"number": one.number, "digest": one.digest.hex()} for one in report.charters],
        "signed_by": list(report.signers),
        "made_for": report.made_for,
        "made_at": report.made_at,
        "objects": report.objects,
        "copies": report.copies,
        "journals": [
            {
                "member": one.member,
                "code": one.code,
                "size": one.size,
                "root": one.root.hex(),
                "verified": one.verified,
                "hidden": one.hidden,
                "erased": one.erased,
                "withdrawn": one.withdrawn,
                "acts": one.acts,
                "accepted": one.accepted,
                "not_understood": one.not_understood,
            }
            for one in report.journals
        ],
        "faults": [_coded(fault) for fault in report.faults],
        "notes": [_coded(note) for note in report.notes],
        "evidence": [one.to_text() for one in report.evidence],
    }


def _coded(error: BayanihanError) -> dict[str, object]:
    facts = {key: str(value) for key, value in error.facts.items()}
    return {"code": error.code.value, "where": error.where, "facts": facts}


def _say_report(report: Report) -> None:
    """The verdict first, then what it rests on."""
    _say_verdict(report)
    _say_charters(report)
    _say_journals(report)
    for note in report.notes:
        _show(f"note     {fault_words(note)}")
    for fault in report.faults:
        _show(f"FAULT    {fault_words(fault)}")


def _say_verdict(report: Report) -> None:
    if report.holds:
        said = count_words(report.objects, "object")
        say(f"holds    {said}, each as its publisher said it; nothing left over")
        say("         compare the charter's digest with a member that you know")
    else:
        say("FAILS    do not trust this file; keep it as evidence and tell who gave it to you")


def _say_charters(report: Report) -> None:
    is_exercise = any(charter.exercise for charter in report.charters)
    _show(f"group    {report.name or '(no valid charter)'}  {report.group}")
    if is_exercise:
        say("         EXERCISE: nothing in this file is real")
    for charter in report.charters:
        _show(f"charter  version {charter.number}, digest {charter.digest.hex()}")
    if report.signers:
        _show(f"         signed by {', '.join(report.codes[one] for one in report.signers)}")
    _show(f"made     at {report.made_at} for {report.codes.get(report.made_for, report.made_for)}")
    say("         so the file says: nobody signs that")


def _say_journals(report: Report) -> None:
    for one in report.journals:
        _show(f"journal  {one.code} {one.name}: {one.size} entries, root {one.root.hex()}")
        said = count_words(one.verified, "object")
        say(f"         {said} verified, {one.hidden + one.erased} not in this file")
        if one.not_understood:
            said = count_words(one.not_understood, "entry", "entries")
            say(f"         {said} not understood by this version")


def _show(line: str) -> None:
    """A line with words out of the file: a foreign text must not move the terminal's cursor."""
    say("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line))
