"""The charter on the wire: canonical JSON and the note that its signers sign (pure).

A charter says who is in a group and what the group may carry. Signed is a
short note that names group, number and digest, so that signatures can be
compared and carried without the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from bayanihan.gate.api import GroupRole, Layer, MemberKind, Tlp
from bayanihan.journal.api import VerifyingKey
from bayanihan.kernel.api import Malformed, canonical, digest
from bayanihan.membership.rules import MembershipFault

FORMAT = "bayanihan-charter/1"
NOTE_HEAD = "bayanihan/charter"


class KeyLine(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A statement key as a charter lists it; instants in microseconds."""

    vkey: str
    epoch: int
    valid_from: int
    valid_until: int | None = None


class SeatLine(msgspec.Struct, frozen=True):
    """One member of the group: identity id, role, keys, and who hosts it."""

    id: str
    code: str
    name: str
    kind: str
    role: str
    keys: tuple[KeyLine, ...]
    hosted_by: str


class _CharterBody(msgspec.Struct, frozen=True):
    format: str
    group: str
    number: int
    name: str
    purpose: str
    layer: str
    step: int
    ceiling: str | None
    exercise: bool
    history: str
    members: tuple[SeatLine, ...]
    previous: str | None
    at: int


@dataclass(frozen=True, slots=True)
class CharterText:
    """A charter as read: its fields and the exact bytes that were signed."""

    raw: bytes
    group: str
    number: int
    name: str
    purpose: str
    layer: Layer
    step: int
    ceiling: Tlp | None
    exercise: bool
    history: str
    members: tuple[SeatLine, ...]
    previous: str | None
    at: int

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes; what signatures and successors name."""
        return digest(self.raw)

    def seats(self) -> dict[str, GroupRole]:
        """Identity id to role."""
        return {seat.id: GroupRole(seat.role) for seat in self.members}

    def note_text(self) -> str:
        """The text that signers sign: head, group, number, digest in hex."""
        return f"{NOTE_HEAD}\n{self.group}\n{self.number}\n{self.digest.hex()}\n"


def write_charter(fields: dict[str, Any]) -> CharterText:
    """Make a charter from its fields; members are mappings in the form of ``SeatLine``."""
    return read_charter(canonical({"format": FORMAT, **fields}))


def read_charter(raw: bytes) -> CharterText:
    """Read a charter; total: raises ``Malformed`` for anything that is not a canonical one."""
    try:
        body = msgspec.json.decode(raw, type=_CharterBody)
        value = msgspec.json.decode(raw)
        charter = CharterText(
            raw=raw,
            group=body.group,
            number=body.number,
            name=body.name,
            purpose=body.purpose,
            layer=Layer(body.layer),
            step=body.step,
            ceiling=None if body.ceiling is None else Tlp.from_label(body.ceiling),
            exercise=body.exercise,
            history=body.history,
            members=body.members,
            previous=body.previous,
            at=body.at,
        )
        _check_seats(body)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        facts = {"why": str(error)[:200]}
        raise Malformed(MembershipFault.CHARTER_MALFORMED, facts=facts) from error
    if body.format != FORMAT or canonical(value) != raw:
        raise Malformed(MembershipFault.CHARTER_MALFORMED, facts={"why": "not canonical"})
    return charter


def _check_seats(body: _CharterBody) -> None:
    """Known roles and kinds, nobody twice, keys under their owner's name; raises ``ValueError``."""
    for seat in body.members:
        GroupRole(seat.role)
        MemberKind(seat.kind)
        if any(VerifyingKey.from_text(key.vkey).name != seat.id for key in seat.keys):
            message = "a key carries another name than its owner's"
            raise ValueError(message)
    if len({seat.id for seat in body.members}) != len(body.members):
        message = "a member is listed twice"
        raise ValueError(message)
