"""Acts: entries of a journal that are no records, each with its text beside it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from bayanihan.gate.api import may_act
from bayanihan.journal.api import LeafKind, new_salt
from bayanihan.kernel.api import Absent, Conflict, Malformed, Refused
from bayanihan.membership.api import (
    SIGNATORIES,
    Charter,
    CharterText,
    Group,
    Happened,
    Member,
    MembershipFault,
    Person,
    Role,
    accepted_charter,
    facts_of,
    happened,
    last_accepted,
    roles_of,
)
from bayanihan.records.act_wire import Author, act_digest, read_act
from bayanihan.records.models import Act, Entry, Head
from bayanihan.records.rules import RecordFault
from bayanihan.records.writing import (
    Pen,
    append_acceptance,
    append_entry,
    begin,
    close_journal,
    lock_head,
    open_journal,
)


def require_right(member: Member, by: Person | None, rights: frozenset[Role]) -> None:
    """Refuse a person who may not do this for the member; ``None`` is the operator."""
    if by is not None and (by.member_id != member.pk or not roles_of(by) & rights):
        raise Refused(RecordFault.RIGHT_MISSING, facts={"member": member.code})


def pen_for(
    *,
    group: Group,
    member: Member,
    at: int,
    head: Head | None = None,
    recovers: CharterText | None = None,
) -> Pen:
    """The member's journal, locked for acts; refused where the member may not act in the group.

    ``recovers``: the act ends a fork that grew from this version, and so passes while the
    group is frozen. The pen speaks under the version that the member accepted last; where
    it ends a fork and is the first act, under that before the fork, in which all sat who
    are to hear it. To whoever never sat there the group is ``Absent``.
    """
    held = head or lock_head()
    fresh = require_may_act(group, member, at, recovers=recovers is not None)
    charter = accepted_charter(fresh, member)
    is_first = last_accepted(fresh, member) is None
    if is_first and recovers is not None and recovers.seat(member.stix_id) is not None:
        before = fresh.charters.filter(number=recovers.number, text=recovers.raw.decode())
        charter = before.first() or charter
    return open_journal(group=fresh, member=member, charter=charter, at=at, head=held)


def require_may_act(group: Group, member: Member, at: int, *, recovers: bool) -> Group:
    """The group as it stands now; refused as ``pen_for`` refuses."""
    fresh = Group.objects.select_related("newest").get(pk=group.pk)
    facts = facts_of([fresh]).get(str(fresh.uuid))
    if facts is None or member.stix_id not in facts.everyone:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": group.key})
    decision = may_act(member.stix_id, facts, at, recovers=recovers)
    if not decision.allowed:
        if facts.frozen and member.stix_id in facts.current:
            raise Refused(MembershipFault.GROUP_FROZEN, facts={"group": fresh.key})
        raise Refused(
            RecordFault.MAY_NOT_ACT,
            facts={"group": fresh.key, "reasons": [one.value for one in decision.reasons]},
        )
    return fresh


def author_of(pen: Pen) -> Author:
    """Who acts where, under a fresh salt: the head of every act that this pen writes."""
    return Author(str(pen.group.uuid), pen.member.stix_id, new_salt().hex())


def append_act(pen: Pen, kind: LeafKind, text: str, audience: Iterable[str] | None = None) -> Entry:
    """Append an act with its canonical text; gives its entry.

    ``audience`` are the identity ids of those to whom it is addressed besides its
    author; ``None`` is the whole group. A first act accepts the charter before it.
    Close the journal when everything is appended.
    """
    author = read_act(kind, text).author
    if (author.group, author.member) != (str(pen.group.uuid), pen.member.stix_id):
        raise Malformed(RecordFault.ACT_MALFORMED, where="member")
    begin(pen)
    entry = append_entry(pen, kind, act_digest(text))
    Act.objects.create(
        entry=entry, text=text, audience=None if audience is None else sorted(audience)
    )
    return entry


def accept_charter(
    *, group: Group, member: Member, by: Person | None, at: int, number: int | None = None
) -> Charter:
    """The member accepts the newest version by an entry of its own journal.

    ``number`` is the version that the person read. Raises ``Conflict`` where it is not
    the newest any more or was accepted already; ``Refused`` without a seat or a right.
    """
    require_right(member, by, SIGNATORIES)
    with transaction.atomic(durable=True):
        pen = pen_for(group=group, member=member, at=at)
        newest = pen.group.newest
        if newest is None:
            raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": group.key})
        if number is not None and number != newest.number:
            raise Conflict(RecordFault.OLDER_VERSION, facts={"number": newest.number})
        last = last_accepted(pen.group, member)
        if last is not None and last >= newest.number:
            raise Conflict(MembershipFault.ALREADY_ACCEPTED, facts={"number": newest.number})
        append_acceptance(pen, newest)
        close_journal(pen)
        facts = {"group": group.key, "number": newest.number}
        happened(member, by, Happened.CHARTER_ACCEPTED, facts, at)
    return newest
