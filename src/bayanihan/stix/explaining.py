"""Why bytes are no JSON, and where: the decoder's messages in our codes and places."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer

_DETAIL = 120
_PLACE = re.compile(r" at line (\d+) column (\d+)$")
_MESSAGES = (
    ("Detected duplicate key", StixFault.DUPLICATE_KEY),
    ("recursion limit", StixFault.TOO_DEEP),
    ("invalid unicode code point", StixFault.NOT_UTF8),
    ("surrogate", StixFault.LONE_SURROGATE),
    ("EOF", StixFault.TRUNCATED),
)
_HALF_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}[^\\]?[^u]?.{0,6}\Z", re.DOTALL)
_NO_NUMBER = re.compile(rb"-?(?:NaN|Infinity)")


def explain(raw: bytes, message: str) -> Fault:
    """The fault behind a message of the decoder.

    The place is ``byte N``; of a key that comes twice, its JSON pointer.
    """
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return Fault(StixFault.NOT_UTF8, f"byte {error.start}", error.reason)
    offset = _offset(raw, message)
    code = _code(raw, message, offset)
    where = _twice(raw) if code is StixFault.DUPLICATE_KEY else ""
    return Fault(code, where or f"byte {offset}", message[:_DETAIL])


def _code(raw: bytes, message: str, offset: int) -> StixFault:
    for words, code in _MESSAGES:
        if words in message:
            return code
    if "hex escape" in message and _HALF_PAIR.search(raw, max(0, offset - 16), offset):
        return StixFault.LONE_SURROGATE
    if _NO_NUMBER.match(raw, max(0, offset - 2)) or _NO_NUMBER.match(raw, offset):
        return StixFault.NOT_A_NUMBER
    return StixFault.NOT_JSON


def _offset(raw: bytes, message: str) -> int:
    place = _PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    start = 0
    for _ in range(line - 1):
        start = raw.find(b"\n", start) + 1
    return max(0, min(len(raw), start + column - 1))


class _Twice(dict[str, Any]):
    """An object in which ``key`` came twice."""

    key = ""


def _twice(raw: bytes) -> str:
    """The pointer of the first key that comes twice, ``""`` if the rest is broken too."""
    try:
        body = json.loads(raw, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return ""
    if isinstance(body, _Twice):
        return pointer(body.key)
    found = ((path, value) for path, value in walk(body) if isinstance(value, _Twice))
    return next(pointer(*path, value.key) for path, value in found)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) == len(pairs):
        return body
    twice = _Twice(body)
    twice.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return twice


def walk(body: object) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value with its path, level by level."""
    level: list[tuple[tuple[str | int, ...], Any]] = [((), body)]
    while level:
        below = []
        for path, node in level:
            steps = node.items() if isinstance(node, dict) else enumerate(node)
            for step, value in steps:
                here = (*path, step)
                yield here, value
                if isinstance(value, (dict, list)):
                    below.append((here, value))
        level = below
