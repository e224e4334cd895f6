"""Backup: everything that a node holds at one moment, in one file, while it goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from bayanihan import __version__
from bayanihan.kernel.api import read_clock, to_text
from bayanihan.ops.archive_form import (
    AUDIT,
    BACKUP,
    ERASURES,
    Head,
    Manifest,
    Table,
    key_mark,
    seal_of,
    table_file,
    write_manifest,
)
from bayanihan.ops.archive_tables import (
    Model,
    all_rows,
    columns_of,
    our_tables,
    rows_of,
    table_name,
)
from bayanihan.ops.archive_writing import ArchiveWriter, replacing
from bayanihan.ops.commands import DONE, name_of, say, say_json
from bayanihan.ops.words import count_words, progress
from bayanihan.records.api import Checkpoint, Entry, audit_folder, erasures_file


def back_up(path: Path, *, as_json: bool) -> int:
    """Write a backup; the file takes its place when it is whole and on disk."""
    with replacing(path) as file, one_moment():
        manifest = write_backup(ArchiveWriter(file, at=read_clock()), at=read_clock())
    rows = sum(table.rows for table in manifest.tables.values())
    if as_json:
        facts = {"rows": rows, "heads": len(manifest.heads), "last_seq": manifest.last_seq}
        say_json({"file": name_of(path), "made_at": manifest.made_at, **facts})
        return DONE
    say(f"{name_of(path)}: {count_words(rows, 'row')}, as all stood at {manifest.made_at}")
    say("the key file is NOT in it: without that file nobody can restore this backup,")
    say("and no signing key in it opens. Keep a copy of the key file elsewhere, never beside it.")
    return DONE


@contextmanager
def one_moment() -> Iterator[None]:
    """Every question in here is answered as of one moment; writers go on meanwhile."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Django would begin by taking the one lock of writers.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def write_backup(archive: ArchiveWriter, *, at: int) -> Manifest:
    """Write every table and the files beside the database; gives the manifest."""
    tables = {table_name(model): _add(archive, model) for model in our_tables()}
    heads = tuple(_heads())
    _add_files(archive)
    manifest = Manifest(
        format=BACKUP,
        made_at=to_text(at),
        product=__version__,
        files=archive.files,
        heads=heads,
        key=key_mark(),
        is_demo=settings.IS_DEMO,
        last_seq=Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0,
        migrations=tuple(sorted(MigrationRecorder(connection).applied_migrations())),
        tables=tables,
    )
    raw = write_manifest(manifest)
    archive.finish(raw, seal_of(raw))
    return manifest


def _add(archive: ArchiveWriter, model: Model) -> Table:
    table = table_name(model)
    # On SQLite counting walks the table once more; that is little beside reading it.
    told = partial(_tell, total=all_rows(model).count())
    rows, files = archive.add_rows(partial(table_file, table), rows_of(model), told)
    return Table(columns_of(model), rows, files)


def _tell(count: int, total: int) -> None:
    progress(count, total)


def _heads() -> Iterator[Head]:
    """The newest signed head of every journal, those received from others among them."""
    rows = Checkpoint.objects.filter(journal__is_current=True).order_by("journal", "size")
    newest = {
        journal: Head(str(group), member, size, note)
        for journal, group, member, size, note in rows.values_list(
            "journal", "journal__group__uuid", "journal__member__stix_id", "size", "note"
        ).iterator()
    }
    yield from newest.values()


def _add_files(archive: ArchiveWriter) -> None:
    """Files that only grow: what is read later holds all that the tables speak of."""
    if audit_folder().is_dir():
        for file in sorted(audit_folder().iterdir()):
            if file.is_file():
                archive.add_file(f"{AUDIT}{file.name}", file)
    if erasures_file().exists():
        archive.add_file(ERASURES, erasures_file())
