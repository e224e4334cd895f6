"""A node of an earlier version goes on: its tables become those of a new one, its history stays.

``nodes_before`` holds databases as earlier versions left them, one before each change of
tables that was ever handed out: three members, two groups, three records.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.faults.world import indicator, lines
from tests.rooms.ops.backup_houses import House, make_house

BEFORE = Path(__file__).parent / "nodes_before"
VERSIONS = tuple(sorted(file.stem for file in BEFORE.glob("*.sql")))
ENTRIES = (
    'SELECT seq, journal_id, "index", kind, type, charter, at, commitment, salt'
    " FROM records_entry ORDER BY seq"
)
# As every start does it.
UPDATE = (
    "import django; django.setup();"
    " from django.core.management import call_command;"
    " call_command('migrate', verbosity=0, skip_checks=True)"
)
Tables: TypeAlias = dict[str, object]


def opened(house: House) -> sqlite3.Connection:
    database = sqlite3.connect(house.data / "bayanihan.sqlite3")
    # A constraint asks for it; Django brings its own.
    database.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, text)))
    return database


def tables_of(house: House) -> Tables:
    """Columns in their order, names of constraints, and what indexes and triggers say."""
    found: Tables = {}
    with opened(house) as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for kind, name, sql in rows.fetchall():
            found[f"{kind} {name}"] = sql
            if kind == "table":
                columns = database.execute(f'PRAGMA table_xinfo("{name}")').fetchall()
                keys = database.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
                constraints = sorted(re.findall(r'CONSTRAINT "(\w+)"', sql))
                found[f"{kind} {name}"] = columns, sorted(key[2:] for key in keys), constraints
    database.close()
    return found


def history_of(house: House) -> list[tuple[object, ...]]:
    with opened(house) as database:
        entries = database.execute(ENTRIES).fetchall()
        entries += database.execute("SELECT * FROM records_checkpoint ORDER BY id").fetchall()
    database.close()
    return entries


def left_by(version: str, folder: Path) -> House:
    """A node with the database that this version left."""
    house = make_house(folder, version, url="")
    house.data.mkdir()
    with opened(house) as database:
        database.executescript((BEFORE / f"{version}.sql").read_text(encoding="utf-8"))
    database.close()
    return house


def bring_up_to_date(house: House) -> None:
    done = house.script(UPDATE)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables of a node that begins with this version."""
    house = make_house(tmp_path_factory.mktemp("fresh"), "new", url="")
    house.data.mkdir()
    bring_up_to_date(house)
    return tables_of(house)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_node_of_an_earlier_version_goes_on(version: str, tmp_path: Path, fresh: Tables) -> None:
    house = left_by(version, tmp_path)
    before = history_of(house)
    bring_up_to_date(house)
    assert tables_of(house) == fresh
    assert history_of(house) == before != []
    assert house.run("doctor").returncode == 0
    report = tmp_path / "report.json"
    report.write_bytes(lines(indicator("one"), indicator("after")))
    said = house.do("import", "--as", "AA", "--group", "circle", "--tlp", "green", report)
    # What was said before is found again under its hash.
    assert "2 read, 1 accepted, 1 duplicates" in said.stdout
    assert len(history_of(house)) > len(before)
    package = tmp_path / "package.json"
    house.do("export", "--as", "AA", "--group", "circle", "--output", package)
    assert house.run("verify", package).returncode == 0


def test_the_first_version_is_among_them() -> None:
    assert "first_commit" in VERSIONS
