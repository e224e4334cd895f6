"""The proof of a record, recomputed for the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from bayanihan.kernel.api import BayanihanError, to_datetime
from bayanihan.membership.api import Group
from bayanihan.records.api import Proof as Proven
from bayanihan.records.api import Record, prove
from bayanihan.web.downloads import day_of
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.proof import Digest, Proof


@dataclass(frozen=True, slots=True)
class Found:
    """What recomputing a proof gave: the proof, or the error at the step that does not hold."""

    proof: Proven | None
    error: BayanihanError | None


def recompute(record: Record) -> Found:
    """Recompute the proof of a record now."""
    try:
        return Found(prove(record.entry), None)
    except BayanihanError as error:
        return Found(None, error)


def proof_panel(record: Record, found: Found, *, at: int) -> Proof | None:
    """The panel beside a record; ``None`` where the proof does not hold.

    A constituent sees the verdict in the band and the steps: the panel is the group's.
    """
    proof = found.proof
    if proof is None or record.via is not None:
        return None
    when = format_date(to_datetime(at), "H:i")
    return Proof(
        state="done",
        verdict=_("Verified here at %(time)s UTC") % {"time": when},
        journal=journal_name(record),
        index=proof.index,
        size=proof.checkpoint.size,
        checkpoint_at=proof.checkpoint.at,
        root=proof.checkpoint.root.hex(),
        words=aloud(proof.checkpoint.root),
        command=command_for(record.entry.group, at),
        verify_url=verify_url(record),
        digests=(Digest(_("Leaf of this entry"), proof.leaf_hash.hex()),),
    )


def journal_name(record: Record) -> str:
    """A journal as people call it: the group's key and the member's code."""
    return f"{record.entry.group.key}/{record.entry.journal.member.code}"


def command_for(group: Group, at: int) -> str:
    """How somebody checks it without this node: take the group's package, verify the file."""
    return f"bayanihan verify bayanihan-{group.key}-{day_of(at)}-package.json"


def verify_url(record: Record) -> str:
    """Where the steps stand one by one."""
    stored = record.entry.object
    address = reverse("object-verify", args=[stored.stix_id if stored else ""])
    return f"{address}?entry={record.entry.seq}"
