"""Deriving dirty subjects, and reading what was derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, transaction
from django.db.models import QuerySet, Subquery

from bayanihan.journal.api import LeafKind
from bayanihan.records.folding import (
    AnyFold,
    Fold,
    FoldInput,
    FoldRow,
    OneRow,
    fold_inputs,
    known_folds,
)
from bayanihan.records.models import Blend, Dirty, Entry, Fate, FoldState
from bayanihan.records.reading import Reader
from bayanihan.records.values import id_hash, reference_hash
from bayanihan.records.writing import lock_head

# A transaction holds back every writer: it ends at whatever comes first.
SUBJECTS_AT_ONCE = 200
RECORDS_AT_ONCE = 2000
# Of one subject, from one journal: the last said. Nobody can crowd out what others said.
FROM_ONE_JOURNAL = 1000
_ASKED_AT_ONCE = 500
Found = Mapping[str, Sequence[int]]

# Joined this way round, and without the indexes of group and type, SQLite follows the hashes.
_FIND = (
    "SELECT hash, seq FROM ("
    " SELECT l.hash, e.seq, ROW_NUMBER() OVER"
    ' (PARTITION BY l.hash, e.journal_id ORDER BY e."index" DESC) AS place'
    " FROM records_look l CROSS JOIN records_entry e"
    " WHERE e.object_id = l.object_id AND l.hash IN ({hashes}) AND +e.group_id = %s"
    " AND e.fate = %s AND e.kind = %s AND e.type || '' IN ({types})"
    ") AS found WHERE place <= %s"
)


def fold_dirty(*, most: int = 5000) -> int:
    """Derive waiting subjects of what is served, at most so many; gives how many there were.

    Each transaction takes some subjects, and forgets that they are dirty while it
    holds the head row: a record of theirs either is among those read, or its writer
    still waits and marks the subject anew. Without folds this asks nothing.
    """
    done = 0
    for fold in _waiting():
        while done < most:
            count = derive_some(fold, None, size=min(SUBJECTS_AT_ONCE, most - done))
            done += count
            if not count:
                break
    return done


def _waiting() -> list[AnyFold]:
    folds = {fold.name: fold for fold in known_folds()}
    if not folds:
        return []
    names = Dirty.objects.filter(fold__in=folds).order_by().values_list("fold", flat=True)
    return [folds[name] for name in names.distinct()]


def derive_some(fold: AnyFold, build: int | None, *, size: int = SUBJECTS_AT_ONCE) -> int:
    """Derive some dirty subjects of a build (``None``: the one that is served), all or none.

    Gives how many; 0 when none is left.
    """
    with transaction.atomic():
        lock_head()
        if build is None:
            states = FoldState.objects.filter(pk=fold.name)
            build = states.values_list("live", flat=True).first() or 0
        rows = Dirty.objects.filter(fold=fold.name, build=build).order_by("group", "subject")
        waiting = list(rows[:size])
        # One group at a time: what a subject is made of never leaves its group.
        some = [one for one in waiting if one.group_id == waiting[0].group_id]
        done = _derive(fold, build, some)
        Dirty.objects.filter(pk__in=[one.pk for one in done]).delete()
    return len(done)


def _derive(fold: AnyFold, build: int, some: Sequence[Dirty]) -> Sequence[Dirty]:
    """Replace the rows of as many subjects as the bound on records allows; at least of one."""
    if not some:
        return some
    group = some[0].group_id
    subjects = [one.subject for one in some]
    found = _find(fold, group, subjects)
    count = _fitting([len(found[subject]) for subject in subjects])
    taken = subjects[:count]
    inputs = _load({seq for subject in taken for seq in found[subject]})
    made: list[tuple[str, FoldRow]] = []
    for subject in taken:
        # The hash only finds candidates; the record itself says what it is about.
        given = [inputs[seq] for seq in found[subject] if seq in inputs]
        theirs = [one for one in given if subject in set(fold.subjects(one))]
        if theirs:
            made.extend((subject, row) for row in fold.derive(subject, sorted(theirs, key=_order)))
    _replace(fold, (build, group), taken, made)
    return some[:count]


def _fitting(counts: Sequence[int]) -> int:
    """How many subjects go into one transaction."""
    total = 0
    for place, count in enumerate(counts):
        total += count
        if place and total > RECORDS_AT_ONCE:
            return place
    return len(counts)


def _order(one: FoldInput) -> tuple[str, str, str, int]:
    """The same order on every node."""
    version = str(one.body.get("modified", one.body.get("created", "")))
    return version, one.stix_id, one.publisher, one.at


def _find(fold: AnyFold, group: int, subjects: Sequence[str]) -> Found:
    """By subject, the numbers of the records that its leads find."""
    hashes = {subject: _hashes(fold, subject) for subject in subjects}
    hits: dict[int, list[int]] = {}
    wanted = sorted(frozenset[int]().union(*hashes.values()))
    for first in range(0, len(wanted), _ASKED_AT_ONCE):
        for one, seq in _hits(fold, group, wanted[first : first + _ASKED_AT_ONCE]):
            hits.setdefault(one, []).append(seq)
    return {
        subject: sorted({seq for one in keys for seq in hits.get(one, ())})
        for subject, keys in hashes.items()
    }


def _hashes(fold: AnyFold, subject: str) -> frozenset[int]:
    leads = fold.leads(subject)
    own = map(id_hash, leads.own)
    return frozenset([*own, *map(reference_hash, leads.pointing_at)])


def _hits(fold: AnyFold, group: int, hashes: Sequence[int]) -> list[tuple[int, int]]:
    types = sorted(fold.types)
    statement = _FIND.format(
        hashes=", ".join(["%s"] * len(hashes)), types=", ".join(["%s"] * len(types))
    )
    facts = (group, Fate.STANDS.value, LeafKind.RECORD.value)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*hashes, *facts, *types, FROM_ONE_JOURNAL))
        return list(cursor.fetchall())


def _load(seqs: set[int]) -> dict[int, FoldInput]:
    wanted = sorted(seqs)
    loaded: dict[int, FoldInput] = {}
    for first in range(0, len(wanted), _ASKED_AT_ONCE):
        rows = Entry.objects.filter(pk__in=wanted[first : first + _ASKED_AT_ONCE])
        loaded.update((entry.seq, given) for entry, given in fold_inputs(rows))
    return loaded


def _replace(
    fold: AnyFold,
    place: tuple[int, int],
    subjects: Sequence[str],
    made: Sequence[tuple[str, FoldRow]],
) -> None:
    """The subjects' rows are these now."""
    (build, group), table, model = place, table_of(fold), fold.model
    table.filter(build=build, group=group, subject__in=subjects).delete()
    texts = [_blend_text(row) for _subject, row in made]
    blends = _blend_keys(set(texts))
    table.bulk_create(
        (
            model(build=build, group_id=group, subject=subject, blend_id=blends[text], **row.values)
            for (subject, row), text in zip(made, texts, strict=True)
        ),
        batch_size=_ASKED_AT_ONCE,
    )


