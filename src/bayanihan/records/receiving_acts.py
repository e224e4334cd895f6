"""What received acts bring about: the same rows and fates as if they had been done here.

Acts of several members may come in any order: a receipt waits in its journal until the
act that it answers is here, an answer until the proposal is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.db import transaction

from bayanihan.gate.api import may_erase
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import BayanihanError, Unverified, canonical
from bayanihan.membership.api import (
    Member,
    Proposal,
    keep_answer,
    keep_proposal,
    read_charter,
)
from bayanihan.records.act_wire import (
    ActText,
    AnswerAct,
    ProposalAct,
    ReceiptAct,
    RemovalAct,
    read_act,
)
from bayanihan.records.copies import copies_of, object_of, said_again
from bayanihan.records.cutting import settle_latest
from bayanihan.records.emptying import empty
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.models import Act, Entry, Fate, Quarantined, Receipt, Removal
from bayanihan.records.receiving_entries import Ledger, ids_of, types_of
from bayanihan.records.removal_rules import RemovalFault
from bayanihan.records.reports import PackageFault
from bayanihan.records.taking_back import note_removal
from bayanihan.records.wire import read_handling
from bayanihan.records.withdrawing import fall
from bayanihan.stix.api import StixObject

_OF_NOTHING = frozenset({LeafKind.RECORD.value, ""})
_REMOVALS = (LeafKind.WITHDRAWAL.value, LeafKind.ERASURE.value)


def apply_acts(ledger: Ledger) -> list[Entry]:
    """Carry out the acts that came, in their order; gives the removals that holders answer."""
    asked: list[Entry] = []
    acts, ledger.acts = ledger.acts, []
    for entry, act in acts:
        if isinstance(act, RemovalAct):
            if _take_back(ledger, entry, act):
                asked.append(entry)
        elif isinstance(act, ReceiptAct):
            note_receipt(entry, ledger.member, act)
        else:
            _note_voice(ledger, entry, act)
    return asked


def _take_back(ledger: Ledger, entry: Entry, act: RemovalAct) -> bool:
    """A withdrawal or an erasure of the author's own records; held back where it may not be."""
    targets = ledger.named_by(act)
    fault = _removal_fault(entry, act, targets)
    if fault is not None:
        Entry.objects.filter(pk=entry.pk).update(fate=Fate.HELD.value, latest=False)
        ledger.hold(entry, "", fault)
        return False
    # What lies before the place where this node's history begins never came here.
    rows = _not_yet([targets[index] for index in act.entries if index in targets], act.kind)
    if not rows:
        return False
    note_removal(rows, entry, act.why)
    if act.kind is LeafKind.WITHDRAWAL:
        mark_dirty([one.pk for one in rows], types=types_of(rows))
        fall(rows)
        settle_latest(ledger.journal, ids_of(rows))
    else:
        _erase(ledger, entry, rows, act.why)
    _settle_receipts(ledger, entry)
    return True


def _not_yet(rows: list[Entry], kind: LeafKind) -> list[Entry]:
    """Those that no act took back in this way before: to say it again brings about nothing."""
    before = Removal.objects.filter(
        target__in=[one.pk for one in rows], kind=kind.value, act__fate=Fate.STANDS.value
    )
    taken = set(before.values_list("target_id", flat=True))
    return [one for one in rows if one.pk not in taken]


def _removal_fault(
    entry: Entry, act: RemovalAct, targets: Mapping[int, Entry]
) -> BayanihanError | None:
    """Why an author may not take these back; what is hidden here is believed to be a record."""
    for index in act.entries:
        target = targets.get(index)
        if index >= entry.index or (target is not None and target.kind not in _OF_NOTHING):
            facts: dict[str, object] = {"entry": index}
            return Unverified(PackageFault.ACT_NAMES_NO_RECORD, where=str(entry.index), facts=facts)
    if act.kind is not LeafKind.ERASURE:
        return None
    for target in targets.values():
        if target.handling is None:
            continue
        decision = may_erase(read_handling(target.handling.text), entry.at)
        if not decision.allowed:
            facts = {"entry": target.index, "why": decision.reasons[0].value}
            return Unverified(RemovalFault.KEEP_TERM_RUNS, where=str(entry.index), facts=facts)
    return None


def _erase(ledger: Ledger, entry: Entry, rows: list[Entry], why: str) -> None:
    """Empty the records, and every copy of their content that goes with them."""
    named = Entry.objects.filter(pk__in=[one.pk for one in rows])
    wanted = ("object", "handling", "group", "journal__member")
    rows = list(named.select_related(*wanted).order_by("index"))
    full = [one for one in rows if one.object is not None]
    _empty(ledger, full, [object_of(one) for one in full], entry, why)
    _clear_held(ledger, [one.index for one in rows])
    bare = [one.pk for one in rows if one.object is None and one.fate != Fate.CUT.value]
    Entry.objects.filter(pk__in=bare).update(fate=Fate.ERASED.value, latest=False)


