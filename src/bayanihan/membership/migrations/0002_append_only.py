"""Charters and seats are never changed or deleted; a key may only be put out of use."""

from typing import ClassVar

from django.db import migrations

from bayanihan.membership.append_only import Guard, Guarding, install_guards, remove_guards

_KEY_FIXED = ("id", "member_id", "epoch", "vkey", "valid_from")
_KEY_CHANGED = " OR ".join(
    [f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _KEY_FIXED]
    + [
        "NEW.sealed IS NOT NULL AND OLD.sealed IS DISTINCT FROM NEW.sealed",
        "OLD.valid_until IS NOT NULL AND OLD.valid_until IS DISTINCT FROM NEW.valid_until",
    ]
)
_GUARDS = (
    *(
        Guard(table, event)
        for table in ("membership_charter", "membership_seat")
        for event in ("UPDATE", "DELETE")
    ),
    Guard("membership_statementkey", "UPDATE", _KEY_CHANGED),
    Guard("membership_statementkey", "DELETE"),
)


class Migration(migrations.Migration):
    """Triggers on both engines."""

    dependencies: ClassVar = [("membership", "0001_initial")]
    operations: ClassVar = [Guarding(install_guards(*_GUARDS), remove_guards(*_GUARDS))]
