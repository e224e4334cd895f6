"""Parts of a journal: where its history runs after its end was cut off, and how to walk it.

A part covers the entries from its ``base`` on. What stands before ``base`` stands in
earlier parts; their entries from there on were cut off and belong to no later history.
Tiles and frontier of a part cover its whole history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bayanihan.journal.api import frontier_of, hashes_in_tiles, tile_width
from bayanihan.membership.api import Group, Member
from bayanihan.records.models import Entry, Fate, Journal, Tile

_CHUNK = 1000
_TILES_AT_ONCE = 500
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries ``start <= index < end`` of a history, which stand in this part."""

    part: Journal
    start: int
    end: int


def parts_of(group: Group, member: Member) -> list[Journal]:
    """The parts of a member's journal in a group, the oldest first; usually one."""
    return list(Journal.objects.filter(group=group, member=member).order_by("part"))


def current_part(group: Group, member: Member) -> Journal | None:
    """The part in which the member goes on; ``None`` before its first act."""
    return Journal.objects.filter(group=group, member=member, is_current=True).first()


def stretches_of(journal: Journal, size: int) -> list[Stretch]:
    """Where the first ``size`` entries of this part's history stand, in order."""
    if journal.base == 0:
        return [Stretch(journal, 0, size)]
    earlier = Journal.objects.filter(
        group=journal.group_id, member=journal.member_id, part__lt=journal.part
    )
    found: list[Stretch] = []
    end = size
    for part in (journal, *earlier.order_by("-part")):
        if part.base < end:
            found.append(Stretch(part, part.base, end))
            end = part.base
    return found[::-1]


def walk_journal(group: Group, member: Member, size: int) -> Iterator[Entry]:
    """The first ``size`` entries of a member's journal as it stands, in order of index."""
    journal = current_part(group, member)
    if journal is not None:
        yield from walk_history(journal, size)


def walk_history(journal: Journal, size: int) -> Iterator[Entry]:
    """The first ``size`` entries of the history of one part, in memory that does not grow."""
    for stretch in stretches_of(journal, size):
        after = stretch.start - 1
        while after < stretch.end - 1:
            rows = Entry.objects.filter(
                journal=stretch.part, index__gt=after, index__lt=stretch.end
            )
            wanted = ("object", "handling", "group", "journal__member", "act")
            chunk = list(rows.order_by("index").select_related(*wanted)[:_CHUNK])
            yield from chunk
            if len(chunk) < _CHUNK:
                break
            after = chunk[-1].index


def root_at(journal: Journal, size: int) -> bytes:
    """The root over the first ``size`` entries of a part's history, from its stored tiles.

    Raises ``Malformed`` where the tiles do not reach so far.
    """
    return frontier_of(hashes_in_tiles(tile_reader(journal)), size).root()


def first_cut(journal: Journal) -> int | None:
    """Where the end of this history was cut off; ``None`` where all of it stands."""
    last = Entry.objects.filter(journal=journal, index=journal.size - 1, fate=Fate.CUT)
    if not last.exists():
        return None
    for stretch in stretches_of(journal, journal.size):
        rows = Entry.objects.filter(journal=stretch.part, fate=Fate.CUT)
        rows = rows.filter(index__gte=stretch.start, index__lt=stretch.end)
        first = rows.order_by("index").values_list("index", flat=True).first()
        if first is not None:
            return first
    return None


def next_part(journal: Journal, size: int) -> Journal:
    """The part in which a member goes on after its first ``size`` entries; now the current one."""
    frontier = frontier_of(hashes_in_tiles(tile_reader(journal)), size)
    Journal.objects.filter(pk=journal.pk).update(is_current=False)
    fresh = Journal.objects.create(
        group=journal.group,
        member=journal.member,
        part=journal.part + 1,
        base=size,
        size=size,
        frontier=frontier.to_bytes() if size else b"",
    )
    _copy_tiles(journal, fresh, size)
    return fresh


def _copy_tiles(old: Journal, new: Journal, size: int) -> None:
    """The hashes of the first ``size`` entries, without what stood beside them in a last tile."""
    copies = []
    for tile in Tile.objects.filter(journal=old).iterator(chunk_size=_TILES_AT_ONCE):
        width = tile_width(tile.level, tile.number, size)
        if width:
            hashes = bytes(tile.hashes)[: width * _HASH_BYTES]
            copies.append(Tile(journal=new, level=tile.level, number=tile.number, hashes=hashes))
    Tile.objects.bulk_create(copies, batch_size=_TILES_AT_ONCE)


def tile_reader(journal: Journal) -> Callable[[int, int], bytes]:
    """Reads stored tiles of a journal, one query a tile."""

    def read_tile(level: int, number: int) -> bytes:
        row = Tile.objects.filter(journal=journal, level=level, number=number).first()
        return bytes(row.hashes) if row else b""

    return read_tile
