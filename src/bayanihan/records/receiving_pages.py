"""Whether a page may be taken in: what its member signed, after what stands here.

1. It begins where something stands already, or at a start that is sent along.
2. Each entry names a version that its member accepted before; what does not is held
   back. What a relay left out, so that this cannot be told, refuses the whole page.
   While a fork is open, what was said under a rival of the version that stands here waits.
3. The leaves lead to the root that a key in force signed; else the whole page is
   refused, and if two signed heads cannot both be true, they are kept as evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.journal.api import (
    Checkpoint,
    Frontier,
    LeafKind,
    open_checkpoint,
    origin_of,
    verify_head,
)
from bayanihan.kernel.api import BayanihanError, Refused, Unverified
from bayanihan.membership.api import CharterText
from bayanihan.records.act_wire import ACTS
from bayanihan.records.charters import KeyTerm, pins, terms_in
from bayanihan.records.page_form import JournalPage, PageEntry
from bayanihan.records.receiving_evidence import Contradicted, find_evidence
from bayanihan.records.receiving_held import HeldJournal, ReceiveFault
from bayanihan.records.reports import PackageFault
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_heads import head_fault
from bayanihan.records.verifying_voice import Voice

_UNTOLD = frozenset({PackageFault.NO_ACCEPTANCE, PackageFault.NOT_ACCEPTED_YET})
_ON_CHARTERS = frozenset({LeafKind.ACCEPTANCE, LeafKind.PROPOSAL, LeafKind.ANSWER})
"""By these a fork is ended, so they are heard under every branch: signatures prove them."""
_NOT_HERE = frozenset({PackageFault.NO_SUCH_CHARTER, RecordFault.CHARTER_DIFFERS})


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry of a verified page: its place, and under which version it was said.

    ``fault`` is why it may not stand where it stands. ``entry`` is ``None`` where only
    the hash is known: what is not complete here waits until it comes whole. What
    ``waits`` keeps only its hash too: it was said under a version of a fork that is open.
    """

    index: int
    leaf: bytes
    entry: PageEntry | None
    charter: CharterText | None = None
    fault: BayanihanError | None = None

    @property
    def waits(self) -> bool:
        """Whether it is heard once its group has ended the fork."""
        return self.fault is not None and self.fault.code is PackageFault.CHARTER_FORK


@dataclass(frozen=True, slots=True)
class Checked:
    """A page that may be taken in."""

    checkpoint: Checkpoint
    frontier: Frontier
    entries: list[Judged]


def check_page(page: JournalPage, standing: HeldJournal) -> Checked:
    """Hold a page against what stands here; raises what refuses it as a whole."""
    before = _before(page, standing)
    voice = standing.voice(page.first)
    leaves = page.leaves()
    entries = [
        _judge(voice, entry, page.first + place, leaves[place], standing)
        for place, entry in enumerate(page.entries)
    ]
    terms = terms_in(voice.versions, standing.member.stix_id)
    checkpoint = _open_head(page, standing, terms)
    after = before.extend(leaves)
    try:
        verify_head(after, checkpoint)
        _compare(leaves, page, standing)
    except Unverified as error:
        _accuse(page, leaves, standing, terms)
        raise Unverified(error.code, where=error.where) from error
    if checkpoint.size < standing.size:
        # Consistent, but perhaps of a later epoch: then the member took back what it had said.
        _accuse(page, leaves, standing, terms)
    _keep_to_cuts(before, page.first, leaves, standing)
    if any(one.at > checkpoint.at for one in page.entries):
        raise Unverified(PackageFault.LATER_THAN_HEAD, where=checkpoint.origin)
    return Checked(checkpoint, after, entries)


def _accuse(
    page: JournalPage, leaves: list[bytes], standing: HeldJournal, terms: list[KeyTerm]
) -> None:
    """Raise ``Contradicted`` where the page's head and one held here cannot both be true."""
    evidence = find_evidence(page, leaves, standing, terms)
    if evidence is not None:
        raise Contradicted(evidence, standing.member.code)


