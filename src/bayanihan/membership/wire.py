"""The charter on the wire: canonical JSON and the note that its signers sign (pure).

A charter says who is in a group and what the group may carry. Signed is a
short note that names group, number and digest, so that signatures can be
compared and carried without the text.

A charter has one byte form only. What holds its default is left out
(``threshold``, ``speakers``, ``retention_days``, ``cuts``, ``also``; of a seat
``state`` and ``constituents``), and a field that says the default is as
malformed as one that nobody knows: a rule that is not understood here could
change what all others mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta

from bayanihan.gate.api import GroupRole, Layer, MemberKind, Tlp
from bayanihan.journal.api import SignatureType, VerifyingKey
from bayanihan.kernel.api import Malformed, canonical, digest, is_stix_id
from bayanihan.membership.rules import MembershipFault

FORMAT = "bayanihan-charter/1"
NOTE_HEAD = "bayanihan/charter"
MAX_CHARTER_BYTES: Final = 1 << 20
_CACHED: Final = 1_024
_MOST: Final = 2**31 - 1
_LAST: Final = 2**53 - 1

_Line: TypeAlias = Annotated[str, Meta(max_length=200, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]
_Prose: TypeAlias = Annotated[
    str, Meta(max_length=4_000, pattern=r"\A[^\x00-\x08\x0b-\x1f\x7f]*\Z")
]
_Word: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z_]{0,31}\Z")]
_Code: TypeAlias = Annotated[str, Meta(max_length=24, pattern=r"\A[^\x00-\x1f\x7f]+\Z")]
_Country: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Z]{2}\Z")]
MOST_NAMED: Final = 16
"""How many other branches a version names that ends a fork."""
_Hash: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Key: TypeAlias = Annotated[str, Meta(max_length=400)]
_Number: TypeAlias = Annotated[int, Meta(ge=1, le=_MOST)]
_Instant: TypeAlias = Annotated[int, Meta(ge=0, le=_LAST)]
_Days: TypeAlias = Annotated[int, Meta(ge=-_MOST, le=_MOST)]
_GROUP: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class KeyLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement key as a charter lists it; instants in microseconds, half-open."""

    vkey: _Key
    epoch: _Number
    valid_from: _Instant
    valid_until: _Instant | None

    def is_valid(self, at: int) -> bool:
        """Whether what is signed at this instant counts."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


class SeatLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One member of the group: identity id, role, keys, state, and who hosts it.

    ``constituents`` are identity ids of those who read through the member.
    """

    id: str
    code: _Code
    name: _Line
    kind: _Word
    role: _Word
    keys: Annotated[tuple[KeyLine, ...], Meta(max_length=64)]
    hosted_by: _Line
    state: _Country | None = None
    constituents: Annotated[tuple[str, ...], Meta(max_length=2_000)] = ()


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a journal ends for a member that was removed, or for a key that was put out of use.

    ``size`` entries stay valid, under this ``root``; whatever the member, or the
    key, signed beyond them is refused by all. ``vkey`` is ``None`` when the member went.
    """

    member: str
    size: _Instant
    root: _Hash
    vkey: _Key | None = None


class _CharterBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    format: str
    group: str
    number: _Number
    name: _Line
    purpose: _Prose
    layer: str
    step: Annotated[int, Meta(ge=0, le=99)]
    ceiling: str | None
    exercise: bool
    history: _Word
    members: Annotated[tuple[SeatLine, ...], Meta(max_length=500)]
    previous: _Hash | None
    at: _Instant
    threshold: _Word | None = None
    speakers: Annotated[
        dict[_Country, Annotated[tuple[str, ...], Meta(min_length=1, max_length=2)]],
        Meta(max_length=300),
    ] = {}
    retention_days: _Days | None = None
    cuts: Annotated[tuple[Cut, ...], Meta(max_length=1_000)] = ()
    also: Annotated[tuple[_Hash, ...], Meta(max_length=MOST_NAMED)] = ()


@dataclass(frozen=True, slots=True)
class CharterText:
    """A charter as read: its fields and the exact bytes that were signed.

    ``threshold`` is the word that stands there; ``None`` means the default of the
    layer (see ``succession.threshold_of``). ``speakers`` gives for each state code the
    member that speaks for it and, second, who does when that one cannot.
    ``previous`` and ``also`` are digests in hexadecimal.
    """

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
    threshold: str | None = None
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    retention_days: int | None = None
    cuts: tuple[Cut, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes; what signatures and successors name."""
        return digest(self.raw)

    def seats(self) -> dict[str, GroupRole]:
        """Identity id to role."""
        return {seat.id: GroupRole(seat.role) for seat in self.members}

    def seat(self, member: str) -> SeatLine | None:
        """The seat of a member by identity id, if it has one."""
        return next((seat for seat in self.members if seat.id == member), None)

    def constituents(self) -> dict[str, frozenset[str]]:
        """Whom each member lists as its own; members that list nobody are left out."""
        return {seat.id: frozenset(seat.constituents) for seat in self.members if seat.constituents}

    def note_text(self) -> str:
        """The text that signers sign: head, group, number, digest in hex."""
        return f"{NOTE_HEAD}\n{self.group}\n{self.number}\n{self.digest.hex()}\n"


