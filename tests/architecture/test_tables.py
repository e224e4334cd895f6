"""What Django itself can say about the tables and settings: nothing is missing or doubtful."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.architecture.source import FLOOR_OF


def unwritten(before: ProjectState, after: ProjectState) -> list[str]:
    """Changes of our tables that no migration carries out."""
    found = MigrationAutodetector(before, after).changes(MigrationLoader(None).graph)
    return [
        f"{label}: {operation.describe()}"
        for label, migrations in sorted(found.items())
        if label in FLOOR_OF
        for migration in migrations
        for operation in migration.operations
    ]


def test_migrations_carry_out_every_change_of_a_table() -> None:
    before = MigrationLoader(None).project_state()
    assert unwritten(before, ProjectState.from_apps(apps)) == []


def test_django_finds_nothing_to_warn_about() -> None:
    call_command("check", fail_level="WARNING")


def test_a_table_without_a_migration_is_seen() -> None:
    before = MigrationLoader(None).project_state()
    app, model = next(key for key in before.models if key[0] in FLOOR_OF)
    before.remove_model(app, model)
    assert any(
        line.startswith(f"{app}: Create")
        for line in unwritten(before, ProjectState.from_apps(apps))
    )
