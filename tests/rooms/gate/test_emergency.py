"""An emergency request: outside the ladder, to one member, by two people, one at a time."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import (
    FourEyes,
    HandlingClass,
    Lane,
    Layer,
    Reason,
    Step,
    Tlp,
    may_publish,
    may_stand,
    recipients,
)
from tests.rooms.gate.cases import KINDS, NOW, a_group, asked, looks, said

TWO = FourEyes(None, "kim", "lou")
SOUTH = frozenset({"south"})
EVERYBODY = (*KINDS, "client")


def a_call(tlp: Tlp = Tlp.AMBER, **changes: Any) -> HandlingClass:
    """North asks south for assistance."""
    return said(tlp, **{"audience": SOUTH, "emergency": True, **changes})


@pytest.mark.parametrize("step", Step)
def test_at_every_step_it_reaches_the_member_named_and_nobody_else(step: Step) -> None:
    facts = a_group(ceiling=None, step=step)
    assert may_publish(a_call(), facts, NOW, four_eyes=TWO).allowed
    preview = recipients(a_call(), facts, EVERYBODY, NOW)
    assert [member for member, _ in preview.will] == ["south"]


def test_a_step_that_is_not_known_does_not_hinder_it() -> None:
    facts = a_group(step="a word from tomorrow")
    assert may_publish(a_call(), facts, NOW, four_eyes=TWO).allowed
    preview = recipients(a_call(), facts, ["south"], NOW)
    assert [member for member, _ in preview.will] == ["south"]
    assert preview.lower_step == ("south",)


def test_a_constituent_of_the_member_named_does_not_get_it() -> None:
    client = looks("client", via="south")
    assert asked(said(Tlp.AMBER, audience=SOUTH), client).allowed
    assert asked(a_call(), client).reasons == (Reason.NOT_ADDRESSED,)


@pytest.mark.parametrize("audience", [None, frozenset({"south", "body"})])
def test_one_that_names_not_exactly_one_is_neither_sent_nor_read(audience: Any) -> None:
    call = a_call(audience=audience)
    decision = may_publish(call, a_group(), NOW, four_eyes=TWO)
    assert decision.reasons == (Reason.EMERGENCY_NEEDS_ONE,)
    assert asked(call, looks("south")).reasons == (Reason.EMERGENCY_NEEDS_ONE,)
    assert asked(call, looks("north")).allowed


@pytest.mark.parametrize("audience", [frozenset(), frozenset({"north"})])
def test_one_that_names_nobody_else_is_refused(audience: frozenset[str]) -> None:
    decision = may_publish(a_call(audience=audience), a_group(), NOW, four_eyes=TWO)
    assert decision.reasons == (Reason.EMERGENCY_NEEDS_ONE,)


def test_the_publisher_may_name_itself_beside_the_other() -> None:
    call = a_call(audience=SOUTH | {"north"})
    assert may_publish(call, a_group(), NOW, four_eyes=TWO).allowed
    assert asked(call, looks("south")).allowed


def test_the_member_named_must_be_in_the_group() -> None:
    call = a_call(audience=frozenset({"client"}))
    decision = may_publish(call, a_group(), NOW, four_eyes=TWO)
    assert decision.reasons == (Reason.ADDRESSED_OUTSIDE_GROUP,)


@pytest.mark.parametrize(
    "eyes",
    [
        None,
        FourEyes(None, None, None),
        FourEyes(None, "kim", None),
        FourEyes(Tlp.RED, "kim", "kim"),
        FourEyes(Tlp.CLEAR, None, "lou"),
    ],
)
def test_it_needs_two_people_whatever_the_members_own_rule(eyes: FourEyes | None) -> None:
    decision = may_publish(a_call(Tlp.CLEAR), a_group(), NOW, four_eyes=eyes)
    assert decision.reasons == (Reason.EMERGENCY_NEEDS_TWO_PEOPLE,)


@pytest.mark.parametrize("is_open", [True, None])
def test_a_second_one_waits_until_the_first_is_closed(is_open: Any) -> None:
    decision = may_publish(a_call(), a_group(), NOW, four_eyes=TWO, emergency_open=is_open)
    assert decision.reasons == (Reason.EMERGENCY_OPEN,)
    preview = recipients(a_call(), a_group(), ["south"], NOW, emergency_open=is_open)
    assert preview.release.reasons == (Reason.EMERGENCY_OPEN,)
    assert preview.will == ()
    assert may_publish(said(), a_group(), NOW, emergency_open=is_open).allowed


@pytest.mark.parametrize(
    ("reason", "call", "facts"),
    [
        (Reason.GROUP_FROZEN, {}, {"frozen": True}),
        (Reason.RED_NEEDS_PERSON_KEY, {"tlp": Tlp.RED}, {}),
        (Reason.ABOVE_KIND_SCOPE, {"publisher": "bank", "tlp": Tlp.AMBER_STRICT}, {}),
        (Reason.OBSERVER_MAY_NOT_PUBLISH, {"publisher": "watcher"}, {}),
        (Reason.LABEL_DISAGREES, {"exercise": True}, {}),
        (Reason.CHARTER_NOT_ACCEPTED, {}, {"accepted": {}}),
        (Reason.UNKNOWN_EMERGENCY, {"emergency": "yes"}, {}),
        (Reason.UNKNOWN_STEP, {"needs": None}, {}),
    ],
)
def test_it_is_excused_from_nothing_but_the_ladder(
    reason: Reason,
    call: dict[str, Any],
    facts: dict[str, Any],
) -> None:
    decision = may_publish(a_call(**call), a_group(**facts), NOW, four_eyes=TWO)
    assert decision.reasons == (reason,)


def test_the_kind_and_the_region_of_the_member_named_hold() -> None:
    expert = a_call(audience=frozenset({"expert"}))
    assert asked(expert, looks("expert")).reasons == (Reason.ABOVE_KIND_SCOPE,)
    away = a_group(region=frozenset({"north"}))
    assert asked(a_call(), looks("south"), away).reasons == (Reason.OUTSIDE_REGION,)


def test_in_an_exercise_group_it_stays_in_the_exercise() -> None:
    facts = a_group(exercise=True, layer=Layer.EXERCISE, ceiling=None)
    call = a_call(exercise=True)
    assert may_publish(call, facts, NOW, four_eyes=TWO).allowed
    assert asked(call, looks("south", lane=Lane.EXERCISE), facts).allowed
    assert asked(call, looks("south"), facts).reasons == (Reason.WRONG_LANE,)


def test_others_who_do_not_know_its_people_accept_that_it_was_said() -> None:
    assert may_stand(a_call(), a_group(ceiling=None), NOW).allowed
    assert not may_stand(a_call(audience=None), a_group(), NOW).allowed
