"""Who hears of an act, who may act, and when a record may be erased."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import (
    ActClass,
    Door,
    Form,
    GroupRole,
    History,
    Lane,
    Layer,
    Reason,
    Terms,
    Tlp,
    hears,
    may_act,
    may_erase,
)
from tests.rooms.gate.cases import KINDS, NOW, ROLL, a_group, looks, said

WITHOUT_SOUTH = {one: role for one, role in ROLL.items() if one != "south"}


def an_act(**changes: Any) -> ActClass:
    """What north did before the whole group."""
    facts: dict[str, Any] = {"group": "group", "publisher": "north", "charter": 1, "audience": None}
    return ActClass(**{**facts, **changes})


@pytest.mark.parametrize("member", sorted(set(KINDS) - {"north"}))
def test_every_member_hears_of_it_whatever_its_kind_and_role(member: str) -> None:
    facts = a_group(ceiling=None, region=frozenset(), kinds={})
    decision = hears(an_act(), looks(member), facts, NOW)
    assert decision.reasons == (Reason.MEMBER_WHEN_SAID, Reason.WHOLE_GROUP)
    assert decision.form is Form.BYTES


def test_a_receipt_is_heard_by_whom_it_addresses_and_by_who_gave_it() -> None:
    receipt = an_act(publisher="south", audience=frozenset({"north"}))
    heard = [one for one in KINDS if hears(receipt, looks(one), a_group(), NOW).allowed]
    assert heard == ["north", "south"]
    assert hears(receipt, looks("body"), a_group(), NOW).reasons == (Reason.NOT_ADDRESSED,)
    assert hears(receipt, looks("south"), a_group(), NOW).reasons == (Reason.OWN_RECORD,)


@pytest.mark.parametrize("via", [None, "south"])
def test_a_constituent_hears_nothing_and_learns_of_no_group(via: str | None) -> None:
    client = looks("client", via=via)
    assert hears(an_act(), client, a_group(), NOW).reasons == (Reason.NOT_IN_GROUP,)
    assert hears(an_act(), client, None, NOW).reasons == (Reason.NOT_IN_GROUP,)
    assert hears(an_act(group="other"), looks("south"), a_group(), NOW).facts == {}


def test_a_member_that_is_somebodys_constituent_too_hears_in_its_own_right() -> None:
    facts = a_group(constituents={"south": frozenset({"bank"})})
    assert hears(an_act(), looks("bank", via="south"), facts, NOW).allowed


def test_who_has_left_hears_what_was_done_before_and_nothing_after() -> None:
    facts = a_group(charters={1: ROLL, 2: WITHOUT_SOUTH}, accepted={"north": 2})
    assert hears(an_act(charter=1), looks("south"), facts, NOW).allowed
    after = hears(an_act(charter=2), looks("south"), facts, NOW)
    assert after.reasons == (Reason.LEFT_GROUP,)


def test_a_newcomer_hears_what_came_before_as_the_charter_says() -> None:
    joined: dict[str, Any] = {"charters": {1: WITHOUT_SOUTH, 2: ROLL}, "accepted": {"north": 2}}
    assert hears(an_act(), looks("south"), a_group(**joined), NOW).allowed
    closed = a_group(**joined, history=History.FROM_JOINING)
    assert hears(an_act(), looks("south"), closed, NOW).reasons == (Reason.BEFORE_JOINING,)


def test_its_lane_is_the_groups() -> None:
    facts = a_group(exercise=True, layer=Layer.EXERCISE)
    for member in ("south", "north"):
        assert hears(an_act(), looks(member), facts, NOW).reasons == (Reason.WRONG_LANE,)
        assert hears(an_act(), looks(member, lane=Lane.EXERCISE), facts, NOW).allowed


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        (Reason.UNKNOWN_LAYER, {"layer": None}),
        (Reason.LABEL_DISAGREES, {"layer": Layer.EXERCISE}),
        (Reason.UNKNOWN_ROLE, {"charters": {1: {**ROLL, "south": None}}}),
        (Reason.UNKNOWN_CHARTER, {"charters": {2: ROLL}}),
    ],
)
def test_what_is_not_known_of_the_group_is_refused(reason: Reason, facts: dict[str, Any]) -> None:
    assert hears(an_act(), looks("south"), a_group(**facts), NOW).reasons == (reason,)


def test_an_asker_that_is_not_known_hears_nothing() -> None:
    nobody = looks(None, Door.PEER, lane=None)
    decision = hears(an_act(), nobody, a_group(), NOW)
    assert decision.reasons == (Reason.UNKNOWN_ACTOR, Reason.UNKNOWN_LANE)


@pytest.mark.parametrize("member", sorted(KINDS))
def test_every_seat_in_the_newest_version_may_act(member: str) -> None:
    decision = may_act(member, a_group(), NOW)
    assert decision.reasons == (Reason.PUBLISHER_IN_FORCE,)
    assert decision.facts == {"publisher": member, "charter": 1}


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        (Reason.GROUP_FROZEN, {"frozen": True}),
        (Reason.GROUP_FROZEN, {"frozen": None}),
        (Reason.PUBLISHER_NOT_IN_FORCE, {"charters": {1: ROLL, 2: WITHOUT_SOUTH}}),
        (Reason.UNKNOWN_ROLE, {"charters": {1: {**ROLL, "south": "chair"}}}),
        (Reason.UNKNOWN_LAYER, {"layer": None}),
        (Reason.LABEL_DISAGREES, {"exercise": None}),
        (Reason.UNKNOWN_GROUP, {"charters": {}}),
    ],
)
def test_each_rule_of_acting_refuses_alone(reason: Reason, facts: dict[str, Any]) -> None:
    assert may_act("south", a_group(**facts), NOW).reasons == (reason,)


def test_in_a_frozen_group_only_what_recovers_it_is_done() -> None:
    frozen = a_group(frozen=True)
    assert may_act("south", frozen, NOW, recovers=True).allowed
    strange: Any = "perhaps"
    assert not may_act("south", frozen, NOW, recovers=strange).allowed
    assert not may_act("client", frozen, NOW, recovers=True).allowed


def test_whom_one_branch_left_out_may_mend_the_fork_and_nothing_else() -> None:
    south = {"south": GroupRole.MEMBER}
    forked: dict[str, Any] = {"charters": {1: south, 2: {"north": GroupRole.MEMBER}}}
    assert may_act("south", a_group(frozen=True, **forked), NOW, recovers=True).allowed
    for frozen, recovers in ((True, False), (False, True), (None, True)):
        unknown: Any = frozen
        group = a_group(**{**forked, "frozen": unknown})
        assert not may_act("south", group, NOW, recovers=recovers).allowed


def test_without_a_group_or_an_instant_nobody_acts() -> None:
    no_instant: Any = None
    assert may_act("south", None, NOW).reasons == (Reason.UNKNOWN_GROUP,)
    assert may_act("south", a_group(), no_instant).reasons == (Reason.UNKNOWN_INSTANT,)


@pytest.mark.parametrize(
    ("keep_until", "is_allowed"),
    [(None, True), (NOW - 1, True), (NOW, True), (NOW + 1, False)],
)
def test_a_record_is_erased_from_the_end_of_its_term_on(
    keep_until: int | None,
    is_allowed: bool,  # noqa: FBT001  # a column of the table
) -> None:
    decision = may_erase(said(Tlp.RED, terms=Terms(None, None, keep_until)), NOW)
    assert decision.allowed is is_allowed
    if is_allowed:
        assert decision.reasons == (Reason.FREE_TO_ERASE,)
    else:
        assert decision.reasons == (Reason.KEEP_TERM_RUNS,)
        assert decision.facts == {"keep_until": keep_until}


def test_the_end_of_reading_keeps_nothing_from_being_erased() -> None:
    assert may_erase(said(terms=Terms(NOW + 5, NOW + 9)), NOW).allowed


def test_terms_or_an_instant_that_cannot_be_read_refuse() -> None:
    strange: Any = "for ever"
    both = may_erase(said(terms=Terms(None, None, strange)), strange)
    assert both.reasons == (Reason.UNKNOWN_INSTANT, Reason.UNKNOWN_TERMS)
    assert may_erase(said(terms=None), NOW).reasons == (Reason.UNKNOWN_TERMS,)
