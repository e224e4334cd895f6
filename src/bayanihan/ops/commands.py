"""What the commands do, each a function from plain arguments to an exit code.

Standard output carries the answer, standard error progress and faults; with
``--json`` the answer is JSON and nothing else. No command asks questions.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from bayanihan.exchange.api import Reading, read_file
from bayanihan.kernel.api import Malformed, read_clock
from bayanihan.membership.api import (
    Charter,
    Group,
    Member,
    Person,
    ceiling_of,
    charter_text,
    find_group,
    find_member,
)
from bayanihan.ops.stating import Spoken, stated_from
from bayanihan.ops.words import progress, why_words
from bayanihan.records.api import Bringing, Outcome, Rejection, publish
from bayanihan.stix.api import DEFAULT_LIMITS, Broken, Slice, check, read

DONE, FAULTY, WRONG = 0, 1, 2
_YOUNG = 100_000


def say(line: str) -> None:
    """A line of the answer."""
    sys.stdout.write(line + "\n")


def say_json(value: object) -> None:
    """A JSON value as one line of the answer."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def read_path(path: Path) -> Reading:
    """A file by its name; ``-`` is standard input. Never more of it than may be taken in."""
    return read_file(read_bytes(path, most=DEFAULT_LIMITS.file_bytes + 1), path.name)


def read_bytes(path: Path, *, most: int = -1) -> bytes:
    """The content of a file or of standard input, up to ``most`` bytes."""
    if str(path) == "-":
        return sys.stdin.buffer.read(most)
    with path.open("rb") as file:
        return file.read(most)


def name_of(path: Path) -> str:
    """A file's name as text that can be written anywhere: names need not be UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def check_file(path: Path, *, as_json: bool) -> int:
    """Validate every object of a file by the MUST rules, storing nothing."""
    verdicts = [_verdict(unit) for unit in read_path(path).units]
    for verdict in verdicts:
        if as_json:
            say_json(verdict)
        else:
            _say_verdict(verdict)
    bad = sum(not verdict["valid"] for verdict in verdicts)
    if not as_json:
        say(f"{len(verdicts)} read, {len(verdicts) - bad} valid, {bad} not valid")
    return FAULTY if bad else DONE


def _verdict(unit: Slice | Broken) -> dict[str, Any]:
    if isinstance(unit, Broken):
        fault = unit.fault
        return _line(None, [(fault.code.value, fault.where, fault.detail)])
    try:
        obj = read(unit.raw)
    except Malformed as error:
        detail = str(error.facts.get("detail", ""))
        return _line(None, [(error.code.value, error.where, detail)])
    return _line(obj.id, [(one.code.value, one.where, one.detail) for one in check(obj)])


def _line(stix_id: str | None, faults: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    reasons = [{"code": code, "where": where, "detail": detail} for code, where, detail in faults]
    return {"id": stix_id, "valid": not reasons, "reasons": reasons}


def _say_verdict(verdict: Mapping[str, Any]) -> None:
    state = "valid  " if verdict["valid"] else "INVALID"
    say(f"{state} {verdict['id'] or '(no id)'}")
    for reason in verdict["reasons"]:
        say(f"        {why_words(reason)}")


def import_files(
    paths: Sequence[Path], *, member: str, group: str, spoken: Spoken, as_json: bool
) -> int:
    """Publish files in a group as a member; what is not accepted goes into quarantine.

    A file that cannot be opened, or a handling that cannot be, is an error before
    anything is taken in.
    """
    # Objects come by the thousand and hold no cycles: looking for some costs a tenth of the time.
    gc.freeze()
    gc.set_threshold(_YOUNG)
    publisher = find_member(member)
    chosen = find_group(group, member=publisher)
    stated = stated_from(spoken, chosen, publisher, at=read_clock())
    for path in paths:
        # Standard input needs no opening; a pipe would lose its writer by being opened twice.
        if str(path) != "-" and not path.is_fifo():
            path.open("rb").close()
    for path in paths:
        reading = read_path(path)
        bringing = Bringing(chosen, publisher, stated, reading.name, reading.definitions)
        tell = partial(_tell_progress, len(reading.units))
        outcome = publish(reading.units, bringing, at=read_clock(), on_progress=tell)
        _say_outcome(name_of(path), outcome, as_json=as_json)
        # Said once it is kept: a script that reads a pipe hears of each file when it is done.
        sys.stdout.flush()
    return DONE


def _tell_progress(total: int, outcome: Outcome) -> None:
    progress(outcome.read, total)


def _say_outcome(name: str, outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "file": name,
                "read": outcome.read,
                "accepted": outcome.accepted,
                "duplicates": outcome.duplicates,
                "quarantined": len(outcome.rejections),
                "reasons": [_rejection(one) for one in outcome.rejections],
            }
        )
        return
    say(
        f"{name}: {outcome.read} read, {outcome.accepted} accepted,"
        f" {outcome.duplicates} duplicates, {len(outcome.rejections)} quarantined"
    )
    for one in outcome.rejections[:20]:
        for why in _rejection(one)["reasons"]:
            say(f"  object {one.position + 1}, {one.object_id or 'no id'}: {why_words(why)}")
    if len(outcome.rejections) > 20:  # noqa: PLR2004  # as many as fit a screen
        say(f"  and {len(outcome.rejections) - 20} more, all in quarantine with their reasons")


def _rejection(one: Rejection) -> dict[str, Any]:
    return {
        "position": one.position,
        "start": one.start,
        "id": one.object_id or None,
        "type": one.type or None,
        "size": one.size,
        "reasons": [
            {"code": why.code, "where": why.where, "detail": why.detail} for why in one.whys
        ],
    }


def list_groups(*, as_json: bool) -> int:
    """Every group of this node, for its operator."""
    rows = [_group(group) for group in Group.objects.select_related("newest").order_by("key")]
    return _say_rows(rows, ("key", "name", "layer", "ceiling"), as_json=as_json)


def _group(group: Group) -> dict[str, Any]:
    charter = group.newest or Charter(group=group)
    ceiling = ceiling_of(group)
    return {
        "id": str(group.uuid),
        "key": group.key,
        "name": charter.name,
        "layer": charter.layer,
        "step": charter.step,
        "ceiling": None if ceiling is None else ceiling.label,
        "exercise": charter.exercise,
        "charter": charter.number,
        "members": [seat.id for seat in charter_text(charter).members],
    }


def list_members(*, as_json: bool) -> int:
    """Every member of this node."""
    members = Member.objects.select_related("state").order_by("code")
    rows = [
        {
            "id": member.stix_id,
            "code": member.code,
            "name": member.name,
            "kind": member.kind,
            "state": member.state.code if member.state else None,
        }
        for member in members
    ]
    return _say_rows(rows, ("code", "name", "kind"), as_json=as_json)


def list_people(*, as_json: bool) -> int:
    """Everybody who can sign in, with the member and the rights."""
    people = Person.objects.select_related("member").prefetch_related("granted")
    rows = [
        {
            "username": person.username,
            "name": person.display_name,
            "member": person.member.stix_id,
            "code": person.member.code,
            "roles": sorted(row.role for row in person.granted.all()),
        }
        for person in people.order_by("username")
    ]
    return _say_rows(rows, ("username", "code", "roles"), as_json=as_json)


def _say_rows(rows: list[dict[str, Any]], columns: tuple[str, ...], *, as_json: bool) -> int:
    if as_json:
        say_json(rows)
        return DONE
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    widths = [max((len(row[at]) for row in cells), default=0) for at in range(len(columns))]
    for row in cells:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return DONE


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "-" if value is None else str(value)
