"""What a request needs to know of a pair: the group of two, its versions, what is open."""

from __future__ import annotations

from django.http import HttpRequest

from bayanihan.gate.api import Layer
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import (
    SIGNATORIES,
    Answer,
    Charter,
    Group,
    Member,
    MembershipFault,
    Proposal,
    find_member,
    groups_of,
    invitations_to,
    proposals_of,
    proposed_text,
    roles_of,
    waiting_firsts,
)
from bayanihan.records.api import pair_evidence
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.showing.ladder import Pair

OPEN = "open"
WAITS = {True: "them", False: "me"}
DECLINED = "declined"


def pair_of(request: HttpRequest, code: str) -> Pair:
    """The pair of the reader's member and another; oneself is nobody to climb with."""
    me, other = member_of(request), find_member(code)
    if other.pk == me.pk:
        raise Absent(MembershipFault.UNKNOWN_MEMBER, facts={"member": code})
    groups = groups_of(me)
    group = group_of_two(groups, other)
    first = None if group else _first_between(me, other)
    open_one, declined = _open_in(group, me) if group else _unless_declined(first)
    charters = [] if group is None else list(Charter.objects.filter(group=group).order_by("number"))
    return Pair(
        me=me,
        other=other,
        group=group or (first.group if first else None),
        charters=charters,
        proposal=open_one,
        evidence=pair_evidence(me, other, groups, at=instant_of(request)),
        may_decide=bool(roles_of(person_of(request)) & SIGNATORIES),
        declined=declined,
    )


def group_of_two(groups: list[Group], other: Member) -> Group | None:
    """The real group of two with another member; of several the one on the highest step."""
    found = [
        group
        for group in groups
        if group.newest is not None
        and group.newest.layer == Layer.BILATERAL.value
        and not group.newest.exercise
        and group.newest.seats.filter(member=other).exists()
    ]
    return max(found, key=lambda one: (one.newest.step if one.newest else 0, one.pk), default=None)


def first_partner(proposal: Proposal, me: Member) -> str:
    """The identity id of the other one in the first charter of a pair."""
    return next(one for one in proposed_text(proposal).seats() if one != me.stix_id)


def _first_between(me: Member, other: Member) -> Proposal | None:
    """The first charter that waits between two members, whoever asked."""
    waiting = [*invitations_to(me), *waiting_firsts(me)]
    between = [one for one in waiting if first_partner(one, me) == other.stix_id]
    return min(between, key=_is_declined, default=None)


def open_firsts(me: Member) -> dict[str, str]:
    """For whom the first charter of each pair waits, by the other's id; three queries."""
    mine = waiting_firsts(me)
    answers = Answer.objects.filter(proposal__in=mine, is_signed=False)
    declined = set(answers.values_list("proposal_id", flat=True))
    found = {first_partner(one, me): DECLINED for one in mine if one.pk in declined}
    found |= {first_partner(one, me): WAITS[True] for one in mine if one.pk not in declined}
    return found | {first_partner(one, me): WAITS[False] for one in invitations_to(me)}


def _is_declined(proposal: Proposal) -> bool:
    return any(not answer.is_signed for answer in proposal.answers.all())


def _unless_declined(first: Proposal | None) -> tuple[Proposal | None, Proposal | None]:
    """A first charter as what is open, or as what was declined."""
    if first is None or not _is_declined(first):
        return first, None
    return None, first


def _open_in(group: Group, me: Member) -> tuple[Proposal | None, Proposal | None]:
    """What is open in a group of two, and what was declined last if nothing has followed it."""
    rows = proposals_of(group, me)
    waiting = [one for one in rows if one.state == OPEN and not _is_declined(one)]
    if waiting:
        return waiting[0], None
    last = rows[0] if rows and rows[0].state == OPEN else None
    return None, last


def open_steps(me: Member) -> dict[str, str]:
    """For whom an open proposal in each of one's groups of two waits, by the other's id."""
    rows = Proposal.objects.filter(
        group__newest__seats__member=me,
        group__newest__layer=Layer.BILATERAL.value,
        group__newest__exercise=False,
        state=OPEN,
    ).exclude(answers__is_signed=False)
    found: dict[str, str] = {}
    for row in rows.select_related("by"):
        other = next(one for one in proposed_text(row).seats() if one != me.stix_id)
        found[other] = WAITS[row.by_id == me.pk]
    return found
