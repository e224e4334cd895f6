"""Canonical JSON (RFC 8785) and digests: the same content gives the same bytes."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import rfc8785

from bayanihan.kernel.errors import Malformed


class CanonicalFault(StrEnum):
    """Why a value has no canonical form."""

    NOT_CANONICAL = "not_canonical"


def canonical(value: object) -> bytes:
    """The RFC 8785 form of a JSON value (dict, list, str, int, float, bool, None).

    Raises ``Malformed`` for what I-JSON cannot say: NaN, integers beyond
    2^53 - 1, lone surrogates, other types.
    """
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # the library checks at run time
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise Malformed(CanonicalFault.NOT_CANONICAL, facts={"why": str(error)}) from error


def digest(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def content_digest(value: object) -> bytes:
    """SHA-256 of the canonical form: equal for equal content, however it was written."""
    return digest(canonical(value))
