"""PostgreSQL changes no column that a trigger names: the guards come back in 0005."""

from typing import ClassVar

from django.db import migrations

from bayanihan.membership.api import Guard, Guarding, remove_guards

_GUARDS = tuple(
    Guard(f"records_{table}", event)
    for table in ("entry", "journal")
    for event in ("UPDATE", "DELETE")
)


class Migration(migrations.Migration):
    """Nothing is written between this step and 0005."""

    dependencies: ClassVar = [("records", "0002_append_only")]
    operations: ClassVar = [Guarding(remove_guards(*_GUARDS))]