def _blend_text(row: FoldRow) -> str:
    """Distinct handling classes of all that went in; a row from nothing would be everybody's."""
    keys = sorted({one.handling for one in row.of})
    if not keys:
        raise ValueError("a row rests on at least one record")
    return ",".join(map(str, keys))


def _blend_keys(texts: set[str]) -> dict[str, int]:
    known = dict(Blend.objects.filter(keys__in=texts).values_list("keys", "pk"))
    for text in sorted(texts - set(known)):
        known[text] = Blend.objects.create(keys=text).pk
    return known


def rows_for(reader: Reader, fold: Fold[OneRow]) -> QuerySet[OneRow]:
    """The rows of a fold that a reader may see: those of which it may see every record."""
    live = FoldState.objects.filter(pk=fold.name).values("live")
    rows: QuerySet[OneRow] = table_of(fold).filter(
        # In one question: a build that is dropped in between takes no row from a page.
        build=Subquery(live),
        blend__in=_blends(reader),
    )
    return rows


def table_of(fold: AnyFold) -> Any:  # noqa: ANN401  # the manager of any model
    """What a fold fills, all builds of it."""
    return fold.model._default_manager  # noqa: SLF001  # Django's name for it


_DECIDED: WeakKeyDictionary[Reader, frozenset[int]] = WeakKeyDictionary()


def _blends(reader: Reader) -> frozenset[int]:
    """Blends of which the reader may see every class; decided once for each reader."""
    decided = _DECIDED.get(reader)
    if decided is None:
        decided = _DECIDED[reader] = frozenset(_allowed_blends(reader.allowed))
    return decided


def _allowed_blends(allowed: frozenset[int]) -> Iterator[int]:
    for key, text in Blend.objects.values_list("pk", "keys").iterator():
        if allowed.issuperset(map(int, text.split(","))):
            yield key
