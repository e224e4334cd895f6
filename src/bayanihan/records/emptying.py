"""Emptying entries: object and salt go, and every copy of them that this node keeps.

What remains is the leaf: root and proofs still hold, and nobody can test a guess any
more. A member that has to keep a record gets its own copy first. Source: protocol,
"Withdraw and erase".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.db.models.functions import Length, Lower

from bayanihan.membership.api import Member
from bayanihan.records.erased import erased_digests, remember_erased
from bayanihan.records.erasures_file import ErasedEntry, erasures_file, write_erasures
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.judging_again import Freed, judge_freed
from bayanihan.records.models import (
    Entry,
    Fate,
    Head,
    Hold,
    KeptCopy,
    Look,
    Quarantined,
    StoredObject,
)
from bayanihan.records.overwriting import overwriting
from bayanihan.records.rules import creator_of, exact_instant, fold_id
from bayanihan.records.values import id_hash
from bayanihan.stix.api import StixObject, read, same_content

# A shorter beginning shows nothing of what follows it.
_PIECE: Final = 64
# Letters written as numbers: an id is not found by its letters then.
_ESCAPED: Final = b"\\u"


@dataclass(frozen=True, slots=True)
class Gone:
    """One content that may not be held any more, for whoever keeps copies of their own.

    ``members`` are the keys of the members whose copies go, ``None`` those of all: what
    its creator erases nobody keeps. ``by`` is the code of the member that erased it.
    """

    stix_id: str
    body: bytes
    members: frozenset[int] | None
    by: str
    at: int

    def concerns(self, member: int) -> bool:
        """Whether a member's copies of it go, by the member's key."""
        return self.members is None or member in self.members

    def is_in(self, raw: bytes) -> bool:
        """Whether these bytes are this content, however it is written, or a piece of it."""
        if self.body in raw or (len(raw) >= _PIECE and raw in self.body):
            return True
        may_name_it = self.stix_id.encode() in raw.lower() or _ESCAPED in raw
        return may_name_it and same_content(raw, self.body)


Forget = Callable[[Sequence[Gone]], None]
_FORGETS: Final[list[Forget]] = []


def on_erased(forget: Forget) -> None:
    """Ask to be told, inside the transaction, whenever content goes; asked for once a room."""
    if forget not in _FORGETS:
        _FORGETS.append(forget)


def empty(entries: Sequence[Entry], *, by: str, at: int, freed: Freed | None = None) -> None:
    """Take object and salt from these entries, and their content from everything kept here.

    Inside the transaction that holds the head row. ``entries`` come with object, group
    and journal's member; ``by`` is the code of the member that erased them. What was held
    back because of them is judged again: now, or by who asks for it to be noted in
    ``freed``. The list beside the database is written last: what it names is then as good
    as gone.
    """
    full = [one for one in entries if one.object is not None]
    if not full:
        return
    keys = [one.pk for one in full]
    mark_dirty(keys, types={one.type for one in full})
    _keep_copies(full, at)
    lines = [_line(one, at) for one in full]
    gone = _gone(full, by, at)
    remember_erased(_digests(full, lines), at=at)
    with overwriting():
        _let_go(full)
        _clear_quarantine(gone)
        for forget in _FORGETS:
            forget(gone)
    _raise_older(full)
    ids = _ids_by_journal(full)
    if freed is None:
        judge_freed(ids, head=Head.objects.get(pk=1), at=at)
    else:
        for journal, some in ids.items():
            freed.setdefault(journal, set()).update(some)
    write_erasures(lines, erasures_file())


def _object(entry: Entry) -> StixObject:
    return read(entry.object.body.encode() if entry.object else b"")


def _keep_copies(entries: Sequence[Entry], at: int) -> None:
    """Whoever has to keep one of these gets a copy that only its own people see."""
    bodies = {one.pk: one.object.body for one in entries if one.object is not None}
    holds = Hold.objects.filter(entry__in=bodies, ended_at__isnull=True)
    KeptCopy.objects.bulk_create(
        (
            KeptCopy(
                member_id=hold.member_id,
                entry_id=hold.entry_id,
                why=hold.why,
                body=bodies[hold.entry_id],
                at=at,
            )
            for hold in holds
        ),
        ignore_conflicts=True,
    )


def _line(entry: Entry, at: int) -> ErasedEntry:
    return ErasedEntry(
        group=str(entry.group.uuid),
        member=entry.journal.member.stix_id,
        index=entry.index,
        commitment=bytes(entry.commitment).hex(),
        digests=tuple(one.hex() for one in erased_digests(_object(entry))),
        at=at,
    )


def _digests(entries: Iterable[Entry], lines: Iterable[ErasedEntry]) -> dict[int, set[bytes]]:
    found: dict[int, set[bytes]] = {}
    for entry, line in zip(entries, lines, strict=True):
        its = found.setdefault(entry.journal.member_id, set())
        its.update(bytes.fromhex(one) for one in line.digests)
    return found


def _gone(entries: Sequence[Entry], by: str, at: int) -> list[Gone]:
    """Each content once for every member that said it."""
    found: dict[tuple[int, bytes], Gone] = {}
    for entry in entries:
        obj, member = _object(entry), entry.journal.member
        whose = None if is_creator(obj, member) else frozenset({member.pk})
        found[(member.pk, obj.raw)] = Gone(fold_id(obj.id), obj.raw, whose, by, at)
    return list(found.values())


def is_creator(obj: StixObject, member: Member) -> bool:
    """Whether a member created an object, or is what it describes."""
    return creator_of(obj.id, obj.creator, {member.stix_id: member.pk}) is not None


def _let_go(entries: Sequence[Entry]) -> None:
    """Objects and salts leave their entries; what no entry names any more is deleted."""
    rows = Entry.objects.filter(pk__in=[one.pk for one in entries])
    rows.filter(fate=Fate.CUT.value).update(object=None, salt=None)
    rows.exclude(fate=Fate.CUT.value).update(
        object=None, salt=None, latest=False, fate=Fate.ERASED.value
    )
    objects = StoredObject.objects.filter(pk__in={one.object_id for one in entries})
    free = list(objects.filter(entries__isnull=True).values_list("pk", flat=True))
    Look.objects.filter(object__in=free).delete()
    StoredObject.objects.filter(pk__in=free).delete()


def _raise_older(entries: Sequence[Entry]) -> None:
    """Where the latest version went, the newest that stands is the latest now."""
    for (member, group), ids in _ids_by_journal(entries).items():
        keys = Look.objects.filter(hash__in=[id_hash(one) for one in ids]).values("object_id")
        rows = Entry.objects.filter(
            group=group, journal__member=member, fate=Fate.STANDS.value, object__in=keys
        ).select_related("object")
        versions: dict[str, list[Entry]] = {}
        for row in rows:
            versions.setdefault(fold_id(_object(row).id), []).append(row)
        newest = [_newest(versions[one]).pk for one in ids & set(versions)]
        Entry.objects.filter(pk__in=newest, latest=False).update(latest=True)


def _ids_by_journal(entries: Iterable[Entry]) -> Freed:
    """What these entries were about, by who said it in which group."""
    found: Freed = {}
    for one in entries:
        if one.object is not None:
            its = found.setdefault((one.journal.member, one.group), set())
            its.add(fold_id(one.object.stix_id))
    return found


def _newest(rows: Iterable[Entry]) -> Entry:
    return max(rows, key=lambda one: (exact_instant(_object(one).version_text), one.index))


def _clear_quarantine(gone: Sequence[Gone]) -> None:
    """What was held back of the same content is emptied and put away; its reasons stay."""
    ids = {one.stix_id for one in gone}
    rows = Quarantined.objects.annotate(folded=Lower("object_id"), kept=Length("raw"))
    whose = [one.members for one in gone]
    if None not in whose:
        rows = rows.filter(member__in=frozenset[int]().union(*(one or () for one in whose)))
    for row in rows.filter(Q(folded__in=ids) | Q(folded=""), kept__gt=0).iterator():
        found = next(
            (one for one in gone if one.concerns(row.member_id) and one.is_in(bytes(row.raw))), None
        )
        if found is not None:
            row.raw = b""
            if row.settled_at is None:
                row.settled_at, row.settled_by = max(found.at, row.at), found.by
            row.save(update_fields=["raw", "settled_at", "settled_by"])
