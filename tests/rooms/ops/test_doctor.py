"""The doctor: damage is found and said, and then nothing more is asked of what is damaged."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from bayanihan.ops import doctor
from tests.nodes import COMMAND


def test_a_damaged_database_is_ill(tmp_path: Path) -> None:
    data = tmp_path / "node"
    data.mkdir()
    (tmp_path / "node.key").write_text("5e" * 32 + "\n", encoding="ascii")
    file = data / "bayanihan.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE membership_region (text TEXT)")
        made.executemany("INSERT INTO membership_region VALUES (?)", [("x" * 3000,)] * 40)
    made.close()
    with file.open("r+b") as opened:
        opened.seek(40_000)
        opened.write(os.urandom(40_000))
    environment = {key: value for key, value in os.environ.items() if "DATABASE_URL" not in key}
    done = subprocess.run(  # noqa: S603  # our own command
        [COMMAND, "--data", str(data), "doctor", "--json"],
        env=environment | {"BAYANIHAN_KEY_FILE": str(tmp_path / "node.key")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    last = json.loads(done.stdout)[-1]
    assert (last["state"], last["what"]) == ("ill", "the database is damaged")


@pytest.mark.usefixtures("django_db_setup")
def test_a_commit_that_does_not_wait_is_ill(django_db_blocker: DjangoDbBlocker) -> None:
    # Outside any transaction, where alone SQLite lets it be changed.
    with django_db_blocker.unblock():
        _turn_waiting_off_and_on()


def _turn_waiting_off_and_on() -> None:
    assert doctor._durability().state == "well"
    is_sqlite = connection.vendor == "sqlite"
    off = "PRAGMA synchronous=NORMAL" if is_sqlite else "SET synchronous_commit = off"
    on = "PRAGMA synchronous=FULL" if is_sqlite else "SET synchronous_commit = on"
    with connection.cursor() as cursor:
        cursor.execute(off)
        try:
            assert doctor._durability().state == "ill"
        finally:
            cursor.execute(on)
