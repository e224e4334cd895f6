"""Members of the hosted region agree on charters, by the tables alone and without journals."""

from __future__ import annotations

from collections.abc import Iterable

from bayanihan.journal.api import EMPTY_ROOT, sign_note
from bayanihan.membership.api import (
    Change,
    Charter,
    CharterText,
    Cut,
    Group,
    Member,
    Proposal,
    adopt,
    change_charter,
    charter_text,
    cuts_needed,
    keep_answer,
    keep_proposal,
    proposed_text,
    signing_key,
)
from tests.rooms.web.hosted import Hosted

MINUTE = 60_000_000


def later(hosted: Hosted, minutes: int = 1) -> int:
    """So many minutes after the region stood."""
    return hosted.at + minutes * MINUTE


def newest(group: Group) -> CharterText:
    """The charter in force."""
    return charter_text(Charter.objects.filter(group=group).order_by("-number")[0])


def next_version(group: Group, *changes: Change, at: int) -> CharterText:
    """The version after the newest; whoever is cut has said nothing."""
    old = newest(group)
    cuts = [
        Cut(member, 0, EMPTY_ROOT.hex(), vkey) for member, vkey in cuts_needed(old, changes, at=at)
    ]
    return change_charter(old, changes, at=at, cuts=cuts)


def note_of(text: CharterText, *members: Member) -> str:
    """The note over a charter, signed by members with keys that the version before lists."""
    before = Charter.objects.filter(group__uuid=text.group, number__lt=text.number)
    row = before.order_by("-number").first()
    base = text if row is None else charter_text(row)
    return sign_note(text.note_text(), *(signing_key(one, base, text.at)[0] for one in members))


def propose(group: Group, by: Member, *changes: Change, at: int) -> Proposal:
    """A proposal that its proposer has signed."""
    text = next_version(group, *changes, at=at)
    proposal = keep_proposal(group=group, by=by, text=text, at=at, entry=None)
    sign(proposal, by, at=at)
    return proposal


def sign(proposal: Proposal, *members: Member, at: int) -> None:
    """These members sign."""
    for member in members:
        note = note_of(proposed_text(proposal), member)
        keep_answer(proposal=proposal, member=member, note=note, at=at, entry=None)


def agree(group: Group, signers: Iterable[Member], *changes: Change, at: int) -> Charter:
    """A version that is adopted at once; the first of the signers proposes it."""
    first, *others = signers
    proposal = propose(group, first, *changes, at=at)
    sign(proposal, *others, at=at)
    row = adopt(proposal=proposal, at=at)
    assert row is not None
    group.refresh_from_db()
    return row
