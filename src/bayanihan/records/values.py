"""The value index: keyed 64-bit hashes of ids, values and references.

The key is a secret of the node, so that nobody can aim collisions at it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from django.conf import settings

from bayanihan.records.rules import creator_of, fold_id
from bayanihan.stix.api import StixObject, fold, host_of, refang, references, searchable

# Every object points at its creator and markings: looking them up that way is no question.
_NOT_INDEXED = frozenset({"/created_by_ref"})
_MARKING_REFS = "/object_marking_refs"
# What no way of defanging produces: lower case words, hosts and hashes without a scheme.
_IS_PLAIN = re.compile(r"[A-Za-z0-9._-]+", re.ASCII).fullmatch


@cache
def _key() -> bytes:
    derived = settings.VALUE_HASH_KEY
    key: bytes = derived() if callable(derived) else derived
    return key


@cache
def _begun(prefix: bytes) -> hashlib.blake2b:
    """The hash of nothing yet: a copy for each text costs half of taking the key in again."""
    return hashlib.blake2b(digest_size=8, key=_key(), person=prefix)


def _hash(prefix: bytes, text: str) -> int:
    found = _begun(prefix).copy()
    found.update(text.encode())
    return int.from_bytes(found.digest(), "big", signed=True)


def normalise(text: str) -> str:
    """How values are compared: refanged, NFKC, case folded, no space or final dot."""
    text = text.strip()
    if _IS_PLAIN(text):
        # Most values: nothing to refang, and NFKC leaves ASCII as it is.
        return text.rstrip(".").lower()
    return fold(unicodedata.normalize("NFKC", refang(text)))


def id_hash(stix_id: str) -> int:
    """Hash of an object's own id."""
    return _hash(b"id", fold_id(stix_id))


def own_hash(stix_id: str) -> int:
    """Hash of the id of an object that its publisher created itself."""
    return _hash(b"own", fold_id(stix_id))


def value_hashes(text: str) -> frozenset[int]:
    """Hashes of a value that people search for (a domain, an address, a file hash, a name).

    A web address has two: its own and that of its host.
    """
    return frozenset(_hash(b"value", form) for form in _forms(text))


def _forms(text: str) -> Iterator[str]:
    """A value as it is compared, and the host in it: each leads to what holds the other."""
    whole = normalise(text)
    yield whole
    host = host_of(whole)
    if host:
        yield host


def reference_hash(stix_id: str) -> int:
    """Hash of an id that an object points at."""
    return _hash(b"ref", fold_id(stix_id))


def object_hashes(obj: StixObject, *, publisher: str) -> frozenset[int]:
    """Everything under which an object is found that a member with this identity id says."""
    found = frozenset(_object_hashes(obj))
    if creator_of(obj.id, obj.creator, {publisher: 0}) is None:
        return found
    return found | {own_hash(obj.id)}


def _object_hashes(obj: StixObject) -> Iterator[int]:
    yield id_hash(obj.id)
    for value in searchable(obj.body):
        yield from value_hashes(value.text)
    for reference in references(obj.body):
        if reference.prop in _NOT_INDEXED or reference.prop.startswith(_MARKING_REFS):
            continue
        yield reference_hash(reference.target)


def holds_value(body: dict[str, object], text: str) -> bool:
    """Whether an object really holds the value whose hash was hit."""
    wanted = frozenset(_forms(text))
    return any(not wanted.isdisjoint(_forms(value.text)) for value in searchable(body))
