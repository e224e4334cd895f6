"""Journals, envelopes and objects are append-only; erasing may only empty object and salt."""

from typing import ClassVar

from django.db import migrations

from bayanihan.membership.api import Guard, Guarding, install_guards, remove_guards

_FIXED = (
    "seq", "group_id", "journal_id", '"index"', "kind", "type", "handling_id", "charter", "at",
    "commitment",
)  # fmt: skip
_ENTRY_CHANGED = " OR ".join(
    [f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _FIXED]
    + [
        "NEW.salt IS NOT NULL AND OLD.salt IS DISTINCT FROM NEW.salt",
        "NEW.object_id IS NOT NULL AND OLD.object_id IS DISTINCT FROM NEW.object_id",
    ]
)
_TILE_CHANGED = (
    "OLD.journal_id <> NEW.journal_id OR OLD.level <> NEW.level OR OLD.number <> NEW.number"
    " OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes"
)
_JOURNAL_CHANGED = (
    "NEW.size < OLD.size OR OLD.id <> NEW.id OR OLD.group_id <> NEW.group_id"
    " OR OLD.member_id <> NEW.member_id"
)
_GUARDS = (
    Guard("records_entry", "UPDATE", _ENTRY_CHANGED),
    Guard("records_entry", "DELETE"),
    Guard("records_storedobject", "UPDATE"),
    Guard("records_handlingrow", "UPDATE"),
    Guard("records_handlingrow", "DELETE"),
    Guard("records_checkpoint", "UPDATE"),
    Guard("records_checkpoint", "DELETE"),
    Guard("records_tile", "UPDATE", _TILE_CHANGED),
    Guard("records_tile", "DELETE"),
    Guard("records_journal", "UPDATE", _JOURNAL_CHANGED),
    Guard("records_journal", "DELETE"),
)


class Migration(migrations.Migration):
    """Triggers on both engines."""

    dependencies: ClassVar = [("records", "0001_initial")]
    operations: ClassVar = [Guarding(install_guards(*_GUARDS), remove_guards(*_GUARDS))]
