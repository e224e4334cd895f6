"""Folds: a room's tables are computed from records, and can be computed again at any time.

A room describes its fold by pure functions. Arrival marks subjects dirty; each is
derived anew from all its records, so the order of arrival cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec
from django.db.models import QuerySet

from bayanihan.gate.api import Tlp
from bayanihan.journal.api import LeafKind
from bayanihan.records.models import Entry, FoldedRow, FoldState
from bayanihan.records.wire import read_handling


@dataclass(frozen=True, slots=True)
class FoldInput:
    """One record as a fold sees it: what every node knows of it, nothing about its arrival.

    ``at`` is when it was said, in microseconds. ``latest``: no newer version of its
    publisher stands in the group. ``handling`` is this node's key of its handling
    class: to sort by, not to keep.
    """

    group: str
    publisher: str
    type: str
    stix_id: str
    body: Mapping[str, Any]
    tlp: Tlp | None
    at: int
    latest: bool
    handling: int


@dataclass(frozen=True, slots=True)
class FoldRow:
    """One row that a fold derives: values of its own columns, and the records it rests on.

    ``of`` is exactly what went into the values; who may not see one of them does not
    see the row.
    """

    values: Mapping[str, Any]
    of: Sequence[FoldInput]


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a subject's records are found: by their own id, or by an id that they point at."""

    own: tuple[str, ...] = ()
    pointing_at: tuple[str, ...] = ()


Derive: TypeAlias = Callable[[str, Sequence[FoldInput]], Iterable[FoldRow]]
OneRow = TypeVar("OneRow", bound=FoldedRow)


@dataclass(frozen=True, slots=True)
class Fold(Generic[OneRow]):
    """What a room computes from records of some types.

    ``subjects`` names what a record is about, ``leads`` where all records of a subject
    are found, ``derive`` makes the subject's rows from them. All three are pure and
    total: no clock, no table, no error for any valid object. ``version`` rises
    whenever one of them gives something else than before.
    """

    name: str
    version: int
    model: type[OneRow]
    types: frozenset[str]
    subjects: Callable[[FoldInput], Iterable[str]]
    leads: Callable[[str], Leads]
    derive: Derive


AnyFold: TypeAlias = Fold[Any]
# The version of tables that were never built from all records.
NEVER_BUILT = 0


@dataclass(slots=True)
class _Registry:
    folds: dict[str, AnyFold] = field(default_factory=dict)


_REGISTRY = _Registry()


def register(fold: AnyFold) -> None:
    """Make a fold known; called once, when the room's application is ready."""
    known = _REGISTRY.folds.setdefault(fold.name, fold)
    if known is not fold:
        raise ValueError(f"two folds are called {fold.name}")


@contextmanager
def registered(*folds: AnyFold) -> Iterator[None]:
    """Make folds known for a while."""
    before = dict(_REGISTRY.folds)
    try:
        for fold in folds:
            register(fold)
        yield
    finally:
        _REGISTRY.folds = before


def known_folds(*, types: Iterable[str] | None = None) -> list[AnyFold]:
    """Every fold, or those that want at least one of these types."""
    folds = list(_REGISTRY.folds.values())
    if types is None or not folds:
        return folds
    given = frozenset(types)
    return [fold for fold in folds if not fold.types.isdisjoint(given)]


def folds_of_room(name: str) -> list[AnyFold]:
    """The fold with this name, or all folds of the room with it (``room.fold``)."""
    return [fold for fold in known_folds() if fold.name == name or fold.name.startswith(f"{name}.")]


def fold_inputs(rows: QuerySet[Entry]) -> Iterator[tuple[Entry, FoldInput]]:
    """Records among these entries, with what a fold may know of each."""
    found = rows.filter(kind=LeafKind.RECORD.value, object__isnull=False).select_related(
        "object", "handling", "group", "journal__member"
    )
    for entry in found:
        if entry.object is None or entry.handling is None:
            continue
        yield (
            entry,
            FoldInput(
                group=str(entry.group.uuid),
                publisher=entry.journal.member.stix_id,
                type=entry.type,
                stix_id=entry.object.stix_id,
                body=msgspec.json.decode(entry.object.body.encode()),
                tlp=_tlp(entry.handling.text),
                at=entry.at,
                latest=entry.latest,
                handling=entry.handling.pk,
            ),
        )


@lru_cache(maxsize=4096)
def _tlp(handling_text: str) -> Tlp | None:
    return read_handling(handling_text).tlp


@dataclass(frozen=True, slots=True)
class Standing:
    """How a fold's tables stand beside what the program computes now."""

    fold: AnyFold
    version: int | None
    is_being_built: bool

    @property
    def is_current(self) -> bool:
        """Whether what is served is what this program would compute."""
        return self.version is None or self.version == self.fold.version


def standings() -> list[Standing]:
    """Every fold of this program and which version of it is served."""
    rows = {row.name: row for row in FoldState.objects.all()}
    return [_standing(fold, rows.get(fold.name)) for fold in known_folds()]


def _standing(fold: AnyFold, row: FoldState | None) -> Standing:
    if row is not None:
        return Standing(fold, row.version, row.building is not None)
    # Nothing was ever folded: that is as it should be only where there is nothing to fold.
    is_empty = not Entry.objects.filter(type__in=fold.types).exists()
    return Standing(fold, None if is_empty else NEVER_BUILT, is_being_built=False)
