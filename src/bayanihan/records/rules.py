"""Which handling an object gets, and whether a version may stand (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from bayanihan.gate.api import Pap, Step, Tlp
from bayanihan.stix.api import TLP_1_IDS, TLP_IDS, Kind, Marking, StixObject, same_content

DAY: Final = 86_400_000_000
"""Microseconds of a day."""


class RecordFault(StrEnum):
    """Why something is not accepted, not done, or does not hold."""

    UNMARKED = "unmarked"
    UNKNOWN_MARKING = "unknown_marking"
    HANDLING_BELOW_MARKING = "handling_below_marking"
    NOT_THE_CREATOR = "not_the_creator"
    SAME_VERSION_OTHER_CONTENT = "same_version_other_content"
    AFTER_REVOCATION = "after_revocation"
    REVOKED_EARLIER = "revoked_earlier"
    CREATED_CHANGED = "created_changed"
    CREATOR_CHANGED = "creator_changed"
    PASSED_ON_WIDER = "passed_on_wider"
    ERASED_EARLIER = "erased_earlier"
    WITHDRAWN_EARLIER = "withdrawn_earlier"
    NO_SEAT = "no_seat"
    GROUP_CHANGED = "group_changed"
    MAY_NOT_ACT = "may_not_act"
    RIGHT_MISSING = "right_missing"
    CEILING_BELOW_RECORDS = "ceiling_below_records"
    OLDER_VERSION = "older_version"
    UNKNOWN_CUT = "unknown_cut"
    JOURNAL_LEFT_BEHIND = "journal_left_behind"
    ACT_MALFORMED = "act_malformed"
    GATE_REFUSES = "gate_refuses"
    UNKNOWN_RECORD = "unknown_record"
    JOURNAL_DAMAGED = "journal_damaged"
    ROOT_DIFFERS = "root_differs"
    OBJECT_DIFFERS = "object_differs"
    PACKAGE_MALFORMED = "package_malformed"
    CHECKPOINT_DIFFERS = "checkpoint_differs"
    CHARTER_DIFFERS = "charter_differs"
    SIGNER_UNKNOWN = "signer_unknown"
    ENVELOPE_DIFFERS = "envelope_differs"
    COPY_DIFFERS = "copy_differs"
    OBJECT_UNACCOUNTED = "object_unaccounted"
    OBJECT_MISSING = "object_missing"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says about the handling of what they bring; ``None`` says nothing.

    ``tlp`` is said of every object: one that carries a stricter marking is
    refused. ``floor`` is said of what carries no marking or a lower one: what
    carries a stricter one keeps it.
    """

    tlp: Tlp | None = None
    floor: Tlp | None = None
    pap: Pap | None = None
    audience: frozenset[str] | None = None
    not_before: int | None = None
    until: int | None = None
    keep_until: int | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: a code, the place in the object, and technical detail."""

    code: str
    where: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Handled:
    """The TLP under which an object may be published, and whether it carries as much itself."""

    tlp: Tlp
    is_marked: bool


Exact: TypeAlias = tuple[str, str]
"""A time stamp to its last digit: seconds, and the fraction without trailing zeros."""


@lru_cache(maxsize=8192)
def exact_instant(text: str) -> Exact:
    """A valid time stamp as what it means, however it is spelt; pairs sort by time."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return whole, fraction.rstrip("0")


_NEEDS: Final[Mapping[str, Step]] = MappingProxyType({})
"""Types whose records pass below the step *open*; they come with the rooms that say them."""


def needs_of(type_: str) -> Step:
    """The lowest ladder step at which a group carries records of this type.

    Threat types of STIX need *open*. Source: protocol, "The ladder".
    """
    return _NEEDS.get(type_, Step.OPEN)


