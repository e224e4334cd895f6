"""The handling that an operator says on the command line, understood before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bayanihan.gate.api import Pap, Reason, Tlp
from bayanihan.kernel.api import Refused, to_instant
from bayanihan.membership.api import Group, Member, charter_text, find_member
from bayanihan.records.api import Stated
from bayanihan.stix.api import read_label

_PAP = "PAP:"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was typed; ``None`` or empty says nothing. Instants are RFC 3339, UTC."""

    tlp: str | None = None
    pap: str | None = None
    to: Sequence[str] = ()
    until: str | None = None
    keep_until: str | None = None


def stated_from(spoken: Spoken, group: Group, publisher: Member, *, at: int) -> Stated:
    """The handling as publishing takes it.

    Raises ``Malformed``, ``Absent`` or ``Refused`` for what can be no handling here.
    """
    return Stated(
        tlp=Tlp.from_label(read_label(spoken.tlp)) if spoken.tlp else None,
        pap=_pap(spoken.pap) if spoken.pap else None,
        audience=_audience(spoken.to, group, publisher) if spoken.to else None,
        until=_ahead(spoken.until, Reason.TERMS_ENDED, "until", at),
        keep_until=_ahead(spoken.keep_until, Reason.KEEP_TERM_ENDED, "keep-until", at),
    )


def _pap(text: str) -> Pap:
    said = text.upper()
    return Pap.from_label(said if said.startswith(_PAP) else _PAP + said)


def _audience(names: Sequence[str], group: Group, publisher: Member) -> frozenset[str]:
    """The addressed; somebody else among them, and each with a seat in the newest charter."""
    members = [find_member(name) for name in names]
    seated = charter_text(group.newest).seats() if group.newest else {}
    for one in members:
        if one.stix_id not in seated:
            facts = {"member": one.code, "group": group.key}
            raise Refused(Reason.ADDRESSED_OUTSIDE_GROUP, facts=facts)
    found = frozenset(one.stix_id for one in members)
    if found <= {publisher.stix_id}:
        raise Refused(Reason.NOBODY_ADDRESSED)
    return found


def _ahead(text: str | None, reason: Reason, name: str, at: int) -> int | None:
    """An instant that is still to come."""
    if text is None:
        return None
    instant = to_instant(text, where=f"--{name}")
    if instant <= at:
        raise Refused(reason, where=f"--{name}", facts={"instant": text})
    return instant
