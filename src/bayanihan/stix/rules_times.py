"""Time stamps that exist in the calendar, and periods that begin before they end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from bayanihan.kernel.api import Malformed, to_instant
from bayanihan.stix.faults import Fault, StixFault, pointer

_FORM = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z",
    re.ASCII,
)
_MILLIS = len("2016-01-20T12:31:12.123Z")
_SEEN = ("first_seen", "last_seen")
_FILES = ("ctime", "mtime", "atime")

# Properties of type timestamp besides created and modified, by object type.
_STAMPS: Mapping[str, tuple[str, ...]] = {
    "campaign": _SEEN,
    "indicator": ("valid_from", "valid_until"),
    "infrastructure": _SEEN,
    "intrusion-set": _SEEN,
    "language-content": ("object_modified",),
    "malware": _SEEN,
    "malware-analysis": ("submitted", "analysis_started", "analysis_ended"),
    "observed-data": ("first_observed", "last_observed"),
    "relationship": ("start_time", "stop_time"),
    "report": ("published",),
    "sighting": _SEEN,
    "threat-actor": _SEEN,
    "directory": _FILES,
    "email-message": ("date",),
    "file": _FILES,
    "network-traffic": ("start", "end"),
    "process": ("created_time",),
    "user-account": (
        "account_created",
        "account_expires",
        "credential_last_changed",
        "account_first_login",
        "account_last_login",
    ),
    "windows-registry-key": ("modified_time",),
    "x509-certificate": ("validity_not_before", "validity_not_after"),
}
_INNER: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "file": (("extensions", "windows-pebinary-ext", "time_date_stamp"),),
    "x509-certificate": (
        ("x509_v3_extensions", "private_key_usage_period_not_before"),
        ("x509_v3_extensions", "private_key_usage_period_not_after"),
    ),
}
# (earlier, later, whether they may be equal), by object type.
_SEEN_ORDER = (("first_seen", "last_seen", True),)
_ORDER: Mapping[str, tuple[tuple[str, str, bool], ...]] = {
    "campaign": _SEEN_ORDER,
    "indicator": (("valid_from", "valid_until", False),),
    "infrastructure": _SEEN_ORDER,
    "intrusion-set": _SEEN_ORDER,
    "malware": _SEEN_ORDER,
    "network-traffic": (("start", "end", True),),
    "observed-data": (("first_observed", "last_observed", True),),
    "relationship": (("start_time", "stop_time", False),),
    "sighting": _SEEN_ORDER,
    "threat-actor": _SEEN_ORDER,
}
_VERSIONED = ("created", "modified")


def time_faults(name: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    """Sections 2.16, 3.2 and the periods of each type."""
    for key in _VERSIONED:
        if key in body:
            yield from _stamp(body[key], (key,), least=_MILLIS)
    for key in _STAMPS.get(name, ()):
        if key in body:
            yield from _stamp(body[key], (key,))
    for path in _INNER.get(name, ()):
        yield from _inner(body, path)
    yield from _order(body, ("created", "modified", True))
    for rule in _ORDER.get(name, ()):
        yield from _order(body, rule)


def _stamp(value: object, path: tuple[str, ...], *, least: int = 0) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(StixFault.TIMESTAMP, pointer(*path), "no text")
    elif not _is_real(value):
        yield Fault(StixFault.TIMESTAMP, pointer(*path), f"no such time: {value[:40]}")
    elif len(value) < least:
        yield Fault(StixFault.TIMESTAMP, pointer(*path), "less exact than milliseconds")


def _inner(body: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Fault]:
    node: object = body
    for step in path:
        if not isinstance(node, Mapping) or step not in node:
            return
        node = node[step]
    yield from _stamp(node, path)


@lru_cache(maxsize=8192)
def _is_real(text: str) -> bool:
    if _FORM.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return _is_leap_second(text)
    return True


def _is_leap_second(text: str) -> bool:
    try:
        to_instant(text)
    except Malformed:
        return False
    return True


def _order(body: Mapping[str, Any], rule: tuple[str, str, bool]) -> Iterator[Fault]:
    earlier, later, may_be_equal = rule
    first, second = body.get(earlier), body.get(later)
    if not isinstance(first, str) or not isinstance(second, str):
        return
    if (first == second and may_be_equal) or not (_is_real(first) and _is_real(second)):
        return
    one, two = _exact(first), _exact(second)
    if two < one or (two == one and not may_be_equal):
        yield Fault(StixFault.TIME_ORDER, pointer(later), f"not after {earlier}")


def _exact(text: str) -> tuple[str, str]:
    """Sorts like time, with every digit: finer than a microsecond is legal (3.6.1)."""
    return text[:19], text[20:-1].rstrip("0")
