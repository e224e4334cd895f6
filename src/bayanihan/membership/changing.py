"""Writing the next version of a charter from what is to change (pure).

Each change says one thing. A change that would change nothing is refused: a
signature is not asked for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

from bayanihan.gate.api import STEPS, GroupRole, Layer, Step
from bayanihan.kernel.api import Refused, canonical
from bayanihan.membership.changes import (
    AddKey,
    AddSeat,
    Change,
    ChangeRole,
    Describe,
    EndKey,
    HandOver,
    Recover,
    RemoveSeat,
    SetConstituents,
    SetHistory,
    SetName,
    SetPurpose,
    SetRetention,
    SetSpeaker,
    SetStep,
    SetThreshold,
)
from bayanihan.membership.rules import MembershipFault
from bayanihan.membership.shapes import DEFAULT_THRESHOLD
from bayanihan.membership.succession import ended_keys, left, recovery_fault, succession_fault
from bayanihan.membership.wire import CharterText, Cut, fields_of, write_charter

_Fields: TypeAlias = dict[str, Any]


def change_charter(
    old: CharterText, changes: Iterable[Change], *, at: int, cuts: Iterable[Cut] = ()
) -> CharterText:
    """The version after ``old`` with these changes, not yet signed.

    ``cuts`` are those that ``cuts_needed`` asks for. Raises ``Refused`` with the first
    reason why the changes cannot be made, or why the version could not follow.
    """
    changes = tuple(changes)
    new = _write(old, changes, at, cuts)
    recovery = next((one for one in changes if isinstance(one, Recover)), None)
    if recovery is None:
        fault = succession_fault(old, new)
    else:
        fault = recovery_fault(recovery.base, (old, *recovery.others), new)
    if fault is not None:
        raise Refused(fault, facts={"group": old.name})
    return new


def base_of(newest: CharterText, changes: Iterable[Change]) -> CharterText:
    """The version that these changes start from: the newest, or the branch that is followed."""
    followed = (one.follows for one in changes if isinstance(one, Recover))
    return next(followed, newest)


def cuts_needed(
    old: CharterText, changes: Iterable[Change], *, at: int
) -> tuple[tuple[str, str | None], ...]:
    """Member and key (``None`` = the member goes) for each cut that the next version has to pin."""
    changes = tuple(changes)
    new = _write(old, changes, at, ())
    gone = left(old, new)
    for change in changes:
        if isinstance(change, Recover):
            gone = gone.union(*(left(one, new) for one in change.others))
    wanted: set[tuple[str, str | None]] = {(one, None) for one in gone} | ended_keys(old, new)
    return tuple(sorted(wanted, key=lambda one: (one[0], one[1] or "")))


def _write(
    old: CharterText, changes: tuple[Change, ...], at: int, cuts: Iterable[Cut]
) -> CharterText:
    if not changes:
        raise Refused(MembershipFault.NO_CHANGE, facts={"group": old.name})
    fields = fields_of(old)
    for name in ("cuts", "also"):
        fields.pop(name, None)
    for change in changes:
        before = canonical(fields)
        _APPLY[type(change)](fields, change)
        if canonical(fields) == before:
            raise Refused(MembershipFault.NO_CHANGE, facts={"group": old.name})
    lines = sorted(cuts, key=lambda one: (one.member, one.vkey or ""))
    head = {"number": old.number + 1, "previous": old.digest.hex(), "at": at}
    return write_charter({**fields, **head, "cuts": [msgspec.to_builtins(one) for one in lines]})


def _seat(fields: _Fields, member: str) -> _Fields:
    found = next((seat for seat in fields["members"] if seat["id"] == member), None)
    if found is None:
        raise Refused(MembershipFault.NOT_SEATED, facts={"member": member})
    seat: _Fields = found
    return seat


def _add_seat(fields: _Fields, change: AddSeat) -> None:
    if any(seat["id"] == change.seat.id for seat in fields["members"]):
        raise Refused(MembershipFault.DUPLICATE_SEAT, facts={"member": change.seat.code})
    fields["members"].append(msgspec.to_builtins(change.seat))
    fields["members"].sort(key=lambda seat: seat["code"])


def _remove_seat(fields: _Fields, change: RemoveSeat) -> None:
    """Who leaves speaks for no state any more; the alternate steps in."""
    fields["members"].remove(_seat(fields, change.member))
    _forget_speaker(fields, change.member)


def _forget_speaker(fields: _Fields, member: str) -> None:
    speakers = fields.get("speakers", {})
    kept = {state: [one for one in names if one != member] for state, names in speakers.items()}
    fields["speakers"] = {state: names for state, names in kept.items() if names}
    if not fields["speakers"]:
        del fields["speakers"]


def _change_role(fields: _Fields, change: ChangeRole) -> None:
    """An observer speaks for nobody and brings nobody along."""
    seat = _seat(fields, change.member)
    seat["role"] = change.role.value
    if change.role is GroupRole.OBSERVER:
        seat.pop("constituents", None)
        _forget_speaker(fields, change.member)


def _hand_over(fields: _Fields, change: HandOver) -> None:
    giver, taker = _seat(fields, change.giver), _seat(fields, change.taker)
    if giver is taker or giver["role"] != GroupRole.COORDINATOR.value:
        raise Refused(MembershipFault.NO_COORDINATOR, facts={"member": change.giver})
    giver["role"], taker["role"] = GroupRole.MEMBER.value, GroupRole.COORDINATOR.value


def _describe(fields: _Fields, change: Describe) -> None:
    seat = _seat(fields, change.member)
    said = {"code": change.code, "name": change.name, "hosted_by": change.hosted_by}
    seat.update({name: text for name, text in said.items() if text is not None})
    if change.state is not None:
        seat.pop("state", None)
        if change.state:
            seat["state"] = change.state


def _set_step(fields: _Fields, change: SetStep) -> None:
    if change.step not in {step.value for step in STEPS}:
        raise Refused(MembershipFault.UNKNOWN_STEP, facts={"step": change.step})
    top = STEPS[Step(change.step)]
    fields["step"], fields["ceiling"] = change.step, None if top is None else top.label


def _set_name(fields: _Fields, change: SetName) -> None:
    fields["name"] = change.name


def _set_purpose(fields: _Fields, change: SetPurpose) -> None:
    fields["purpose"] = change.purpose


def _set_constituents(fields: _Fields, change: SetConstituents) -> None:
    seat = _seat(fields, change.member)
    seat.pop("constituents", None)
    if change.constituents:
        seat["constituents"] = sorted(change.constituents)


def _set_speaker(fields: _Fields, change: SetSpeaker) -> None:
    speakers = dict(fields.pop("speakers", {}))
    speakers.pop(change.state, None)
    if change.speaker is not None:
        both = (change.speaker, change.alternate)
        speakers[change.state] = [one for one in both if one is not None]
    if speakers:
        fields["speakers"] = dict(sorted(speakers.items()))


def _set_history(fields: _Fields, change: SetHistory) -> None:
    fields["history"] = change.history.value


def _set_threshold(fields: _Fields, change: SetThreshold) -> None:
    """The layer's default is left out."""
    fields.pop("threshold", None)
    if change.threshold is not DEFAULT_THRESHOLD[Layer(fields["layer"])]:
        fields["threshold"] = change.threshold.value


