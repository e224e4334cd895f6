"""Where a JSON value ends, found without understanding it: a scanner for damaged input.

It matches brackets and strings only, so it is faster to fail and harder to confuse
than a parser, and needs no recursion. Offsets count bytes from the beginning.
"""

from __future__ import annotations

import re

from bayanihan.stix.faults import Fault, StixFault

_GAP = re.compile(rb"[ \t\r\n]*+")
# A string of one line is what JSON allows; a string over several lines is what a
# careless program writes. Strict first, so that a cut line cannot swallow the next.
_STRICT = re.compile(rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|[{}\[\]"]', re.DOTALL)
_LENIENT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]"]', re.DOTALL)
_WORD = re.compile(rb'[^\s,:{}\[\]"]++')
_CLOSER = {ord("{"): ord("}"), ord("["): ord("]")}
_DEEPEST = 100_000  # far beyond any object; a file of brackets alone must not cost minutes
_QUOTE = ord('"')


class Damage(Exception):
    """The bytes stop making sense at ``offset``: a signal inside this room, never outside."""

    def __init__(self, code: StixFault, offset: int, detail: str) -> None:
        super().__init__(detail)
        self.offset = offset
        self.fault = Fault(code, f"byte {offset}", detail)


def after_gap(data: bytes, at: int) -> int:
    """The offset of the next byte that is no white space (or the end)."""
    match = _GAP.match(data, at)
    return match.end() if match else at


def value_end(data: bytes, at: int, stop: int, *, lenient: bool = False) -> int:
    """The offset after the JSON value that begins at ``at``; raises ``Damage``."""
    if at >= stop:
        raise Damage(StixFault.TRUNCATED, stop, "ends where a value should be")
    first = data[at]
    if first in _CLOSER:
        return _nest_end(data, at, stop, _LENIENT if lenient else _STRICT)
    if first == _QUOTE:
        match = (_LENIENT if lenient else _STRICT).match(data, at, stop)
        if match is None or match.end() == at + 1:
            raise Damage(StixFault.TRUNCATED, at, "string without end")
        return match.end()
    match = _WORD.match(data, at, stop)
    if match is None:
        raise Damage(StixFault.NOT_JSON, at, "no value here")
    return match.end()


def _nest_end(data: bytes, at: int, stop: int, tokens: re.Pattern[bytes]) -> int:
    open_ = bytearray()
    for match in tokens.finditer(data, at, stop):
        token = data[match.start()]
        if token in _CLOSER:
            open_.append(_CLOSER[token])
            if len(open_) > _DEEPEST:
                raise Damage(StixFault.TOO_DEEP, match.start(), f"over {_DEEPEST} brackets open")
        elif token == _QUOTE:
            if match.end() == match.start() + 1:
                raise Damage(StixFault.TRUNCATED, match.start(), "string without end")
        elif open_[-1] != token:
            raise Damage(StixFault.NOT_JSON, match.start(), "bracket that was not opened")
        else:
            open_.pop()
            if not open_:
                return match.end()
    raise Damage(StixFault.TRUNCATED, stop, f"{len(open_)} brackets still open")
