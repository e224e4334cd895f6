"""Offering: what a node hands to another one, page by page, for one reader there.

A body goes only to whom the gate allows it through the door for peers: a member of the
version that the record names, or of a later one that its author accepted. Everybody
else who is entitled to the journal gets the leaf's hash, and verifies the same root.
Memory does not grow with the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.db.models.functions import Length

from bayanihan.gate.api import ActClass, Door, GroupFacts, History, Lane, Viewer, hears
from bayanihan.journal.api import Leaf, LeafKind
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import (
    CharterText,
    Group,
    Member,
    MembershipFault,
    branches_of,
    facts_of,
    open_recoveries,
    viewer_of,
)
from bayanihan.records.allowing import allowed_handling
from bayanihan.records.models import Act, Entry
from bayanihan.records.page_form import (
    MAX_WORK,
    JournalPage,
    PageEntry,
    Start,
    edge_places,
    work_of,
    write_fitting,
)
from bayanihan.records.parts import tile_reader
from bayanihan.records.spans import Span, spans_of
from bayanihan.records.wire import envelope_digest

# A page is as many batches of its author as fit; one batch alone may be longer.
PAGE_ENTRIES = 1000
PAGE_BYTES = 4 << 20
PAGE_WORK = MAX_WORK
_AT_ONCE = 100


@dataclass(slots=True)
class Reading:
    """What one reader may have of one group now: the gate's answers, asked for once."""

    group: Group
    viewer: Viewer
    facts: GroupFacts
    at: int
    allowed: frozenset[int]
    heard: dict[tuple[str, int, tuple[str, ...] | None], bool] = field(default_factory=dict)

    def is_heard(self, entry: Entry, act: Act) -> bool:
        """Whether the reader hears of an act."""
        audience = None if act.audience is None else tuple(act.audience)
        key = (entry.journal.member.stix_id, entry.charter, audience)
        if key not in self.heard:
            named = None if audience is None else frozenset(audience)
            asked = ActClass(self.facts.id, key[0], entry.charter, named)
            self.heard[key] = hears(asked, self.viewer, self.facts, self.at).allowed
        return self.heard[key]


def offer(group: Group, reader: Member, heads: Mapping[str, int], *, at: int) -> Iterator[bytes]:
    """Pages of a group for one reader, from the sizes that it holds already.

    ``heads`` gives sizes by the authors' identity ids; a journal that is not named
    begins where the reader is entitled to it. Raises ``Absent`` for whoever never sat in
    the group: then there is none.
    """
    reading = read_group(group, reader, at=at)
    charters = tuple(text.digest.hex() for text, _note in _known_charters(group, reader, reading))
    for span in spans_of(group, reader, reading.facts):
        yield from _pages(span, heads.get(span.journal.member.stix_id, 0), reading, charters)


def offer_charters(group: Group, reader: Member, *, at: int) -> list[tuple[str, str]]:
    """The charters that a reader may know, rivals among them: text and note, by number.

    From the first version on, as each is verified against the one before it. Who left
    knows the versions in which it sat, and the one that removed it. After them comes what
    waits to end a fork, with the signatures that it has so far.
    """
    reading = read_group(group, reader, at=at)
    known = [(text.raw.decode(), note) for text, note in _known_charters(group, reader, reading)]
    return [*known, *open_recoveries(group, reader)]


def read_group(group: Group, reader: Member, *, at: int, door: Door = Door.PEER) -> Reading:
    """The gate's answers for one reader of one group; raises ``Absent``."""
    facts = facts_of([group]).get(str(group.uuid))
    if facts is None or reader.stix_id not in facts.everyone:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": group.key})
    lane = Lane.EXERCISE if facts.exercise else Lane.REAL
    viewer = viewer_of(reader, door=door, lane=lane)
    # Of which kind a member is, is what this group agreed, whatever another one says of it.
    viewer = replace(viewer, kind=facts.kinds[reader.stix_id])
    return Reading(group, viewer, facts, at, allowed_handling(viewer, [group], at=at))


def _known_charters(
    group: Group, reader: Member, reading: Reading
) -> list[tuple[CharterText, str]]:
    """The versions that a reader may know, with their notes.

    Who has left knows those in which it sat, and the one that removed it.
    """
    name, chain = reader.stix_id, branches_of(group)
    ours = (text for text, _note, is_rival in chain if not is_rival)
    last = 1 + max((text.number for text in ours if text.seat(name) is not None), default=0)
    is_in = name in reading.facts.current
    return [(text, note) for text, note, _is_rival in chain if is_in or text.number <= last]


