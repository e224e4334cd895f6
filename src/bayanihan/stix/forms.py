"""What this room hands out: frozen values, and the limits of what it takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bayanihan.stix.faults import Fault
from bayanihan.stix.kinds import Kind

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a foreign file is read before it is refused.

    Sizes in bytes; ``depth`` counts nested objects and lists (the object itself is 1);
    ``units`` counts what is cut out of one file, whole or broken.
    """

    object_bytes: int = 16 * _MIB
    file_bytes: int = 256 * _MIB
    depth: int = 64
    units: int = 2_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Slice:
    """The exact bytes of one object, as its sender wrote them.

    ``raw == data[start:start + len(raw)]``; ``index`` counts slices and broken
    pieces of the file together, from 0.
    """

    index: int
    raw: bytes
    start: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece of the file out of which no object could be cut.

    ``raw`` is at most its first 2 KiB, ``size`` its whole length in bytes;
    ``fault.where`` counts bytes from the beginning of the file.
    """

    index: int
    start: int
    raw: bytes
    size: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class StixObject:
    """One object as received: its bytes, its content, and what every room asks of it.

    ``created`` and ``modified`` keep their text; ``version_at`` is the instant of
    ``modified``, else ``created``, else 0 (integer microseconds UTC);
    ``version_text`` is the text it came from, to compare on a tie.
    """

    raw: bytes
    body: Mapping[str, Any]
    id: str
    type: str
    kind: Kind
    created: str | None
    modified: str | None
    version_at: int
    version_text: str
    creator: str | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A value that people search for: a domain, a hash, a CVE number, an actor's name.

    ``kind`` is the observable type (``domain-name``) where ``value`` is meant,
    a path (``file:hashes.MD5``) where not, ``external-id`` or ``name``.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One object names another: ``prop`` is the JSON pointer, ``target`` the id."""

    prop: str
    target: str