def _before(page: JournalPage, standing: HeldJournal) -> Frontier:
    """What the entries before the page hash to; raises ``Refused`` where they are not known."""
    if standing.journal is None and page.start is not None:
        if page.first and standing.gives_all:
            # Whoever relays it chooses the beginning: what comes before could never be told again.
            raise Refused(ReceiveFault.BEGINNING_WITHHELD, facts={"from": 0})
        if page.entries[0].kind != LeafKind.ACCEPTANCE:
            raise Refused(ReceiveFault.ACCEPTANCE_WITHHELD, facts={"from": page.first})
        return page.start.frontier()
    if page.first > standing.size:
        raise Refused(ReceiveFault.ENTRIES_MISSING, facts={"from": standing.size})
    if page.first < standing.start:
        raise Refused(ReceiveFault.BEFORE_START, facts={"from": standing.start})
    return standing.frontier(page.first)


def is_told(entry: PageEntry) -> bool:
    """Whether it came what an entry says; else only its hash counts here."""
    if entry.hash is not None:
        return False
    return entry.kind in {LeafKind.RECORD, LeafKind.ACCEPTANCE} or entry.text is not None


def is_bodiless(entry: PageEntry) -> bool:
    """Whether a record came without its object: erased, or left out on the way."""
    return entry.kind == LeafKind.RECORD and (entry.body is None or entry.salt is None)


def _judge(
    voice: Voice, entry: PageEntry, index: int, leaf: bytes, standing: HeldJournal
) -> Judged:
    where = f"{standing.member.code}[{index}]"
    try:
        if not is_told(entry):
            voice.skip(index, where)
            return Judged(index, leaf, None)
        if entry.kind == LeafKind.ACCEPTANCE:
            charter = voice.accept(index, entry.charter, entry.commitment, where)
        else:
            charter = voice.speak(index, entry.kind, entry.charter, where)
    except Unverified as error:
        return _faulty(voice, entry, index, leaf, error)
    fault = None
    if entry.kind not in _ON_CHARTERS and standing.chain.is_waiting(charter):
        fault = Unverified(PackageFault.CHARTER_FORK, where=where)
    if fault is not None and is_bodiless(entry):
        return Judged(index, leaf, None)
    return Judged(index, leaf, entry, charter, fault)


def _faulty(voice: Voice, entry: PageEntry, index: int, leaf: bytes, error: Unverified) -> Judged:
    """What the author may not say is held back; what cannot be told refuses the page."""
    if error.code is PackageFault.BEYOND_CUT:
        raise error
    if error.code in _NOT_HERE:
        facts = {"charter": entry.charter}
        raise Refused(ReceiveFault.CHARTER_UNKNOWN_HERE, where=error.where, facts=facts) from error
    if error.code in _UNTOLD and (voice.is_gapped or index == 0):
        raise Refused(ReceiveFault.ACCEPTANCE_WITHHELD, facts={"from": index}) from error
    if not is_told(entry) or is_bodiless(entry):
        return Judged(index, leaf, None)
    return Judged(index, leaf, entry, voice.version(entry.charter), error)


def is_act(entry: PageEntry) -> bool:
    """Whether an entry is an act that is understood here."""
    return entry.kind in ACTS and entry.text is not None


def _open_head(page: JournalPage, standing: HeldJournal, terms: list[KeyTerm]) -> Checkpoint:
    """The signed head over the page: by a key in force, over exactly these entries."""
    member = standing.member.stix_id
    if not terms:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=member)
    checkpoint, _opened = open_checkpoint(page.checkpoint, {term.key for term in terms})
    if checkpoint.origin != origin_of(page.group, member):
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=checkpoint.origin)
    fault = head_fault(page.checkpoint, checkpoint, terms, standing.chain.ends(member))
    if fault is not None:
        raise Unverified(fault, where=checkpoint.origin)
    return checkpoint


def _keep_to_cuts(before: Frontier, first: int, leaves: list[bytes], standing: HeldJournal) -> None:
    """Where a charter pinned the history that a member had said, the page leads there."""
    member = standing.member
    for end in pins(standing.chain.ends(member.stix_id)):
        if not first <= end.size <= first + len(leaves):
            continue
        if before.extend(leaves[: end.size - first]).root() != end.root:
            facts = {"size": end.size, "charter": end.charter}
            raise Unverified(PackageFault.CUT_DIFFERS, where=member.code, facts=facts)


def _compare(leaves: list[bytes], page: JournalPage, standing: HeldJournal) -> None:
    """What stands here already is what the page says there."""
    end = min(page.first + len(leaves), standing.size)
    if standing.leaves(page.first, end) != leaves[: max(0, end - page.first)]:
        raise Unverified(RecordFault.ROOT_DIFFERS, where=standing.member.code)
