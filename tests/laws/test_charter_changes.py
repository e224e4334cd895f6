"""What people are told of a change is what changed: nothing is left out, nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bayanihan.gate.api import GroupRole, History
from bayanihan.kernel.api import Malformed, Refused
from bayanihan.membership.api import (
    AddKey,
    AddSeat,
    Change,
    ChangeCode,
    Changed,
    ChangeRole,
    CharterText,
    Cut,
    Describe,
    EndKey,
    HandOver,
    KeyLine,
    RemoveSeat,
    SeatLine,
    SetConstituents,
    SetHistory,
    SetName,
    SetPurpose,
    SetRetention,
    SetSpeaker,
    SetStep,
    SetThreshold,
    change_charter,
    changes_between,
    cuts_needed,
    succession_fault,
    thresholds_for,
)
from tests.laws.model_charter import EMPTY, Body
from tests.laws.strategies_charter import (
    BEGUN,
    NAMES,
    a_key,
    a_seat,
    as_charter,
    firsts,
    successors,
)

OUTSIDER = "identity--99999999-0000-4000-8000-999999999999"
AT = BEGUN + 1_000


@dataclass(frozen=True)
class Meant:
    """A change, and the codes of which one at least has to tell of it."""

    change: Change
    codes: frozenset[ChangeCode] = field(default_factory=frozenset)


def _line(body: Body) -> KeyLine:
    return KeyLine(**body)


def _seat(member: str, role: str) -> SeatLine:
    body = a_seat(member, role)
    return SeatLine(**{**body, "keys": tuple(map(_line, body["keys"]))})


def _of_group(draw: st.DrawFn, old: CharterText) -> list[Meant]:
    step = draw(st.integers(0, 4))
    return [
        _meant(SetStep(step), ChangeCode.STEP_RAISED, ChangeCode.STEP_LOWERED),
        _meant(SetName("Renamed"), ChangeCode.NAME_CHANGED),
        _meant(SetPurpose("For something else."), ChangeCode.PURPOSE_CHANGED),
        _meant(SetHistory(draw(st.sampled_from(History))), ChangeCode.HISTORY_CHANGED),
        _meant(SetRetention(draw(st.none() | st.integers(1, 400))), ChangeCode.RETENTION_CHANGED),
        _meant(
            SetThreshold(draw(st.sampled_from(thresholds_for(old.layer)))),
            ChangeCode.THRESHOLD_CHANGED,
        ),
    ]


def _of_seats(draw: st.DrawFn, old: CharterText) -> list[Meant]:
    one, other = draw(st.permutations([seat.id for seat in old.members]))[:2]
    role = draw(st.sampled_from(GroupRole))
    free = next((name for name in NAMES if old.seat(name) is None), NAMES[0])
    key = _line(a_key(one, 2, AT))
    return [
        _meant(AddSeat(_seat(free, "member")), ChangeCode.SEAT_ADDED),
        _meant(RemoveSeat(one), ChangeCode.SEAT_REMOVED),
        _meant(ChangeRole(one, role), ChangeCode.ROLE_CHANGED),
        _meant(HandOver(one, other), ChangeCode.ROLE_CHANGED),
        _meant(Describe(one, code="NEW"), ChangeCode.MEMBER_RENAMED),
        _meant(Describe(one, hosted_by="elsewhere"), ChangeCode.HOST_CHANGED),
        _meant(Describe(one, state=draw(st.sampled_from(("", "BB")))), ChangeCode.STATE_CHANGED),
        _meant(AddKey(one, key), ChangeCode.KEY_ADDED),
        _meant(EndKey(one, a_key(one, 1)["vkey"], AT), ChangeCode.KEY_ENDED),
        _meant(SetConstituents(one, frozenset({OUTSIDER})), ChangeCode.CONSTITUENTS_CHANGED),
        _meant(SetSpeaker("AA", one, draw(st.none() | st.just(other))), ChangeCode.SPEAKER_CHANGED),
    ]


def _meant(change: Change, *codes: ChangeCode) -> Meant:
    return Meant(change, frozenset(codes))


@st.composite
def changed_charters(draw: st.DrawFn) -> tuple[CharterText, Meant, CharterText]:
    """A charter, one change, and the charter with it."""
    old = as_charter(draw(firsts()))
    meant = draw(st.sampled_from([*_of_group(draw, old), *_of_seats(draw, old)]))
    try:
        new = _change(old, meant.change)
    except Refused:
        assume(False)
        raise
    return old, meant, new


def _change(old: CharterText, *changes: Change) -> CharterText:
    wanted = cuts_needed(old, changes, at=AT)
    cuts = [Cut(member, 0, EMPTY, vkey) for member, vkey in wanted]
    return change_charter(old, changes, at=AT, cuts=cuts)


@given(changed_charters())
def test_each_change_is_named_by_its_code(case: tuple[CharterText, Meant, CharterText]) -> None:
    old, meant, new = case
    told = changes_between(old, new)
    assert meant.codes & {one.code for one in told}
    assert succession_fault(old, new) is None


@given(changed_charters())
def test_each_change_is_named_with_the_member_whom_it_is_about(
    case: tuple[CharterText, Meant, CharterText],
) -> None:
    old, meant, new = case
    member = getattr(meant.change, "member", None)
    if member is not None:
        assert any(one.facts.get("id") == member for one in changes_between(old, new))


@given(firsts(), st.data())
def test_nothing_is_told_only_where_nothing_changed(first: Body, data: st.DataObject) -> None:
    old = as_charter(first)
    body = data.draw(successors(first, old.digest.hex(), AT, most=3))
    try:
        new = as_charter(body)
    except Malformed:
        assume(False)
    assume(succession_fault(old, new) is None)
    assert (changes_between(old, new) == ()) is (_content(first) == _content(body))
    assert changes_between(new, new) == ()


@given(firsts(), st.data())
def test_what_is_told_tells_all_that_people_can_see(first: Body, data: st.DataObject) -> None:
    """Written back onto the old version, what is told gives the new one."""
    old = as_charter(first)
    body = data.draw(successors(first, old.digest.hex(), AT, most=3))
    try:
        new = as_charter(body)
    except Malformed:
        assume(False)
    assume(succession_fault(old, new) is None)
    seen = _visible(old)
    for one in changes_between(old, new):
        _write_back(seen, one)
    assert seen == _visible(new)


def _content(body: Body) -> Body:
    """A charter without its head and its cuts; seats in order."""
    head = {"number", "previous", "at", "cuts", "also"}
    content = {name: value for name, value in body.items() if name not in head}
    return {**content, "members": sorted(body["members"], key=lambda seat: str(seat["id"]))}


_GROUP_FIELDS = {
    ChangeCode.NAME_CHANGED: "name",
    ChangeCode.PURPOSE_CHANGED: "purpose",
    ChangeCode.HISTORY_CHANGED: "history",
    ChangeCode.RETENTION_CHANGED: "days",
    ChangeCode.STEP_RAISED: "step",
    ChangeCode.STEP_LOWERED: "step",
}
_SEAT_FIELDS = {
    ChangeCode.ROLE_CHANGED: "role",
    ChangeCode.STATE_CHANGED: "state",
    ChangeCode.HOST_CHANGED: "host",
}


def _visible(charter: CharterText) -> dict[str, Any]:
    """What a person reads off a charter, besides what only programs read."""
    return {
        "name": charter.name,
        "purpose": charter.purpose,
        "history": charter.history,
        "days": charter.retention_days,
        "step": charter.step,
        "seats": {seat.id: _visible_seat(seat) for seat in charter.members},
    }


def _visible_seat(seat: SeatLine) -> dict[str, Any]:
    return {"role": seat.role, "state": seat.state, "host": seat.hosted_by}


def _write_back(seen: dict[str, Any], told: Changed) -> None:
    facts = told.facts
    if told.code in _GROUP_FIELDS:
        assert seen[_GROUP_FIELDS[told.code]] == facts["before"]
        seen[_GROUP_FIELDS[told.code]] = facts["after"]
    if told.code in _SEAT_FIELDS:
        seat = seen["seats"][facts["id"]]
        assert seat[_SEAT_FIELDS[told.code]] == facts["before"]
        seat[_SEAT_FIELDS[told.code]] = facts["after"]
    if told.code is ChangeCode.SEAT_REMOVED:
        del seen["seats"][facts["id"]]
    if told.code is ChangeCode.SEAT_ADDED:
        seen["seats"][facts["id"]] = {name: facts[name] for name in ("role", "state", "host")}


@given(changed_charters())
def test_the_same_change_twice_is_no_change(
    case: tuple[CharterText, Meant, CharterText],
) -> None:
    _, meant, new = case
    with pytest.raises(Refused):
        change_charter(new, [meant.change], at=AT)
