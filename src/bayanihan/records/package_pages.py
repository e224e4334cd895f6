"""The end of a journal out of somebody's package, as a page that can be received.

A restored node gets back what it had said: whoever holds an export of the group holds
the leaves, and the objects that were addressed to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bayanihan.journal.api import Checkpoint, Note
from bayanihan.kernel.api import Malformed
from bayanihan.records.package_form import JournalPart, Package, Said, read_entry, read_package
from bayanihan.records.page_form import MAX_ENTRIES, JournalPage, PageEntry, PageFault, write_page
from bayanihan.records.rules import RecordFault

_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class HeldTail:
    """One journal in a package: whose it is, its signed head, and its entries from any index."""

    group: str
    member: str
    note: str
    size: int
    package: Package
    part: JournalPart

    def page(self, first: int) -> bytes:
        """Its entries from here to the head, as a page; raises ``Malformed`` if they are too many.

        A page ends at a signed head, and a package has only the newest.
        """
        said = self.part.entries[first:]
        if len(said) > MAX_ENTRIES:
            raise Malformed(PageFault.PAGE_TOO_LONG, where=self.member)
        texts = self.package.x_bayanihan_package.handlings
        entries = tuple(
            _entry(read_entry(one, f"{self.member}[{index}]"), self.package, texts)
            for index, one in enumerate(said, start=first)
        )
        return write_page(JournalPage(self.group, self.member, first, self.note, entries))


def tails_in(raw: bytes) -> Iterator[HeldTail]:
    """Every journal of a package; what it says is believed only when it was received."""
    package = read_package(raw)
    for part in package.x_bayanihan_package.journals:
        head = Checkpoint.from_text(Note.from_text(part.checkpoint).text)
        if head.size == len(part.entries):
            group = package.x_bayanihan_package.group
            yield HeldTail(group, part.member, part.checkpoint, head.size, package, part)


def _entry(said: Said | bytes, package: Package, texts: tuple[str, ...]) -> PageEntry:
    if isinstance(said, bytes):
        return PageEntry(hash=said)
    handling = None if said.handling is None else _at(texts, said.handling)
    body = _body(said, package)
    return PageEntry(
        kind=said.kind,
        charter=said.charter,
        at=said.at,
        text=said.text,
        commitment=said.commitment,
        handling=handling,
        salt=None if body is None else said.salt,
        body=body,
    )


def _body(said: Said, package: Package) -> bytes | None:
    proof = package.x_bayanihan_package
    if said.object is not None:
        return bytes(_at(package.objects, said.object))
    if said.enclosed is not None:
        return bytes(_at(proof.enclosed, said.enclosed))
    return None


def _at(parts: Sequence[_One], place: int) -> _One:
    if place >= len(parts):
        raise Malformed(RecordFault.PACKAGE_MALFORMED, where=str(place))
    return parts[place]
