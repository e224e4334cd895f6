"""Holds: a member says that it must keep another's record, and why.

Placed before its publisher erases the record, a hold leaves the member a copy that
only its own people see; the publisher is told "kept" and the reason. When the hold
ends, so does the copy, and the publisher is told "removed".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from bayanihan.gate.api import Door, Tlp
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import Happened, Member, Person, Role, happened, roles_of
from bayanihan.records.allowing import readable_handling
from bayanihan.records.auditing import present_trail
from bayanihan.records.models import Entry, Hold, KeptCopy, Receipt, Removal
from bayanihan.records.overwriting import clear_write_ahead, overwriting
from bayanihan.records.receipts import answer_removals
from bayanihan.records.removal_rules import KeepReason, RemovalFault
from bayanihan.records.rules import RecordFault
from bayanihan.records.wire import read_handling
from bayanihan.records.writing import lock_head

HOLDERS: Final = frozenset({Role.RELEASER, Role.ADMINISTRATOR})
"""Who may say that their member keeps something, and that it no longer does."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One record that a member keeps: ``body`` is the copy where its publisher has erased it.

    Until then ``body`` is the record's own text, empty where the member may read it no
    longer. ``tlp`` is how it was to be handled. ``is_told``: its publisher has taken it
    back, and was answered that it is kept.
    """

    hold: Hold
    entry: Entry
    body: str
    is_copy: bool
    tlp: Tlp | None
    is_told: bool = False


@transaction.atomic
def place_hold(*, entry: Entry, why: KeepReason, by: Person, at: int) -> Hold:
    """Keep another member's record for one's own; raises ``Refused``, or ``Absent`` unread."""
    if entry.kind != LeafKind.RECORD.value:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    if entry.handling_id not in readable_handling(by.member, at=at):
        raise Absent(RecordFault.UNKNOWN_RECORD)
    _require_right(by)
    if entry.journal.member_id == by.member_id:
        raise Refused(RemovalFault.YOUR_OWN_RECORD)
    # Whoever erases holds the head row: either the hold is there before, or the object is gone.
    lock_head()
    if not Entry.objects.filter(pk=entry.pk, object__isnull=False).exists():
        raise Refused(RemovalFault.ERASED_ALREADY)
    if Hold.objects.filter(member=by.member, entry=entry, ended_at__isnull=True).exists():
        raise Refused(RemovalFault.HELD_ALREADY)
    happened(by.member, by, Happened.HOLD_PLACED, _facts(entry, why.value), at)
    return Hold.objects.create(member=by.member, entry=entry, why=why.value, by=by.username, at=at)


def end_hold(*, seq: int, by: Person, at: int) -> Hold:
    """End a hold of one's own member on an entry, and delete the copy that it kept.

    A publisher that was told "kept" is told "removed" right after. Ending it twice ends it
    once. Another member's hold does not exist (``Absent``).
    """
    with transaction.atomic(durable=True):
        hold = _end_hold(seq, by, at)
    clear_write_ahead()
    told = Removal.objects.filter(target=hold.entry_id, receipts__member=by.member)
    for removal in told.select_related("act"):
        answer_removals(at=at, act=removal.act)
    return hold


def _end_hold(seq: int, by: Person, at: int) -> Hold:
    rows = Hold.objects.select_for_update().filter(entry__seq=seq, member=by.member)
    hold = rows.order_by("-pk").first()
    if hold is None:
        raise Absent(RemovalFault.UNKNOWN_HOLD)
    _require_right(by)
    if hold.ended_at is None:
        # The clock may have fallen back since it was placed.
        hold.ended_at = max(at, hold.at)
        hold.save(update_fields=["ended_at"])
        happened(by.member, by, Happened.HOLD_ENDED, _facts(hold.entry, hold.why), at)
        with overwriting():
            KeptCopy.objects.filter(member=by.member, entry=hold.entry_id).delete()
    return hold


def _facts(entry: Entry, why: str) -> dict[str, object]:
    return {"group": entry.group.key, "publisher": entry.journal.member.code, "why": why}


def kept_by(member: Member, *, at: int) -> tuple[HeldBack, ...]:
    """What a member keeps now, the newest hold first; for its own people only."""
    rows = Hold.objects.filter(member=member, ended_at__isnull=True).select_related(
        "entry__object", "entry__handling", "entry__group__newest", "entry__journal__member"
    )
    copies = dict(KeptCopy.objects.filter(member=member).values_list("entry_id", "body"))
    readable = readable_handling(member, at=at)
    told = _told_kept(member)
    found = tuple(_held_back(one, copies, readable, told) for one in rows.order_by("-at", "-pk"))
    trail = present_trail()
    if trail is not None:
        shown = [(one.entry.pk, one.tlp) for one in found if one.body]
        trail.note(member, Door.PAGE, shown)
    return found


def _told_kept(member: Member) -> frozenset[int]:
    """Entries of which the last that a member answered is that it keeps them."""
    rows = Receipt.objects.filter(member=member).order_by("is_removed")
    said = dict(rows.values_list("removal__target_id", "is_removed"))
    return frozenset(entry for entry, is_removed in said.items() if not is_removed)


def _held_back(
    hold: Hold, copies: Mapping[int, str], readable: frozenset[int], told: frozenset[int]
) -> HeldBack:
    entry = hold.entry
    body = copies.get(entry.pk, "")
    if not body and entry.object is not None and entry.handling_id in readable:
        body = entry.object.body
    tlp = None if entry.handling is None else read_handling(entry.handling.text).tlp
    return HeldBack(hold, entry, body, entry.pk in copies, tlp, entry.pk in told)


def _require_right(person: Person) -> None:
    if not roles_of(person) & HOLDERS:
        raise Refused(RemovalFault.MAY_NOT_HOLD)
