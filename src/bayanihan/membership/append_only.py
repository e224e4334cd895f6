"""Triggers that keep signed history append-only on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_TRUNCATE = "TRUNCATE"
Change = Callable[[BaseDatabaseSchemaEditor], None]


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal: on ``event`` (UPDATE or DELETE) of ``table``, if ``when`` holds.

    ``when`` is SQL that both engines understand, over OLD and NEW; empty means always.
    """

    table: str
    event: str
    when: str = ""
    name: str = "append_only"


class Guarding(Operation):
    """A migration step that changes triggers and nothing else; the way back may change nothing.

    Django builds every model of the node for a step in Python; triggers need none.
    """

    def __init__(self, forwards: Change, backwards: Change | None = None) -> None:
        self.forwards = forwards
        self.backwards = backwards

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tables and models stay as they are."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002  # as Django calls it
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  # as above
        to_state: ProjectState,  # noqa: ARG002  # as above
    ) -> None:
        """The step itself."""
        self.forwards(schema_editor)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002  # as Django calls it
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  # as above
        to_state: ProjectState,  # noqa: ARG002  # as above
    ) -> None:
        """The step back."""
        if self.backwards is not None:
            self.backwards(schema_editor)

    def describe(self) -> str:
        """What ``migrate --plan`` shows."""
        return "Change what keeps signed history append-only"


def install_guards(*guards: Guard) -> Change:
    """Make the triggers; no guarded table may be emptied at one stroke."""

    def run(editor: BaseDatabaseSchemaEditor) -> None:
        for guard in _all(guards, editor):
            for statement in _statements(guard, editor.connection.vendor):
                editor.execute(statement, params=None)

    return run


def remove_guards(*guards: Guard) -> Change:
    """Take the triggers away, where they are."""

    def run(editor: BaseDatabaseSchemaEditor) -> None:
        for guard in _all(guards, editor):
            target = "" if editor.connection.vendor == "sqlite" else f" ON {guard.table}"
            editor.execute(f"DROP TRIGGER IF EXISTS {_trigger(guard)}{target}")

    return run


def _all(guards: Iterable[Guard], editor: BaseDatabaseSchemaEditor) -> list[Guard]:
    """The guards and, where the engine knows TRUNCATE, one more for each table."""
    tables = dict.fromkeys(guard.table for guard in guards)
    if editor.connection.vendor == "sqlite":
        return list(guards)
    return [*guards, *(Guard(table, _TRUNCATE) for table in tables)]


def _trigger(guard: Guard) -> str:
    return f"{guard.table}_{guard.event.lower()}_{guard.name}"


def _statements(guard: Guard, vendor: str) -> list[str]:
    message = f"{guard.table} is append-only"
    when = f"WHEN ({guard.when})" if guard.when else ""
    each = "STATEMENT" if guard.event == _TRUNCATE else "ROW"
    head = f"CREATE TRIGGER {_trigger(guard)} BEFORE {guard.event} ON {guard.table} FOR EACH {each}"
    if vendor == "sqlite":
        # SQLite before 3.39 has no IS DISTINCT FROM; its IS NOT means the same.
        when = when.replace("IS DISTINCT FROM", "IS NOT")
        return [f"{head} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"]
    function = (
        "CREATE OR REPLACE FUNCTION bayanihan_refuse() RETURNS trigger AS $$"
        " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
    )
    return [function, f"{head} {when} EXECUTE FUNCTION bayanihan_refuse()"]
