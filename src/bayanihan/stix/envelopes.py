"""What a value of a file holds: an object, or a bundle or list of objects.

A bundle says nothing (section 8), so a fault of the wrapping costs no object;
except that an envelope with a key twice has two meanings and is taken as neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bayanihan.stix.faults import Fault, StixFault
from bayanihan.stix.wrappings import Wrapping

_OPEN_OBJECT, _OPEN_LIST = b"{["
_BUNDLE = b'"bundle"'


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of the file: an object when ``fault`` is None, else something broken."""

    start: int
    end: int
    fault: Fault | None = None


def pieces_of_value(data: bytes, start: int, end: int, *, whole: bool) -> Iterator[Piece]:
    """The objects of one value of the file; ``whole`` if it is known to be complete JSON."""
    if data[start] == _OPEN_LIST:
        wrapping = Wrapping(data, start, end, whole)
        wrapping.walk()
        for item in wrapping.items or ():
            yield from _opened(data, *item, whole=whole)
        yield from _complaint(wrapping)
    else:
        yield from _opened(data, start, end, whole=whole)


def _opened(data: bytes, start: int, end: int, *, whole: bool) -> Iterator[Piece]:
    """An object as it is, a bundle as its objects, anything else as broken."""
    if data[start] != _OPEN_OBJECT or (whole and not _may_be_bundle(data, start, end)):
        yield _object(data, start, end)
        return
    wrapping = Wrapping(data, start, end, whole)
    wrapping.walk()
    if wrapping.type != _BUNDLE and (wrapping.type or wrapping.items is None):
        yield Piece(start, end, wrapping.damage)
    elif wrapping.twice >= 0:
        place = f"byte {wrapping.twice}"
        yield Piece(start, end, Fault(StixFault.DUPLICATE_KEY, place, "envelope with a key twice"))
    else:
        for item in wrapping.items or ():
            yield _object(data, *item)
        yield from _complaint(wrapping)


def _object(data: bytes, start: int, end: int) -> Piece:
    if data[start] == _OPEN_OBJECT:
        return Piece(start, end)
    return Piece(start, end, Fault(StixFault.NOT_AN_OBJECT, f"byte {start}", "no JSON object"))


def _may_be_bundle(data: bytes, start: int, end: int) -> bool:
    """Cheap, so that not every line of a file is walked; ``read`` refuses what slips through."""
    return data.find(b'"objects"', start, end) >= 0 or data.find(_BUNDLE, start, end) >= 0


def _complaint(wrapping: Wrapping) -> Iterator[Piece]:
    """What is left to say about the wrapping after its objects."""
    items = wrapping.items
    if wrapping.damage is not None:
        begin = items[-1][1] if items else wrapping.start
        yield Piece(begin, wrapping.stop, wrapping.damage)
    elif not items:
        fault = Fault(StixFault.NO_OBJECTS, f"byte {wrapping.start}", "no objects inside")
        yield Piece(wrapping.start, wrapping.stop, fault)
