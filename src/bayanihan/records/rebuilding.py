"""Rebuilding a fold from all records, beside the rows that are served meanwhile.

Every step is a transaction of its own and can be taken again: a rebuild that was
killed goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from bayanihan.journal.api import LeafKind
from bayanihan.records.folding import NEVER_BUILT, AnyFold
from bayanihan.records.folding_marks import mark
from bayanihan.records.folding_rows import derive_some, table_of
from bayanihan.records.models import Dirty, Entry, FoldState, Head
from bayanihan.records.writing import lock_head

_WALKED_AT_ONCE = 500
_DROPPED_AT_ONCE = 2000


@dataclass(slots=True)
class Rebuilt:
    """How far a rebuild has come: records looked at, subjects derived."""

    records: int = 0
    subjects: int = 0


Tell = Callable[[Rebuilt], None]


def rebuild(fold: AnyFold, *, tell: Tell | None = None) -> Rebuilt:
    """Compute a fold's rows anew from every record and serve them once they are whole.

    What arrives meanwhile reaches both builds. Memory does not grow with the number
    of records. Goes on with a build of the same version that was interrupted.
    """
    done = Rebuilt()
    told = tell or _to_nobody
    build, until = _begin(fold)
    _drop_others(fold)
    while count := _walk(fold, build, until):
        done.records += count
        told(done)
    while not _swap(fold, build):
        while count := derive_some(fold, build):
            done.subjects += count
            told(done)
    _drop_others(fold)
    return done


def _to_nobody(_done: Rebuilt) -> None:
    """Nobody waits for news."""


def _locked(fold: AnyFold) -> FoldState:
    """The fold's state, with every writer waiting; inside a transaction."""
    lock_head()
    return FoldState.objects.get_or_create(pk=fold.name, defaults={"version": NEVER_BUILT})[0]


def _begin(fold: AnyFold) -> tuple[int, int]:
    """The number of the build to go on with, and of the last record that it has to look for.

    Whoever writes later marks this build by itself. A build of another version is given up.
    """
    with transaction.atomic():
        state = _locked(fold)
        if state.building is None or state.building_version != fold.version:
            state.building = (state.building or state.live) + 1
            state.building_version = fold.version
            state.cursor = 0
            state.save()
        last = Head.objects.values_list("last_seq", flat=True).get(pk=1)
        return state.building, last


def _walk(fold: AnyFold, build: int, until: int) -> int:
    """Mark the subjects of the next records; gives how many records there were.

    Numbers rise in the order of commits: nothing can appear behind the cursor.
    """
    with transaction.atomic():
        state = _locked(fold)
        if state.building != build:
            return 0
        rows = Entry.objects.filter(
            type__in=fold.types,
            kind=LeafKind.RECORD.value,
            seq__gt=state.cursor,
            seq__lte=until,
        ).order_by("seq")
        seqs = list(rows.values_list("seq", flat=True)[:_WALKED_AT_ONCE])
        if seqs:
            mark(Entry.objects.filter(pk__in=seqs), [fold], {fold.name: [build]})
            state.cursor = seqs[-1]
            state.save(update_fields=["cursor"])
        return len(seqs)


def _swap(fold: AnyFold, build: int) -> bool:
    """Serve the build if nothing of it waits any more; true also where another did it."""
    with transaction.atomic():
        state = _locked(fold)
        if state.building != build:
            return True
        if Dirty.objects.filter(fold=fold.name, build=build).exists():
            return False
        state.live, state.version = build, fold.version
        state.building = state.building_version = None
        state.cursor = 0
        state.save()
        return True


def _drop_others(fold: AnyFold) -> None:
    """Remove rows and marks of builds that are neither served nor being built, in small steps."""
    state = FoldState.objects.get(pk=fold.name)
    kept = [one for one in (state.live, state.building) if one is not None]
    # Numbers of builds rise: one that somebody begins meanwhile is not touched.
    for rows in (
        table_of(fold).filter(build__lt=max(kept)).exclude(build__in=kept),
        Dirty.objects.filter(fold=fold.name, build__lt=max(kept)).exclude(build__in=kept),
    ):
        while keys := list(rows.values_list("pk", flat=True)[:_DROPPED_AT_ONCE]):
            rows.filter(pk__in=keys).delete()
