"""Databases that a test may break: one is prepared, each case gets a copy of it.

Used by scripts that run outside pytest, since they fork, kill and write for good.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

URL = "BAYANIHAN_DATABASE_URL"


@dataclass(frozen=True)
class Store:
    """Where the databases of one test lie: files of a folder, or databases of a cluster.

    ``url`` is empty for SQLite. ``prefix`` keeps the tests of parallel workers apart.
    """

    folder: Path
    url: str
    prefix: str

    @property
    def is_sqlite(self) -> bool:
        """Whether each database is a file."""
        return not self.url

    def name(self, case: str) -> str:
        """What Django calls the database of a case."""
        if self.is_sqlite:
            return str(self.folder / case / "bayanihan.sqlite3")
        return f"{self.prefix}_{case}"

    def environment(self, case: str) -> dict[str, str]:
        """The variables of a process that works on the database of a case."""
        variables = {
            "BAYANIHAN_DATA": str(self.folder / case),
            "BAYANIHAN_KEY_FILE": str(self.folder / "master.key"),
        }
        return variables if self.is_sqlite else {**variables, URL: self._url_of(self.name(case))}

    def create(self, case: str) -> None:
        """Make an empty database."""
        self._make(case, None)

    def copy(self, source: str, case: str) -> None:
        """Make a database as another one is now; nobody may be connected to that one."""
        self._make(case, source)

    def drop(self, case: str) -> None:
        """Remove a database, whoever is connected to it."""
        shutil.rmtree(self.folder / case)
        if not self.is_sqlite:
            self._command(f'DROP DATABASE IF EXISTS "{self.name(case)}" WITH (FORCE)')

    def _make(self, case: str, source: str | None) -> None:
        (self.folder / case).mkdir()
        if not self.is_sqlite:
            template = f' TEMPLATE "{self.name(source)}"' if source else ""
            self._command(f'CREATE DATABASE "{self.name(case)}"{template}')
        elif source:
            shutil.copy(self.name(source), self.name(case))

    def _command(self, statement: str) -> None:
        with closing(psycopg.connect(self.url, autocommit=True)) as connection:
            connection.execute(statement.encode())

    def _url_of(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


def open_store(folder: Path) -> Store:
    """The store of a script that was given a folder; the key file is made in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "master.key").write_text("5e" * 32 + "\n", encoding="ascii")
    # PostgreSQL folds no quoted name, and takes at most 63 bytes.
    return Store(folder, os.environ.get(URL, ""), f"faults_{os.getpid()}")


def start_django(store: Store) -> None:
    """Set Django up in this process; ``using`` then says which database it works on."""
    (store.folder / "settings").mkdir(exist_ok=True)
    os.environ.update(store.environment("settings") if store.is_sqlite else {})
    os.environ["BAYANIHAN_DATA"] = str(store.folder / "settings")
    os.environ["BAYANIHAN_KEY_FILE"] = str(store.folder / "master.key")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bayanihan.site.settings"
    import django  # noqa: PLC0415  # the settings are read from the environment set above

    django.setup()


@contextmanager
def using(store: Store, case: str) -> Iterator[None]:
    """Work on the database of a case; the connection is closed before and after."""
    from django.db import connection  # noqa: PLC0415  # Django is set up by then

    connection.close()
    connection.settings_dict["NAME"] = store.name(case)
    try:
        yield
    finally:
        connection.close()