def _pages(span: Span, held: int, reading: Reading, charters: tuple[str, ...]) -> Iterator[bytes]:
    """The pages of one journal, each up to a head that its author signed."""
    first = max(held, span.start)
    if held == 0 < span.start and reading.facts.history is History.ALL:
        # Who is entitled to all of it takes no later beginning: another node holds the rest.
        return
    heads = span.heads(first)
    while heads:
        size, note = _next_head(span, first, heads)
        start = None
        if first == span.start > held:
            start = start_at(span, first)
        page = JournalPage(
            group=reading.facts.id,
            member=span.journal.member.stix_id,
            first=first,
            checkpoint=note,
            entries=tuple(entry_for(one, reading) for one in _entries(span, first, size)),
            charters=charters,
            start=start,
        )
        yield write_fitting(page)
        first = size
        heads = [one for one in heads if one[0] > first]


def start_at(span: Span, size: int) -> Start:
    """What a newcomer needs to go on from here without what came before."""
    read_tile = tile_reader(span.journal)
    places = edge_places(size)
    widths = [((size >> (8 * level)) % 256) * 32 for level, _number in places]
    edge = (read_tile(*place)[:width] for place, width in zip(places, widths, strict=True))
    return Start(size, tuple(edge))


def _next_head(span: Span, first: int, heads: list[tuple[int, str]]) -> tuple[int, str]:
    """The furthest signed head within the bounds of a page; the next one if it is beyond."""
    near = [one for one in heads if one[0] <= first + PAGE_ENTRIES]
    if len(near) < 2:  # noqa: PLR2004  # nothing to choose from
        return heads[0]
    sizes = dict(_sizes(span, first, near[-1][0]))
    works = dict(_works(span, first, near[-1][0]))
    chosen, length, work, index = near[0], 0, 0, first
    for size, note in near:
        length += sum(sizes.get(place, 0) for place in range(index, size))
        work += sum(works.get(place, 0) for place in range(index, size))
        index = size
        if length > PAGE_BYTES or work > PAGE_WORK:
            break
        chosen = (size, note)
    return chosen


def _sizes(span: Span, first: int, end: int) -> Iterator[tuple[int, int]]:
    """How long what an entry carries is: the body of a record, or the text of an act."""
    for rows in _rows(span, first, end):
        for text in ("object__body", "act__text"):
            long = rows.annotate(size=Length(text)).filter(size__gt=0)
            yield from long.values_list("index", "size")


def _works(span: Span, first: int, end: int) -> Iterator[tuple[int, int]]:
    """How much the acts ask of whoever takes them in, whoever may hear of them."""
    for rows in _rows(span, first, end):
        acts = rows.filter(act__isnull=False).values_list("index", "kind", "act__text")
        for index, kind, text in acts.iterator(chunk_size=_AT_ONCE):
            yield index, work_of(kind, text)


def _entries(span: Span, first: int, end: int) -> Iterator[Entry]:
    wanted = ("object", "handling", "group", "journal__member", "act")
    for rows in _rows(span, first, end):
        yield from rows.order_by("index").select_related(*wanted)


def _rows(span: Span, first: int, end: int) -> Iterator[QuerySet[Entry]]:
    """The entries ``first <= index < end`` of a span, part by part."""
    for stretch in span.stretches():
        yield Entry.objects.filter(
            journal=stretch.part,
            index__gte=max(first, stretch.start),
            index__lt=min(end, stretch.end),
        )


def entry_for(entry: Entry, reading: Reading) -> PageEntry:
    """One entry as this reader may have it."""
    act = act_of(entry)
    said = PageEntry(kind=entry.kind, charter=entry.charter, at=entry.at)
    commitment = bytes(entry.commitment)
    if entry.kind == LeafKind.ACCEPTANCE:
        return PageEntry(kind=said.kind, charter=said.charter, at=said.at, commitment=commitment)
    if act is not None and reading.is_heard(entry, act):
        return PageEntry(kind=said.kind, charter=said.charter, at=said.at, text=act.text)
    if entry.handling is None or entry.handling_id not in reading.allowed:
        return PageEntry(hash=leaf_hash_of(entry))
    salt, stored = entry.salt, entry.object
    return PageEntry(
        kind=said.kind,
        charter=said.charter,
        at=said.at,
        commitment=commitment,
        handling=entry.handling.text,
        salt=None if salt is None else bytes(salt),
        body=None if stored is None else stored.body.encode(),
    )


def act_of(entry: Entry) -> Act | None:
    """The text of an entry that is no record, where there is one."""
    return getattr(entry, "act", None)


def leaf_hash_of(entry: Entry) -> bytes:
    """The hash under which a stored entry stands in its journal."""
    commitment = bytes(entry.commitment)
    if not entry.kind:
        return commitment
    envelope = commitment
    if entry.handling is not None:
        envelope = envelope_digest(entry.handling.text, commitment)
    leaf = Leaf(
        group=str(entry.group.uuid),
        member=entry.journal.member.stix_id,
        index=entry.index,
        kind=entry.kind,
        envelope=envelope,
        charter=entry.charter,
        at=entry.at,
    )
    return leaf.hash()
