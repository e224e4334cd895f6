"""STIX patterns: is the pattern well formed, and which values does it look for (section 9).

Most patterns compare one or a few properties with texts; those are judged here.
All others go through the grammar of OASIS's stix2-patterns, which costs a hundred
times more, so its answers are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bayanihan.stix.faults import Fault, StixFault

_LONGEST = 100_000
_NESTING = 50
_DETAIL = 160
_KEYWORDS = (
    "AND|OR|NOT|FOLLOWEDBY|LIKE|MATCHES|ISSUPERSET|ISSUBSET|EXISTS|LAST|IN|START|STOP|SECONDS"
    "|true|false|WITHIN|REPEATS|TIMES"
)
_WORD = rf"(?!(?:{_KEYWORDS})\b)[a-zA-Z_][a-zA-Z0-9_]*+"
_STEP = rf"(?:\.{_WORD}|\.'[^'\\]++'|\[(?:\d{{1,9}}|\*)\])"
_TYPE = r"(?!true\b|false\b)[a-z][a-z0-9_-]*+"
_PATH = rf"(?P<type>{_TYPE}):(?P<path>(?!true\b|false\b)[a-z_][a-z0-9_]*+{_STEP}*+)"
_TEXT = r"'[^'\\]*+(?:\\['\\][^'\\]*+)*+'"
_NUMBER = r"(?:0|[1-9]\d{0,14})(?![\d.])"
_TEST = (
    rf"\s*+(?P<test>[=!]=|[=<>]|[<>]=)\s*+(?P<one>{_TEXT}|{_NUMBER})"
    rf"|\s++(?P<word>LIKE|MATCHES|ISSUBSET|ISSUPERSET)\s++(?P<like>{_TEXT})"
    rf"|\s++IN\s*+\(\s*+(?P<set>{_TEXT}(?:\s*+,\s*+{_TEXT})*+)\s*+\)"
)
_SIMPLE = re.compile(rf"\s*+{_PATH}(?:{_TEST})\s*+(?P<next>\]|OR\s|AND\s)", re.ASCII)
_OPEN = re.compile(r"\s*+\[")
_JOINED = re.compile(r"\s*+(?:OR|AND|FOLLOWEDBY)\s*+\[")
_REST = re.compile(r"\s*+\Z")
_HASHED = re.compile(r"hashes\.'?([A-Za-z0-9-]++)'?\Z")
_HEX = re.compile(r"[0-9a-fA-F]++")
_HEX_SIZES = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-512": 128}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONSTANT = re.compile(_TEXT)
_SOUGHT = ("=", "==")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One test of a pattern: the object type, the path without quotes, the texts sought.

    No texts where the test excludes, or compares numbers.
    """

    type: str
    path: str
    texts: tuple[str, ...]


def pattern_fault(pattern: str, *, version: str = "2.1") -> Fault | None:
    """What is wrong with the syntax of a pattern, or None. Total.

    ``version`` is that of the pattern language, "2.1" or "2.0".
    """
    if simple_comparisons(pattern) is not None:
        return None
    if len(pattern) > _LONGEST or _depth(pattern) > _NESTING:
        detail = f"over {_LONGEST} characters or {_NESTING} parentheses deep"
        return Fault(StixFault.PATTERN_TOO_LONG, "", detail)
    return _judged(pattern, version)


@lru_cache(maxsize=4096)
def _judged(pattern: str, version: str) -> Fault | None:
    """The grammar's own word. It may give up on strange input; that is a no too."""
    # The grammar takes 130 ms to load, and most nodes rarely meet a pattern that needs it.
    from stix2patterns.validator import (  # type: ignore[import-untyped]  # noqa: PLC0415  # see above
        run_validator,
    )

    try:
        messages = run_validator(pattern, version)
    except RecursionError:
        return Fault(StixFault.PATTERN_TOO_LONG, "", "too many parts for the grammar")
    except (AttributeError, LookupError, NameError, TypeError, ValueError) as error:
        return Fault(StixFault.PATTERN, "", f"grammar gave up: {error}"[:_DETAIL])
    if not messages:
        return None
    return Fault(StixFault.PATTERN, "", str(messages[0])[:_DETAIL])


def _depth(pattern: str) -> int:
    deepest = depth = 0
    for mark in pattern:
        if mark == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif mark == ")":
            depth -= 1
    return deepest


# An object is checked, then its values are indexed: the second reading finds the first.
@lru_cache(maxsize=16)
def simple_comparisons(pattern: str) -> tuple[Comparison, ...] | None:
    """The tests of a pattern without parentheses, qualifiers or NOT; None for any other."""
    opened = _OPEN.match(pattern)
    found: list[Comparison] = []
    while opened is not None:
        at = _take_bracket(pattern, opened.end(), found)
        if at < 0:
            return None
        if _REST.match(pattern, at):
            return tuple(found)
        opened = _JOINED.match(pattern, at)
    return None


def _take_bracket(pattern: str, at: int, found: list[Comparison]) -> int:
    """Collect the tests up to the closing bracket; gives the offset after it, or -1."""
    while True:
        match = _SIMPLE.match(pattern, at)
        if match is None or ("hashes" in match["path"] and not _is_plain_hash(match)):
            return -1
        found.append(_comparison(match))
        at = match.end()
        if match["next"] == "]":
            return at


def _is_plain_hash(match: re.Match[str]) -> bool:
    """A whole hash of a known algorithm; the grammar judges the others."""
    named = _HASHED.search(match["path"])
    text = (match["one"] or "")[1:-1]
    size = _HEX_SIZES.get(named[1]) if named else None
    return size == len(text) and _HEX.fullmatch(text) is not None


def _comparison(match: re.Match[str]) -> Comparison:
    constants = match["like"] or match["set"] or (match["one"] if match["test"] in _SOUGHT else "")
    texts = tuple(_plain(text) for text in _CONSTANT.findall(constants)) if constants else ()
    return Comparison(match["type"], match["path"].replace("'", ""), texts)


def _plain(text: str) -> str:
    text = text[1:-1]
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


_ANY = re.compile(
    rf"(?P<type>[a-zA-Z][a-zA-Z0-9_-]*+):(?P<path>(?:[a-zA-Z_][a-zA-Z0-9_]*+|'[^'\\]++'){_STEP}*+)"
    rf"\s*+(?P<not>NOT\s++)?(?P<test>==?|IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET|[!<>]=?)\s*+"
    rf"(?P<constant>{_TEXT}|\([^()]*+\)|[^\s\]()]++)"
    rf"|{_TEXT}",
)
_EXCLUDING = frozenset(("!=", "<", ">", "<=", ">="))


def comparisons(pattern: str) -> tuple[Comparison, ...]:
    """Every test of a pattern with its path and the texts it looks for. Total."""
    simple = simple_comparisons(pattern)
    return simple if simple is not None else tuple(_scanned(pattern[:_LONGEST]))


def _scanned(pattern: str) -> Iterator[Comparison]:
    for match in _ANY.finditer(pattern):
        if match["type"] is None:
            continue  # a text between tests, so that its inside is not taken for one
        is_sought = not match["not"] and match["test"] not in _EXCLUDING
        texts = _CONSTANT.findall(match["constant"]) if is_sought else ()
        path = match["path"].replace("'", "")
        yield Comparison(match["type"], path, tuple(_plain(text) for text in texts))
