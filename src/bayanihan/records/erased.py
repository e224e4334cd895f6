"""Which bodies were erased here: their publishers' words are refused for ever, on every path.

Only keyed digests are kept, so that nobody can test a guess at the content. Each erased
object has two: of its exact bytes, and of its content however it is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.db.models import Exists, OuterRef

from bayanihan.membership.api import Member
from bayanihan.records.models import Erased
from bayanihan.records.rules import creator_of, fold_id
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
    return _erased_by(publisher.pk, {place: read(raw) for place, raw in enumerate(bodies)})


def erased_by_creators(objects: Sequence[StixObject]) -> frozenset[int]:
    """Which of these objects the member that created them has erased: their places.

    What its creator erases goes from everybody's copies, so also from one that comes late.
    One query where none of their creators ever erased anything.
    """
    members = _named_in(objects)
    keys = {stix_id: key for stix_id, (key, _has_erased) in members.items()}
    erasers = {key for key, has_erased in members.values() if has_erased}
    theirs: dict[int, dict[int, StixObject]] = {}
    for place, obj in enumerate(objects):
        creator = creator_of(obj.id, obj.creator, keys)
        if creator in erasers:
            theirs.setdefault(creator or 0, {})[place] = obj
    found = (_erased_by(creator, its) for creator, its in theirs.items())
    return frozenset[int]().union(*found)


def _named_in(objects: Iterable[StixObject]) -> dict[str, tuple[int, bool]]:
    """Members that objects name as their creator or describe: key, and whether they erased any."""
    ids = {fold_id(one.creator or "") for one in objects}
    ids |= {fold_id(one.id) for one in objects if one.type == "identity"}
    named, found = sorted(ids - {""}), dict[str, tuple[int, bool]]()
    for first in range(0, len(named), _ASKED_AT_ONCE):
        rows = Member.objects.filter(stix_id__in=named[first : first + _ASKED_AT_ONCE])
        has_erased = Exists(Erased.objects.filter(publisher=OuterRef("pk")))
        for stix_id, key, erased in rows.values_list("stix_id", "pk", has_erased):
            found[stix_id] = (key, erased)
    return found


def _erased_by(publisher: int, objects: Mapping[int, StixObject]) -> frozenset[int]:
    """Which of these a member has erased, by its key."""
    places: dict[bytes, list[int]] = {}
    for place, obj in objects.items():
        for digest in erased_digests(obj):
            places.setdefault(digest, []).append(place)
    digests = list(places)
    found: set[int] = set()
    for first in range(0, len(digests), _ASKED_AT_ONCE):
        some = digests[first : first + _ASKED_AT_ONCE]
        rows = Erased.objects.filter(publisher=publisher, digest__in=some)
        for known in rows.values_list("digest", flat=True):
            found.update(places[bytes(known)])
    return frozenset(found)
