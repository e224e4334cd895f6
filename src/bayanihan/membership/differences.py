"""What changed from one version of a charter to another, for people to read (pure).

Complete in both directions: whatever two versions may say differently has a code
here, and nothing is named that is the same. Cuts are named by what caused them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bayanihan.membership.shapes import key_of, threshold_of
from bayanihan.membership.wire import CharterText, SeatLine


class ChangeCode(StrEnum):
    """What sort of thing changed; the sentence is made in the interface."""

    SEAT_ADDED = "seat_added"
    SEAT_REMOVED = "seat_removed"
    ROLE_CHANGED = "role_changed"
    MEMBER_RENAMED = "member_renamed"
    STATE_CHANGED = "state_changed"
    HOST_CHANGED = "host_changed"
    CONSTITUENTS_CHANGED = "constituents_changed"
    KEY_ADDED = "key_added"
    KEY_ENDED = "key_ended"
    STEP_RAISED = "step_raised"
    STEP_LOWERED = "step_lowered"
    NAME_CHANGED = "name_changed"
    PURPOSE_CHANGED = "purpose_changed"
    SPEAKER_CHANGED = "speaker_changed"
    HISTORY_CHANGED = "history_changed"
    THRESHOLD_CHANGED = "threshold_changed"
    RETENTION_CHANGED = "retention_changed"
    FORK_ENDED = "fork_ended"


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference. ``facts`` hold codes of members, ``id`` their identity id, and values.

    Where a value changed, ``before`` and ``after`` hold it (``None`` = none).
    """

    code: ChangeCode
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def changes_between(old: CharterText, new: CharterText) -> tuple[Changed, ...]:
    """Every difference between two versions of one group's charter: the group's, then seats'."""
    found = [*_of_group(old, new), *_speakers(old, new)]
    for seat in new.members:
        before = old.seat(seat.id)
        if before is None:
            found.append(_added(seat))
        else:
            found += _of_seat(before, seat)
    found += [
        _said(ChangeCode.SEAT_REMOVED, seat, size=_cut_size(new, seat.id, None))
        for seat in old.members
        if new.seat(seat.id) is None
    ]
    found += [
        _said(
            ChangeCode.KEY_ENDED,
            seat,
            epoch=key.epoch,
            until=key.valid_until,
            size=_cut_size(new, seat.id, key.vkey),
        )
        for seat in new.members
        for key in seat.keys
        if key.valid_until is not None and _was_open(old, seat.id, key.vkey)
    ]
    return tuple(found)


def _added(seat: SeatLine) -> Changed:
    """Who joins, with all that the charter says of them."""
    return _said(
        ChangeCode.SEAT_ADDED,
        seat,
        role=seat.role,
        state=seat.state,
        host=seat.hosted_by,
        constituents=seat.constituents,
    )


def _said(code: ChangeCode, seat: SeatLine, **facts: object) -> Changed:
    return Changed(code, MappingProxyType({"member": seat.code, "id": seat.id, **facts}))


def _from_to(code: ChangeCode, before: object, after: object) -> Changed:
    return Changed(code, MappingProxyType({"before": before, "after": after}))


def _of_group(old: CharterText, new: CharterText) -> Iterator[Changed]:
    step = ChangeCode.STEP_RAISED if new.step > old.step else ChangeCode.STEP_LOWERED
    pairs = (
        (step, old.step, new.step),
        (ChangeCode.NAME_CHANGED, old.name, new.name),
        (ChangeCode.PURPOSE_CHANGED, old.purpose, new.purpose),
        (ChangeCode.HISTORY_CHANGED, old.history, new.history),
        (ChangeCode.THRESHOLD_CHANGED, threshold_of(old).value, threshold_of(new).value),
        (ChangeCode.RETENTION_CHANGED, old.retention_days, new.retention_days),
    )
    for code, before, after in pairs:
        if before != after:
            yield _from_to(code, before, after)
    if new.also:
        yield Changed(ChangeCode.FORK_ENDED, MappingProxyType({"others": new.also}))


def _speakers(old: CharterText, new: CharterText) -> Iterator[Changed]:
    """``before`` and ``after`` are codes: who speaks, then who does in their place."""
    for state in sorted({*old.speakers, *new.speakers}):
        before, after = _codes(old, state), _codes(new, state)
        if old.speakers.get(state) != new.speakers.get(state):
            facts = {"state": state, "before": before, "after": after}
            yield Changed(ChangeCode.SPEAKER_CHANGED, MappingProxyType(facts))


def _codes(charter: CharterText, state: str) -> tuple[str, ...]:
    seats = (charter.seat(one) for one in charter.speakers.get(state, ()))
    return tuple(seat.code for seat in seats if seat is not None)


def _of_seat(old: SeatLine, new: SeatLine) -> Iterator[Changed]:
    pairs = (
        (ChangeCode.ROLE_CHANGED, old.role, new.role),
        (ChangeCode.MEMBER_RENAMED, (old.code, old.name), (new.code, new.name)),
        (ChangeCode.STATE_CHANGED, old.state, new.state),
        (ChangeCode.HOST_CHANGED, old.hosted_by, new.hosted_by),
    )
    for code, before, after in pairs:
        if before != after:
            yield _said(code, new, before=before, after=after)
    if old.constituents != new.constituents:
        joined = tuple(sorted({*new.constituents} - {*old.constituents}))
        gone = tuple(sorted({*old.constituents} - {*new.constituents}))
        yield _said(ChangeCode.CONSTITUENTS_CHANGED, new, added=joined, removed=gone)
    for key in new.keys:
        if key_of(old, key.vkey) is None:
            yield _said(ChangeCode.KEY_ADDED, new, epoch=key.epoch, since=key.valid_from)


def _was_open(old: CharterText, member: str, vkey: str) -> bool:
    seat = old.seat(member)
    line = None if seat is None else key_of(seat, vkey)
    return line is not None and line.valid_until is None


def _cut_size(charter: CharterText, member: str, vkey: str | None) -> int | None:
    """At how many entries a journal was cut."""
    found = (cut for cut in charter.cuts if (cut.member, cut.vkey) == (member, vkey))
    return next((cut.size for cut in found), None)
