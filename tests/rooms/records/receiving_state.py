"""Everything that a node holds of a group, to be compared with what another one holds."""

from __future__ import annotations

from typing import Any

from bayanihan.membership.api import (
    Acceptance,
    Rival,
)
from bayanihan.records.api import Quarantined
from bayanihan.records.models import Checkpoint, Entry, Journal, KeptEvidence, Receipt, Removal
from tests.rooms.records.receiving_world import World


def state(world: World, node: str) -> dict[str, Any]:
    """Everything that a node holds of the group, without numbers of its own."""
    with world.at(node):
        return state_here()


def state_here() -> dict[str, Any]:
    """The same of the node where we are."""
    return {
        "entries": sorted(map(_entry, Entry.objects.select_related("object", "journal__member"))),
        "journals": sorted(
            Journal.objects.filter(size__gt=0).values_list(
                "member__stix_id", "part", "base", "size", "is_current"
            )
        ),
        "acceptances": sorted(
            Acceptance.objects.values_list("member__stix_id", "number", "digest")
        ),
        "removals": sorted(
            Removal.objects.values_list("target__index", "act__index", "kind", "why")
        ),
        "receipts": sorted(
            Receipt.objects.values_list(
                "removal__target__index", "member__stix_id", "is_removed", "why"
            )
        ),
        "quarantine": sorted(
            (one.position, bytes(one.raw), str(one.reasons)) for one in Quarantined.objects.all()
        ),
        "evidence": sorted(KeptEvidence.objects.values_list("kind", "digest")),
        "rivals": sorted(Rival.objects.values_list("number", "digest")),
        "heads": sorted(Checkpoint.objects.values_list("journal__member__stix_id", "size", "note")),
    }


def _entry(entry: Entry) -> tuple[Any, ...]:
    text = getattr(entry, "act", None)
    return (
        entry.journal.member.stix_id,
        entry.journal.part,
        entry.index,
        entry.kind,
        entry.charter,
        entry.at,
        bytes(entry.commitment),
        entry.fate,
        entry.latest,
        "" if entry.object is None else entry.object.body,
        "" if text is None else text.text,
    )
