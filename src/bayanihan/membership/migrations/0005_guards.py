"""What members signed or did is never changed or deleted; SQLite lost the guards of remade tables."""

from typing import ClassVar

from django.db import migrations

from bayanihan.membership.append_only import Guard, Guarding, install_guards, remove_guards


def _changed(*fields: str) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in fields)


_KEY_CHANGED = " OR ".join(
    [
        _changed("id", "member_id", "epoch", "vkey", "valid_from"),
        "NEW.sealed IS NOT NULL AND OLD.sealed IS DISTINCT FROM NEW.sealed",
        "OLD.valid_until IS NOT NULL AND OLD.valid_until IS DISTINCT FROM NEW.valid_until",
        "OLD.ended_why <> '' AND OLD.ended_why IS DISTINCT FROM NEW.ended_why",
    ]
)
_PROPOSAL_CHANGED = " OR ".join(
    [
        _changed("id", "group_id", "number", "digest", "text", "by_id", "at", "entry"),
        "OLD.state <> 'open' AND OLD.state IS DISTINCT FROM NEW.state",
    ]
)
_RIVAL_CHANGED = " OR ".join(
    [
        _changed("id", "group_id", "number", "digest", "text", "signatures", "seen_at"),
        "OLD.settled_by IS NOT NULL AND OLD.settled_by IS DISTINCT FROM NEW.settled_by",
    ]
)
_AGAIN = (
    Guard("membership_statementkey", "UPDATE", _KEY_CHANGED),
    Guard("membership_statementkey", "DELETE"),
)
_NEW = (
    *(
        Guard(table, event)
        for table in ("membership_acceptance", "membership_answer", "membership_happening")
        for event in ("UPDATE", "DELETE")
    ),
    Guard("membership_proposal", "UPDATE", _PROPOSAL_CHANGED),
    Guard("membership_proposal", "DELETE"),
    Guard("membership_rival", "UPDATE", _RIVAL_CHANGED),
    Guard("membership_rival", "DELETE"),
)


class Migration(migrations.Migration):
    """Triggers on both engines."""

    dependencies: ClassVar = [("membership", "0004_many_members")]
    operations: ClassVar = [
        Guarding(install_guards(*_AGAIN, *_NEW), remove_guards(*_NEW)),
    ]
