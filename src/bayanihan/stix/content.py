"""Whether two writings say the same thing: digests of content, not of bytes."""

from __future__ import annotations

from bayanihan.kernel.api import Malformed, content_digest
from bayanihan.stix.forms import StixObject
from bayanihan.stix.reading import read


def canonical_digest(obj: StixObject) -> bytes:
    """SHA-256 of the canonical form (RFC 8785) of an object: 32 bytes, blind to spacing.

    Only for comparing content; what is signed and stored are the bytes as received.
    """
    return content_digest(dict(obj.body))


def same_content(first: bytes, second: bytes) -> bool:
    """Whether two writings of an object have the same properties and values (section 3.6).

    Writings that cannot be read are the same only if their bytes are.
    """
    if first == second:
        return True
    try:
        return canonical_digest(read(first)) == canonical_digest(read(second))
    except Malformed:
        return False
