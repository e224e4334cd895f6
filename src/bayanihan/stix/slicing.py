"""The exact bytes of every object in a file: bundle, list, lines, or one object.

What a creator signed or hashed must stay as it was written, and most public
bundles are pretty-printed; so objects are cut out, never decoded and written again.
Sound files take a fast road (the decoder finds the ends), all others the scanner,
and whole objects before the damage (in lines: around it) survive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from bayanihan.stix.envelopes import Piece, pieces_of_value
from bayanihan.stix.faults import Fault, StixFault
from bayanihan.stix.forms import DEFAULT_LIMITS, Broken, Limits, Slice
from bayanihan.stix.scanning import Damage, after_gap, value_end

_SPACE = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_KEPT = 2048
_PATIENCE = 4
_CLOSED_LINE = re.compile(rb"\n([{\[][^\n]*[}\]])[ \t\r]*(?=\n|\Z)")
_OPENERS = b"{["
_LINE = msgspec.json.Decoder(msgspec.Raw)


def slices(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Slice | Broken]:
    """Cut a file into the exact bytes of its objects, in order.

    Takes a bundle in any spacing, one object, a JSON list of objects, and JSON
    lines whose lines are objects or bundles. What cannot be cut out comes as
    ``Broken`` with the byte offset. Never raises. Whether each slice is good STIX
    is the question of ``read`` and ``check``.
    """
    index = 0
    for piece in _pieces(data, limits):
        if index >= limits.units:
            yield _surplus(data, piece.start, index)
            return
        yield _finished(data, piece, index, limits)
        index += 1
    if index == 0:
        yield Broken(0, 0, b"", len(data), Fault(StixFault.EMPTY, "byte 0", "nothing in the file"))


def _surplus(data: bytes, at: int, index: int) -> Broken:
    """Everything behind the last unit that is taken: one broken unit, whatever it holds."""
    fault = Fault(StixFault.TOO_MANY, f"byte {at}", f"more than {index} objects in one file")
    return Broken(index, at, data[at : at + _KEPT], len(data) - at, fault)


def _finished(data: bytes, piece: Piece, index: int, limits: Limits) -> Slice | Broken:
    size = piece.end - piece.start
    fault = piece.fault
    if fault is None and size > limits.object_bytes:
        place = f"byte {piece.start}"
        fault = Fault(StixFault.TOO_LONG, place, f"{size} bytes, at most {limits.object_bytes}")
    if fault is None:
        return Slice(index, data[piece.start : piece.end], piece.start)
    return Broken(index, piece.start, data[piece.start : piece.end][:_KEPT], size, fault)


def _pieces(data: bytes, limits: Limits) -> Iterator[Piece]:
    if len(data) > limits.file_bytes:
        place = f"byte {limits.file_bytes}"
        yield Piece(0, len(data), Fault(StixFault.TOO_LONG, place, "file over the limit"))
        return
    at = after_gap(data, len(_BOM) if data.startswith(_BOM) else 0)
    if at < len(data) and _is_whole(memoryview(data)[at:]):
        yield from pieces_of_value(data, at, len(data.rstrip(_SPACE)), whole=True)
        return
    patience = _PATIENCE * len(data)
    while at < len(data):
        span = _next_value(data, at, is_patient=patience > 0)
        patience -= span.read - at
        yield from pieces_of_value(data, span.start, span.end, whole=span.whole)
        at = after_gap(data, span.end)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    read: int
    whole: bool


def _next_value(data: bytes, at: int, *, is_patient: bool) -> _Span:
    """One value of the file; a damaged one reaches to the next line that is whole.

    A value of many lines is looked for to the end of the file, so patience has to
    end: else every damaged line of a long file would cost a walk through the rest.
    """
    line_end = _line_end(data, at)
    line = data[at:line_end].rstrip(_SPACE)
    if _is_whole(line):
        return _Span(at, at + len(line), line_end, whole=True)
    if is_patient and line[0] in _OPENERS:
        try:
            end = value_end(data, at, len(data))
        except Damage as damage:
            read = damage.offset
        else:
            return _Span(at, end, end, whole=True)
    else:
        read = line_end
    return _Span(at, _next_whole_line(data, line_end), read, whole=False)


def _line_end(data: bytes, at: int) -> int:
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found


def _is_whole(line: bytes | memoryview) -> bool:
    try:
        _LINE.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _next_whole_line(data: bytes, at: int) -> int:
    """The start of the next line that is an object or bundle by itself, else the end."""
    for match in _CLOSED_LINE.finditer(data, at):
        if _is_object(data[match.start(1) : match.end(1)]):
            return match.start(1)
    return len(data)


def _is_object(line: bytes) -> bool:
    """Whether a line is, or begins, something of its own, and is no part of a value around it."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return False
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and "type" in first and "id" in first
