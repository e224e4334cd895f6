"""One journal of a package: its entries in order, and what each may say (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bayanihan.journal.api import Checkpoint, Frontier, Leaf, LeafKind, verify_head
from bayanihan.kernel.api import Unverified
from bayanihan.records.package_form import JournalPart, Said, read_entry
from bayanihan.records.reports import JournalReport, PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_facts import Handlings, Standing
from bayanihan.records.verifying_heads import Journal, find_contradiction, open_head
from bayanihan.records.verifying_objects import Contents

_TRIES = 2


@dataclass(slots=True)
class Ground:
    """What all journals of a file stand on, and which were seen so far."""

    group: str
    report: Report
    standings: dict[int, Standing]
    handlings: Handlings
    contents: Contents
    seen: dict[str, Journal] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)


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
    journal = _read_journal(part, ground)
    checkpoint = open_head(journal, ground.group, ground.report)
    earlier = ground.seen.setdefault(part.member, journal)
    if earlier is not journal:
        _fault_second(earlier, journal, ground)
        return
    found = _report_of(journal, checkpoint)
    ground.report.journals.append(found)
    _check_order(journal, found, ground.report)
    for index, entry in enumerate(journal.entries):
        if isinstance(entry, Said):
            where = f"{found.code}[{index}]"
            ground.report.collect(_check_entry, entry, where, found, ground)
        else:
            found.hidden += 1
    verify_head(Frontier().extend(journal.leaves), checkpoint)


def _read_journal(part: JournalPart, ground: Ground) -> Journal:
    entries = [
        read_entry(entry, f"{part.member}[{index}]") for index, entry in enumerate(part.entries)
    ]
    versions = {entry.charter for entry in entries if isinstance(entry, Said)}
    named = [ground.standings[one] for one in sorted(versions & set(ground.standings))]
    return Journal(
        member=part.member,
        note=part.checkpoint,
        entries=entries,
        leaves=list(_leaves(entries, part.member, ground)),
        named=named,
        terms=[term for standing in named for term in standing.keys(part.member)],
    )


def _leaves(entries: list[Said | bytes], member: str, ground: Ground) -> Iterator[bytes]:
    """The leaf hashes, made again from what the entries say."""
    for index, entry in enumerate(entries):
        if isinstance(entry, bytes):
            yield entry
            continue
        envelope = entry.commitment
        if entry.kind == LeafKind.RECORD:
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


def _report_of(journal: Journal, checkpoint: Checkpoint) -> JournalReport:
    seat = next(one.seats[journal.member] for one in journal.named if journal.member in one.seats)
    return JournalReport(
        member=journal.member,
        code=seat.code,
        name=seat.name,
        size=checkpoint.size,
        root=checkpoint.root,
        epoch=checkpoint.epoch,
        at=checkpoint.at,
    )


def _check_order(journal: Journal, found: JournalReport, report: Report) -> None:
    """First the acceptance, once for each version; nothing new after the closing."""
    accepted: set[int] = set()
    is_closed = False
    for index, entry in enumerate(journal.entries):
        where = f"{found.code}[{index}]"
        kind = entry.kind if isinstance(entry, Said) else None
        if index == 0 and kind != LeafKind.ACCEPTANCE:
            report.add_fault(PackageFault.NO_ACCEPTANCE, where)
        if isinstance(entry, Said) and kind == LeafKind.ACCEPTANCE:
            if entry.charter in accepted:
                report.add_fault(PackageFault.ACCEPTED_TWICE, where)
            accepted.add(entry.charter)
        if is_closed and kind in {None, LeafKind.RECORD}:
            report.add_fault(PackageFault.AFTER_CLOSING, where)
        is_closed = is_closed or kind == LeafKind.CLOSING
    if found.at < max((one.at for one in journal.entries if isinstance(one, Said)), default=0):
        report.add_fault(PackageFault.LATER_THAN_HEAD, found.code)


def _check_entry(entry: Said, where: str, found: JournalReport, ground: Ground) -> None:
    """One entry: its charter and seat, then what its kind demands."""
    standing = ground.standings.get(entry.charter)
    if standing is None:
        raise Unverified(PackageFault.NO_SUCH_CHARTER, where=where)
    if found.member not in standing.seats:
        raise Unverified(RecordFault.NO_SEAT, where=where)
    if entry.kind == LeafKind.ACCEPTANCE:
        if entry.commitment != standing.charter.digest:
            raise Unverified(RecordFault.CHARTER_DIFFERS, where=where)
    elif entry.kind == LeafKind.RECORD:
        handling = ground.handlings.allow(entry, found.member, standing, where)
        if entry.salt is None:
            found.erased += 1
            return
        ground.contents.open_entry(entry, handling, where)
        found.verified += 1
        ground.report.objects += 1
    else:
        found.not_understood += 1
        if found.not_understood == 1:
            ground.report.add_note(PackageFault.NOT_UNDERSTOOD, where, kind=entry.kind)