def empty_late(ledger: Ledger) -> None:
    """What its publisher had erased as a mere hash is known now: copies of it go now."""
    late, ledger.late = ledger.late, []
    for entry, obj in late:
        rows = Removal.objects.filter(target=entry, kind=LeafKind.ERASURE.value)
        removal = rows.select_related("act").first()
        act, why = (None, "") if removal is None else (removal.act, removal.why)
        _empty(ledger, [], [obj], act, why)


def _empty(
    ledger: Ledger, full: list[Entry], objects: Sequence[StixObject], act: Entry | None, why: str
) -> None:
    """Take these, what the author said of the same content besides, and others' copies.

    Others' copies go where the author itself created it; they are noted with the act.
    """
    copies = copies_of(objects, ledger.member)
    if act is not None:
        note_removal(copies, act, why)
    named = {one.pk for one in full}
    again = said_again(objects, ledger.member, ledger.group)
    besides = [one for one in again if one.pk not in named]
    empty([*full, *besides, *copies], by=ledger.member.code, at=ledger.at, freed=ledger.freed)
    _clear_held(ledger, [one.index for one in besides])


def _clear_held(ledger: Ledger, places: Sequence[int]) -> None:
    """What quarantine holds of entries that were erased goes; that it was held back stays."""
    Quarantined.objects.filter(
        group=ledger.group, source=ledger.source, position__in=places
    ).update(raw=b"")


def note_receipt(entry: Entry, holder: Member, act: ReceiptAct) -> int:
    """Note a holder's answer with what it answers; gives how many. Twice changes nothing."""
    removals = Removal.objects.filter(
        act__group=entry.group,
        act__journal__member__stix_id=act.publisher,
        act__index=act.index,
        act__kind__in=_REMOVALS,
        act__fate=Fate.STANDS.value,
        target__journal__member__stix_id=act.publisher,
    )
    by_index = dict(removals.values_list("target__index", "pk"))
    said = Receipt.objects.filter(removal__in=list(by_index.values()), member=holder)
    heard = set(said.values_list("removal_id", "is_removed"))
    fresh = [
        Receipt(
            removal_id=by_index[line.index],
            member=holder,
            entry=entry,
            is_removed=line.is_removed,
            why=line.why,
            at=entry.at,
        )
        for line in act.answers
        if line.index in by_index and (by_index[line.index], line.is_removed) not in heard
    ]
    Receipt.objects.bulk_create(fresh)
    return len(fresh)


def _settle_receipts(ledger: Ledger, removal: Entry) -> None:
    """Receipts that came before the act that they answer."""
    of = canonical({"index": removal.index, "member": ledger.member.stix_id}).decode()
    rows = Act.objects.filter(
        entry__group=ledger.group,
        entry__kind=LeafKind.RECEIPT.value,
        entry__fate=Fate.STANDS.value,
        text__contains=f'"of":{of}',
    )
    told = rows.select_related("entry__journal__member", "entry__group").order_by("entry__seq")
    for row in told:
        act = read_act(LeafKind.RECEIPT, row.text)
        if isinstance(act, ReceiptAct):
            note_receipt(row.entry, row.entry.journal.member, act)


def _note_voice(ledger: Ledger, entry: Entry, act: ActText) -> None:
    """A proposal or an answer; what has been overtaken, or cannot follow here, stays an entry.

    Each is heard on its own: what one member may not say takes no voice from another.
    """
    with suppress(BayanihanError), transaction.atomic():
        if isinstance(act, ProposalAct):
            _note_proposal(ledger, entry, act)
        elif isinstance(act, AnswerAct):
            _note_answer(entry, act)


def _note_proposal(ledger: Ledger, entry: Entry, act: ProposalAct) -> None:
    """A proposal with its author's signature; of one that stands already, the signature."""
    text = read_charter(act.charter.encode())
    proposal = Proposal.objects.filter(group=ledger.group, digest=text.digest.hex()).first()
    is_new = proposal is None
    if proposal is None:
        proposal = keep_proposal(
            group=ledger.group, by=ledger.member, text=text, at=entry.at, entry=entry.pk
        )
    if act.note:
        keep_answer(
            proposal=proposal, member=ledger.member, note=act.note, at=entry.at, entry=entry.pk
        )
    if not is_new:
        # Whatever waited was heard when it came first; hearing it each time has no bound.
        return
    waiting = Act.objects.filter(
        entry__group=ledger.group,
        entry__kind=LeafKind.ANSWER.value,
        entry__fate=Fate.STANDS.value,
        text__contains=f'"digest":"{proposal.digest}"',
    )
    for row in waiting.select_related("entry__journal__member", "entry__group"):
        answer = read_act(LeafKind.ANSWER, row.text)
        if isinstance(answer, AnswerAct):
            _note_voice(ledger, row.entry, answer)


def _note_answer(entry: Entry, act: AnswerAct) -> None:
    proposal = Proposal.objects.filter(group=entry.group, digest=act.digest).first()
    if proposal is not None:
        keep_answer(
            proposal=proposal,
            member=entry.journal.member,
            note=act.note if act.is_signed else None,
            at=entry.at,
            entry=entry.pk,
        )
