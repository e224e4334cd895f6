"""What is to end a fork, handed on with the charters: it proves itself, whoever brings it.

Members whom a fork has left out of each other's branch no longer hear each other's
journals. The version that brings them together travels beside the charters, with the
signatures that it has so far, and each of those counts by itself.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from bayanihan.journal.api import Note
from bayanihan.kernel.api import BayanihanError, Unverified
from bayanihan.membership.models import Group, Member, Proposal
from bayanihan.membership.proposals import may_know
from bayanihan.membership.proposing import keep_answer, keep_proposal, signed_so_far
from bayanihan.membership.rules import MembershipFault, ProposalState
from bayanihan.membership.standing import Ground, ground_of
from bayanihan.membership.wire import CharterText

_MAX_OPEN: Final = 4


def open_recoveries(group: Group, reader: Member) -> list[tuple[str, str]]:
    """The versions that wait to end a fork and that a member may know: text, and note so far."""
    rows = group.proposals.filter(state=ProposalState.OPEN.value, text__contains='"also":')
    known = [row for row in rows.select_related("group__newest") if may_know(row, reader)]
    told = ((row.text, signed_so_far(row)) for row in known)
    return [(text, note) for text, note in told if note]


@transaction.atomic
def take_recovery(*, group: Group, text: CharterText, note: str, at: int) -> Proposal:
    """Keep a version that is to end a fork, and the signatures under it that count here.

    Raises ``Unverified`` for one that does not end the fork as it is known here, or that
    nobody with a voice has signed.
    """
    where = f"charter {text.number}"
    ground = ground_of(group, text)
    fault = ground.fault()
    voices = {} if fault else _voices(ground, note)
    if not voices:
        raise Unverified(fault or MembershipFault.CHARTER_UNSIGNED, where=where)
    members = list(Member.objects.filter(stix_id__in=voices).order_by("code"))
    rows = Proposal.objects.filter(group=group, digest=text.digest.hex())
    proposal = rows.first()
    if proposal is None:
        # One key makes any number: each has room for a few, and who has none hinders nobody.
        by = next((one for one in members if _open_by(group, one) < _MAX_OPEN), None)
        if by is None:
            raise Unverified(MembershipFault.RIVALS_UNASKED, where=where)
        proposal = keep_proposal(group=group, by=by, text=text, at=at, entry=None)
    if proposal.state == ProposalState.OPEN:
        answered = set(proposal.answers.values_list("member_id", flat=True))
        for member in members:
            if member.pk not in answered:
                one = voices[member.stix_id]
                keep_answer(proposal=proposal, member=member, note=one, at=at, entry=None)
    return proposal


def _open_by(group: Group, member: Member) -> int:
    """How many ends of a fork wait that came in a member's name."""
    waiting = group.proposals.filter(state=ProposalState.OPEN.value, entry__isnull=True)
    return waiting.filter(by=member).count()


def _voices(ground: Ground, note: str) -> dict[str, str]:
    """Each signature that counts, alone under the text, by who signed."""
    found: dict[str, str] = {}
    whole = Note.from_text(note)
    for signature in whole.signatures:
        alone = Note(whole.text, (signature,)).to_text()
        try:
            signers = ground.signers(alone)
        except BayanihanError:
            continue
        found |= {one: alone for one in signers if ground.may_sign(one)}
    return found
