"""Doctor: is this node well? Each line says what was looked at and what to do if it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from bayanihan.kernel.api import BayanihanError, Misconfigured
from bayanihan.membership.api import Member, Role, restored, statement_key
from bayanihan.ops.commands import DONE, FAULTY, say, say_json
from bayanihan.ops.words import count_words
from bayanihan.records.api import Entry, Journal, fault_of, standings

ADMINISTRATORS = 2
# SQLite: OFF, NORMAL (2 is FULL). PostgreSQL: off.
_NOT_WAITING = (0, 1, "off")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``state`` is well, mind or ill."""

    state: str
    what: str
    todo: str = ""


_WHOLE = Finding("well", "the database can be read from end to end")


def examine(*, as_json: bool) -> int:
    """Look at everything; exit 1 if anything is ill."""
    findings = list(_findings())
    if as_json:
        say_json([{"state": f.state, "what": f.what, "todo": f.todo} for f in findings])
    else:
        for finding in findings:
            say(
                f"{finding.state:5} {finding.what}"
                + (f" -> {finding.todo}" if finding.todo else "")
            )
    return FAULTY if any(finding.state == "ill" for finding in findings) else DONE


def _findings() -> Iterator[Finding]:
    yield _key_file()
    pages = _pages()
    yield pages
    if pages.state == "ill":
        return
    yield _tables()
    yield _durability()
    yield from _keys()
    yield from _journals()
    yield from _administrators()
    yield from _folds()
    yield from _restore()


def _key_file() -> Finding:
    try:
        settings.STATEMENT_WRAPPING_KEY()
    except Misconfigured as error:
        return Finding("ill", f"key file: {error.code.value}", "restore it from your backup")
    return Finding("well", "key file is readable and outside the data directory")


def _pages() -> Finding:
    """Whether the database can be read from end to end; PostgreSQL guards its own pages."""
    damage = Finding(
        "ill", "the database is damaged", "keep the data as it is, restore your backup elsewhere"
    )
    try:
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                return Finding("well", "the database answers")
            cursor.execute("PRAGMA quick_check(1)")
            return _WHOLE if cursor.fetchone() == ("ok",) else damage
    except DatabaseError:
        return damage


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return Finding("ill", "tables are older than the program", "run `bayanihan serve` once")
    return Finding("well", f"tables are current ({connection.vendor})")


def _durability() -> Finding:
    """Whether what we acknowledge is on the disk by then."""
    is_sqlite = connection.vendor == "sqlite"
    questions = ("PRAGMA synchronous",) if is_sqlite else ("SHOW synchronous_commit", "SHOW fsync")
    with connection.cursor() as cursor:
        levels = [_answer(cursor, question) for question in questions]
    if any(level in _NOT_WAITING for level in levels):
        todo = "set synchronous to FULL" if is_sqlite else "set synchronous_commit and fsync to on"
        return Finding("ill", "commits do not wait for the disk", todo)
    return Finding("well", "every commit waits for the disk")


def _answer(cursor: CursorWrapper, question: str) -> object:
    cursor.execute(question)
    return cursor.fetchone()[0]


def _keys() -> Iterator[Finding]:
    ill = 0
    for member in Member.objects.filter(is_hosted=True):
        try:
            statement_key(member)
        except BayanihanError as error:
            ill += 1
            yield Finding(
                "ill", f"{member.code}: {error.code.value}", "wrong key file for this data?"
            )
    if not ill:
        yield Finding("well", "every hosted member can sign")


def _journals() -> Iterator[Finding]:
    """The newest record of each journal, proved from its bytes to the signed root."""
    proved = 0
    for journal in Journal.objects.filter(size__gt=0).select_related("member", "group"):
        entry = (
            Entry.objects.filter(journal=journal, object__isnull=False)
            .select_related("object", "handling", "group", "journal__member")
            .order_by("-index")
            .first()
        )
        fault = fault_of(entry) if entry is not None else None
        if fault is not None:
            name = f"journal of {journal.member.code} in {journal.group.key}"
            yield Finding("ill", f"{name}: {fault.describe()}", "keep the data, ask for help")
        proved += 1
    yield Finding("well", f"{proved} journals: newest record proved up to its signed root")


def _administrators() -> Iterator[Finding]:
    for member in Member.objects.filter(is_hosted=True, people__isnull=False).distinct():
        count = member.people.filter(is_active=True, granted__role=Role.ADMINISTRATOR.value).count()
        if count < ADMINISTRATORS:
            said = count_words(count, "administrator")
            yield Finding("mind", f"{member.code} has {said}", "a member should have two")


def _folds() -> Iterator[Finding]:
    """Whether the tables that are computed from records are those of this program."""
    for one in standings():
        name = one.fold.name
        if one.is_being_built:
            yield Finding("mind", f"{name}: a rebuild began and has not ended", f"`rebuild {name}`")
        elif not one.is_current:
            yield Finding(
                "mind", f"{name}: its rows are not those of this program", f"`rebuild {name}`"
            )


def _restore() -> Iterator[Finding]:
    if restored() is not None:
        todo = "`compare` with what others hold, then `confirm-restore`"
        yield Finding("mind", "restored from a backup: nothing is signed yet", todo)
