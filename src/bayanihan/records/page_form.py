"""One page of one journal, as it travels from node to node: bytes, each in one form only (pure).

A page is a line that names the form, then frames: four bytes of length, then as
many bytes. The first frame is the head, the next ones are the entries in order;
after an entry that carries its object comes one more frame with the object's exact
bytes. Everything but objects is canonical JSON, so that no key comes twice and
nothing can be written in two ways. Nothing is compressed here. What was read is not
yet believed: see ``receiving``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from bayanihan.journal.api import (
    MAX_SIZE,
    TILE,
    Frontier,
    Leaf,
    LeafKind,
    frontier_of,
    hashes_in_tiles,
    is_name,
    tile_width,
)
from bayanihan.kernel.api import Malformed, canonical, digest
from bayanihan.records.act_wire import MAX_ACT_BYTES, names_in
from bayanihan.records.wire import envelope_digest

MAGIC: Final = b"bayanihan-page/1\n"
MAX_PAGE_BYTES: Final = 32 << 20
"""The most that a page may weigh: one object of the largest size, and room around it."""
MAX_ENTRIES: Final = 4096
MAX_CHARTERS: Final = 4096
MAX_WORK: Final = 2000
"""How many records the acts of a page may name: what they bring about is one transaction."""
ACT_WORK: Final = MappingProxyType(
    dict.fromkeys((LeafKind.WITHDRAWAL, LeafKind.ERASURE, LeafKind.PROPOSAL), 50)
)
"""Besides what it names, an act of these kinds counts for as many."""
_LENGTH: Final = 4
_HEAD_ROOM: Final = 2 << 20
_HASH: Final = 32
_UNSET: Final = msgspec.UNSET

_Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Salt: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Word: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,31}\Z")]
_Hex: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64}){0,256}\Z")]
_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=MAX_SIZE)]


class PageFault(StrEnum):
    """Why bytes are no page."""

    PAGE_MALFORMED = "page_malformed"
    PAGE_TOO_LONG = "page_too_long"
    PAGE_ASKS_TOO_MUCH = "page_asks_too_much"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a newcomer begins who is not entitled to what came before.

    ``edge``: for each level of stored tiles the hashes of its last, partial tile.
    """

    size: int
    edge: tuple[bytes, ...]

    def tile(self, level: int, number: int) -> bytes:
        """The stored bytes of a tile on the edge; none for any other."""
        if level >= len(self.edge) or number != (self.size >> (8 * level)) // TILE:
            return b""
        return self.edge[level]

    def frontier(self) -> Frontier:
        """All that is needed to go on from here; raises ``Malformed`` for a wrong shape."""
        widths = [tile_width(*place, self.size) for place in edge_places(self.size)]
        if [len(one) for one in self.edge] != [width * _HASH for width in widths]:
            raise Malformed(PageFault.PAGE_MALFORMED, where="start")
        return frontier_of(hashes_in_tiles(self.tile), self.size)


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One entry: in the open, as an act with its text, as a bare fact, or as a leaf hash.

    ``hash`` alone where it is not addressed to the reader. ``handling`` is the text of
    the envelope's facts, ``commitment`` what the envelope holds of the object (for other
    kinds: what the leaf holds). ``body`` and ``salt`` are missing where it was erased.
    """

    hash: bytes | None = None
    kind: str = ""
    charter: int = 0
    at: int = 0
    commitment: bytes = b""
    handling: str | None = None
    salt: bytes | None = None
    body: bytes | None = None
    text: str | None = None

    def envelope(self) -> bytes:
        """The digest that the leaf commits to."""
        if self.text is not None:
            return digest(self.text.encode())
        if self.handling is not None:
            return envelope_digest(self.handling, self.commitment)
        return self.commitment

    def leaf_hash(self, group: str, member: str, index: int) -> bytes:
        """The hash under which the entry stands in its journal."""
        if self.hash is not None:
            return self.hash
        leaf = Leaf(group, member, index, self.kind, self.envelope(), self.charter, self.at)
        return leaf.hash()

    def work(self) -> int:
        """How much it asks of whoever takes it in, as ``MAX_WORK`` counts it."""
        return 0 if self.text is None else work_of(self.kind, self.text)


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries from ``first`` on up to a signed checkpoint, as one reader may hold them.

    ``charters``: digests (hexadecimal) of the versions that the sender knows.
    """

    group: str
    member: str
    first: int
    checkpoint: str
    entries: tuple[PageEntry, ...]
    charters: tuple[str, ...] = ()
    start: Start | None = None

    def leaves(self) -> list[bytes]:
        """The leaf hashes of the entries, made again from what they say."""
        places = enumerate(self.entries, start=self.first)
        return [one.leaf_hash(self.group, self.member, index) for index, one in places]

    def work(self) -> int:
        """How much its acts ask of whoever takes it in; a page may ask for ``MAX_WORK``."""
        return sum(one.work() for one in self.entries)


