"""Files that people bring: STIX bundles, single objects, JSON lines; plain or gzip. Total."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bayanihan.kernel.api import Malformed
from bayanihan.stix.api import (
    DEFAULT_LIMITS,
    Broken,
    Fault,
    Limits,
    Slice,
    StixFault,
    check,
    read,
    slices,
)

_GZIP = b"\x1f\x8b"
_STEP = 1 << 20
_SHOWN = 2048
_GZIP_WINDOW = 31
_DEFINITION = b"marking-definition"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file cut into units: whole objects, and what could not be cut out, in order."""

    name: str
    size: int
    digest: str
    units: Sequence[Slice | Broken]
    definitions: Mapping[str, Mapping[str, Any]]


def read_file(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Cut a file into units. Never raises for its content: damage becomes a broken unit.

    ``size`` and ``digest`` (SHA-256, hex) are of the bytes as brought.
    """
    plain, damage = _unpack(data, limits)
    units: list[Slice | Broken] = (
        [] if damage is not None and not plain else list(slices(plain, limits=limits))
    )
    if damage is not None:
        units.append(Broken(len(units), len(plain), data[:_SHOWN], len(data), damage))
    return Reading(
        name=name,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        units=units,
        definitions=_definitions(units),
    )


def holds_stix(reading: Reading) -> bool:
    """Whether at least one object of a file can be read as STIX 2.1, valid or not."""
    for unit in reading.units:
        if isinstance(unit, Broken):
            continue
        try:
            read(unit.raw)
        except Malformed:
            continue
        return True
    return False


def plain_bytes(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file, unpacked if they are gzip; raises ``Malformed`` for damage."""
    plain, damage = _unpack(data, limits)
    if damage is not None:
        raise Malformed(damage.code, where=damage.where, facts={"detail": damage.detail})
    return plain


def _unpack(data: bytes, limits: Limits) -> tuple[bytes, Fault | None]:
    """The plain bytes, and what is wrong with the compression; memory bounded by the limit."""
    if not data.startswith(_GZIP):
        return data, None
    parts: list[bytes] = []
    # A gzip file may be several members one after the other (RFC 1952, section 2.2).
    while data.startswith(_GZIP):
        data, fault = _unpack_member(data, parts, limits)
        if fault is not None:
            return b"" if fault.code is StixFault.TOO_LONG else b"".join(parts), fault
    plain = b"".join(parts)
    if data.strip(b"\x00"):
        # Zeros are padding; anything else was brought and must be accounted for.
        fault = Fault(StixFault.NOT_JSON, f"byte {len(plain)}", "bytes behind the gzip")
        return plain, fault
    return plain, None


def _unpack_member(data: bytes, parts: list[bytes], limits: Limits) -> tuple[bytes, Fault | None]:
    """Unpack one member behind ``parts``; gives what follows it, and what is wrong."""
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    total = sum(map(len, parts))
    try:
        while data and not unpacker.eof:
            parts.append(unpacker.decompress(data, _STEP))
            data = unpacker.unconsumed_tail
            total += len(parts[-1])
            if total > limits.file_bytes:
                return b"", _too_long(limits)
    except zlib.error as error:
        return b"", Fault(StixFault.TRUNCATED, f"byte {total}", str(error))
    if not unpacker.eof:
        return b"", Fault(StixFault.TRUNCATED, f"byte {total}", "gzip ends early")
    return unpacker.unused_data, None


def _too_long(limits: Limits) -> Fault:
    detail = f"unpacks to more than {limits.file_bytes} bytes"
    return Fault(StixFault.TOO_LONG, f"byte {limits.file_bytes}", detail)


def _definitions(units: Sequence[Slice | Broken]) -> dict[str, Mapping[str, Any]]:
    """Valid marking definitions that the file brings along, wherever in it they stand."""
    found: dict[str, Mapping[str, Any]] = {}
    for unit in units:
        if isinstance(unit, Broken) or _DEFINITION not in unit.raw:
            continue
        try:
            obj = read(unit.raw)
        except Malformed:
            continue
        # One that would not be accepted itself defines nothing.
        if obj.type == "marking-definition" and not check(obj):
            found[obj.id] = obj.body
    return found
