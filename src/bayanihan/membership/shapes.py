"""What any charter must be, whatever came before: seats, step, threshold, keys, speakers (pure).

Kinds of member: who sits where is for the members to agree, and what a member of
each kind handles is for the gate to bound (``gate.SCOPES``); a company may
coordinate the group of its case. One seat is too high for that: the region's own
group, to which GREEN belongs, is coordinated by state bodies and regional bodies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bayanihan.gate.api import STEPS, GroupRole, History, Layer, MemberKind, Step
from bayanihan.journal.api import EMPTY_ROOT
from bayanihan.membership.rules import MembershipFault, seat_fault
from bayanihan.membership.wire import CharterText, KeyLine, SeatLine

# A note carries a hundred signatures, and a majority of all who vote has to fit.
MOST_VOTERS: Final = 199
LONGEST_RETENTION: Final = 36_500
VOTING: Final = frozenset({GroupRole.COORDINATOR, GroupRole.MEMBER})
_CHAIRS: Final = frozenset({MemberKind.STATE_BODY, MemberKind.REGIONAL_BODY})


class Threshold(StrEnum):
    """How many must sign the version that follows."""

    BOTH_SIDES = "both_sides"
    OPENER = "opener"
    ONE_COORDINATOR = "one_coordinator"
    TWO_COORDINATORS = "two_coordinators"


DEFAULT_THRESHOLD: Final[Mapping[Layer, Threshold]] = MappingProxyType(
    {
        **dict.fromkeys(Layer, Threshold.ONE_COORDINATOR),
        Layer.BILATERAL: Threshold.BOTH_SIDES,
        Layer.CASE: Threshold.OPENER,
    }
)


def thresholds_for(layer: Layer) -> tuple[Threshold, ...]:
    """The thresholds that a group of this layer may choose, its default first."""
    if layer is Layer.BILATERAL:
        return (Threshold.BOTH_SIDES,)
    others = (Threshold.ONE_COORDINATOR, Threshold.TWO_COORDINATORS)
    return (Threshold.OPENER, *others) if layer is Layer.CASE else others


def threshold_of(charter: CharterText) -> Threshold:
    """The threshold that a charter names for its successor; ``ValueError`` if it is unknown."""
    if charter.threshold is None:
        return DEFAULT_THRESHOLD[charter.layer]
    return Threshold(charter.threshold)


def voters_of(charter: CharterText) -> frozenset[str]:
    """Coordinators and members; observers do not count."""
    return frozenset(one for one, role in charter.seats().items() if role in VOTING)


def coordinators_of(charter: CharterText) -> frozenset[str]:
    """Those who coordinate."""
    return frozenset(one for one, role in charter.seats().items() if role is GroupRole.COORDINATOR)


def charter_fault(new: CharterText) -> MembershipFault | None:
    """The first reason why this is the charter of no group; ``None`` if it can be one."""
    fault = seat_fault(new.layer, new.seats(), exercise=new.exercise)
    if fault is not None:
        return fault
    return next((found for check in _CHECKS if (found := check(new)) is not None), None)


def first_fault(new: CharterText) -> MembershipFault | None:
    """Why this opens no group: a first charter follows nothing and cuts nobody."""
    if new.number != 1 or new.previous is not None or new.also or new.cuts:
        return MembershipFault.NOT_A_FIRST
    return charter_fault(new)


def _numbers(new: CharterText) -> MembershipFault | None:
    if len(voters_of(new)) > MOST_VOTERS:
        return MembershipFault.TOO_MANY_MEMBERS
    if new.step not in {step.value for step in STEPS}:
        return MembershipFault.UNKNOWN_STEP
    if new.ceiling is not STEPS[Step(new.step)]:
        return MembershipFault.CEILING_DIFFERS
    if new.history not in set(History):
        return MembershipFault.UNKNOWN_HISTORY
    if new.retention_days is not None and not 0 < new.retention_days <= LONGEST_RETENTION:
        return MembershipFault.BAD_RETENTION
    return None


def _threshold(new: CharterText) -> MembershipFault | None:
    """Known, not the default said aloud, fit for the layer, and within reach."""
    if new.threshold is not None and new.threshold not in set(Threshold):
        return MembershipFault.UNKNOWN_THRESHOLD
    chosen = threshold_of(new)
    is_default = chosen is DEFAULT_THRESHOLD[new.layer]
    if chosen not in thresholds_for(new.layer) or (new.threshold is not None and is_default):
        return MembershipFault.THRESHOLD_UNFIT
    few = 2 if chosen is Threshold.TWO_COORDINATORS else 1
    if len(coordinators_of(new)) < few:
        return MembershipFault.THRESHOLD_UNFIT
    return None


def _chair(new: CharterText) -> MembershipFault | None:
    if new.layer is not Layer.REGION:
        return None
    chairs = {
        MemberKind(seat.kind)
        for seat in new.members
        if GroupRole(seat.role) is GroupRole.COORDINATOR
    }
    return None if chairs <= _CHAIRS else MembershipFault.REGION_CHAIR


def _states(new: CharterText) -> MembershipFault | None:
    """A domestic group is of one state; who speaks for a state is of it, and votes."""
    states = {seat.id: seat.state for seat in new.members}
    if new.layer is Layer.DOMESTIC and (len(set(states.values())) != 1 or None in states.values()):
        return MembershipFault.NOT_ONE_STATE
    voters = voters_of(new)
    for state, speakers in new.speakers.items():
        if len(set(speakers)) != len(speakers):
            return MembershipFault.SPEAKER_UNFIT
        if any(one not in voters or states.get(one) != state for one in speakers):
            return MembershipFault.SPEAKER_UNFIT
    return None


def _constituents(new: CharterText) -> MembershipFault | None:
    """Nobody reads through another who sits in the group; only who votes lists constituents."""
    seats, voters = new.seats(), voters_of(new)
    for seat in new.members:
        if seat.constituents and (
            seat.id not in voters or not seats.keys().isdisjoint(seat.constituents)
        ):
            return MembershipFault.CONSTITUENT_UNFIT
    return None


def _keys(new: CharterText) -> MembershipFault | None:
    """Everybody has a key; keys are listed by rising epochs and run out after they begin."""
    for seat in new.members:
        if not seat.keys:
            return MembershipFault.NO_KEY
        if not _is_rising(seat.keys):
            return MembershipFault.KEYS_OVERLAP
    return None


def _is_rising(keys: tuple[KeyLine, ...]) -> bool:
    epochs = [key.epoch for key in keys]
    begins = [key.valid_from for key in keys]
    if epochs != sorted(set(epochs)) or begins != sorted(begins):
        return False
    # Two keys of one short id would make every note of the group ambiguous for ever.
    if len({key.vkey.split("+")[1] for key in keys}) != len(keys):
        return False
    return all(key.valid_until is None or key.valid_from < key.valid_until for key in keys)


def _cuts(new: CharterText) -> MembershipFault | None:
    """The root of an empty journal is known to all."""
    empty = EMPTY_ROOT.hex()
    if any(cut.size == 0 and cut.root != empty for cut in new.cuts):
        return MembershipFault.CUT_UNASKED
    return None


_CHECKS: Final[tuple[Callable[[CharterText], MembershipFault | None], ...]] = (
    _numbers,
    _threshold,
    _chair,
    _states,
    _constituents,
    _keys,
    _cuts,
)


def key_of(seat: SeatLine, vkey: str) -> KeyLine | None:
    """The line of a key in a seat, if it is listed."""
    return next((key for key in seat.keys if key.vkey == vkey), None)
