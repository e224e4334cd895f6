"""The walk through an envelope or list, from key to key and item to item.

Sound input is cut by the decoder, damaged input by the scanner; both find the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import jiter
import msgspec

from bayanihan.stix.faults import Fault, StixFault
from bayanihan.stix.scanning import Damage, after_gap, value_end

_SEPARATOR = re.compile(rb"[ \t\r\n]*+,?[ \t\r\n]*+")
_COMMA, _COLON, _OPEN_LIST, _CLOSE_LIST, _CLOSE_OBJECT = b",:[]}"


class _Objects(msgspec.Struct):
    objects: list[msgspec.Raw]


_ENVELOPE = msgspec.json.Decoder(_Objects)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(slots=True)
class Wrapping:
    """What lies around objects between ``start`` and ``stop``.

    ``whole`` if it is known to be complete JSON. After ``walk``: the bytes of its
    ``type``, its items as (start, end) or None where it has no list, the offset of
    a key that comes twice, and the damage that ended the walk.
    """

    data: bytes
    start: int
    stop: int
    whole: bool
    type: bytes = b""
    items: list[tuple[int, int]] | None = None
    twice: int = -1
    damage: Fault | None = None
    keys: set[str] = field(default_factory=set)

    def walk(self) -> None:
        """Walk from the opening bracket to the closing one, or to the damage."""
        try:
            end = self._list(self.start) if self._byte(self.start) == _OPEN_LIST else self._object()
            self._expect_end(end)
        except Damage as damage:
            self.damage = damage.fault

    def _expect_end(self, at: int) -> None:
        if after_gap(self.data, at) < self.stop:
            raise Damage(StixFault.NOT_JSON, at, "more after the end")

    def _byte(self, at: int) -> int:
        if at >= self.stop:
            raise Damage(StixFault.TRUNCATED, self.stop, "ends inside")
        return self.data[at]

    def _object(self) -> int:
        at = after_gap(self.data, self.start + 1)
        if self._byte(at) == _CLOSE_OBJECT:
            return at + 1
        while True:
            at = self._member(at)
            mark = self._byte(at)
            if mark == _CLOSE_OBJECT:
                return at + 1
            if mark != _COMMA:
                raise Damage(StixFault.NOT_JSON, at, "neither comma nor end")
            at = after_gap(self.data, at + 1)

    def _member(self, at: int) -> int:
        """One key and its value; gives the offset of what follows."""
        key_end = value_end(self.data, at, self.stop)
        key = _key(self.data[at:key_end], at)
        colon = after_gap(self.data, key_end)
        if self._byte(colon) != _COLON:
            raise Damage(StixFault.NOT_JSON, colon, "key without colon")
        value = after_gap(self.data, colon + 1)
        if key in self.keys and self.twice < 0:
            self.twice = at
        self.keys.add(key)
        if key == "objects" and self._byte(value) == _OPEN_LIST:
            return after_gap(self.data, self._list(value))
        end = value_end(self.data, value, self.stop, lenient=True)
        if key == "type":
            self.type = self.data[value:end]
        return after_gap(self.data, end)

    def _list(self, at: int) -> int:
        """The items of the list at ``at``; gives the offset after the list."""
        self.items = []
        end = self._decoded(at) if self.whole else 0
        return end or self._scanned(at)

    def _decoded(self, at: int) -> int:
        """Let the decoder find the ends; 0 when it cannot, or when it found another list."""
        decoder = _LIST if at == self.start else _ENVELOPE
        try:
            found = decoder.decode(memoryview(self.data)[self.start : self.stop])
        except (msgspec.DecodeError, RecursionError):
            return 0
        items = []
        position = end = after_gap(self.data, at + 1)
        for raw in found.objects if isinstance(found, _Objects) else found:
            content = memoryview(raw)
            end = position + len(content)
            if self.data[position:end] != content:
                return 0
            items.append((position, end))
            match = _SEPARATOR.match(self.data, end)
            position = match.end() if match else end
        end = after_gap(self.data, end)
        if self.data[end] != _CLOSE_LIST:
            return 0
        self.items = items
        return end + 1

    def _scanned(self, at: int) -> int:
        """Cut item by item: every item before the damage stays."""
        items: list[tuple[int, int]] = []
        self.items = items
        at = after_gap(self.data, at + 1)
        if self._byte(at) == _CLOSE_LIST:
            return at + 1
        while True:
            end = value_end(self.data, at, self.stop, lenient=True)
            items.append((at, end))
            at = after_gap(self.data, end)
            mark = self._byte(at)
            if mark == _CLOSE_LIST:
                return at + 1
            if mark != _COMMA:
                raise Damage(StixFault.NOT_JSON, at, "neither comma nor end of the list")
            at = after_gap(self.data, at + 1)


def _key(raw: bytes, at: int) -> str:
    try:
        key = jiter.from_json(raw)
    except ValueError as error:
        raise Damage(StixFault.NOT_JSON, at, "key that cannot be read") from error
    if not isinstance(key, str):
        raise Damage(StixFault.NOT_JSON, at, "key that is no text")
    return key
