"""Making the node ready, and what each command word calls."""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bayanihan.kernel.api import Misconfigured, read_clock
from bayanihan.site.configuration import (
    DEMO_MARK,
    ConfigurationFault,
    configuration,
    create_master_key,
    demo_password,
)

_BUILDING_MARK = "DEMO-BUILDING"
_BUILDING_LOCK = ".building.lock"
_WITHOUT_DATA = frozenset({"check", "verify"})
_MAKING_TABLES = frozenset({"demo", "serve", "restore"})
_OWNER_ONLY = 0o077


def start(word: str) -> None:
    """Start Django; for commands that need data, refuse first if directory or key is absent."""
    os.environ["BAYANIHAN_PROCESS"] = word
    chosen = configuration()
    needs_data = word not in _WITHOUT_DATA
    if needs_data:
        # Records, session keys and exports are for this account alone.
        os.umask(_OWNER_ONLY)
    if word == "demo":
        chosen.data.mkdir(parents=True, exist_ok=True)
        create_master_key(chosen.key_file)
    if word == "restore":
        chosen.data.mkdir(parents=True, exist_ok=True)
    if needs_data:
        if not chosen.data.is_dir():
            raise Misconfigured(ConfigurationFault.NO_DATA, where=str(chosen.data))
        chosen.read_master_key()
        if word != "demo" and (chosen.data / _BUILDING_MARK).exists():
            raise Misconfigured(ConfigurationFault.BEING_BUILT, where=str(chosen.data))
    django.setup()
    if needs_data and word not in _MAKING_TABLES and not _has_tables():
        raise Misconfigured(ConfigurationFault.NO_TABLES, where=str(chosen.data))


def _has_tables() -> bool:
    """Whether a node was ever made here; a file of SQLite appears by being asked for."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return "membership_region" in connection.introspection.table_names()


def _ops() -> Any:  # noqa: ANN401  # the door of ops, importable only after start()
    return import_module("bayanihan.ops.api")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _demo(_arguments: argparse.Namespace) -> int:
    """Build the demonstration once; an unfinished one is begun again."""
    data = configuration().data
    with _only_builder(data):
        return _build(data)


@contextmanager
def _only_builder(data: Path) -> Iterator[None]:
    """Two builds at once would tear each other's database down; the lock ends with the process."""
    with (data / _BUILDING_LOCK).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Misconfigured(ConfigurationFault.BUILT_ELSEWHERE, where=str(data)) from error
        yield


def _build(data: Path) -> int:
    if (data / DEMO_MARK).exists():
        _tell(f"the demonstration is there already: {data}")
        return 0
    _clear_unfinished(data)
    (data / _BUILDING_MARK).touch()
    call_command("migrate", verbosity=0, skip_checks=True)
    loss = _ops().build_region(
        password=demo_password(), node=settings.NODE_NAME, at=read_clock(), tell=_tell
    )
    _ops().keep_loss(loss, data / "loss-report.json")
    (data / _BUILDING_MARK).rename(data / DEMO_MARK)
    _tell(f"built in {data}; serve it with: bayanihan --data {data} serve")
    return 0


def _clear_unfinished(data: Path) -> None:
    """Only what an interrupted build of ours left behind is removed; anything else is refused."""
    is_ours = (data / _BUILDING_MARK).exists()
    if _has_tables() and not is_ours:
        raise Misconfigured(ConfigurationFault.NOT_A_DEMO, where=str(data))
    if _has_tables() and configuration().database_url:
        raise Misconfigured(ConfigurationFault.UNFINISHED_BUILD, where=str(data))
    connection.close()
    for path in data.glob("bayanihan.sqlite3*"):
        path.unlink()


def _serve(arguments: argparse.Namespace) -> int:
    """Bring tables up to date, then serve pages until interrupted."""
    _require_free(arguments.address, arguments.port)
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    _ops().catch_up(at=read_clock())
    # The server's workers read the same settings from the environment.
    os.environ["BAYANIHAN_DATA"] = str(configuration().data.resolve())
    granian = import_module("granian")
    server = granian.Granian(
        "bayanihan.site.wsgi:application",
        address=arguments.address,
        port=arguments.port,
        interface="wsgi",
        workers=1,
        blocking_threads=4,
        backpressure=64,
        websockets=False,
        log_level="warning",
    )
    _tell(f"Bayanihan is at http://{arguments.address}:{arguments.port}/  (stop with Ctrl+C)")
    server.serve()
    return 0


def _require_free(address: str, port: int) -> None:
    """The server would share a busy port silently; half the answers would be another's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            where = f"{address}:{port}"
            raise Misconfigured(ConfigurationFault.PORT_IN_USE, where=where) from error


def _check(arguments: argparse.Namespace) -> int:
    code: int = _ops().check_file(arguments.file, as_json=arguments.json)
    return code


def _import(arguments: argparse.Namespace) -> int:
    spoken = _ops().Spoken(
        tlp=arguments.tlp,
        pap=arguments.pap,
        to=arguments.to,
        until=arguments.until,
        keep_until=arguments.keep_until,
    )
    code: int = _ops().import_files(
        arguments.files,
        member=arguments.member,
        group=arguments.group,
        spoken=spoken,
        as_json=arguments.json,
    )
    return code


def _export(arguments: argparse.Namespace) -> int:
    code: int = _ops().export_group(
        arguments.output,
        member=arguments.member,
        group=arguments.group,
        publisher=arguments.publisher,
        plain=arguments.plain,
        as_json=arguments.json,
    )
    return code


def _verify(arguments: argparse.Namespace) -> int:
    code: int = _ops().verify_file(arguments.file, as_json=arguments.json)
    return code


def _invite(arguments: argparse.Namespace) -> int:
    code: int = _ops().invite_person(
        arguments.member,
        arguments.username,
        name=arguments.name,
        roles=arguments.roles,
        is_anew=arguments.anew,
        as_json=arguments.json,
    )
    return code


def _backup(arguments: argparse.Namespace) -> int:
    code: int = _ops().back_up(arguments.file, as_json=arguments.json)
    return code


def _restore(arguments: argparse.Namespace) -> int:
    with _only_builder(configuration().data):
        code: int = _ops().restore(arguments.file, as_json=arguments.json)
    return code


def _compare(arguments: argparse.Namespace) -> int:
    code: int = _ops().compare_files(arguments.files, as_json=arguments.json)
    return code


def _confirm(arguments: argparse.Namespace) -> int:
    code: int = _ops().confirm_restore(by=arguments.by, as_json=arguments.json)
    return code


def _member_export(arguments: argparse.Namespace) -> int:
    code: int = _ops().export_member(arguments.member, arguments.file, as_json=arguments.json)
    return code


def _rebuild(arguments: argparse.Namespace) -> int:
    code: int = _ops().rebuild_rows(arguments.room, as_json=arguments.json)
    return code


def _list(name: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        code: int = getattr(_ops(), name)(as_json=arguments.json)
        return code

    return run


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "demo": _demo,
    "serve": _serve,
    "check": _check,
    "import": _import,
    "export": _export,
    "verify": _verify,
    "invite": _invite,
    "backup": _backup,
    "restore": _restore,
    "compare": _compare,
    "confirm-restore": _confirm,
    "member-export": _member_export,
    "rebuild": _rebuild,
    "groups": _list("list_groups"),
    "members": _list("list_members"),
    "people": _list("list_people"),
    "doctor": _list("examine"),
}
