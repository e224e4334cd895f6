"""A branch may have grown beyond the version that ended it before it was seen here."""

from typing import ClassVar

from django.db import migrations

from bayanihan.membership.append_only import Guard, Guarding, install_guards, remove_guards


def _changed(*fields: str) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in fields)


_RIVAL_CHANGED = " OR ".join(
    [
        _changed("id", "group_id", "number", "digest", "text", "signatures", "seen_at"),
        "OLD.settled_by IS NOT NULL AND OLD.settled_by IS DISTINCT FROM NEW.settled_by",
    ]
)
# SQLite remakes the table, and with it go its guards.
_GUARDS = (
    Guard("membership_rival", "UPDATE", _RIVAL_CHANGED),
    Guard("membership_rival", "DELETE"),
)


class Migration(migrations.Migration):
    """The guards of the table are the same before and after."""

    dependencies: ClassVar = [("membership", "0005_guards")]
    operations: ClassVar = [
        Guarding(remove_guards(*_GUARDS), install_guards(*_GUARDS)),
        migrations.RemoveConstraint(model_name="rival", name="rival_settled_by_a_later_version"),
        Guarding(install_guards(*_GUARDS), remove_guards(*_GUARDS)),
    ]
