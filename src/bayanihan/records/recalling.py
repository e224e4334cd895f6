"""What the store holds of the objects in a chunk, asked for all of them at once.

Each question names whose rows it wants: what others keep among themselves is
not fetched, so that it neither shows in an answer nor in how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from django.db import connection
from django.db.models import F

from bayanihan.gate.api import HandlingClass
from bayanihan.membership.api import Group, Member, Seat
from bayanihan.records.holding import Holdings, Known, Remembered
from bayanihan.records.models import Fate, HandlingRow, Journal
from bayanihan.records.parts import stretches_of
from bayanihan.records.preparing import Candidate
from bayanihan.records.rules import Exact, Held, Said, creator_of, exact_instant, fold_id
from bayanihan.records.values import id_hash, own_hash
from bayanihan.records.wire import read_handling

# What was cut off was never said: a thief of a key may not bind whom it was stolen from.
_FATES = {
    "said": f"'{Fate.STANDS.value}', '{Fate.WITHDRAWN.value}'",
    "stands": f"'{Fate.STANDS.value}'",
}
# A unary plus keeps the engine from walking a whole journal instead of following the hashes.
_OWN = (
    "SELECT o.id, o.stix_id, o.body, e.latest, e.fate FROM records_look l"
    " JOIN records_storedobject o ON o.id = l.object_id"
    " LEFT JOIN records_entry e ON e.object_id = o.id AND +e.journal_id IN"
    " (SELECT j.id FROM records_journal j WHERE j.group_id = %s AND j.member_id = %s)"
    " AND e.fate IN ({said})"
    " WHERE l.hash IN ({hashes}) AND o.publisher_id = %s AND EXISTS"
    " (SELECT 1 FROM records_entry x WHERE x.object_id = o.id AND x.fate IN ({said}))"
    " ORDER BY o.id"
)
_SAID = (
    "SELECT o.id, o.stix_id, o.publisher_id, o.body, e.handling_id FROM records_look l"
    " JOIN records_storedobject o ON o.id = l.object_id"
    " JOIN records_entry e ON e.object_id = o.id"
    " WHERE l.hash IN ({hashes}) AND o.publisher_id <> %s AND e.handling_id IN ({allowed})"
    " AND e.fate = {stands} ORDER BY e.seq"
)
_VERSIONS = (
    'SELECT o.stix_id, o.version_at, e."index" FROM records_look l'
    " JOIN records_storedobject o ON o.id = l.object_id"
    " JOIN records_entry e ON e.object_id = o.id"
    ' WHERE l.hash IN ({hashes}) AND +e.journal_id = %s AND +e."index" < %s'
    ' AND +e."index" >= %s AND e.fate = {stands}'
)
_BODY = (
    "SELECT o.body FROM records_entry e JOIN records_storedobject o ON o.id = e.object_id"
    ' WHERE e.journal_id = %s AND e."index" = %s'
)


Place: TypeAlias = tuple[int, int, int]
"""A version in microseconds, and where it stands: index, key of the journal's part."""


class _Head(msgspec.Struct):
    """What is asked of a stored object; it was validated when it came in."""

    created: str | None = None
    modified: str | None = None
    created_by_ref: str | None = None
    revoked: bool = False

    @property
    def version(self) -> Exact:
        return exact_instant(self.modified or self.created or "")


def recall(
    group: Group,
    member: Member,
    candidates: Iterable[Candidate],
    *,
    allowed: frozenset[int],
    audience: frozenset[str] | None = None,
    remembered: Remembered | None = None,
) -> Holdings:
    """Ask the store about all candidates of a chunk at once.

    ``allowed`` are the handling classes that the member may read, ``audience`` the
    stated subset of the group that will read the chunk.
    """
    ids = {fold_id(candidate.object.id) for candidate in candidates}
    members = dict(Member.objects.values_list("stix_id", "pk"))
    known = Known(
        publisher=member.pk,
        members=members,
        own=_own(group, member, ids),
        said=_said(member, ids, members, allowed),
        readers=_readers(audience, _seated([group])[str(group.uuid)]),
    )
    return Holdings(known, {} if remembered is None else remembered)


def _own(group: Group, member: Member, ids: set[str]) -> dict[str, list[Held]]:
    """What the publisher itself said of these ids, in this group or elsewhere."""
    held: dict[str, list[Held]] = {}
    asked = [group.pk, member.pk, *map(id_hash, ids), member.pk]
    for key, stix_id, body, latest, fate in _rows(_OWN, asked, len(ids)):
        # The hash finds it, the text decides.
        if fold_id(stix_id) in ids:
            row = _held(key, member.pk, body, latest=latest, fate=fate)
            held.setdefault(fold_id(stix_id), []).append(row)
    return held