def kept_until(said_at: int, days: int | None) -> int | None:
    """Until when a group's charter lets a record be kept, from the days that it names.

    Rounded up to the end of a UTC day, so that what is said on one day is handled alike.
    """
    return None if days is None else -(-said_at // DAY) * DAY + days * DAY


def fold_id(stix_id: str) -> str:
    """An id as its only spelling: UUIDs are one in capitals or not (RFC 4122, 3)."""
    return stix_id.lower()


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of one version of one object."""

    key: int
    publisher: int
    body: bytes
    version: Exact
    created: str | None
    creator: str | None
    revoked: bool
    in_group: bool
    is_latest: bool
    is_withdrawn: bool = False

    def says(self, obj: StixObject) -> bool:
        """Whether it is this very version with this very content."""
        if self.version != exact_instant(obj.version_text):
            return False
        return self.body == obj.raw or same_content(self.body, obj.raw)


@dataclass(frozen=True, slots=True)
class Said:
    """A member's own object as it said it itself, in one group: how, and to whom."""

    held: Held
    tlp: Tlp
    readers: frozenset[str]


_STANDARD_TLP = frozenset(TLP_IDS.values())
_LEVEL_OF_ID: Mapping[str, Tlp] = {
    stix_id: Tlp.from_label(label)
    for table in (TLP_1_IDS, TLP_IDS)
    for label, stix_id in table.items()
}


def resolve_handling(obj: StixObject, marking: Marking, stated: Stated) -> Handled | Why:
    """The stricter of what the object carries and what is stated; never lower, never a guess."""
    if marking.unknown:
        return Why(
            RecordFault.UNKNOWN_MARKING.value, "/object_marking_refs", ", ".join(marking.unknown)
        )
    carried = None if marking.tlp is None else Tlp.from_label(marking.tlp)
    if carried is None and obj.id in _STANDARD_TLP:
        # The five TLP markings are public constants of OASIS, not somebody's information.
        carried = Tlp.CLEAR
    said = [one for one in (stated.tlp, stated.floor) if one is not None]
    if carried is None:
        return Handled(max(said), is_marked=False) if said else Why(RecordFault.UNMARKED.value)
    if stated.tlp is not None and stated.tlp < carried:
        detail = f"{stated.tlp.label} stated, {carried.label} carried"
        return Why(RecordFault.HANDLING_BELOW_MARKING.value, "/object_marking_refs", detail)
    handled = max([carried, *said])
    return Handled(handled, is_marked=_shows(obj, handled))


def _shows(obj: StixObject, handled: Tlp) -> bool:
    """Whether every STIX program sees on the object itself that it is handled like that.

    Only the ids that OASIS fixed do: a definition of somebody's own may not travel along,
    and a label below the handling would be believed.
    """
    refs = obj.body.get("object_marking_refs")
    levels = [_LEVEL_OF_ID[ref] for ref in refs if ref in _LEVEL_OF_ID] if refs else []
    return bool(levels) and max(levels) >= handled


def version_fault(obj: StixObject, same_publisher: Iterable[Held]) -> Why | None:
    """Why this version may not stand beside what the same publisher said before (STIX 2.1, 3.6).

    Assumes that an equal version with equal content was recognised as a
    duplicate already.
    """
    if obj.kind is Kind.SCO:
        return None
    faults = (_fault_beside(obj, held) for held in same_publisher)
    return next((why for why in faults if why is not None), None)


def _fault_beside(obj: StixObject, held: Held) -> Why | None:
    version = exact_instant(obj.version_text)
    if held.version == version:
        return Why(RecordFault.SAME_VERSION_OTHER_CONTENT.value, "/modified", obj.version_text)
    if _differ(held.created, obj.created):
        return Why(RecordFault.CREATED_CHANGED.value, "/created", held.created or "")
    if fold_id(held.creator or "") != fold_id(obj.creator or ""):
        return Why(RecordFault.CREATOR_CHANGED.value, "/created_by_ref", held.creator or "")
    if held.revoked and held.version < version:
        return Why(RecordFault.AFTER_REVOCATION.value, "/modified", obj.version_text)
    if obj.revoked and version < held.version:
        return Why(RecordFault.REVOKED_EARLIER.value, "/modified", obj.version_text)
    return None


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two time stamps of valid objects name different instants."""
    return one is not None and other is not None and exact_instant(one) != exact_instant(other)


def creator_of(stix_id: str, creator: str | None, members: Mapping[str, int]) -> int | None:
    """The member whose object this is; ``None`` where it is no member's.

    A member's own identity object is its own, whatever it says of its creator.
    """
    described = members.get(fold_id(stix_id))
    return members.get(fold_id(creator or "")) if described is None else described


def passing_fault(tlp: Tlp, readers: frozenset[str], copies: Sequence[Said]) -> Why | None:
    """Why a member's own object may not be passed on like this; ``None`` where it may.

    One of the creator's own copies has to allow it: no lower TLP, and above GREEN
    nobody who was not among its readers. Said in several groups, the least strict
    counts: the one who passes it on may read that one.
    """
    may_hear = [one for one in copies if tlp >= one.tlp]
    if not may_hear:
        least = min(one.tlp for one in copies)
        detail = f"{tlp.label} stated, {least.label} said by the creator"
        return Why(RecordFault.HANDLING_BELOW_MARKING.value, "", detail)
    if any(one.tlp <= Tlp.GREEN or readers <= one.readers for one in may_hear):
        return None
    fewest = min((sorted(readers - one.readers) for one in may_hear), key=len)
    return Why(RecordFault.PASSED_ON_WIDER.value, "", ", ".join(fewest))
