"""What a member takes along when it moves: all that is its own, nothing of anybody else.

One package a group, each of which proves itself; the charters; its people without
passwords; its settings; what waits or is kept for it alone; its audit file. No private
key leaves: the new house makes a new one, and the groups' charters name it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.db.models import Model, QuerySet

from bayanihan import __version__
from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.kernel.api import read_clock, to_text
from bayanihan.membership.api import (
    Group,
    Happening,
    Member,
    Person,
    StatementKey,
    find_member,
    groups_of,
)
from bayanihan.ops.archive_form import AUDIT, MEMBER, Head, Manifest, write_manifest
from bayanihan.ops.archive_tables import columns_of
from bayanihan.ops.archive_writing import ArchiveWriter, replacing, spooled
from bayanihan.ops.backing_up import one_moment
from bayanihan.ops.commands import DONE, name_of, say, say_json
from bayanihan.ops.words import count_words
from bayanihan.records.api import (
    Asking,
    Checkpoint,
    Entry,
    Filters,
    Hold,
    KeptCopy,
    Order,
    Part,
    Quarantined,
    Reader,
    Trail,
    announce,
    collecting,
    keep,
    offer_charters,
    trail_path,
    write_package,
)

_AT_ONCE = 50


def export_member(code: str, path: Path, *, as_json: bool) -> int:
    """Write everything of one member into a file; it takes its place when it is whole."""
    member, at = find_member(code), read_clock()
    asking = Asking(member, by="", what="member-export", query="", at=at)
    # On record before the first byte leaves, and again with what was in it.
    announce(asking, _highest(member, at), Door.PACKAGE)
    with replacing(path) as file, one_moment(), collecting() as trail:
        manifest = write_member(ArchiveWriter(file, at=at), member, at=at)
    _keep(asking, trail)
    groups = sum(name.endswith("/package.json") for name in manifest.files)
    if as_json:
        say_json({"file": name_of(path), "member": member.stix_id, "groups": groups})
        return DONE
    say(f"{name_of(path)}: {member.code}, {count_words(groups, 'group')}, its people and papers")
    say("no private key is in it: the new house makes a new one, and each group's charter")
    say("has to name it, with the cut of the old one, before the member speaks from there.")
    return DONE


def _keep(asking: Asking, trail: Trail) -> None:
    keep(asking, trail, part=Part.ENDS)


def _highest(member: Member, at: int) -> Tlp | None:
    """The highest TLP that the packages will hold."""
    readers = [Reader(member, door=Door.PACKAGE, lane=lane, at=at) for lane in Lane]
    levels = [
        (one, Filters(lane=reader.lane, tlp=one, latest=False), reader)
        for one in reversed(Tlp)
        for reader in readers
    ]
    return next((one for one, wanted, reader in levels if reader.count(wanted)), None)


def write_member(archive: ArchiveWriter, member: Member, *, at: int) -> Manifest:
    """Write the parts of a member's archive; gives its manifest."""
    archive.add("member.json", _json(_settings(member)))
    archive.add("people.json", _json(_people(member)))
    archive.add("keys.json", _json(_keys(member)))
    for group in groups_of(member):
        _add_group(archive, group, member, at)
    for name, rows in _papers(member):
        archive.add_rows(lambda number, name=name: f"{name}/{number:05d}.jsonl", _told(rows))  # type: ignore[misc]  # mypy cannot infer the default
    if trail_path(member).exists():
        archive.add_file(f"{AUDIT}{trail_path(member).name}", trail_path(member))
    manifest = Manifest(
        format=MEMBER,
        made_at=to_text(at),
        product=__version__,
        files=archive.files,
        heads=tuple(_heads(member)),
        member=member.stix_id,
    )
    archive.finish(write_manifest(manifest))
    return manifest


def _add_group(archive: ArchiveWriter, group: Group, member: Member, at: int) -> None:
    """The group as the member may hold it, and every charter that it may know."""
    folder = f"groups/{group.uuid}"
    charters = offer_charters(group, member, at=at)
    archive.add(
        f"{folder}/charters.json",
        _json([{"text": text, "signatures": note} for text, note in charters]),
    )
    with spooled() as (file, place):
        write_package(Order(group=group, viewer=member, at=at), file.write)
        file.flush()
        archive.add_file(f"{folder}/package.json", place)


def _settings(member: Member) -> dict[str, Any]:
    return {
        "id": member.stix_id,
        "code": member.code,
        "name": member.name,
        "kind": member.kind,
        "state": member.state.code if member.state else None,
        "zone": member.zone,
        "four_eyes_from": member.four_eyes_from,
        "second_factor_required": member.second_factor_required,
        "signer_epoch": member.signer_epoch,
    }


def _people(member: Member) -> list[dict[str, Any]]:
    """Who they are and what they may do; passwords and second factors are made anew."""
    people = Person.objects.filter(member=member).prefetch_related("granted").order_by("username")
    return [
        {
            "username": person.username,
            "name": person.display_name,
            "zone": person.zone,
            "is_active": person.is_active,
            "roles": sorted(row.role for row in person.granted.all()),
        }
        for person in people
    ]


def _keys(member: Member) -> list[dict[str, Any]]:
    """Public halves, with their times."""
    return [
        {
            "epoch": key.epoch,
            "vkey": key.vkey,
            "valid_from": key.valid_from,
            "valid_until": key.valid_until,
            "ended_why": key.ended_why,
        }
        for key in StatementKey.objects.filter(member=member).order_by("epoch")
    ]


def _papers(member: Member) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Local rows that are for this member's own people alone."""
    yield "intakes", Intake.objects.filter(member=member).order_by("brought_at", "pk")
    yield "quarantine", Quarantined.objects.filter(member=member).order_by("number")
    yield "holds", Hold.objects.filter(member=member).order_by("pk")
    yield "kept", KeptCopy.objects.filter(member=member).order_by("pk")
    yield "happenings", Happening.objects.filter(member=member).order_by("pk")


def _told(rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Rows by the names of their columns; keys of this node are said as ids that hold elsewhere."""
    groups = {key: str(uuid) for key, uuid in Group.objects.values_list("pk", "uuid")}
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield dict(_columns(row, groups))


def _columns(row: Model, groups: dict[int, str]) -> Iterable[tuple[str, Any]]:
    for name in columns_of(type(row)):
        value = getattr(row, name)
        if name in {"id", "member_id"}:
            continue
        if name == "group_id":
            yield "group", groups.get(value)
        elif name == "entry_id":
            yield "entry", _place_of(value)
        elif isinstance(value, bytes | memoryview):
            yield name, base64.b64encode(bytes(value)).decode()
        else:
            yield name, value


def _place_of(seq: int) -> dict[str, Any]:
    """An entry by its place in its journal, which is the same on every node."""
    entry = Entry.objects.select_related("group", "journal__member").get(pk=seq)
    member = entry.journal.member.stix_id
    return {"group": str(entry.group.uuid), "member": member, "index": entry.index}


def _heads(member: Member) -> Iterator[Head]:
    """The member's own newest heads: from here the new house goes on."""
    rows = Checkpoint.objects.filter(journal__member=member, journal__is_current=True)
    found = rows.order_by("journal", "size").values_list("journal__group__uuid", "size", "note")
    newest = {group: Head(str(group), member.stix_id, size, note) for group, size, note in found}
    yield from newest.values()


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
