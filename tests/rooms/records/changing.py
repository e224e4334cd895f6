"""What members of the hosted region agree on in these tests, and what it did to journals."""

from __future__ import annotations

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import Note, VerifyingKey
from bayanihan.membership.api import (
    AddKey,
    AddSeat,
    Change,
    Group,
    KeyLine,
    Member,
    Person,
    Proposal,
    StatementKey,
    find_group,
    new_key,
    seat_line,
)
from bayanihan.records.agreeing import answer_proposal, propose
from bayanihan.records.models import Checkpoint, Entry, Journal
from tests.rooms.web.hosted import Hosted

LATER = 5000


def fresh(group: Group) -> Group:
    """The group as it stands now."""
    return find_group(group.key, member=None)


def agree(
    hosted: Hosted,
    group: Group,
    first: Member,
    *others: Member,
    changes: tuple[Change, ...],
    at: int = LATER,
    cut_sizes: dict[str, int] | None = None,
) -> Proposal:
    """One proposes, the others sign; the operator acts for all of them."""
    proposal = propose(
        group=group, member=first, by=None, changes=changes, at=hosted.at + at, cut_sizes=cut_sizes
    )
    for number, other in enumerate(others, start=1):
        proposal = sign(hosted, proposal, other, at=at + number)
    return proposal


def sign(
    hosted: Hosted, proposal: Proposal, member: Member, *, by: Person | None = None, at: int = LATER
) -> Proposal:
    """A member signs a proposal."""
    return answer_proposal(
        proposal=proposal, member=member, by=by, is_signed=True, at=hosted.at + at
    )


def kinds(group: Group, member: Member) -> list[str]:
    """The kinds of a member's entries in a group, part after part, in order."""
    rows = Entry.objects.filter(group=group, journal__member=member)
    return list(rows.order_by("journal__part", "index").values_list("kind", flat=True))


def fates(group: Group, member: Member) -> list[str]:
    """What became of a member's entries, part after part, in order."""
    rows = Entry.objects.filter(group=group, journal__member=member)
    return list(rows.order_by("journal__part", "index").values_list("fate", flat=True))


def journal(group: Group, member: Member) -> Journal:
    """The part in which the member goes on."""
    return Journal.objects.get(group=group, member=member, is_current=True)


def signer_of_head(group: Group, member: Member) -> int:
    """The epoch of the key that signed the newest head of a member's journal."""
    row = Checkpoint.objects.filter(journal=journal(group, member)).order_by("-size").first()
    assert row is not None
    ids = {one.key_id for one in Note.from_text(row.note).signatures}
    return next(
        key.epoch
        for key in StatementKey.objects.filter(member=member)
        if VerifyingKey.from_text(key.vkey).key_id in ids
    )


def key_line(row: StatementKey) -> KeyLine:
    """A key as a charter lists it."""
    return KeyLine(row.vkey, row.epoch, row.valid_from, row.valid_until)


def another_key(hosted: Hosted, member: Member, at: int = 100) -> AddKey:
    """The member makes a further key; the change that lists it."""
    return AddKey(member.stix_id, key_line(new_key(member=member, at=hosted.at + at)))


def seat_of(member: Member, role: GroupRole = GroupRole.MEMBER) -> AddSeat:
    """The change by which a member joins."""
    return AddSeat(seat_line(member, role, node="this node"))