def _set_retention(fields: _Fields, change: SetRetention) -> None:
    fields.pop("retention_days", None)
    if change.days is not None:
        fields["retention_days"] = change.days


def _add_key(fields: _Fields, change: AddKey) -> None:
    seat = _seat(fields, change.member)
    if any(key["vkey"] == change.key.vkey for key in seat["keys"]):
        raise Refused(MembershipFault.NO_CHANGE, facts={"member": seat["code"]})
    seat["keys"].append(msgspec.to_builtins(change.key))


def _end_key(fields: _Fields, change: EndKey) -> None:
    seat = _seat(fields, change.member)
    found = next((key for key in seat["keys"] if key["vkey"] == change.vkey), None)
    if found is None:
        raise Refused(MembershipFault.UNKNOWN_KEY, facts={"member": seat["code"]})
    if found["valid_until"] is not None:
        raise Refused(MembershipFault.KEY_ENDED, facts={"member": seat["code"]})
    found["valid_until"] = change.at


def _recover(fields: _Fields, change: Recover) -> None:
    fields["also"] = sorted(one.digest.hex() for one in change.others)


_APPLY: Final[Mapping[type, Callable[[_Fields, Any], None]]] = MappingProxyType(
    {
        AddSeat: _add_seat,
        RemoveSeat: _remove_seat,
        ChangeRole: _change_role,
        HandOver: _hand_over,
        Describe: _describe,
        SetStep: _set_step,
        SetName: _set_name,
        SetPurpose: _set_purpose,
        SetConstituents: _set_constituents,
        SetSpeaker: _set_speaker,
        SetHistory: _set_history,
        SetThreshold: _set_threshold,
        SetRetention: _set_retention,
        AddKey: _add_key,
        EndKey: _end_key,
        Recover: _recover,
    }
)
