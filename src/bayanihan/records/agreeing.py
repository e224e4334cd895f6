"""Agreeing on the next version of a charter: propose, sign, decline, adopt.

Each action is one durable transaction that holds the head row: the journal entry by
which a member acts, the tables of membership, and, once enough have signed, everything
that the adoption brings about:

1. the version becomes the newest, and other proposals are superseded;
2. the cuts that it pins are carried out (see ``cutting``);
3. every member hosted here that signed it accepts it, by an entry of its own journal.

Who proposes or signs what cuts its own journal leaves no entry there: it would stand
beyond the cut, or vouch for what a thief said before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from bayanihan.journal.api import LeafKind, sign_note
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import (
    PROPOSERS,
    SIGNATORIES,
    AddKey,
    Change,
    Charter,
    CharterText,
    EndKey,
    Group,
    Happened,
    Member,
    MembershipFault,
    NewGroup,
    Person,
    Proposal,
    Role,
    adopt,
    base_of,
    change_charter,
    charter_text,
    ground_of,
    happened,
    keep_answer,
    keep_proposal,
    last_accepted,
    may_know,
    open_first,
    proposed_text,
    signing_key,
    take_back,
)
from bayanihan.records.act_wire import AnswerAct, ProposalAct, write_act
from bayanihan.records.acting import (
    append_act,
    author_of,
    pen_for,
    require_may_act,
    require_right,
)
from bayanihan.records.cutting import apply_cuts, cuts_for, spares
from bayanihan.records.drafting import require_ceiling
from bayanihan.records.folding_rows import fold_dirty
from bayanihan.records.left_behind import is_left_behind
from bayanihan.records.models import Head
from bayanihan.records.parts import current_part, first_cut
from bayanihan.records.writing import (
    Pen,
    append_acceptance,
    close_journal,
    lock_head,
    open_journal,
)

_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def propose(
    *,
    group: Group,
    member: Member,
    by: Person | None,
    changes: Iterable[Change],
    at: int,
    cut_sizes: Mapping[str, int] | None = None,
) -> Proposal:
    """Propose the next version of a group's charter; adopted at once where that is enough.

    A proposer with a voice signs it. ``cut_sizes`` gives, by key, after how many entries
    a stolen key is no longer believed; without it a key is cut after the last head that
    it signed. Raises ``Refused`` with the reason, ``Conflict`` where it was proposed already.
    """
    changes = tuple(changes)
    _require_rights(member, by, changes)
    with transaction.atomic(durable=True):
        head = lock_head()
        group = _fresh(group)
        old = base_of(_newest(group), changes)
        now = max(at, old.at)
        cuts = cuts_for(group, old, changes, at=now, sizes=cut_sizes or {})
        text = change_charter(old, changes, at=now, cuts=cuts)
        require_ceiling(group, text)
        note = _signature(group, member, text, at)
        entry = None
        pen = _pen_beside(group, member, text, at, head)
        if pen is not None:
            act = ProposalAct(author_of(pen), text.raw.decode(), note or "")
            entry = append_act(pen, LeafKind.PROPOSAL, write_act(act)).pk
            close_journal(pen)
        proposal = keep_proposal(group=group, by=member, text=text, at=at, entry=entry)
        _happened(Happened.CHARTER_PROPOSED, proposal, member, by, at)
        if note is not None:
            keep_answer(proposal=proposal, member=member, note=note, at=at, entry=entry)
        _adopt(proposal, head, by, at)
    fold_dirty()
    return Proposal.objects.get(pk=proposal.pk)


def answer_proposal(
    *, proposal: Proposal, member: Member, by: Person | None, is_signed: bool, at: int
) -> Proposal:
    """Sign a proposal, or decline it; adopted where that is enough.

    Raises ``Absent`` for a proposal that the member may not know of.
    """
    require_right(member, by, SIGNATORIES)
    with transaction.atomic(durable=True):
        head = lock_head()
        proposal = _known(proposal, member)
        group, text = proposal.group, proposed_text(proposal)
        if group.newest is None:
            raise Absent(MembershipFault.UNKNOWN_PROPOSAL, facts={"proposal": proposal.pk})
        if is_signed:
            require_ceiling(group, text)
        pen = _pen_beside(group, member, text, at, head)
        note = _signature(group, member, text, at) if is_signed else None
        if is_signed and note is None:
            raise Refused(MembershipFault.NOT_A_VOTER, facts={"member": member.code})
        entry = None
        if pen is not None:
            act = AnswerAct(author_of(pen), proposal.digest, is_signed, note or "")
            entry = append_act(pen, LeafKind.ANSWER, write_act(act)).pk
            close_journal(pen)
        keep_answer(proposal=proposal, member=member, note=note, at=at, entry=entry)
        _happened(_answered(is_signed=is_signed), proposal, member, by, at)
        _adopt(proposal, head, by, at)
    fold_dirty()
    return Proposal.objects.get(pk=proposal.pk)


def withdraw_proposal(*, proposal: Proposal, member: Member, by: Person | None, at: int) -> None:
    """The proposer takes its proposal back; nobody can sign it any more."""
    require_right(member, by, PROPOSERS)
    with transaction.atomic(durable=True):
        lock_head()
        known = _known(proposal, member)
        take_back(proposal=known, by=member, at=at)
        _happened(Happened.PROPOSAL_WITHDRAWN, known, member, by, at)


def propose_first(*, new: NewGroup, member: Member, by: Person | None, node: str, at: int) -> Group:
    """Open a group: at once, or, for a pair, once the other side has signed.

    Who opened it accepts the first charter by the first entry of its journal.
    """
    require_right(member, by, SIGNATORIES)
    with transaction.atomic(durable=True):
        head = lock_head()
        group = _fresh(open_first(new=new, by=member, node=node, at=at))
        happened(member, by, Happened.GROUP_OPENED, {"group": group.key}, at)
        if group.newest is not None:
            accept_for([member], group, group.newest, head, at)
    return group


def answer_first(
    *, proposal: Proposal, member: Member, by: Person | None, is_signed: bool, at: int
) -> Proposal:
    """The other side of a pair signs its first charter, or declines it; both then accept it."""
    require_right(member, by, SIGNATORIES)
    with transaction.atomic(durable=True):
        head = lock_head()
        proposal = _known(proposal, member)
        if proposal.group.newest is not None:
            raise Absent(MembershipFault.UNKNOWN_PROPOSAL, facts={"proposal": proposal.pk})
        text = proposed_text(proposal)
        note = _signature(proposal.group, member, text, at) if is_signed else None
        keep_answer(proposal=proposal, member=member, note=note, at=at, entry=None)
        _happened(_answered(is_signed=is_signed), proposal, member, by, at)
        _adopt(proposal, head, by, at)
    return Proposal.objects.get(pk=proposal.pk)


def _require_rights(member: Member, by: Person | None, changes: tuple[Change, ...]) -> None:
    """Keys are an administrator's matter, all else that of who may sign for the member."""
    keys = [one for one in changes if isinstance(one, AddKey | EndKey)]
    if keys:
        require_right(member, by, _ADMINISTRATORS)
    if len(keys) < len(changes):
        require_right(member, by, SIGNATORIES)


