"""Copies: where else this node holds a content that is erased, whoever said it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from bayanihan.membership.api import Group, Member
from bayanihan.records.emptying import is_creator
from bayanihan.records.models import Entry, Look
from bayanihan.records.rules import fold_id
from bayanihan.records.values import id_hash
from bayanihan.stix.api import StixObject, read, same_content


def object_of(entry: Entry) -> StixObject:
    """The object of an entry that has one."""
    return read(entry.object.body.encode() if entry.object else b"")


def copies_of(objects: Iterable[StixObject], member: Member) -> list[Entry]:
    """What other members said of the same content, where it is this member's own creation."""
    own = [one for one in objects if is_creator(one, member)]
    return _saying(own, Entry.objects.exclude(journal__member=member))


def said_again(objects: Iterable[StixObject], member: Member, group: Group) -> list[Entry]:
    """Where a member said the same content in a group, under whichever index."""
    return _saying(list(objects), Entry.objects.filter(journal__member=member, group=group))


def _saying(objects: Sequence[StixObject], said: QuerySet[Entry]) -> list[Entry]:
    """Those of these entries that hold one of these contents, in the order of their numbers."""
    if not objects:
        return []
    bodies: dict[str, list[bytes]] = {}
    for one in objects:
        bodies.setdefault(fold_id(one.id), []).append(one.raw)
    keys = Look.objects.filter(hash__in=[id_hash(one) for one in bodies]).values("object_id")
    versions = {one.version_at for one in objects}
    rows = said.filter(object__in=keys, object__version_at__in=versions)
    found = rows.select_related("object", "handling", "group", "journal__member").order_by("seq")
    return [one for one in found if _says_one_of(one, bodies)]


def _says_one_of(entry: Entry, bodies: Mapping[str, Sequence[bytes]]) -> bool:
    if entry.object is None:
        return False
    raw = entry.object.body.encode()
    return any(same_content(raw, body) for body in bodies.get(fold_id(entry.object.stix_id), ()))
