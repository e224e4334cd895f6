"""Receiving: a page of another member's journal becomes entries of this node's store.

1. The page is read in its one form, and the head row locked.
2. Its leaves lead to a root that the member signed with a key in force; each entry names
   a version that the member accepted before; nothing stands beyond a cut.
3. Bodies are those that were committed to; records are valid, and the gate lets them
   stand. What is signed and not valid is held back, with the reason, in quarantine.
4. Entries, objects, value index, tiles and the signed head are stored; acts bring about
   what they would have brought about here.

All of that is one durable transaction, or nothing. The same page twice changes nothing.
Pages of different journals may come in any order; of one journal each begins where
something stands already. Source: architecture, "One record's life".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from bayanihan.journal.api import Frontier, LeafKind, tiles_after
from bayanihan.kernel.api import Malformed
from bayanihan.membership.api import Member
from bayanihan.records.cutting import settle_latest
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.judging_again import judge_again, judge_freed
from bayanihan.records.models import Checkpoint, Entry, Fate, Journal, Tile
from bayanihan.records.page_form import (
    MAX_WORK,
    JournalPage,
    PageFault,
    edge_places,
    read_page,
)
from bayanihan.records.parts import next_part, tile_reader
from bayanihan.records.quarantine import settle_heard
from bayanihan.records.receipts import answer_removals
from bayanihan.records.receiving_acts import apply_acts, empty_late
from bayanihan.records.receiving_entries import Ledger, ids_of, types_of
from bayanihan.records.receiving_evidence import Contradicted, keep_contradiction
from bayanihan.records.receiving_held import HeldJournal, standing_of
from bayanihan.records.receiving_objects import (
    Arrived,
    Circumstances,
    read_bodiless,
    read_record,
    settle_versions,
)
from bayanihan.records.receiving_pages import Checked, Judged, check_page, is_bodiless
from bayanihan.records.reports import PackageFault
from bayanihan.records.writing import lock_head

_BATCH = 500
_MOST_RUNS = 16


@dataclass(slots=True)
class Received:
    """What became of a page: ``size`` entries of the journal stand here now.

    ``added``: new entries; ``revealed``: entries of which only the hash stood here;
    ``held``: those of both that are not valid; ``known``: what stood here already.
    """

    group: str
    member: str
    size: int
    added: int = 0
    revealed: int = 0
    held: int = 0
    known: int = 0


def receive(data: bytes, *, at: int) -> Received:
    """Take in one page; ``at`` is when it came, in microseconds.

    Raises ``Malformed`` for what is no page; ``Unverified`` for what its member did not
    sign, or may not have signed (two heads that contradict each other are kept as
    evidence); ``Refused`` where something is missing here that the page builds on, with
    what it is; ``Absent`` for a group that is not here. Then nothing of it is stored.
    """
    page = read_page(data)
    _require_little_work(page)
    try:
        with transaction.atomic(durable=True):
            done, asked = _take(page, at)
    except Contradicted as found:
        with transaction.atomic(durable=True):
            lock_head()
            keep_contradiction(found.evidence, standing_of(page.group, page.member), at)
        raise
    for act in asked:
        answer_removals(at=at, act=act)
    return done


def _require_little_work(page: JournalPage) -> None:
    """Nobody may hold up everybody else; what a member said itself comes back whole to its node."""
    is_own = Member.objects.filter(stix_id=page.member, is_hosted=True).exists()
    if not is_own and page.work() > MAX_WORK:
        raise Malformed(PageFault.PAGE_ASKS_TOO_MUCH, facts={"most": MAX_WORK})


def _take(page: JournalPage, at: int) -> tuple[Received, list[Entry]]:
    head = lock_head()
    standing = standing_of(page.group, page.member)
    checked = check_page(page, standing)
    known = _incomplete(standing, page)
    fresh = [
        one
        for one in checked.entries
        if one.index >= standing.size or _tells_more(one, known.get(one.index))
    ]
    done = Received(page.group, page.member, max(standing.size, checked.checkpoint.size))
    done.known = len(checked.entries) - len(fresh)
    if not fresh:
        return done, []
    journal = _open_part(page, standing, checked)
    numbers = {index: row.pk for index, row in known.items()}
    ledger = Ledger(standing.group, standing.member, journal, head, at, numbers)
    gone = {index for index, row in known.items() if row.fate == Fate.ERASED}
    leaves = [one.leaf for one in fresh if one.index >= standing.size]
    if leaves:
        _grow(journal, checked, leaves, page.checkpoint)
    else:
        _keep_head(standing, checked, page.checkpoint)
    circumstances, asked = Circumstances(standing), list[Entry]()
    for run in _runs(fresh):
        _write(ledger, run, circumstances, gone)
        asked += _bring_about(ledger)
    asked += ledger.asked
    _settle(ledger)
    _end_waiting(ledger)
    head.save()
    done.revealed = ledger.revealed
    done.added = len(fresh) - ledger.revealed
    done.held = ledger.held_count
    return done, asked


def _incomplete(standing: HeldJournal, page: JournalPage) -> dict[int, Entry]:
    """Entries of the page that stand here without all that they say, by index."""
    found: dict[int, Entry] = {}
    for stretch in standing.stretches(standing.size):
        rows = Entry.objects.filter(
            journal=stretch.part,
            index__gte=max(stretch.start, page.first),
            index__lt=min(stretch.end, page.first + len(page.entries)),
            kind__in=("", LeafKind.RECORD.value),
            object__isnull=True,
            fate__in=(Fate.STANDS.value, Fate.WITHDRAWN.value, Fate.ERASED.value),
        )
        found |= {row.index: row for row in rows}
    return found


def _tells_more(judged: Judged, row: Entry | None) -> bool:
    """Whether an entry of the page says more than what stands here of it."""
    if row is None or judged.entry is None or judged.waits:
        return False
    if not row.kind:
        return True
    return row.fate != Fate.ERASED and not is_bodiless(judged.entry)


def _open_part(page: JournalPage, standing: HeldJournal, checked: Checked) -> Journal:
    """The part in which the journal goes on; made at its first page, or beyond a cut."""
    journal = standing.journal
    if journal is not None:
        goes_on = checked.checkpoint.size > standing.size < journal.size
        return next_part(journal, standing.size) if goes_on else journal
    start = page.start
    size = 0 if start is None else start.size
    journal = Journal.objects.create(
        group=standing.group,
        member=standing.member,
        base=size,
        size=size,
        frontier=b"" if start is None else start.frontier().to_bytes(),
    )
    if start is None:
        return journal
    Tile.objects.bulk_create(
        Tile(journal=journal, level=level, number=number, hashes=hashes)
        for (level, number), hashes in zip(edge_places(start.size), start.edge, strict=True)
        if hashes
    )
    return journal


def _runs(fresh: Iterable[Judged]) -> Iterator[list[Judged]]:
    """The entries in their order, cut where a record follows an erasure.

    It may say anew what was erased, so the erasure is carried out before. Beyond a few
    runs the rest is one: judging it again at the end leads to the same.
    """
    run: list[Judged] = []
    has_erasure, runs = False, 1
    for one in fresh:
        kind = "" if one.entry is None else one.entry.kind
        if has_erasure and kind == LeafKind.RECORD and runs < _MOST_RUNS:
            yield run
            run, has_erasure, runs = [], False, runs + 1
        run.append(one)
        has_erasure = has_erasure or kind == LeafKind.ERASURE
    yield run


def _write(
    ledger: Ledger, run: list[Judged], circumstances: Circumstances, gone: Collection[int]
) -> None:
    """Every entry in its order; records are judged beside each other before.

    ``gone`` are the places of records that were erased before they came.
    """
    standing = circumstances.journal
    arrived: dict[int, Arrived | None] = {}
    for one in run:
        if one.entry is not None and one.entry.kind == LeafKind.RECORD:
            read = read_bodiless if is_bodiless(one.entry) else read_record
            found = arrived[one.index] = read(one, circumstances)
            if found is not None:
                found.is_erased = one.index in gone
    came = [one for one in arrived.values() if one is not None]
    stored = settle_versions(came, ledger.journal)
    for one in run:
        found = arrived.get(one.index)
        is_untold = one.index in arrived and found is None
        if is_untold and one.index < standing.size:
            continue
        hidden = Judged(one.index, one.leaf, None)
        ledger.write(hidden if is_untold else one, found, stored)


def _bring_about(ledger: Ledger) -> list[Entry]:
    """What the entries written last bring about; gives the removals that holders answer."""
    ledger.show()
    empty_late(ledger)
    asked = apply_acts(ledger)
    ledger.show()
    return asked


def _grow(journal: Journal, checked: Checked, leaves: list[bytes], note: str) -> None:
    """Tiles, frontier and the signed head of the part, as its member signed it."""
    size = checked.checkpoint.size
    changed = tiles_after(tile_reader(journal), size - len(leaves), leaves)
    Tile.objects.bulk_create(
        (
            Tile(journal=journal, level=level, number=number, hashes=hashes)
            for (level, number), hashes in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["journal", "level", "number"],
        update_fields=["hashes"],
    )
    frontier: Frontier = checked.frontier
    journal.size, journal.frontier = frontier.size, frontier.to_bytes()
    journal.save(update_fields=["size", "frontier"])
    Checkpoint.objects.create(journal=journal, size=size, note=note, at=checked.checkpoint.at)


def _keep_head(standing: HeldJournal, checked: Checked, note: str) -> None:
    """What is filled in can be offered in pages as small as those in which it came."""
    size = checked.checkpoint.size
    for stretch in standing.stretches(standing.size):
        if stretch.start < size <= stretch.end:
            Checkpoint.objects.get_or_create(
                journal=stretch.part,
                size=size,
                defaults={"note": note, "at": checked.checkpoint.at},
            )


def _settle(ledger: Ledger) -> None:
    """What stands, which version of each object is the latest, which folds have to look again."""
    judge_again(ledger.journal, ledger.again, head=ledger.head, at=ledger.at)
    judge_freed(ledger.freed, head=ledger.head, at=ledger.at)
    records = [one for one in ledger.fresh if one.object_id is not None]
    settle_latest(ledger.journal, ids_of(records))
    mark_dirty([one.pk for one in records], types=types_of(records))


def _end_waiting(ledger: Ledger) -> None:
    """What waited for the end of a fork and was judged now waits for that no longer."""
    if not ledger.revealed:
        return
    heard = [one.index for one in ledger.fresh if one.kind]
    for first in range(0, len(heard), _BATCH):
        settle_heard(
            ledger.group, ledger.source, heard[first : first + _BATCH],
            [PackageFault.CHARTER_FORK.value], at=ledger.at,
        )  # fmt: skip