def _fresh(group: Group) -> Group:
    return Group.objects.select_related("newest").get(pk=group.pk)


def _newest(group: Group) -> CharterText:
    if group.newest is None:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": group.key})
    return charter_text(group.newest)


def _known(proposal: Proposal, member: Member) -> Proposal:
    """The proposal as it stands now, for a member that may know of it."""
    row = Proposal.objects.select_related("by", "group__newest").get(pk=proposal.pk)
    if not may_know(row, member):
        raise Absent(MembershipFault.UNKNOWN_PROPOSAL, facts={"proposal": proposal.pk})
    return row


def _pen_beside(group: Group, member: Member, text: CharterText, at: int, head: Head) -> Pen | None:
    """The pen for what a member says of a version; ``None`` where it leaves no entry.

    What would fall to the version's own cuts is left unsaid. So is it in a journal that a
    branch of an open fork has cut: it goes on there once that branch has fallen, or beyond
    the cut. The signature travels with the charters.
    """
    base = ground_of(group, text).base if text.also else None
    journal = current_part(group, member)
    if base is not None and journal is not None and first_cut(journal) is not None:
        require_may_act(group, member, at, recovers=True)
        return None
    pen = pen_for(group=group, member=member, at=at, head=head, recovers=base)
    return pen if spares(pen, text) else None


def _signature(group: Group, member: Member, text: CharterText, at: int) -> str | None:
    """The member's signature under the version; ``None`` where it has no voice."""
    ground = ground_of(group, text)
    if not ground.may_sign(member.stix_id):
        return None
    key, _epoch = signing_key(member, ground.voting_for(member.stix_id), at)
    return sign_note(text.note_text(), key)


def _answered(*, is_signed: bool) -> Happened:
    return Happened.CHARTER_SIGNED if is_signed else Happened.CHARTER_DECLINED


def _happened(
    code: Happened, proposal: Proposal, member: Member, by: Person | None, at: int
) -> None:
    facts = {"group": proposal.group.key, "number": proposal.number}
    happened(member, by, code, facts, at)


def _adopt(proposal: Proposal, head: Head, by: Person | None, at: int) -> None:
    """Adopt the version if enough have signed, with all that this brings about."""
    charter = adopt(proposal=proposal, at=at)
    if charter is None:
        return
    group = _fresh(proposal.group)
    apply_cuts(group, charter_text(charter))
    answers = proposal.answers.filter(is_signed=True).order_by("at", "pk")
    signers = [one.member for one in answers.select_related("member")]
    accept_for(signers, group, charter, head, at)
    for member in signers:
        _happened(
            Happened.CHARTER_ADOPTED, proposal, member, by if _is_of(by, member) else None, at
        )


def _is_of(by: Person | None, member: Member) -> bool:
    return by is not None and by.member_id == member.pk


def accept_for(
    signers: Iterable[Member], group: Group, charter: Charter, head: Head, at: int
) -> None:
    """Who signed a version accepts it, where it still sits there and can sign here."""
    text = charter_text(charter)
    for member in signers:
        seat = text.seat(member.stix_id)
        last = last_accepted(group, member) or 0
        keys = () if seat is None else seat.keys
        if (
            not member.is_hosted
            or last >= charter.number
            or is_left_behind(group, member)
            or not any(key.is_valid(at) for key in keys)
        ):
            continue
        pen: Pen = open_journal(group=group, member=member, charter=charter, at=at, head=head)
        append_acceptance(pen, charter)
        close_journal(pen)
