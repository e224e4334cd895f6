"""Judging again: which versions of an object stand beside each other in one journal.

A record is held back where an earlier one of the same journal contradicts it. Which
those are may change: an earlier one becomes known only later, or is erased. Then all
that the member said of the object is judged anew, from the first on, as if it had come
in order. What stands follows from what is known and not erased, never from when it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from bayanihan.journal.api import MAX_SIZE, LeafKind
from bayanihan.membership.api import Group, Member
from bayanihan.records.cutting import settle_latest
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.models import Entry, Fate, Head, Hold, Journal, KeptCopy, Look, Removal
from bayanihan.records.parts import current_part, stretches_of
from bayanihan.records.quarantine import settle_heard
from bayanihan.records.receiving_shown import HeldBack, show_held, source_of
from bayanihan.records.rules import (
    Held,
    RecordFault,
    Why,
    exact_instant,
    fold_id,
    version_fault,
)
from bayanihan.records.values import id_hash
from bayanihan.stix.api import StixObject, read

Version: TypeAlias = tuple[Entry, StixObject]
Freed: TypeAlias = dict[tuple[Member, Group], set[str]]
"""Objects of which a version is gone, by who said them in which group."""

SAID: Final = (Fate.STANDS.value, Fate.WITHDRAWN.value)
_JUDGED: Final = (*SAID, Fate.HELD.value)
_CODES: Final = (
    RecordFault.SAME_VERSION_OTHER_CONTENT.value,
    RecordFault.CREATED_CHANGED.value,
    RecordFault.CREATOR_CHANGED.value,
    RecordFault.AFTER_REVOCATION.value,
    RecordFault.REVOKED_EARLIER.value,
)
"""Why a version is held back that could stand if others did not."""
_AT_ONCE: Final = 500


def said_of(
    journal: Journal, ids: Iterable[str], fates: Iterable[str] = SAID
) -> dict[str, list[Version]]:
    """What is known of these objects in the history of one part, each in order of index."""
    wanted = sorted({fold_id(one) for one in ids})
    found: dict[str, list[Version]] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        keys = Look.objects.filter(hash__in=[id_hash(one) for one in some]).values("object_id")
        for stretch in stretches_of(journal, MAX_SIZE):
            rows = Entry.objects.filter(
                journal=stretch.part,
                index__gte=stretch.start,
                index__lt=stretch.end,
                object__in=keys,
                fate__in=list(fates),
            )
            for row in rows.select_related("object", "handling").order_by("index"):
                obj = read(row.object.body.encode() if row.object else b"")
                # The hash finds it, the text decides.
                if fold_id(obj.id) in some:
                    found.setdefault(fold_id(obj.id), []).append((row, obj))
    return found


def fault_beside(obj: StixObject, earlier: Sequence[Held]) -> Why | None:
    """Why a version may not stand beside earlier ones; the same said again may."""
    if any(held.says(obj) for held in earlier):
        return None
    return version_fault(obj, earlier)


def held_of(obj: StixObject) -> Held:
    """A version as others are judged beside it."""
    return Held(
        key=0,
        publisher=0,
        body=obj.raw,
        version=exact_instant(obj.version_text),
        created=obj.created,
        creator=obj.creator,
        revoked=obj.revoked,
        in_group=True,
        is_latest=False,
    )


def judge_freed(freed: Freed, *, head: Head, at: int) -> None:
    """Judge again what waits of these objects, after versions of them were erased."""
    for (author, group), ids in freed.items():
        journal = current_part(group, author)
        if journal is not None and said_of(journal, ids, [Fate.HELD.value]):
            judge_again(journal, ids, head=head, at=at)


def judge_again(journal: Journal, ids: Iterable[str], *, head: Head, at: int) -> None:
    """Let stand, or hold back, what a member said of these objects, by its order alone.

    Inside the transaction that holds the head row. What stands now that did not, gets a
    new number, as it is new to every reader.
    """
    freed: list[Version] = []
    faulty: list[tuple[Version, Why]] = []
    for versions in said_of(journal, ids, _JUDGED).values():
        for one, why in _judged(versions):
            is_held = one[0].fate == Fate.HELD.value
            if why is None and is_held:
                freed.append(one)
            elif why is not None and not is_held:
                faulty.append((one, why))
    if not freed and not faulty:
        return
    for (entry, _obj), _why in faulty:
        Entry.objects.filter(pk=entry.pk).update(fate=Fate.HELD.value, latest=False)
    numbers = [_free(entry, head, at) for entry, _obj in freed]
    head.save()
    numbers += [entry.pk for (entry, _obj), _why in faulty]
    changed = [obj for _entry, obj in freed] + [obj for (_entry, obj), _why in faulty]
    mark_dirty(numbers, types={obj.type for obj in changed})
    settle_latest(journal, [obj.id for obj in changed])
    _tell(journal, freed, faulty, at)


def _judged(versions: Sequence[Version]) -> Iterator[tuple[Version, Why | None]]:
    """Each version beside those before it that stand."""
    beside: list[Held] = []
    for one in versions:
        why = fault_beside(one[1], beside)
        if why is None:
            beside.append(held_of(one[1]))
        yield one, why


def _free(entry: Entry, head: Head, at: int) -> int:
    """It stands now, unless it was taken back meanwhile; gives its number."""
    rows = Entry.objects.filter(pk=entry.pk)
    acts = Removal.objects.filter(target=entry, kind=LeafKind.WITHDRAWAL.value)
    if acts.filter(act__fate=Fate.STANDS.value).exists():
        rows.update(fate=Fate.WITHDRAWN.value)
        return entry.pk
    named_by = (
        Removal.objects.filter(target=entry),
        Hold.objects.filter(entry=entry),
        KeptCopy.objects.filter(entry=entry),
    )
    if any(one.exists() for one in named_by):
        rows.update(fate=Fate.STANDS.value)
        return entry.pk
    # The store renumbers only what it knows without its object: for a moment it is that.
    rows.update(fate=Fate.STANDS.value, object=None, salt=None)
    head.last_seq = max(at, head.last_seq + 1)
    rows.update(seq=head.last_seq, object=entry.object_id, salt=entry.salt)
    return head.last_seq


def _tell(
    journal: Journal, freed: Sequence[Version], faulty: Sequence[tuple[Version, Why]], at: int
) -> None:
    """What stands now waits in quarantine no longer; what is held back waits there."""
    group, author = journal.group, journal.member
    places = [entry.index for entry, _obj in freed]
    settle_heard(group, source_of(group, author), places, _CODES, at=at)
    held = [
        HeldBack(
            entry,
            obj.raw,
            obj.id,
            obj.type,
            (why,),
            None if entry.handling is None else entry.handling.text,
        )
        for (entry, obj), why in faulty
    ]
    show_held(held, group=group, author=author, at=at)