class _Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: _Number
    edge: tuple[_Hex, ...]


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    group: str
    member: str
    first: _Number
    count: _Number
    checkpoint: str
    charters: tuple[_Digest, ...]
    handlings: tuple[str, ...]
    start: _Start | None


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    hash: _Digest | msgspec.UnsetType = _UNSET
    kind: _Word | msgspec.UnsetType = _UNSET
    charter: _Number | msgspec.UnsetType = _UNSET
    at: _Number | msgspec.UnsetType = _UNSET
    commitment: _Digest | msgspec.UnsetType = _UNSET
    handling: _Number | msgspec.UnsetType = _UNSET
    salt: _Salt | msgspec.UnsetType = _UNSET
    text: str | msgspec.UnsetType = _UNSET


_SAID = frozenset({"kind", "charter", "at"})
_RECORD = _SAID | {"commitment", "handling"}
_RECORDS = (_RECORD, _RECORD | {"salt"})
_OTHERS = (_SAID | {"commitment"}, _SAID | {"text"})


def work_of(kind: str, text: str) -> int:
    """How much an act asks for: the records that it names, and something for itself."""
    own = ACT_WORK[LeafKind(kind)] if kind in ACT_WORK else 0
    return own + names_in(kind, text)


def edge_places(size: int) -> list[tuple[int, int]]:
    """The last tile, as ``(level, number)``, of each level of a journal of this size."""
    places, level = [], 0
    while size >> (8 * level):
        places.append((level, (size >> (8 * level)) // TILE))
        level += 1
    return places


def write_page(page: JournalPage) -> bytes:
    """The page as it travels."""
    texts = dict.fromkeys(one.handling for one in page.entries if one.handling is not None)
    numbers = {text: number for number, text in enumerate(texts)}
    start = page.start
    head = {
        "group": page.group,
        "member": page.member,
        "first": page.first,
        "count": len(page.entries),
        "checkpoint": page.checkpoint,
        "charters": list(page.charters),
        "handlings": list(numbers),
        "start": start and {"size": start.size, "edge": [one.hex() for one in start.edge]},
    }
    frames = [canonical(head)]
    for entry in page.entries:
        frames += _frames_of(entry, numbers)
    return MAGIC + b"".join(len(one).to_bytes(_LENGTH) + one for one in frames)


def write_fitting(page: JournalPage) -> bytes:
    """The page as it travels, no heavier than others take it in.

    What does not fit is left out, and shown by its hash; who asks again from there gets it.
    """
    data = write_page(page)
    if len(data) <= MAX_PAGE_BYTES and page.work() <= MAX_WORK:
        return data
    room, work = MAX_PAGE_BYTES - _HEAD_ROOM, MAX_WORK
    entries: list[PageEntry] = []
    for one, leaf in zip(page.entries, page.leaves(), strict=True):
        handling = one.handling or ""
        frames = [*_frames_of(one, {handling: MAX_ENTRIES}), canonical(handling)]
        length = sum(len(frame) + _LENGTH for frame in frames)
        if one.kind == LeafKind.ACCEPTANCE:
            entries.append(one)  # There is room for it beside the head; without it nothing counts.
        elif length > room or one.work() > work:
            entries.append(PageEntry(hash=leaf))
        else:
            entries.append(one)
            room, work = room - length, work - one.work()
    return write_page(replace(page, entries=tuple(entries)))


def _frames_of(entry: PageEntry, numbers: Mapping[str, int]) -> list[bytes]:
    """An entry as it travels, and after it the object that it carries."""
    frames = [canonical(_fields(entry, numbers))]
    if entry.body is not None and entry.salt is not None:
        frames.append(entry.body)
    return frames


def _fields(entry: PageEntry, numbers: Mapping[str, int]) -> dict[str, Any]:
    if entry.hash is not None:
        return {"hash": entry.hash.hex()}
    said: dict[str, Any] = {"kind": entry.kind, "charter": entry.charter, "at": entry.at}
    if entry.text is not None:
        return {**said, "text": entry.text}
    said["commitment"] = entry.commitment.hex()
    if entry.handling is not None:
        said["handling"] = numbers[entry.handling]
        if entry.salt is not None and entry.body is not None:
            said["salt"] = entry.salt.hex()
    return said


def read_page(data: bytes) -> JournalPage:
    """Read a page; total: raises ``Malformed`` for anything but the one form."""
    if len(data) > MAX_PAGE_BYTES:
        raise Malformed(PageFault.PAGE_TOO_LONG, where=f"byte {MAX_PAGE_BYTES}")
    frames = _frames(data)
    head = _decode(next(frames, b""), _Head, "head")
    if not (is_name(head.group) and is_name(head.member)):
        raise _malformed("names")
    if head.count > MAX_ENTRIES or len(head.charters) > MAX_CHARTERS:
        raise _malformed("count")
    entries = tuple(_entry(frames, head, number) for number in range(head.count))
    if next(frames, None) is not None:
        raise _malformed("rest")
    used = dict.fromkeys(one.handling for one in entries if one.handling is not None)
    if tuple(used) != head.handlings:
        raise _malformed("handlings")
    start = head.start and Start(head.start.size, tuple(map(bytes.fromhex, head.start.edge)))
    if not entries or (start is not None and start.size != head.first):
        raise _malformed("first")
    return JournalPage(
        group=head.group,
        member=head.member,
        first=head.first,
        checkpoint=head.checkpoint,
        entries=entries,
        charters=head.charters,
        start=start,
    )


def _frames(data: bytes) -> Iterator[bytes]:
    """The frames in order, to the last byte."""
    if not data.startswith(MAGIC):
        raise _malformed("byte 0")
    at = len(MAGIC)
    while at < len(data):
        begin = at + _LENGTH
        end = begin + int.from_bytes(data[at:begin])
        if begin > len(data) or end > len(data):
            raise _malformed(f"byte {at}")
        yield data[begin:end]
        at = end


def _entry(frames: Iterator[bytes], head: _Head, number: int) -> PageEntry:
    where = f"entry {number}"
    read = _decode(next(frames, b""), _Entry, where)
    found: dict[str, Any] = msgspec.to_builtins(read)
    form = frozenset(found)
    if form == {"hash"}:
        return PageEntry(hash=bytes.fromhex(found["hash"]))
    if form not in (_RECORDS if found.get("kind") == LeafKind.RECORD else _OTHERS):
        raise _malformed(where)
    if len(found.get("text", "").encode()) > MAX_ACT_BYTES:
        raise Malformed(PageFault.PAGE_TOO_LONG, where=where)
    for name in form & {"commitment", "salt"}:
        found[name] = bytes.fromhex(found[name])
    if "handling" in form:
        if found["handling"] >= len(head.handlings):
            raise _malformed(where)
        found["handling"] = head.handlings[found["handling"]]
    if "salt" in form:
        found["body"] = next(frames, b"")
    return PageEntry(**found)


def _decode(frame: bytes, form: type[Any], where: str) -> Any:  # noqa: ANN401  # as the form says
    try:
        read = msgspec.json.decode(frame, type=form)
        is_canonical = canonical(msgspec.to_builtins(read)) == frame
    except (ValueError, RecursionError, Malformed) as error:
        raise _malformed(where) from error
    if not is_canonical:
        raise _malformed(where)
    return read


def _malformed(where: str) -> Malformed:
    return Malformed(PageFault.PAGE_MALFORMED, where=where)
