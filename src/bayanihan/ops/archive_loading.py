"""Loading the tables of a backup: made as they were then, filled, brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from bayanihan.kernel.api import Refused
from bayanihan.ops.archive_form import ArchiveFault, Manifest, Migration
from bayanihan.ops.archive_reading import each_file
from bayanihan.ops.archive_tables import RowLoader
from bayanihan.ops.words import progress

_TABLES = "tables/"


def require_known(manifest: Manifest) -> None:
    """Refuse a backup of a newer program: nobody here knows what its tables mean."""
    # Without the database: asking SQLite would already make a file.
    known = MigrationLoader(None).graph.nodes
    unknown = sorted(
        f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known
    )
    if unknown:
        facts = {"unknown": ", ".join(unknown), "made_by": manifest.product}
        raise Refused(ArchiveFault.ARCHIVE_NEWER, facts=facts)


def make_tables(manifest: Manifest | None) -> None:
    """Make the tables as they were when the backup was made; ``None``: as they are today."""
    if manifest is None:
        call_command("migrate", verbosity=0, skip_checks=True)
        return
    MigrationExecutor(connection).migrate(_last_of(manifest))


def _last_of(manifest: Manifest) -> list[Migration]:
    """The migrations that no other one of the backup builds upon: with them come all."""
    applied = set(manifest.migrations)
    nodes = MigrationLoader(None).graph.node_map
    return [
        one for one in applied if applied.isdisjoint(child.key for child in nodes[one].children)
    ]


def load_tables(path: Path, manifest: Manifest) -> None:
    """Fill the tables, inside one transaction; references are checked at its end."""
    models = _models_of_then(manifest)
    loaders = {
        table: RowLoader(models[table], manifest.tables[table].columns) for table in manifest.tables
    }
    total = sum(table.rows for table in manifest.tables.values())
    done = 0
    _defer_references()
    for name, file in each_file(path):
        if not name.startswith(_TABLES):
            continue
        table = name.removeprefix(_TABLES).partition("/")[0]
        done += loaders[table].load(file.read())
        progress(done, total)
    connection.check_constraints()
    _raise_sequences(list(models.values()))


def _defer_references() -> None:
    """A column that a migration added has its references checked at once from then on.

    SQLite defers them by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _models_of_then(manifest: Manifest) -> Mapping[str, Any]:
    """The models as the migrations of the backup describe them."""
    apps = MigrationLoader(None).project_state(_last_of(manifest)).apps
    return {table: apps.get_model(table) for table in manifest.tables}


def _raise_sequences(models: list[Any]) -> None:
    """Keys go on after the highest that was loaded."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
