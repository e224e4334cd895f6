"""Restore: a backup becomes a node again, whole or not at all.

Into an empty place only. Until everything was loaded and verified it stands aside: in a
file of its own beside the database of SQLite, inside one transaction on PostgreSQL.
Afterwards the node signs nothing until a person has confirmed the restore.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from bayanihan.kernel.api import Refused, Unverified, read_clock
from bayanihan.membership.api import note_restored
from bayanihan.ops.archive_form import AUDIT, ERASURES, ArchiveFault, Manifest
from bayanihan.ops.archive_loading import load_tables, make_tables, require_known
from bayanihan.ops.archive_reading import check_backup, each_file
from bayanihan.ops.archive_writing import replacing, sync_directory, sync_file
from bayanihan.ops.commands import DONE, name_of, say, say_json
from bayanihan.ops.words import count_words
from bayanihan.records.api import apply_erasures, audit_folder, erasures_file, journal_faults

# Stands in the data directory while a restore is at work; what lies aside then is ours.
_MARK: Final = ".restoring"
_ASIDE: Final = ".restoring.sqlite3"
_AUDIT_ASIDE: Final = ".restoring-audit"
_ERASURES_ASIDE: Final = ".restoring-erasures"
_DEMO_MARK: Final = "DEMO"
_BLOCK: Final = 1 << 20


def restore(path: Path, *, as_json: bool) -> int:
    """Restore a backup into an empty data directory and database."""
    at = read_clock()
    _require_empty()
    manifest = check_backup(path)
    require_known(manifest)
    data = _data()
    (data / _MARK).touch()
    try:
        emptied = _restore(path, manifest, at)
    finally:
        _clear_aside()
    (data / _MARK).unlink(missing_ok=True)
    sync_directory(data)
    _say(path, manifest, emptied, as_json=as_json)
    return DONE


def _data() -> Path:
    return Path(settings.DATA_DIRECTORY)


def _require_empty() -> None:
    """Nothing of a node may be here; what an interrupted restore left behind is cleared."""
    data = _data()
    if _has_database():
        raise Refused(ArchiveFault.NOT_EMPTY, where=str(data))
    if (data / _MARK).exists():
        _clear_aside()
        shutil.rmtree(audit_folder(), ignore_errors=True)
    if audit_folder().is_dir() and any(audit_folder().iterdir()):
        raise Refused(ArchiveFault.NOT_EMPTY, where=str(audit_folder()))


def _has_database() -> bool:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).exists()
    return bool(connection.introspection.table_names())


def _clear_aside() -> None:
    """Whatever lies aside goes; on SQLite an unfinished database is a few files."""
    data = _data()
    for file in [*data.glob(f"{_ASIDE}*"), data / _ERASURES_ASIDE]:
        file.unlink(missing_ok=True)
    shutil.rmtree(data / _AUDIT_ASIDE, ignore_errors=True)


def _restore(path: Path, manifest: Manifest, at: int) -> int:
    """Load, erase, verify, then let all of it take its place; gives how many were emptied."""
    _lay_files_aside(path)
    with _aside():
        make_tables(manifest)
        with transaction.atomic():
            load_tables(path, manifest)
        make_tables(None)
        erasures = _data() / _ERASURES_ASIDE
        emptied = apply_erasures(erasures, at=at) if erasures.exists() else 0
        _require_sound_journals()
        note_restored(last_seq=manifest.last_seq, at=at)
        _place_files(manifest)
    return emptied


def _require_sound_journals() -> None:
    for fault in journal_faults():
        raise Unverified(
            ArchiveFault.ARCHIVE_JOURNAL_BROKEN, where=fault.where, facts=fault.facts
        ) from fault


@contextmanager
def _aside() -> Iterator[None]:
    """Work that is there for others at its end, all at once."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    target, aside = Path(connection.settings_dict["NAME"]), _data() / _ASIDE
    connection.close()
    connection.settings_dict["NAME"] = str(aside)
    try:
        yield
        # The last connection to close writes the log into the file.
        connection.close()
        sync_file(aside)
        aside.replace(target)
        sync_directory(target.parent)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(target)


def _lay_files_aside(path: Path) -> None:
    """Audit files, and the list of erasures: the backup's and what is here already."""
    data = _data()
    (data / _AUDIT_ASIDE).mkdir()
    here = erasures_file().read_bytes() if erasures_file().exists() else b""
    for name, file in each_file(path):
        if name.startswith(AUDIT) and "/" not in name.removeprefix(AUDIT):
            with replacing(data / _AUDIT_ASIDE / name.removeprefix(AUDIT)) as written:
                shutil.copyfileobj(file, written, _BLOCK)
        if name == ERASURES:
            here = _joined(file.read(), here)
    if here:
        with replacing(data / _ERASURES_ASIDE) as written:
            written.write(here)


def _joined(first: bytes, second: bytes) -> bytes:
    """The lines of both lists, each once; one torn line may end a list."""
    lines = dict.fromkeys([*first.splitlines(), *second.splitlines()])
    return b"".join(line + b"\n" for line in lines)


def _place_files(manifest: Manifest) -> None:
    """The database comes last: without it, nothing here is a node."""
    data = _data()
    if audit_folder().is_dir():
        audit_folder().rmdir()
    (data / _AUDIT_ASIDE).replace(audit_folder())
    if (data / _ERASURES_ASIDE).exists():
        (data / _ERASURES_ASIDE).replace(erasures_file())
    if manifest.is_demo:
        (data / _DEMO_MARK).touch()
    sync_directory(data)


def _say(path: Path, manifest: Manifest, emptied: int, *, as_json: bool) -> None:
    rows = sum(table.rows for table in manifest.tables.values())
    if as_json:
        facts = {"rows": rows, "heads": len(manifest.heads), "erased_again": emptied}
        say_json({"file": name_of(path), "made_at": manifest.made_at, **facts})
        return
    say(f"{name_of(path)}: {count_words(rows, 'row')} as they stood at {manifest.made_at}")
    say(f"{count_words(len(manifest.heads), 'journal')} verified up to the signed root")
    if emptied:
        said = count_words(emptied, "entry", "entries")
        say(f"{said} erased again, as was said after the backup")
    say("this node signs nothing yet: what it said after the backup may be lost.")
    say("ask other members for their exports, then:  bayanihan compare FILE...")
    say("and when a person is sure:                  bayanihan confirm-restore --by NAME")
