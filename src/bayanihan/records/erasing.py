"""Erasing: a publisher says that a record of its own may not be held any more.

Object and salt go from every entry that holds them, with everything made of them; the
leaf stays, so that journals still verify. No ``revoked`` version is said: it would repeat
the content. What its creator erases also goes from other members' copies. The same body
is refused from its publisher for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from bayanihan.gate.api import may_erase
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import Group, Happened, Member, Person, happened
from bayanihan.records.copies import copies_of, object_of
from bayanihan.records.emptying import empty
from bayanihan.records.erased import remember_erased
from bayanihan.records.erasures_file import ErasedEntry, read_erasures
from bayanihan.records.folding_rows import fold_dirty
from bayanihan.records.models import Entry
from bayanihan.records.overwriting import clear_write_ahead
from bayanihan.records.receipts import answer_removals
from bayanihan.records.removal_rules import RemovalFault, RemovalReason
from bayanihan.records.taking_back import (
    append_removal,
    note_removal,
    open_for_act,
    publisher_of,
    require_few,
    with_versions,
)
from bayanihan.records.wire import read_handling
from bayanihan.records.writing import close_journal, lock_head


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, by one act in each group; ``copies`` are what other members had said."""

    acts: tuple[Entry, ...]
    targets: tuple[Entry, ...]
    copies: tuple[Entry, ...]


def erase(
    *,
    entries: Sequence[Entry],
    by: Person | None,
    why: RemovalReason,
    at: int,
    all_versions: bool = True,
) -> Erasure:
    """Erase records of one member, in all groups that are named; holders answer right after.

    ``all_versions``: with every other version that it said there, else the chosen ones
    alone. ``by=None`` is the operator of the node. All go, or none. Raises ``Refused``
    (not one's own, erased already, a keep term that runs, no right, a frozen group or
    no seat in it), ``Absent``.
    """
    with transaction.atomic(durable=True):
        done = _erase(entries, by, why, at, all_versions=all_versions)
    fold_dirty()
    clear_write_ahead()
    for act in done.acts:
        answer_removals(at=at, act=act)
    return done


def _erase(
    entries: Sequence[Entry],
    by: Person | None,
    why: RemovalReason,
    at: int,
    *,
    all_versions: bool,
) -> Erasure:
    member = publisher_of(entries, by, at=at)
    groups = {entry.group_id: entry.group for entry in entries}
    lock_head()
    acts: list[Entry] = []
    targets: list[Entry] = []
    copies: list[Entry] = []
    for group in groups.values():
        chosen = [one for one in entries if one.group_id == group.pk]
        its = _targets(chosen, member, group, at, all_versions=all_versions)
        pen = open_for_act(group, member, at=at)
        act = append_removal(pen, LeafKind.ERASURE, its, why)
        close_journal(pen)
        others = [one for one in copies_of(map(object_of, its), member) if one not in copies]
        note_removal(others, act, why.value)
        acts.append(act)
        targets += its
        copies += others
    empty([*targets, *copies], by=member.code, at=at)
    keys = ", ".join(sorted(group.key for group in groups.values()))
    facts = {"group": keys, "count": len(targets), "why": why.value}
    happened(member, by, Happened.RECORDS_ERASED, facts, at)
    return Erasure(tuple(acts), tuple(targets), tuple(copies))


def _targets(
    chosen: Sequence[Entry], member: Member, group: Group, at: int, *, all_versions: bool
) -> list[Entry]:
    """What goes in one group; refused while somebody has been promised that it is kept."""
    versions = with_versions(chosen, member, group)
    keys = {one.pk for one in chosen}
    targets = require_few([one for one in versions if all_versions or one.pk in keys])
    if not targets:
        raise Refused(RemovalFault.ERASED_ALREADY)
    for row in {one.handling for one in targets if one.handling is not None}:
        handling = read_handling(row.text)
        if not may_erase(handling, at).allowed:
            until = {"keep_until": handling.terms.keep_until}
            raise Refused(RemovalFault.KEEP_TERM_RUNS, facts=until)
    return targets


def apply_erasures(path: Path, *, at: int, on_progress: Callable[[int], None] | None = None) -> int:
    """Empty again what a node had erased before its database was restored; gives how many entries.

    ``path`` is the list beside the old database. Applying it again changes nothing. Raises
    ``Malformed`` with the line where it is no such list; lines before it are applied.
    """
    emptied = 0
    for line in read_erasures(path):
        # A restore does all of this inside its own transaction.
        with transaction.atomic():
            emptied += _apply(line, at)
        if on_progress is not None:
            on_progress(emptied)
    fold_dirty()
    clear_write_ahead()
    return emptied


def _apply(line: ErasedEntry, at: int) -> int:
    lock_head()
    member = Member.objects.filter(stix_id=line.member).first()
    if member is None:
        return 0
    remember_erased({member.pk: [bytes.fromhex(one) for one in line.digests]}, at=line.at)
    rows = Entry.objects.filter(
        group__uuid=line.group,
        journal__member=member,
        index=line.index,
        commitment=bytes.fromhex(line.commitment),
        object__isnull=False,
    ).select_related("object", "handling", "group", "journal__member")
    found = list(rows)
    empty(found, by=member.code, at=at)
    return len(found)
