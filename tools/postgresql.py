"""A private PostgreSQL cluster for one run of the tests.

It lives in a fresh folder under an account without rights, listens on a socket
in that folder and nowhere else, and is gone when the run ends.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NAME = "bayanihan"
DEBIAN = Path("/usr/lib/postgresql")


def find_programs() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``, newest version first; None if absent."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def private_cluster(programs: Path) -> Iterator[str]:
    """Start a cluster, give the URL of an empty database, stop and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="bayanihan-postgresql-"))
    account = unprivileged_account()
    if account:
        shutil.chown(folder, account)
    pg_ctl = [str(programs / "pg_ctl"), "--pgdata", str(folder / "data"), "--silent"]
    try:
        create(programs, folder, account)
        as_account(account, [*pg_ctl, "--log", str(folder / "log"), "start"])
        try:
            as_account(account, [str(programs / "createdb"), "-h", str(folder), "-U", NAME, NAME])
            yield f"postgresql://{NAME}@/{NAME}?host={quote(str(folder), safe='')}"
        finally:
            as_account(account, [*pg_ctl, "--mode", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create(programs: Path, folder: Path, account: str | None) -> None:
    """Make the cluster's files: one owner, no password, reachable by its socket only."""
    initdb = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", NAME]
    initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    as_account(account, initdb)
    settings = f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n"
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(settings)


def unprivileged_account() -> str | None:
    """The account that runs the server: PostgreSQL refuses root. None keeps our own."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def as_account(account: str | None, command: list[str]) -> None:
    """Run one of PostgreSQL's programs quietly; what it said is shown when it fails."""
    prefix = ["runuser", "-u", account, "--"] if account else []
    # Its own folder as working directory: the account may not enter ours.
    done = subprocess.run(
        [*prefix, *command],
        cwd="/",
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}")
