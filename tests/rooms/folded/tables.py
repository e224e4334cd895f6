"""Makes the tables of the worked room, and knows by brute force what should stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from bayanihan.records.api import (
    AnyFold,
    Blend,
    Entry,
    Fate,
    FoldInput,
    FoldState,
    fold_inputs,
    table_of,
)
from tests.rooms.folded.models import Tally, Wording

MODELS = (Tally, Wording)
Line = tuple[Any, ...]


def make_tables() -> None:
    """Once a database, outside any transaction; they go with it."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


def drop_tables() -> None:
    """For a database that others use afterwards."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.delete_model(model)


@contextmanager
def with_tables() -> Iterator[None]:
    """The tables for a while."""
    make_tables()
    try:
        yield
    finally:
        drop_tables()


def lines(fold: AnyFold, rows: Any) -> list[Line]:
    """Rows as they can be compared: who, about what, from which handling, saying what."""
    own = [
        field.name
        for field in fold.model._meta.local_fields
        if field.name not in {"id", "build", "group", "subject", "blend"}
    ]
    return sorted(rows.values_list("group", "subject", "blend__keys", *own))


def stored(fold: AnyFold) -> list[Line]:
    """What is served, whoever asks."""
    live = FoldState.objects.filter(pk=fold.name).values("live")
    return lines(fold, table_of(fold).filter(build__in=live))


def expected(fold: AnyFold, seqs: Iterable[int] | None = None) -> list[Line]:
    """What should be served, from every standing record (or from these alone)."""
    rows = Entry.objects.filter(fate=Fate.STANDS, type__in=fold.types)
    if seqs is not None:
        rows = rows.filter(pk__in=list(seqs))
    found: dict[tuple[int, str], list[FoldInput]] = {}
    for entry, one in fold_inputs(rows.order_by("?")):
        for subject in fold.subjects(one):
            found.setdefault((entry.group_id, subject), []).append(one)
    return sorted(
        (
            group,
            subject,
            ",".join(map(str, sorted({one.handling for one in row.of}))),
            *row.values.values(),
        )
        for (group, subject), some in found.items()
        for row in fold.derive(subject, some)
    )


def blends() -> set[str]:
    """Every combination of handling classes that some row came from."""
    return set(Blend.objects.values_list("keys", flat=True))
