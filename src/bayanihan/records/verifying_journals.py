"""One journal of a package: its entries in order, and what each may say (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bayanihan.journal.api import Checkpoint, Frontier, Leaf, LeafKind, verify_head
from bayanihan.kernel.api import BayanihanError, Unverified, digest
from bayanihan.membership.api import CharterText
from bayanihan.records.act_wire import RemovalAct
from bayanihan.records.charters import Chain, terms_in
from bayanihan.records.package_form import JournalPart, Said, read_entry
from bayanihan.records.reports import JournalReport, PackageFault, Report
from bayanihan.records.verifying_acts import Removals, is_known_act, read_own_act
from bayanihan.records.verifying_facts import Handlings
from bayanihan.records.verifying_heads import Journal, check_cuts, find_contradiction, open_head
from bayanihan.records.verifying_objects import Contents
from bayanihan.records.verifying_voice import Voice

_TRIES = 2


@dataclass(slots=True)
class Ground:
    """What all journals of a file stand on, and which were seen so far."""

    group: str
    report: Report
    chain: Chain
    handlings: Handlings
    contents: Contents
    seen: dict[str, Journal] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Heard:
    """A journal in the order in which it was said: under which version each entry stands."""

    voice: Voice
    under: list[CharterText | None] = field(default_factory=list)
    faults: list[BayanihanError] = field(default_factory=list)

    @property
    def versions(self) -> list[CharterText]:
        """What was accepted; where nothing was, what the entries name."""
        named = {one.digest: one for one in self.under if one is not None}
        return self.voice.versions or list(named.values())


def verify_journal(part: JournalPart, ground: Ground) -> None:
    """Every check of one journal; what is wrong with one entry does not hide the others.

    Raises what makes the rest impossible: a journal that cannot be read, or a
    head that no key of the member signed.
    """
    if not part.entries:
        raise Unverified(PackageFault.EMPTY_JOURNAL, where=part.member)
    ground.tried[part.member] += 1
    if ground.tried[part.member] > _TRIES:
        # Faulty anyway; a file of a thousand such journals must not cost a thousand times as much.
        raise Unverified(PackageFault.SECOND_JOURNAL, where=part.member)
    entries = [
        read_entry(entry, f"{part.member}[{index}]") for index, entry in enumerate(part.entries)
    ]
    heard = _hear(entries, part.member, ground)
    journal = _read_journal(part, entries, heard, ground)
    checkpoint = open_head(journal, ground.group, ground.report)
    earlier = ground.seen.setdefault(part.member, journal)
    if earlier is not journal:
        _fault_second(earlier, journal, ground)
        return
    found = _report_of(journal, checkpoint, heard)
    ground.report.journals.append(found)
    ground.report.faults += heard.faults
    if found.at < max((one.at for one in entries if isinstance(one, Said)), default=0):
        ground.report.add_fault(PackageFault.LATER_THAN_HEAD, found.code)
    check_cuts(journal, ground.report)
    _check_entries(journal, heard, found, ground)
    verify_head(Frontier().extend(journal.leaves), checkpoint)


def _hear(entries: list[Said | bytes], member: str, ground: Ground) -> Heard:
    """The entries in order: accepted versions, and what may not stand where it stands."""
    heard = Heard(Voice(member, ground.chain))
    code = _code_of(member, ground.chain)
    for index, entry in enumerate(entries):
        try:
            _hear_one(heard.voice, entry, index, f"{code}[{index}]")
        except BayanihanError as error:
            heard.faults.append(error)
        number = entry.charter if isinstance(entry, Said) else 0
        heard.under.append(heard.voice.version(number))
    return heard


def _hear_one(voice: Voice, entry: Said | bytes, index: int, where: str) -> None:
    if not isinstance(entry, Said):
        voice.skip(index, where)
    elif entry.kind == LeafKind.ACCEPTANCE:
        voice.accept(index, entry.charter, entry.commitment, where)
    else:
        voice.speak(index, entry.kind, entry.charter, where)


def _read_journal(
    part: JournalPart, entries: list[Said | bytes], heard: Heard, ground: Ground
) -> Journal:
    return Journal(
        member=part.member,
        note=part.checkpoint,
        entries=entries,
        leaves=list(_leaves(entries, part.member, ground)),
        terms=terms_in(heard.versions, part.member),
        ends=ground.chain.ends(part.member),
    )


def _leaves(entries: list[Said | bytes], member: str, ground: Ground) -> Iterator[bytes]:
    """The leaf hashes, made again from what the entries say."""
    for index, entry in enumerate(entries):
        if isinstance(entry, bytes):
            yield entry
            continue
        envelope = entry.commitment
        if entry.text is not None:
            envelope = digest(entry.text.encode())
        elif entry.kind == LeafKind.RECORD:
            envelope = ground.handlings.digest_of(entry, f"{member}[{index}]")
        leaf = Leaf(
            group=ground.group,
            member=member,
            index=index,
            kind=entry.kind,
            envelope=envelope,
            charter=entry.charter,
            at=entry.at,
        )
        yield leaf.hash()


def _fault_second(earlier: Journal, later: Journal, ground: Ground) -> None:
    """A member has one journal in a group; two heads may even prove that it told two stories."""
    evidence = find_contradiction(earlier, later)
    if evidence is None:
        ground.report.add_fault(PackageFault.SECOND_JOURNAL, later.member)
    else:
        ground.report.evidence.append(evidence)
        ground.report.add_fault(PackageFault.EQUIVOCATION, later.member, kind=evidence.kind.value)


def _report_of(journal: Journal, checkpoint: Checkpoint, heard: Heard) -> JournalReport:
    """The journal under the name that the last version with a seat for its member gives it."""
    seats = [one.seat(journal.member) for one in heard.versions]
    seat = [one for one in seats if one is not None][-1]
    return JournalReport(
        member=journal.member,
        code=seat.code,
        name=seat.name,
        size=checkpoint.size,
        root=checkpoint.root,
        epoch=checkpoint.epoch,
        at=checkpoint.at,
        accepted=0 if heard.voice.accepted is None else heard.voice.accepted.number,
    )


def _code_of(member: str, chain: Chain) -> str:
    seats = [one.seat(member) for one in chain.known.values()]
    return next((one.code for one in reversed(seats) if one is not None), member)


def _check_entries(journal: Journal, heard: Heard, found: JournalReport, ground: Ground) -> None:
    removals = Removals(journal.entries, found, ground.report)
    for index, entry in enumerate(journal.entries):
        where, charter = f"{found.code}[{index}]", heard.under[index]
        if not isinstance(entry, Said):
            found.hidden += 1
        elif entry.kind == LeafKind.RECORD:
            if charter is not None:
                ground.report.collect(_check_record, entry, charter, where, found, ground)
        elif entry.text is not None and is_known_act(entry.kind):
            ground.report.collect(_check_act, entry, index, where, found, removals)
        elif entry.kind != LeafKind.ACCEPTANCE:
            found.not_understood += 1
            if found.not_understood == 1:
                ground.report.add_note(PackageFault.NOT_UNDERSTOOD, where, kind=entry.kind)
    removals.finish()


def _check_record(
    entry: Said, charter: CharterText, where: str, found: JournalReport, ground: Ground
) -> None:
    """A record that its publisher may say, and its object where it is in the file."""
    handling = ground.handlings.allow(entry, found.member, charter, where)
    if entry.salt is None:
        return
    ground.contents.open_entry(entry, handling, where)
    found.verified += 1
    ground.report.objects += 1


def _check_act(
    entry: Said, index: int, where: str, found: JournalReport, removals: Removals
) -> None:
    """An act by this member in this group, that names what it may name."""
    act = read_own_act(entry.kind, entry.text or "", removals.group, found.member, where)
    if isinstance(act, RemovalAct):
        removals.take(act, index, where)
    found.acts += 1