def _held(
    key: int, publisher: int, body: str, *, latest: bool | None, fate: str | None = None
) -> Held:
    head = msgspec.json.decode(body.encode(), type=_Head)
    return Held(
        key=key,
        publisher=publisher,
        body=body.encode(),
        version=head.version,
        created=head.created,
        creator=head.created_by_ref,
        revoked=head.revoked,
        in_group=latest is not None,
        is_latest=bool(latest),
        is_withdrawn=fate == Fate.WITHDRAWN.value,
    )


def _said(
    member: Member, ids: set[str], members: Mapping[str, int], allowed: frozenset[int]
) -> dict[str, list[Said]]:
    """What other members said of their own objects where this one may read it."""
    asked = [*map(own_hash, ids), member.pk]
    rows = [
        (fold_id(stix_id), _held(key, publisher, body, latest=None), handling)
        for key, stix_id, publisher, body, handling in _rows(_SAID, asked, len(ids), allowed)
        if fold_id(stix_id) in ids
    ]
    classes = _classes({handling for _id, _held, handling in rows})
    seats = _seated(Group.objects.filter(uuid__in={one.group for one in classes.values()}))
    said: dict[str, list[Said]] = {}
    for stix_id, held, key in rows:
        handling = classes[key]
        is_own = creator_of(stix_id, held.creator, members) == held.publisher
        if handling.tlp is None or not is_own:
            continue
        readers = _readers(handling.audience, seats[handling.group]) | {handling.publisher}
        said.setdefault(stix_id, []).append(Said(held, handling.tlp, readers | {member.stix_id}))
    return said


def _classes(keys: set[int]) -> dict[int, HandlingClass]:
    rows = HandlingRow.objects.filter(pk__in=keys).values_list("pk", "text") if keys else ()
    return {key: read_handling(text) for key, text in rows}


def _seated(groups: Iterable[Group]) -> dict[str, frozenset[str]]:
    """Who sits in each group by its newest charter, by the group's uuid."""
    seats: dict[str, set[str]] = {str(group.uuid): set() for group in groups}
    rows = Seat.objects.filter(charter=F("charter__group__newest"), charter__group__uuid__in=seats)
    for uuid, stix_id in rows.values_list("charter__group__uuid", "member__stix_id"):
        seats[str(uuid)].add(stix_id)
    return {uuid: frozenset(members) for uuid, members in seats.items()}


def _readers(audience: frozenset[str] | None, seated: frozenset[str]) -> frozenset[str]:
    return seated if audience is None else seated & audience


def newest_places(journal: Journal, size: int, ids: Iterable[str]) -> dict[str, int]:
    """Where the newest standing version of each object is among a journal's first entries."""
    wanted = {fold_id(one) for one in ids}
    places: dict[str, list[Place]] = {}
    for stretch in stretches_of(journal, size):
        part = stretch.part.pk
        asked = [*map(id_hash, wanted), part, stretch.end, stretch.start]
        for stix_id, version_at, index in _rows(_VERSIONS, asked, len(wanted)):
            if fold_id(stix_id) in wanted:
                places.setdefault(fold_id(stix_id), []).append((version_at, index, part))
    return {one: _newest(found) for one, found in places.items()}


def _newest(places: Sequence[Place]) -> int:
    """The last of these; within one microsecond the texts decide."""
    last = max(version_at for version_at, _index, _part in places)
    tied = [(index, part) for version_at, index, part in places if version_at == last]
    if not last or len(tied) == 1:
        return max(tied)[0]
    return max(tied, key=lambda place: (_version(*place), place[0]))[0]


def _version(index: int, part: int) -> Exact:
    [(body,)] = _rows(_BODY, [part, index], 0)
    return msgspec.json.decode(body.encode(), type=_Head).version


def _rows(
    statement: str, asked: Sequence[Any], hashes: int, allowed: frozenset[int] = frozenset()
) -> list[tuple[Any, ...]]:
    """Rows of a statement; the ORM would spend longer on a thousand hashes than SQL.

    Keys of handling classes stand in the statement itself: their number has no bound.
    """
    text = statement.format(
        hashes=", ".join(["%s"] * hashes) or "NULL",
        allowed=", ".join(map(str, sorted(allowed))) or "NULL",
        **_FATES,
    )
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
