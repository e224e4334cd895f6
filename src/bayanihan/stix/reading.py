"""From bytes to an object, or a refusal that names the place (I-JSON, RFC 7493).

The rules here are those without which nobody can say what an object means: one
meaning for every key, numbers that every program reads alike, text that can be
written again, and an identifier. What STIX demands beyond that is ``check``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import jiter

from bayanihan.kernel.api import Malformed, to_instant
from bayanihan.stix.explaining import explain, walk
from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.forms import DEFAULT_LIMITS, Limits, StixObject
from bayanihan.stix.kinds import kind_of

_EXACT = 2**53 - 1
_ID = re.compile(
    r"([a-z][a-z0-9-]{1,248}[a-z0-9])--"
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
)


def read(raw: bytes, *, limits: Limits = DEFAULT_LIMITS) -> StixObject:
    """Read one object out of its exact bytes.

    Raises ``Malformed`` with a ``StixFault`` and the place: a JSON pointer where
    the place is inside a readable object, else ``byte N``. Nothing else is raised.
    """
    body = _decode(raw, limits)
    if not isinstance(body, dict):
        raise Malformed(StixFault.NOT_AN_OBJECT, where="byte 0")
    fault = _first_bad_value(body, limits)
    if fault is not None:
        raise Malformed(fault.code, where=fault.where, facts={"detail": fault.detail})
    return _object(raw, body)


def read_fault(error: Malformed) -> Fault:
    """The refusal of ``read`` as a ``Fault``, for lists of what went wrong."""
    return Fault(StixFault(error.code.value), error.where, str(error.facts.get("detail", "")))


def _decode(raw: bytes, limits: Limits) -> object:
    if len(raw) > limits.object_bytes:
        raise Malformed(StixFault.TOO_LONG, where=f"byte {limits.object_bytes}")
    if not raw.strip():
        raise Malformed(StixFault.EMPTY, where="byte 0")
    try:
        return jiter.from_json(raw, catch_duplicate_keys=True, allow_inf_nan=False)
    except ValueError as error:
        fault = explain(raw, str(error))
        facts = {"detail": fault.detail}
        raise Malformed(fault.code, where=fault.where, facts=facts) from error


def _first_bad_value(body: dict[str, Any], limits: Limits) -> Fault | None:
    """The first number or nesting that I-JSON or the limits refuse.

    One flat pass without places; the place is looked for only when something is wrong.
    """
    level: list[Any] = [body]
    depth = 0
    while level:
        depth += 1
        if depth > limits.depth:
            return _located(body, limits)
        below: list[Any] = []
        for node in level:
            for value in node.values() if type(node) is dict else node:
                kind = type(value)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    below.append(value)
                elif _is_bad_number(value):
                    return _located(body, limits)
        level = below
    return None


def _is_bad_number(value: object) -> bool:
    if type(value) is int:
        return not -_EXACT <= value <= _EXACT
    return type(value) is float and value in (float("inf"), float("-inf"))


def _located(body: dict[str, Any], limits: Limits) -> Fault:
    """Where the bad value is that is known to be there."""
    path, value = next(
        (path, value)
        for path, value in walk(body)
        if _is_bad_number(value) or (len(path) >= limits.depth and isinstance(value, (dict, list)))
    )
    if not _is_bad_number(value):
        return Fault(StixFault.TOO_DEEP, pointer(*path), f"more than {limits.depth} levels")
    code = StixFault.BIG_INTEGER if type(value) is int else StixFault.NOT_A_NUMBER
    return Fault(code, pointer(*path), "not exact in every program (RFC 7493)")


def _object(raw: bytes, body: dict[str, Any]) -> StixObject:
    name, identifier = body.get("type"), body.get("id")
    if not isinstance(name, str) or not name:
        raise Malformed(StixFault.BAD_TYPE, where="/type")
    if name == "bundle":
        raise Malformed(StixFault.BUNDLE_INSIDE, where="/type")
    if not isinstance(identifier, str) or not is_id_of(identifier, name):
        raise Malformed(StixFault.BAD_ID, where="/id")
    if not isinstance(body.get("spec_version", ""), str):
        raise Malformed(StixFault.BAD_SPEC_VERSION, where="/spec_version")
    return object_from(raw, body, identifier=identifier, name=name)


def object_from(raw: bytes, body: dict[str, Any], *, identifier: str, name: str) -> StixObject:
    """Gather what every room asks of an object whose id and type are known to be good."""
    created, modified = _text(body, "created"), _text(body, "modified")
    version = modified or created or ""
    return StixObject(
        raw=raw,
        body=body,
        id=identifier,
        type=name,
        kind=kind_of(body),
        created=created,
        modified=modified,
        version_at=_instant(version),
        version_text=version,
        creator=_text(body, "created_by_ref"),
        revoked=body.get("revoked") is True,
    )


def is_id_of(identifier: str, name: str) -> bool:
    """Whether ``identifier`` is ``name--UUID`` (section 2.9)."""
    match = _ID.fullmatch(identifier)
    return match is not None and match[1] == name


def _text(body: dict[str, Any], key: str) -> str | None:
    value = body.get(key)
    return value if isinstance(value, str) else None


@lru_cache(maxsize=8192)
def _instant(text: str) -> int:
    """0 for a text that is no time stamp: ``check`` says so, ordering must not fail."""
    if not text:
        return 0
    try:
        return to_instant(text)
    except Malformed:
        return 0
