"""Marking: which subjects of which folds have to be derived again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from bayanihan.records.folding import NEVER_BUILT, AnyFold, fold_inputs, known_folds
from bayanihan.records.models import Dirty, Entry, FoldState, Look
from bayanihan.records.values import id_hash

_AT_ONCE = 500
Builds = Mapping[str, Sequence[int]]


def mark_dirty(seqs: Iterable[int], *, types: Iterable[str] | None = None) -> None:
    """Mark what these entries are about; inside the transaction that wrote or changed them.

    Called with the head locked, for entries that arrived, were withdrawn, cut or
    held, and before an object is erased: afterwards nobody can say what it was
    about. ``types`` are the types among them, where the caller knows.
    """
    folds = known_folds(types=types)
    if not folds:
        return
    wanted = list(seqs)
    builds = {fold.name: _builds(fold, wanted) for fold in folds}
    for first in range(0, len(wanted), _AT_ONCE):
        mark(_with_versions(wanted[first : first + _AT_ONCE], folds), folds, builds)


def mark(entries: QuerySet[Entry], folds: Sequence[AnyFold], builds: Builds) -> None:
    """Mark the subjects of these entries in these builds."""
    marks = {
        (fold.name, build, entry.group_id, subject)
        for entry, given in fold_inputs(entries)
        for fold in folds
        if given.type in fold.types
        for subject in fold.subjects(given)
        for build in builds[fold.name]
    }
    Dirty.objects.bulk_create(
        (
            Dirty(fold=fold, build=build, group_id=group, subject=subject)
            for fold, build, group, subject in sorted(marks)
        ),
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def _with_versions(seqs: Sequence[int], folds: Sequence[AnyFold]) -> QuerySet[Entry]:
    """The entries that folds want, and their publishers' other versions of the same objects.

    Another version may have stopped being the latest, or be it again: what it is
    about changes too, even if the versions speak of different things.
    """
    types = frozenset[str]().union(*(fold.types for fold in folds))
    rows = Entry.objects.filter(pk__in=seqs, type__in=types, object__isnull=False)
    found = list(rows.values_list("object__stix_id", "group_id", "object__publisher_id"))
    # Sorted by what is looked up: the hash only finds candidates, and one too many does no harm.
    keys = Look.objects.filter(hash__in={id_hash(one) for one, _group, _by in found})
    return Entry.objects.filter(
        object__in=keys.values("object_id"),
        object__publisher__in={by for _one, _group, by in found},
        group__in={group for _one, group, _by in found},
    )


def _builds(fold: AnyFold, besides: Sequence[int]) -> list[int]:
    """The builds that a change has to reach: what is served, and what is being built."""
    state = FoldState.objects.filter(pk=fold.name).first()
    if state is None:
        state = FoldState.objects.create(name=fold.name, version=_first_version(fold, besides))
    return list(_numbers(state))


def _numbers(state: FoldState) -> Iterator[int]:
    yield state.live
    if state.building is not None:
        yield state.building


def _first_version(fold: AnyFold, besides: Sequence[int]) -> int:
    """A fold that meets records older than itself has to be built before it is whole."""
    rows = Entry.objects.filter(type__in=fold.types).order_by("seq")
    first = rows.values_list("seq", flat=True).first()
    return fold.version if first is None or first in set(besides) else NEVER_BUILT
