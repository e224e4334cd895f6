"""What withdrawing and erasing share: whose records, in which journal, by which act.

Only a publisher takes back what it said, and every act is one entry of its journal
that names the entries it takes back. Source: protocol, "Withdraw and erase".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from bayanihan.gate.api import HandlingClass, may_act
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import (
    RELEASERS,
    Group,
    Member,
    Person,
    accepted_charter,
    facts_of,
    roles_of,
)
from bayanihan.records.act_wire import MAX_TARGETS, RemovalAct, write_act
from bayanihan.records.acting import append_act, author_of
from bayanihan.records.allowing import readable_handling
from bayanihan.records.models import Entry, Fate, Look, Removal
from bayanihan.records.removal_rules import RemovalFault, RemovalReason, audience_of
from bayanihan.records.rules import RecordFault, fold_id
from bayanihan.records.values import id_hash
from bayanihan.records.wire import read_handling
from bayanihan.records.writing import Pen, open_journal

# Beyond these an entry is no longer its publisher's to take back.
_ITS_OWN = frozenset({Fate.STANDS.value, Fate.WITHDRAWN.value})


def publisher_of(entries: Sequence[Entry], by: Person | None, *, at: int) -> Member:
    """The one member whose records these are, for whom ``by`` may take them back.

    ``by=None`` is the operator of the node. What the person's member may not read is
    ``Absent``; what another member said is refused.
    """
    if not entries:
        raise Refused(RemovalFault.NOTHING_CHOSEN)
    if any(entry.kind != LeafKind.RECORD.value for entry in entries):
        raise Absent(RecordFault.UNKNOWN_RECORD)
    member = entries[0].journal.member if by is None else by.member
    others = [entry for entry in entries if entry.journal.member_id != member.pk]
    if others:
        readable = readable_handling(member, at=at)
        if any(entry.handling_id not in readable for entry in others):
            raise Absent(RecordFault.UNKNOWN_RECORD)
        raise Refused(RemovalFault.NOT_YOUR_RECORD)
    if by is not None and not roles_of(by) & RELEASERS:
        raise Refused(RemovalFault.MAY_NOT_REMOVE)
    return member


def open_for_act(group: Group, member: Member, *, at: int) -> Pen:
    """The member's journal, locked for an act; refused where the group takes none from it."""
    facts = facts_of([group]).get(str(group.uuid))
    decision = None if facts is None else may_act(member.stix_id, facts, at)
    if decision is None or not decision.allowed:
        refused = {} if decision is None else {"detail": decision.reasons[0].value}
        raise Refused(RemovalFault.GROUP_CLOSED_TO_YOU, facts=refused)
    return open_journal(group=group, member=member, charter=accepted_charter(group, member), at=at)


def with_versions(entries: Iterable[Entry], member: Member, group: Group) -> list[Entry]:
    """These and all other versions that the same publisher said in the group, by index.

    Read with the head row locked, so that nobody changes them meanwhile.
    """
    ids = {fold_id(one.object.stix_id) for one in entries if one.object is not None}
    keys = Look.objects.filter(hash__in=[id_hash(one) for one in ids]).values("object_id")
    rows = its_entries(member, group).filter(object__in=keys)
    return [row for row in rows if row.object is not None and fold_id(row.object.stix_id) in ids]


def require_few(targets: list[Entry]) -> list[Entry]:
    """As many as one act names; more are refused."""
    if len(targets) > MAX_TARGETS:
        raise Refused(RemovalFault.TOO_MANY_CHOSEN, facts={"count": len(targets)})
    return targets


def its_entries(member: Member, group: Group) -> QuerySet[Entry]:
    """The records that a member may still take back in a group, in the order of its journal."""
    rows = Entry.objects.filter(
        group=group,
        journal__member=member,
        kind=LeafKind.RECORD.value,
        object__isnull=False,
        fate__in=_ITS_OWN,
    )
    return rows.select_related("object", "handling", "group", "journal__member").order_by("index")


def append_removal(pen: Pen, kind: LeafKind, targets: Sequence[Entry], why: RemovalReason) -> Entry:
    """Append the act that takes these back, and note it with each of them."""
    handlings = [read_handling(one.handling.text) for one in targets if one.handling is not None]
    indexes = tuple(sorted({one.index for one in targets}))
    text = write_act(RemovalAct(author_of(pen), kind, indexes, why.value))
    act = append_act(pen, kind, text, audience_of(handlings))
    note_removal(targets, act, why.value)
    return act


def note_removal(targets: Iterable[Entry], act: Entry, why: str) -> None:
    """Note with each entry by which act it was taken back; noting it twice changes nothing."""
    Removal.objects.bulk_create(
        (Removal(target=one, act=act, kind=act.kind, why=why, at=act.at) for one in targets),
        ignore_conflicts=True,
    )


def handling_of(entry: Entry) -> HandlingClass | None:
    """How a record was said to be handled; that stays when its object is erased."""
    return None if entry.handling is None else read_handling(entry.handling.text)
