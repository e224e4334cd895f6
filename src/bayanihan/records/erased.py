"""Which bodies were erased here: their publishers' words are refused for ever, on every path.

Only keyed digests are kept, so that nobody can test a guess at the content. Each erased
object has two: of its exact bytes, and of its content however it is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings

from bayanihan.membership.api import Member
from bayanihan.records.models import Erased
from bayanihan.stix.api import StixObject, canonical_digest, read

_ASKED_AT_ONCE = 500


@cache
def _key() -> bytes:
    derived = settings.VALUE_HASH_KEY
    key: bytes = derived() if callable(derived) else derived
    return key


def _digest(purpose: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32, key=_key(), person=purpose).digest()


def erased_digests(obj: StixObject) -> tuple[bytes, bytes]:
    """The two digests under which an erased object is known again."""
    return _digest(b"erased-bytes", obj.raw), _digest(b"erased-content", canonical_digest(obj))


def remember_erased(erased: Mapping[int, Iterable[bytes]], *, at: int) -> None:
    """Keep digests of what was erased, by the key of its publisher; twice keeps it once."""
    Erased.objects.bulk_create(
        (
            Erased(publisher_id=publisher, digest=digest, at=at)
            for publisher, digests in erased.items()
            for digest in digests
        ),
        ignore_conflicts=True,
    )


def erased_bodies(publisher: Member, bodies: Sequence[bytes]) -> frozenset[int]:
    """Which of these valid objects the publisher has erased, however written: their places.

    Nobody else's word is refused for it: nobody's record blocks another's. One query
    where the publisher never erased anything.
    """
    if not bodies or not Erased.objects.filter(publisher=publisher).exists():
        return frozenset()
    places: dict[bytes, list[int]] = {}
    for place, raw in enumerate(bodies):
        for digest in erased_digests(read(raw)):
            places.setdefault(digest, []).append(place)
    digests = list(places)
    found: set[int] = set()
    for first in range(0, len(digests), _ASKED_AT_ONCE):
        some = digests[first : first + _ASKED_AT_ONCE]
        rows = Erased.objects.filter(publisher=publisher, digest__in=some)
        for known in rows.values_list("digest", flat=True):
            found.update(places[bytes(known)])
    return frozenset(found)
