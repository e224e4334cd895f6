"""Guards of the new tables, and again of those that SQLite remade; acceptances get their rows."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from bayanihan.membership.api import Guard, Guarding, install_guards, remove_guards


def _changed(*fields: str) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in fields)


# Of a hidden entry only the hash is known; what it hashes may become known later, once.
_HIDDEN = "OLD.kind = '' AND OLD.fate IN ('stands', 'withdrawn', 'erased')"
# A record may arrive before its object; what was erased never gets one again.
_BODILESS = (
    "OLD.kind IN ('', 'record') AND OLD.object_id IS NULL AND OLD.salt IS NULL"
    " AND OLD.fate IN ('stands', 'withdrawn')"
)
_ENTRY_SAID = _changed("kind", "handling_id", "charter", "at", "commitment")
_ENTRY_NUMBERED = _changed("seq", "type")
_ENTRY_FILLED = (
    "NEW.salt IS NOT NULL AND OLD.salt IS DISTINCT FROM NEW.salt"
    " OR NEW.object_id IS NOT NULL AND OLD.object_id IS DISTINCT FROM NEW.object_id"
)
_ENTRY_CHANGED = " OR ".join(
    [
        _changed("group_id", "journal_id", '"index"'),
        f"NOT ({_HIDDEN}) AND ({_ENTRY_SAID})",
        f"NOT ({_HIDDEN}) AND NOT ({_BODILESS}) AND ({_ENTRY_NUMBERED})",
        f"NOT ({_BODILESS}) AND ({_ENTRY_FILLED})",
        "OLD.fate IN ('erased', 'cut') AND OLD.fate IS DISTINCT FROM NEW.fate",
    ]
)
_JOURNAL_CHANGED = " OR ".join(
    [
        "NEW.size < OLD.size",
        _changed("id", "group_id", "member_id", "part", "base"),
        # A part that was cut off stays as it was.
        "OLD.is_current <> NEW.is_current AND NEW.is_current",
        "NEW.size <> OLD.size AND NOT (OLD.is_current AND NEW.is_current)",
    ]
)
_AGAIN = (
    Guard("records_entry", "UPDATE", _ENTRY_CHANGED),
    Guard("records_entry", "DELETE"),
    Guard("records_journal", "UPDATE", _JOURNAL_CHANGED),
    Guard("records_journal", "DELETE"),
)
_NEW = tuple(
    Guard(f"records_{table}", event)
    for table in ("act", "cut", "keptevidence", "removal", "receipt", "erased")
    for event in ("UPDATE", "DELETE")
)


def _note_acceptances(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a member's acceptance stood in its journal alone."""
    entries = apps.get_model("records", "Entry").objects.filter(kind="acceptance")
    acceptance = apps.get_model("membership", "Acceptance")
    rows = entries.values_list("group_id", "journal__member_id", "charter", "commitment", "at")
    acceptance.objects.bulk_create(
        (
            acceptance(
                group_id=group, member_id=member, number=number, digest=bytes(digest).hex(), at=at
            )
            for group, member, number, digest, at in rows
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Triggers on both engines."""

    dependencies: ClassVar = [
        ("records", "0004_many_members"),
        ("membership", "0005_guards"),
    ]
    operations: ClassVar = [
        Guarding(install_guards(*_AGAIN, *_NEW), remove_guards(*_NEW)),
        migrations.RunPython(_note_acceptances, migrations.RunPython.noop),
    ]