def write_charter(fields: Mapping[str, Any]) -> CharterText:
    """Make a charter from its fields in the form of JSON; what holds its default is left out."""
    try:
        body = msgspec.convert({"format": FORMAT, **fields}, _CharterBody)
    except (ValueError, msgspec.MsgspecError) as error:
        facts = {"why": str(error)[:200]}
        raise Malformed(MembershipFault.CHARTER_MALFORMED, facts=facts) from error
    return read_charter(canonical(msgspec.to_builtins(body)))


def fields_of(charter: CharterText) -> dict[str, Any]:
    """The fields of a charter in the form of JSON: a fresh copy, to write the next one from."""
    fields: dict[str, Any] = msgspec.json.decode(charter.raw)
    return fields


@lru_cache(maxsize=_CACHED)
def read_charter(raw: bytes) -> CharterText:
    """Read a charter; total: raises ``Malformed`` for anything that is not a canonical one."""
    if len(raw) > MAX_CHARTER_BYTES:
        raise Malformed(MembershipFault.CHARTER_MALFORMED, where=f"byte {MAX_CHARTER_BYTES}")
    try:
        body = msgspec.json.decode(raw, type=_CharterBody)
        charter = _charter_of(raw, body)
        _check_names(body)
        _check_keys(body)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        facts = {"why": str(error)[:200]}
        raise Malformed(MembershipFault.CHARTER_MALFORMED, facts=facts) from error
    if body.format != FORMAT or canonical(msgspec.to_builtins(body)) != raw:
        raise Malformed(MembershipFault.CHARTER_MALFORMED, facts={"why": "not canonical"})
    return charter


def _charter_of(raw: bytes, body: _CharterBody) -> CharterText:
    return CharterText(
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
        threshold=body.threshold,
        speakers=MappingProxyType(body.speakers),
        retention_days=body.retention_days,
        cuts=body.cuts,
        also=body.also,
    )


def _check_names(body: _CharterBody) -> None:
    """Known roles and kinds, ids in their one form, nobody twice; raises ``ValueError``."""
    for seat in body.members:
        GroupRole(seat.role)
        MemberKind(seat.kind)
    named = [seat.id for seat in body.members]
    named += [one for seat in body.members for one in seat.constituents]
    named += [cut.member for cut in body.cuts]
    if _GROUP.fullmatch(body.group) is None or not all(map(_is_identity, named)):
        message = "an id has another form"
        raise ValueError(message)
    if len({seat.id for seat in body.members}) != len(body.members):
        message = "a member is listed twice"
        raise ValueError(message)
    lists: list[tuple[Any, ...]] = [seat.constituents for seat in body.members]
    lists += [body.also, tuple((cut.member, cut.vkey or "") for cut in body.cuts)]
    if any(list(one) != sorted(set(one)) for one in lists):
        message = "a list is not in order, or names something twice"
        raise ValueError(message)


def _is_identity(text: str) -> bool:
    return text.startswith("identity--") and is_stix_id(text)


def _check_keys(body: _CharterBody) -> None:
    """Keys that sign notes, under their owner's name; raises ``ValueError`` or ``Malformed``."""
    for seat in body.members:
        for line in seat.keys:
            key = VerifyingKey.from_text(line.vkey)
            if key.name != seat.id or key.type is not SignatureType.NOTE:
                message = "a key carries another name than its owner's"
                raise ValueError(message)
