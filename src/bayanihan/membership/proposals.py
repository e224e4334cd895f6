"""What waits for signatures, for those who may know of it."""

from __future__ import annotations

from django.db.models import prefetch_related_objects

from bayanihan.kernel.api import Absent
from bayanihan.membership.changes import Recover
from bayanihan.membership.forks import fork_of, open_tips
from bayanihan.membership.models import Group, Member, Proposal
from bayanihan.membership.proposing import proposed_text
from bayanihan.membership.queries import charter_text
from bayanihan.membership.rules import MembershipFault, ProposalState
from bayanihan.membership.standing import ground_of, known_of, opened_in
from bayanihan.membership.wire import MOST_NAMED, CharterText


def proposals_of(group: Group, member: Member) -> list[Proposal]:
    """The proposals of a group, the newest first, with their answers.

    They are of those who sit in the newest version. A first charter that waits is of the
    two whom it names. For anybody else there are none.
    """
    rows = group.proposals.select_related("by", "group__newest").prefetch_related("answers__member")
    return [row for row in rows.order_by("-at", "-pk") if may_know(row, member)]


def find_proposal(digest: str, member: Member) -> Proposal:
    """A proposal that the member may know of, by the digest of its text.

    Raises ``Absent`` for every other. Its key in the table would tell a member how much
    others propose among themselves.
    """
    rows = Proposal.objects.select_related("by", "group__newest")
    row = rows.filter(digest=digest).first()
    if row is None or not may_know(row, member):
        raise Absent(MembershipFault.UNKNOWN_PROPOSAL, facts={"proposal": digest})
    # Only now, so that what is hidden takes no longer than what does not exist.
    prefetch_related_objects([row], "answers__member")
    return row


def may_know(proposal: Proposal, member: Member) -> bool:
    """Whether a member may know of a proposal: it sits in the newest version of the group.

    Of the first charter of a pair: it is named in it. Of what ends a fork: it sat there
    before the fork, and would again. Whoever declined, or let the proposer take it back,
    keeps what it was shown.
    """
    newest, text = proposal.group.newest, proposed_text(proposal)
    if newest is None or charter_text(newest).seat(member.stix_id) is not None:
        return newest is not None or text.seat(member.stix_id) is not None
    is_back = text.also and text.seat(member.stix_id) is not None
    return bool(is_back) and ground_of(proposal.group, text).seats(member.stix_id)


def invitations_to(member: Member) -> list[Proposal]:
    """First charters of pairs that wait for this member's answer, the newest first."""
    rows = Proposal.objects.filter(
        group__newest__isnull=True,
        state=ProposalState.OPEN.value,
        text__contains=member.stix_id,
    )
    rows = rows.exclude(by=member).exclude(answers__member=member).select_related("by", "group")
    return [row for row in rows.order_by("-at", "-pk") if may_know(row, member)]


def waiting_firsts(member: Member) -> list[Proposal]:
    """First charters of pairs that this member proposed and the other side has not signed."""
    rows = Proposal.objects.filter(
        group__newest__isnull=True, state=ProposalState.OPEN.value, by=member
    )
    return list(rows.select_related("by", "group").order_by("-at", "-pk"))


def recovery_of(group: Group) -> Recover | None:
    """The change that ends the fork of a group; ``None`` where nothing has forked."""
    if group.newest is None:
        return None
    newest, known = charter_text(group.newest), known_of(group)
    tips = open_tips(known, newest, opened_in(group))
    base = fork_of(known, tips) if len(tips) > 1 else None
    if base is None:
        return None
    # What stands here, or the longest branch that gives nobody another place, key or step: no
    # default undoes a hand-over, or lets in whom one coordinator had seated alone.
    alike = [one for one in tips if _is_alike(one, newest)]
    follows = max(alike, key=lambda one: one.number)
    others = [one for one in tips if one is not follows]
    return Recover(base, follows, tuple(others[:MOST_NAMED]))


def _is_alike(one: CharterText, newest: CharterText) -> bool:
    """Whether two versions leave everybody where they are."""
    same = (one.members, one.step, one.history, one.threshold, one.speakers)
    return same == (newest.members, newest.step, newest.history, newest.threshold, newest.speakers)
