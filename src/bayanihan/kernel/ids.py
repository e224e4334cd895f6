"""Identifiers: STIX ids (``type--uuid``) and names made from content."""

from __future__ import annotations

import re
import uuid

from bayanihan.kernel.canonical import canonical

_STIX_ID = re.compile(
    r"[a-z0-9][a-z0-9-]{1,248}[a-z0-9]--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
)


def is_stix_id(text: str) -> bool:
    """Whether ``text`` has the form of a STIX 2.1 identifier (section 2.9)."""
    return _STIX_ID.fullmatch(text) is not None


def new_stix_id(kind: str) -> str:
    """A fresh random identifier (UUIDv4) for an object of type ``kind``."""
    return f"{kind}--{uuid.uuid4()}"


def named_uuid(namespace: uuid.UUID, value: object) -> uuid.UUID:
    """UUIDv5 of the canonical form of ``value``: the same content, the same id."""
    return uuid.uuid5(namespace, canonical(value).decode())
