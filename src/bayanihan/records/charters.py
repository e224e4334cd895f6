"""Verifying a charter from its own text: its form, its rules, its signatures (pure).

Only first charters stand. How one charter succeeds another is not yet settled
between nodes; until then a file that brings a "second version" brings a claim
that nobody in the group has signed.
"""

from __future__ import annotations

from dataclasses import fields

import msgspec

from bayanihan.gate.api import STEPS, GroupFacts, History, MemberKind, Tlp
from bayanihan.journal.api import VerifyingKey, open_note
from bayanihan.kernel.api import Unverified
from bayanihan.membership.api import CharterText, seat_fault, signers_needed
from bayanihan.records.rules import RecordFault

_FIRST = 1
_FIELDS = {one.name for one in fields(CharterText)} - {"raw"} | {"format"}


def verify_charter(charter: CharterText, note: str) -> tuple[str, ...]:
    """Check that a first charter is one, and signed by those who must; gives the signers' ids.

    Raises ``Unverified`` or ``Malformed``. Source: protocol, "Charter".
    """
    where = f"charter {charter.number}"
    why = _why_not_first(charter) or _why_no_group(charter)
    if why is not None:
        raise Unverified(RecordFault.CHARTER_DIFFERS, where=where, facts={"why": why})
    keys = [VerifyingKey.from_text(key.vkey) for seat in charter.members for key in seat.keys]
    opened = open_note(note, keys)
    if opened.text != charter.note_text():
        raise Unverified(RecordFault.CHARTER_DIFFERS, where=where, facts={"why": "signed text"})
    signers, count = signers_needed(charter.layer, charter.seats())
    signed = sorted(signers & set(opened.signatures))
    if len(signed) < count:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=where)
    return tuple(signed)


def facts_of_charter(charter: CharterText) -> GroupFacts:
    """How things stood in the group, by its verified charter alone.

    Who is in the region cannot be known from one charter, so only
    ``may_publish`` may be asked with these facts: it has no rule on the region.
    """
    seats = charter.seats()
    return GroupFacts(
        id=charter.group,
        layer=charter.layer,
        ceiling=charter.ceiling,
        exercise=charter.exercise,
        charters={charter.number: seats},
        accepted=dict.fromkeys(seats, charter.number),
        kinds={seat.id: MemberKind(seat.kind) for seat in charter.members},
        region=frozenset(),
        constituents={},
        steps={},
        frozen=False,
        history=History(charter.history),
    )


def _why_not_first(charter: CharterText) -> str | None:
    """Why this is no first charter in the form that is known here."""
    if charter.number != _FIRST:
        return "number"
    if charter.previous is not None:
        return "previous"
    if charter.at < 0:
        return "at"
    body = msgspec.json.decode(charter.raw)
    read = msgspec.json.decode(msgspec.json.encode(charter.members))
    if set(body) != _FIELDS or body["members"] != read:
        # A rule that is not understood here could change what all others mean.
        return "unknown field"
    return None


def _why_no_group(charter: CharterText) -> str | None:
    """Why no group can be opened by this charter."""
    ceilings: dict[int, Tlp | None] = {step.value: top for step, top in STEPS.items()}
    if charter.step not in ceilings:
        return "step"
    if charter.ceiling is not ceilings[charter.step]:
        return "ceiling"
    if charter.history not in set(History):
        return "history"
    fault = seat_fault(charter.layer, charter.seats(), exercise=charter.exercise)
    return None if fault is None else fault.value
