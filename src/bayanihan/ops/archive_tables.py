"""Rows of our tables in a form that every engine gives and takes."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

import msgspec
from django.apps import apps
from django.db import connection, models

_PACKAGE: Final = "bayanihan."
_AT_ONCE: Final = 2000
# Whoever was signed in signs in again; a guess at a password is forgotten.
_LEFT_OUT: Final = frozenset({"membership.signedin", "web.failedsignin"})
Model: TypeAlias = type[models.Model]
Decode: TypeAlias = Callable[[Any], Any]


def our_tables() -> list[Model]:
    """Every table that goes into a backup, by name."""
    found = [
        model
        for app in apps.get_app_configs()
        if app.name.startswith(_PACKAGE)
        for model in app.get_models(include_auto_created=True)
        if table_name(model) not in _LEFT_OUT
    ]
    return sorted(found, key=table_name)


def options_of(model: Model) -> Any:  # noqa: ANN401  # Django's own description of a table
    """What Django knows of a table: names, fields, keys."""
    return model._meta  # noqa: SLF001  # Django's documented name for it


def table_name(model: Model) -> str:
    """``room.table``, the name of a table in an archive."""
    name: str = options_of(model).label_lower
    return name


def all_rows(model: Model) -> models.QuerySet[Any]:
    """Every row of a table, whatever its usual questions leave out."""
    rows: models.QuerySet[Any] = model._base_manager.all()  # noqa: SLF001  # as ``_meta``
    return rows


def columns_of(model: Model) -> tuple[str, ...]:
    """The columns of a table, as the model calls them."""
    return tuple(field.attname for field in options_of(model).concrete_fields)


def rows_of(model: Model) -> Iterator[list[Any]]:
    """Every row, in the order of its key, read piece by piece."""
    keys = [field.attname for field in options_of(model).pk_fields]
    rows = all_rows(model).order_by(*keys).values_list(*columns_of(model))
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield [bytes(one) if isinstance(one, memoryview) else one for one in row]


class RowLoader:
    """Puts rows of an archive into one table, by one statement for many."""

    def __init__(self, model: Model, columns: Sequence[str]) -> None:
        by_name = {field.attname: field for field in options_of(model).concrete_fields}
        fields = [by_name[name] for name in columns]
        quote = connection.ops.quote_name
        names = ", ".join(quote(field.column or "") for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        table = quote(options_of(model).db_table)
        # Only names of our own models stand in the statement.
        self._insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # as said
        self._decoders = [(at, one) for at, field in enumerate(fields) if (one := _decoder(field))]

    def load(self, content: bytes) -> int:
        """Insert the rows of one file; gives how many."""
        rows = [msgspec.json.decode(line) for line in content.splitlines()]
        for row in rows:
            for at, decode in self._decoders:
                if row[at] is not None:
                    row[at] = decode(row[at])
        with connection.cursor() as cursor:
            for first in range(0, len(rows), _AT_ONCE):
                cursor.executemany(self._insert, rows[first : first + _AT_ONCE])
        return len(rows)


def _decoder(field: models.Field[Any, Any]) -> Decode | None:
    """How a value of a column is made from JSON; ``None`` where it is what it is."""
    source = field
    while isinstance(source, models.ForeignKey):
        source = source.target_field
    make = _MAKERS.get(source.get_internal_type())
    if make is None:
        return None
    return lambda value: field.get_db_prep_save(make(value), connection)


_MAKERS: Final[dict[str, Decode]] = {
    "BinaryField": base64.b64decode,
    "UUIDField": UUID,
    "DateTimeField": dt.datetime.fromisoformat,
    "JSONField": lambda value: value,
    "BooleanField": bool,
}
