"""PostgreSQL changes no column that a trigger names: the guards come back in 0005."""

from typing import ClassVar

from django.db import migrations

from bayanihan.membership.append_only import Guard, Guarding, remove_guards

_GUARDS = (
    Guard("membership_statementkey", "UPDATE"),
    Guard("membership_statementkey", "DELETE"),
)


class Migration(migrations.Migration):
    """Nothing is written between this step and 0005."""

    dependencies: ClassVar = [("membership", "0002_append_only")]
    operations: ClassVar = [Guarding(remove_guards(*_GUARDS))]
