"""Reading an audit file again: newest first from its end, never the whole file at once.

Total: what is no line of an audit is given as damaged, with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

import msgspec

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import BayanihanError, to_instant
from bayanihan.membership.api import Member
from bayanihan.records.auditing import Part, trail_path

PAGE_LINES = 50
_BLOCK = 64 * 1024
_LONGEST_LINE = 64 * 1024
# A page looks through so much; whoever filters for something rare goes on from there.
_LOOKED_THROUGH = 4 << 20
# Answers are written in the order in which they end: their instants are nearly in order.
# After a clock was set back by more, a day is found whole in the file that is taken out.
_SLACK = 3_600_000_000


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line of the audit: who was shown what. ``place`` is its first byte in the file."""

    place: int
    at: int
    by: str
    what: str
    query: str
    doors: tuple[str, ...]
    tlp: Tlp
    count: int
    first: int
    last: int
    part: Part
    status: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that are no line of an audit: where, and how many."""

    place: int
    size: int


Read: TypeAlias = TrailLine | Damaged


@dataclass(frozen=True, slots=True)
class TrailFilters:
    """What the audit is narrowed to: a person, and instants (half-open); ``None``: nothing."""

    by: str | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page, newest first. ``older`` is where the next one goes on; ``None``: nowhere.

    ``is_cut`` says that not all of it was looked through for what is asked.
    """

    lines: tuple[Read, ...]
    older: int | None
    is_cut: bool = False


class _Line(msgspec.Struct):
    """The form on disk."""

    at: str
    by: str
    what: str
    query: str
    doors: list[str]
    tlp: str
    count: int
    first: int
    last: int
    part: str
    status: int


def read_trail(
    member: Member,
    filters: TrailFilters,
    *,
    before: int | None = None,
    most: int = PAGE_LINES,
) -> TrailPage:
    """One page of a member's audit, from byte ``before`` (a line's place) or the end back."""
    path = trail_path(member)
    if not path.is_file():
        return TrailPage((), None)
    with path.open("rb") as file:
        end = _begin(file, filters, before)
        return _page(file, filters, end, most)


def walk_trail(member: Member, filters: TrailFilters) -> Iterator[Read]:
    """Every line that fits, oldest first; memory does not grow with the file."""
    path = trail_path(member)
    if not path.is_file():
        return
    with path.open("rb") as file:
        place = 0
        while raw := file.readline(_LONGEST_LINE):
            if raw.strip(b"\n"):
                line = _read_line(place, raw.rstrip(b"\n"))
                if _fits(line, filters):
                    yield line
            place += len(raw)


def _begin(file: BinaryIO, filters: TrailFilters, before: int | None) -> int:
    """Where reading back begins: the cursor, if it is a line's place, or the end of the days."""
    size = file.seek(0, 2)
    if before is not None and _is_place(file, before, size):
        return before
    if filters.until is None:
        return size
    return _first_after(file, size, filters.until + _SLACK)


def _is_place(file: BinaryIO, place: int, size: int) -> bool:
    if not 0 < place <= size:
        return False
    file.seek(place - 1)
    return file.read(1) == b"\n"


def _first_after(file: BinaryIO, size: int, at: int) -> int:
    """A line's place (or the end) before which everything said up to ``at`` stands."""
    low, high = 0, size
    while high - low > _BLOCK:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline(_LONGEST_LINE)
        found = _next_line(file, high)
        if found is None or found.at >= at:
            high = middle
        else:
            low = found.place
    file.seek(high)
    file.readline(_LONGEST_LINE)
    return min(file.tell(), size)


def _next_line(file: BinaryIO, end: int) -> TrailLine | None:
    """The first whole line from here on; damaged ones are passed over."""
    while (place := file.tell()) < end:
        line = _read_line(place, file.readline(_LONGEST_LINE).rstrip(b"\n"))
        if isinstance(line, TrailLine):
            return line
    return None


def _page(file: BinaryIO, filters: TrailFilters, end: int, most: int) -> TrailPage:
    found: list[Read] = []
    last = end
    for place, raw in _lines_back(file, end):
        line = _read_line(place, raw)
        if _is_before(line, filters.since):
            return TrailPage(tuple(found), None)
        if len(found) == most:
            return TrailPage(tuple(found), last)
        last = place
        if _fits(line, filters):
            found.append(line)
        if end - place > _LOOKED_THROUGH:
            return TrailPage(tuple(found), place or None, is_cut=bool(place))
    return TrailPage(tuple(found), None)


def _is_before(line: Read, since: int | None) -> bool:
    return since is not None and isinstance(line, TrailLine) and line.at < since - _SLACK


def _fits(line: Read, filters: TrailFilters) -> bool:
    """Whether a line is asked for; a damaged one could be anybody's, so it always is."""
    if isinstance(line, Damaged):
        return True
    if filters.by is not None and line.by != filters.by:
        return False
    if filters.since is not None and line.at < filters.since:
        return False
    return filters.until is None or line.at < filters.until


def _lines_back(file: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """Lines that end before ``end``, newest first, each with its place."""
    place, rest = end, b""
    while place > 0:
        step = min(_BLOCK, place)
        place -= step
        file.seek(place)
        rest, *lines = (file.read(step) + rest).split(b"\n")
        start = place + len(rest) + 1 + sum(len(one) + 1 for one in lines)
        for line in reversed(lines):
            start -= len(line) + 1
            if line:
                yield start, line
        if len(rest) > _LONGEST_LINE and place:
            yield place, rest
            rest = b""
    if rest:
        yield 0, rest


def _read_line(place: int, raw: bytes) -> Read:
    try:
        line = msgspec.json.decode(raw, type=_Line)
        return TrailLine(
            place=place,
            at=to_instant(line.at),
            by=line.by,
            what=line.what,
            query=line.query,
            doors=tuple(line.doors),
            tlp=Tlp.from_label(line.tlp),
            count=line.count,
            first=line.first,
            last=line.last,
            part=Part(line.part),
            status=line.status,
        )
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, BayanihanError):
        return Damaged(place, len(raw))
