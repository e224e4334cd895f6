"""Proposals at rest: the next version of a charter, who has signed it, and its adoption.

Every action runs inside the caller's transaction, together with the journal entry
by which the member proposed, signed or declined. The row of the group is locked first,
so that of two versions signed at one instant one is adopted and the other is late.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from django.db import transaction

from bayanihan.journal.api import Note, attach
from bayanihan.kernel.api import Conflict, Refused, Unverified
from bayanihan.membership.chains import verify_link
from bayanihan.membership.charters import store_charter
from bayanihan.membership.forks import ended_in, fork_of, leads_on, line_of
from bayanihan.membership.models import (
    Answer,
    Charter,
    Group,
    Member,
    Proposal,
    Rival,
    StatementKey,
)
from bayanihan.membership.queries import charter_text
from bayanihan.membership.rules import KeyEnd, MembershipFault, ProposalState
from bayanihan.membership.standing import (
    Ground,
    ground_beside,
    ground_of,
    known_of,
    newest_of,
    opened_in,
)
from bayanihan.membership.succession import Needed, agree_to, ended_keys, voices
from bayanihan.membership.wire import CharterText, read_charter

_MAX_ENDED: Final = 64


@transaction.atomic
def keep_proposal(
    *, group: Group, by: Member, text: CharterText, at: int, entry: int | None
) -> Proposal:
    """Keep what a member proposes; it is not signed by that yet.

    Raises ``Refused`` with the reason why the version cannot follow, or why not from this
    member; ``Conflict`` where it was proposed already.
    """
    group = _lock(group)
    ground = ground_of(group, text)
    facts = {"group": text.name}
    fault = ground.fault()
    if fault is not None:
        raise Refused(fault, facts=facts)
    if ground.old is None or not ground.seats(by.stix_id):
        raise Refused(MembershipFault.NOT_SEATED, facts={"member": by.code})
    if ground.excludes(by.stix_id):
        raise Refused(MembershipFault.EXCLUDES_SIGNER, facts=facts)
    digest = text.digest.hex()
    if Proposal.objects.filter(group=group, digest=digest).exists():
        raise Conflict(MembershipFault.ALREADY_PROPOSED, facts=facts)
    return Proposal.objects.create(
        group=group,
        number=text.number,
        digest=digest,
        text=text.raw.decode(),
        by=by,
        at=at,
        entry=entry,
        state=ProposalState.OPEN.value,
    )


@transaction.atomic
def keep_answer(
    *, proposal: Proposal, member: Member, note: str | None, at: int, entry: int | None
) -> Answer:
    """Keep what a member says to a proposal: its signature, or ``None`` where it declines.

    Raises ``Refused`` for who has no voice, ``Conflict`` for a second answer or a proposal
    that is settled, ``Unverified`` for a note that does not hold this member's signature.
    """
    group = _lock(proposal.group)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        raise Conflict(MembershipFault.PROPOSAL_SETTLED, facts={"number": proposal.number})
    if proposal.answers.filter(member=member).exists():
        raise Conflict(MembershipFault.ALREADY_ANSWERED, facts={"number": proposal.number})
    ground = ground_of(group, proposed_text(proposal))
    if not ground.may_sign(member.stix_id):
        raise Refused(MembershipFault.NOT_A_VOTER, facts={"member": member.code})
    if note is not None and member.stix_id not in ground.signers(note):
        raise Unverified(MembershipFault.CHARTER_UNSIGNED, facts={"member": member.code})
    return Answer.objects.create(
        proposal=proposal,
        member=member,
        is_signed=note is not None,
        note=note or "",
        at=at,
        entry=entry,
    )


@transaction.atomic
def take_back(*, proposal: Proposal, by: Member, at: int) -> Proposal:
    """The proposer withdraws its proposal; nobody can sign it any more."""
    _lock(proposal.group)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.by_id != by.pk:
        raise Refused(MembershipFault.NOT_THE_PROPOSER, facts={"member": by.code})
    if proposal.state != ProposalState.OPEN:
        raise Conflict(MembershipFault.PROPOSAL_SETTLED, facts={"number": proposal.number})
    return _settle(proposal, ProposalState.WITHDRAWN, at)


@transaction.atomic
def adopt(*, proposal: Proposal, at: int) -> Charter | None:
    """Make a proposal the newest version, if enough have signed it; ``None`` if not yet.

    Other proposals of the group are superseded, a fork that the version names is
    settled, and keys that no group lists any more as valid are put out of use.
    """
    group = _lock(proposal.group)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        return None
    ground = ground_of(group, proposed_text(proposal))
    signed = _signed(proposal)
    if ground.needed(frozenset(signed)).count:
        return None
    note = _merge(signed.values())
    ground.verify(note)
    row = None
    if group.newest is None or ground.new.number > group.newest.number:
        row = _make_newest(group, ground, note, at)
    else:
        # The branch that stands here had grown beyond it: it is followed once it is longer.
        _keep_rival(group, ground.new, note, at)
    _settle(proposal, ProposalState.ADOPTED, at)
    return row


@transaction.atomic
def take_charter(*, group: Group, text: CharterText, note: str, at: int) -> Charter | Rival:
    """Keep a signed version that came from elsewhere: the next one, or one of another branch.

    A version that is held already is given back. Of branches that stand against each
    other every valid version is kept, however long they grow, so that the one that ends
    the fork can be told. Raises ``Unverified`` for a version that is not valid, or that
    goes on from a branch that the group has ended.
    """
    group = _lock(group)
    held = _held(group, text)
    if held is not None:
        return held
    ground = _ground_to_go_on(group, text)
    if ground is None:
        if text.also and not _moves_here(group, text, note):
            # Those in force here have not wanted it yet: it waits for them, and is theirs to sign.
            raise Unverified(MembershipFault.CHARTER_UNSIGNED, where=f"charter {text.number}")
        return _keep_rival(group, text, note, at)
    fault = ground.fault()
    if fault is not None:
        raise Unverified(fault, where=f"charter {text.number}")
    ground.verify(note)
    return _make_newest(group, ground, note, at)


def proposed_text(proposal: Proposal) -> CharterText:
    """The version that is proposed."""
    return read_charter(proposal.text.encode())


def needed_for(proposal: Proposal) -> Needed:
    """Who could still make an open proposal valid, and how many of them must."""
    ground = ground_of(proposal.group, proposed_text(proposal))
    return ground.needed(frozenset(_signed(proposal)))


def signed_so_far(proposal: Proposal) -> str:
    """The text of a proposal with every signature that it has; empty where it has none."""
    notes = _signed(proposal)
    return _merge(notes.values()) if notes else ""


def is_hopeless(proposal: Proposal) -> bool:
    """Whether so many have declined that an open proposal can be adopted no more."""
    need = needed_for(proposal)
    rows = proposal.answers.filter(is_signed=False)
    declined = frozenset(rows.values_list("member__stix_id", flat=True))
    by_names = len(need.names - declined) >= need.count
    by_majority = len(need.others - declined) >= need.others_count
    return not (by_names or by_majority)


def _lock(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("newest").get(pk=group.pk)


def _signed(proposal: Proposal) -> dict[str, str]:
    """The notes of those who signed, by identity id, in the order in which they signed."""
    rows = proposal.answers.filter(is_signed=True).order_by("at", "pk")
    return dict(rows.values_list("member__stix_id", "note"))


def _merge(notes: Iterable[str]) -> str:
    """All signatures under one text."""
    whole, *others = notes
    for note in others:
        for signature in Note.from_text(note).signatures:
            whole = attach(whole, signature.to_line())
    return whole


def _settle(proposal: Proposal, state: ProposalState, at: int) -> Proposal:
    proposal.state, proposal.settled_at = state.value, at
    proposal.save(update_fields=["state", "settled_at"])
    return proposal


def _make_newest(group: Group, ground: Ground, note: str, at: int) -> Charter:
    """Store the version and settle what it overtakes.

    Where it goes on from a branch that stood here as rivals, these are followed first.
    """
    line = _from_here(group, ground)
    _follow_rivals(group, line[1:-1])
    row = store_charter(group, ground.new, note)
    digest = ground.new.digest.hex()
    waiting = group.proposals.filter(state=ProposalState.OPEN.value).exclude(digest=digest)
    waiting.update(state=ProposalState.SUPERSEDED.value, settled_at=at)
    ends = [one.number for one in line[1:] if one.also]
    group.rivals.filter(settled_by__isnull=True).update(settled_by=min(ends, default=row.number))
    for before, after in pairwise(line):
        _end_keys(before, after)
    return row


def _from_here(group: Group, ground: Ground) -> list[CharterText]:
    """The new version after those before it, from the last one on that stood in force here."""
    ours, line = set(group.charters.values_list("text", flat=True)), [ground.new]
    for one in ground.earlier:
        line.append(one)
        if one.raw.decode() in ours:
            break
    return line[::-1]


def _follow_rivals(group: Group, line: Iterable[CharterText]) -> None:
    """Rivals that are followed in the end, under numbers that nothing has here."""
    taken = set(group.charters.values_list("number", flat=True))
    for text in line:
        if text.number not in taken:
            rival = group.rivals.get(digest=text.digest.hex())
            store_charter(group, text, rival.signatures)


def _end_keys(old: CharterText, new: CharterText) -> None:
    """Put a key out of use here once no group of its member lists it as valid any more.

    One group alone cannot take a member's voice in the others.
    """
    for stix_id, vkey in ended_keys(old, new):
        row = StatementKey.objects.filter(vkey=vkey, valid_until__isnull=True).first()
        if row is None or _is_listed(stix_id, vkey):
            continue
        lines = (line for seat in new.members for line in seat.keys if line.vkey == vkey)
        until = next(line.valid_until for line in lines)
        row.valid_until = max(until or 0, row.valid_from + 1)
        row.ended_why = row.ended_why or KeyEnd.ROTATED.value
        row.save(update_fields=["valid_until", "ended_why"])


def _is_listed(stix_id: str, vkey: str) -> bool:
    groups = Group.objects.filter(newest__seats__member__stix_id=stix_id).select_related("newest")
    seats = (charter_text(group.newest).seat(stix_id) for group in groups if group.newest)
    return any(
        line.vkey == vkey and line.valid_until is None
        for seat in seats
        if seat is not None
        for line in seat.keys
    )


def _held(group: Group, text: CharterText) -> Charter | Rival | None:
    """The version as it stands here already."""
    for row in group.charters.filter(number=text.number):
        if row.text.encode() == text.raw:
            return row
    return group.rivals.filter(digest=text.digest.hex()).first()


def _ground_to_go_on(group: Group, text: CharterText) -> Ground | None:
    """The ground on which it would be the next version here; ``None`` where it cannot be that.

    It follows the one in force while nothing has forked, or ends the fork, or goes on from
    an end of the fork by which the branch that stands here is left.
    """
    if group.newest is None:
        return ground_of(group, text)
    newest, known = newest_of(group), known_of(group)
    if text.number <= newest.number:
        return None
    if text.also:
        return ground_of(group, text)
    if text.previous == newest.digest.hex():
        return None if opened_in(group) else ground_of(group, text)
    end = leads_on(known, newest, text)
    rival = None if end is None else group.rivals.filter(digest=end.digest.hex()).first()
    if end is None or rival is None:
        return None
    is_wanted = ground_beside(group, known, end).is_wanted(rival.signatures)
    return ground_beside(group, known, text) if is_wanted else None


def _moves_here(group: Group, text: CharterText, note: str) -> bool:
    """Whether what is to end a fork moves who stands here, or contradicts the end that did.

    That is asked of those who were in force when the fork had ended here, whoever came
    since: so it does not matter which is heard of first.
    """
    known, newest = known_of(group), newest_of(group)
    verify_link(known, text, note)
    name = text.digest.hex()
    ended = ended_in({**known, name: text}, newest).get(name)
    if ended is None:
        return ground_beside(group, known, text).is_wanted(note)
    end = next(one for one in line_of(known, newest) if one.number == ended)
    base = fork_of(known, (end, known[text.previous or ""])) or end
    return agree_to(voices(base, end, is_lived_in=True), base, end, text, note)


def _keep_rival(group: Group, text: CharterText, note: str, at: int) -> Rival:
    """A version of another branch: evidence, by which the group is frozen from now on.

    One of a branch that was ended settles nothing and changes nothing; it is kept so that
    who had accepted it is understood, up to so many. A second end of a fork contradicts the
    first: see ``_moves_here``. Raises ``Unverified`` where it is not valid, or one too many.
    """
    known, newest = known_of(group), newest_of(group)
    verify_link(known, text, note)
    # A majority that has ended a fork since has chosen: an old key opens none of it anew.
    name = text.digest.hex()
    ended = ended_in({**known, name: text}, newest).get(name)
    if text.also:
        # Those who were in force at the first end have signed another.
        ended = None
    settled = group.rivals.filter(settled_by__isnull=False)
    if ended is not None and settled.count() >= _MAX_ENDED:
        raise Unverified(MembershipFault.BRANCH_ENDED, where=f"charter {text.number}")
    return Rival.objects.create(
        settled_by=ended,
        group=group,
        number=text.number,
        digest=name,
        text=text.raw.decode(),
        signatures=note,
        seen_at=at,
    )
