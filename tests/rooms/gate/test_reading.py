"""May it be read: one case for each rule of ``docs/gate.md``."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import (
    Door,
    GroupRole,
    History,
    Lane,
    Layer,
    MemberKind,
    Pap,
    Reason,
    Terms,
    Tlp,
    decide,
)
from tests.rooms.gate.cases import KINDS, NOW, ROLL, a_group, asked, looks, said

JOINED = {**ROLL, "late": GroupRole.MEMBER}
LATE = {**KINDS, "late": MemberKind.STATE_BODY}


def test_a_member_reads_what_was_said_to_the_whole_group() -> None:
    decision = asked(said(), looks("south"))
    assert decision.allowed
    assert decision.reasons == (Reason.MEMBER_WHEN_SAID, Reason.WHOLE_GROUP)
    assert decision.facts == {"charter": 1}


def test_a_publisher_reads_its_own_red_record_above_the_ceiling_after_leaving() -> None:
    roll = {one: role for one, role in ROLL.items() if one != "north"}
    facts = a_group(charters={1: ROLL, 2: roll}, ceiling=None)
    record = said(Tlp.RED, terms=Terms(until=NOW), audience=frozenset({"south"}))
    decision = asked(record, looks("north"), facts)
    assert decision.reasons == (Reason.OWN_RECORD,)


def test_a_publisher_at_play_does_not_see_its_own_real_records() -> None:
    decision = asked(said(), looks("north", lane=Lane.EXERCISE))
    assert decision.reasons == (Reason.WRONG_LANE,)


def test_a_record_of_unknown_tlp_is_refused_even_to_its_publisher() -> None:
    assert asked(said(None), looks("north")).reasons == (Reason.UNKNOWN_TLP,)


def test_the_facts_of_another_group_prove_nothing() -> None:
    assert asked(said(), looks("south"), a_group(id="other")).reasons == (Reason.NOT_IN_GROUP,)
    assert asked(said(), looks("north"), a_group(id="other")).reasons == (Reason.NOT_IN_GROUP,)


@pytest.mark.parametrize("tlp", Tlp)
def test_an_outsider_is_told_the_same_whatever_the_tlp_and_whether_the_group_exists(
    tlp: Tlp,
) -> None:
    decision = asked(said(tlp), looks("client"))
    assert decision.reasons == (Reason.NOT_IN_GROUP,)
    assert decision.facts == {}
    assert decide(said(tlp), looks("client"), None, NOW) == decision


def test_all_that_is_not_known_of_the_asker_is_named_at_once() -> None:
    decision = asked(said(), looks(None, lane=None))
    assert decision.reasons == (Reason.UNKNOWN_ACTOR, Reason.UNKNOWN_LANE)


def test_a_door_or_an_instant_that_is_not_known_is_named() -> None:
    nothing: Any = None
    decision = asked(said(), looks("south", nothing), at=nothing)
    assert decision.reasons == (Reason.UNKNOWN_DOOR, Reason.UNKNOWN_INSTANT)


def test_all_that_is_not_known_of_the_handling_is_named_at_once() -> None:
    decision = asked(said(None, creator=None, needs=None, emergency="no"), looks("south"))
    assert decision.reasons == (
        Reason.UNKNOWN_TLP,
        Reason.UNKNOWN_CREATOR_KIND,
        Reason.UNKNOWN_EMERGENCY,
        Reason.UNKNOWN_STEP,
    )


def test_a_newcomer_reads_what_came_before_once_the_publisher_accepted_the_new_version() -> None:
    facts = a_group(charters={1: ROLL, 2: JOINED}, kinds=LATE, region=frozenset(LATE))
    viewer = looks("late", kind=MemberKind.STATE_BODY)
    waiting = asked(said(), viewer, facts)
    assert waiting.reasons == (Reason.NOT_YET_ACCEPTED,)
    assert waiting.facts == {"charter": 1, "accepted": 1, "newest": 2}
    accepted = a_group(
        charters={1: ROLL, 2: JOINED},
        kinds=LATE,
        region=frozenset(LATE),
        accepted={"north": 2},
    )
    assert asked(said(), viewer, accepted).reasons[0] is Reason.MEMBER_SINCE


@pytest.mark.parametrize("history", [History.FROM_JOINING, None])
def test_without_history_a_newcomer_reads_nothing_said_before(history: History | None) -> None:
    facts = a_group(
        charters={1: ROLL, 2: JOINED},
        kinds=LATE,
        region=frozenset(LATE),
        accepted={"north": 2},
        history=history,
    )
    viewer = looks("late", kind=MemberKind.STATE_BODY)
    assert asked(said(), viewer, facts).reasons == (Reason.BEFORE_JOINING,)
    assert asked(said(charter=2), viewer, facts).allowed


def test_an_acceptance_of_a_version_unknown_here_counts_for_nothing() -> None:
    facts = a_group(charters={1: ROLL, 2: JOINED}, kinds=LATE, accepted={"north": 3})
    viewer = looks("late", kind=MemberKind.STATE_BODY)
    assert asked(said(), viewer, facts).reasons == (Reason.NOT_YET_ACCEPTED,)


def test_who_has_left_reads_what_was_said_before_and_nothing_after() -> None:
    roll = {one: role for one, role in ROLL.items() if one != "south"}
    facts = a_group(charters={1: ROLL, 2: roll}, accepted=dict.fromkeys(KINDS, 2))
    assert asked(said(charter=1), looks("south"), facts).allowed
    assert asked(said(charter=2), looks("south"), facts).reasons == (Reason.LEFT_GROUP,)


def test_who_came_and_left_reads_only_what_was_said_in_between() -> None:
    facts = a_group(
        charters={1: ROLL, 2: JOINED, 3: ROLL},
        accepted={"north": 3},
        kinds=LATE,
        region=frozenset(LATE),
    )
    viewer = looks("late", kind=MemberKind.STATE_BODY)
    answers = [asked(said(charter=version), viewer, facts) for version in (1, 2, 3)]
    assert [one.allowed for one in answers] == [False, True, False]
    assert answers[0].reasons == answers[2].reasons == (Reason.LEFT_GROUP,)


def test_who_has_left_does_not_come_back_as_a_constituent() -> None:
    roll = {one: role for one, role in ROLL.items() if one != "bank"}
    facts = a_group(charters={1: ROLL, 2: roll}, constituents={"south": frozenset({"bank"})})
    decision = asked(said(charter=2), looks("bank", via="south"), facts)
    assert decision.reasons == (Reason.LEFT_GROUP,)


def test_a_record_under_an_unknown_charter_version_is_refused() -> None:
    decision = asked(said(charter=7), looks("south"))
    assert decision.reasons == (Reason.UNKNOWN_CHARTER,)
    assert decision.facts == {"charter": 7}


def test_who_is_not_addressed_learns_nothing_of_the_record() -> None:
    decision = asked(said(Tlp.RED, audience=frozenset({"body"})), looks("south"))
    assert decision.reasons == (Reason.NOT_ADDRESSED,)
    assert decision.facts == {}
    named = asked(said(audience=frozenset({"south"})), looks("south"))
    assert Reason.NAMED_IN_AUDIENCE in named.reasons


@pytest.mark.parametrize(
    ("member", "highest"),
    [
        ("south", Tlp.AMBER_STRICT),
        ("body", Tlp.AMBER_STRICT),
        ("partner", Tlp.AMBER_STRICT),
        ("bank", Tlp.AMBER),
        ("campus", Tlp.AMBER),
        ("expert", Tlp.GREEN),
        ("watcher", Tlp.GREEN),
    ],
)
def test_each_kind_and_the_observer_read_up_to_their_scope(member: str, highest: Tlp) -> None:
    read = [tlp for tlp in Tlp if asked(said(tlp), looks(member)).allowed]
    assert read == [tlp for tlp in Tlp if tlp <= highest]


def test_every_rule_that_refuses_is_named() -> None:
    decision = asked(
        said(Tlp.RED, pap=Pap.RED, terms=Terms(NOW + 1, NOW)),
        looks("expert", Door.TAXII, lane=Lane.EXERCISE),
        a_group(ceiling=Tlp.GREEN, region=frozenset(), exercise=True),
    )
    assert decision.reasons == (
        Reason.LABEL_DISAGREES,
        Reason.WRONG_LANE,
        Reason.RED_NEEDS_PERSON_KEY,
        Reason.ABOVE_CEILING,
        Reason.ABOVE_KIND_SCOPE,
        Reason.OUTSIDE_REGION,
        Reason.PAP_SHUTS_DOOR,
        Reason.TERMS_NOT_BEGUN,
        Reason.TERMS_ENDED,
    )
    assert decision.facts["kind"] == "individual"
    assert decision.facts["ceiling"] == "TLP:GREEN"


def test_an_exercise_record_is_read_at_play_alone() -> None:
    facts, record = a_group(exercise=True, layer=Layer.EXERCISE), said(exercise=True)
    assert asked(record, looks("south", lane=Lane.EXERCISE), facts).allowed
    assert asked(record, looks("south"), facts).reasons == (Reason.WRONG_LANE,)


def test_an_exercise_group_without_the_label_is_refused() -> None:
    decision = asked(said(), looks("south"), a_group(layer=Layer.EXERCISE))
    assert decision.reasons == (Reason.LABEL_DISAGREES,)


def test_a_group_at_step_zero_carries_no_threat_records() -> None:
    decision = asked(said(Tlp.CLEAR), looks("south"), a_group(ceiling=None))
    assert decision.reasons == (Reason.NO_THREAT_RECORDS,)


def test_a_kind_that_two_sides_state_differently_is_unknown() -> None:
    decision = asked(said(), looks("bank", kind=MemberKind.STATE_BODY))
    assert decision.reasons == (Reason.UNKNOWN_KIND,)


def test_outside_the_region_only_clear_is_read_unless_the_charter_lists_a_partner() -> None:
    facts = a_group(region=frozenset({"north"}))
    assert asked(said(Tlp.CLEAR), looks("bank"), facts).allowed
    assert asked(said(Tlp.GREEN), looks("bank"), facts).reasons == (Reason.OUTSIDE_REGION,)
    assert asked(said(Tlp.GREEN), looks("partner"), facts).allowed


def test_a_company_belongs_to_the_region_through_a_member_that_lists_it() -> None:
    listed = {"north": frozenset({"bank"}), "partner": frozenset({"campus"})}
    facts = a_group(region=frozenset({"north"}), constituents=listed)
    assert asked(said(), looks("bank"), facts).allowed
    assert not asked(said(), looks("campus"), facts).allowed


def test_a_member_of_the_region_that_is_not_in_the_group_vouches_for_nobody() -> None:
    facts = a_group(
        region=frozenset({"north", "distant"}),
        constituents={"distant": frozenset({"bank"})},
    )
    assert asked(said(), looks("bank"), facts).reasons == (Reason.OUTSIDE_REGION,)


def test_a_domestic_group_is_its_own_community() -> None:
    facts = a_group(region=frozenset(), layer=Layer.DOMESTIC)
    assert asked(said(), looks("bank"), facts).allowed


@pytest.mark.parametrize("door", [Door.PAGE, Door.LIST, Door.COUNT, Door.SEARCH])
def test_a_constituent_reads_up_to_amber_on_the_node_of_its_member(door: Door) -> None:
    viewer = looks("client", door, via="south")
    read = [tlp for tlp in Tlp if asked(said(tlp), viewer).allowed]
    assert read == [Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER]
    decision = asked(said(), viewer)
    assert decision.reasons == (Reason.CONSTITUENT, Reason.WHOLE_GROUP)
    assert decision.facts == {"via": "south"}


@pytest.mark.parametrize(
    "door",
    [Door.STIX_FILE, Door.PACKAGE, Door.TAXII, Door.PEER, Door.MAIL, Door.COMMAND],
)
def test_nothing_is_handed_to_a_constituent_to_keep(door: Door) -> None:
    decision = asked(said(), looks("client", door, via="south"))
    assert decision.reasons == (Reason.DOOR_NOT_FOR_CONSTITUENTS,)


def test_a_constituent_stands_on_what_its_member_may_read() -> None:
    listed = {"expert": frozenset({"client"}), "north": frozenset({"client"})}
    facts = a_group(constituents=listed)
    above = asked(said(Tlp.AMBER), looks("client", via="expert"), facts)
    assert above.reasons == (Reason.ABOVE_KIND_SCOPE,)
    assert above.facts["kind"] == "individual"
    unaddressed = said(audience=frozenset({"body"}))
    assert not asked(unaddressed, looks("client", via="north"), facts).allowed


def test_a_constituent_that_nobody_lists_is_an_outsider() -> None:
    assert asked(said(), looks("client", via="bank")).reasons == (Reason.NOT_IN_GROUP,)
    assert asked(said(), looks("client", via="nobody")).reasons == (Reason.NOT_IN_GROUP,)


def test_amber_strict_is_for_a_members_own_people() -> None:
    ministry = looks("client", via="south", kind=MemberKind.STATE_BODY)
    assert asked(said(Tlp.AMBER), ministry).allowed
    assert asked(said(Tlp.AMBER_STRICT), ministry).reasons == (Reason.ABOVE_CONSTITUENT_SCOPE,)


def test_a_constituent_has_its_own_scope_too() -> None:
    viewer = looks("client", via="south", kind=MemberKind.INDIVIDUAL)
    assert asked(said(Tlp.AMBER), viewer).reasons == (Reason.ABOVE_KIND_SCOPE,)
    unknown = looks("client", via="south", kind=None)
    assert asked(said(), unknown).reasons == (Reason.UNKNOWN_KIND,)


def test_of_several_roles_the_broadest_counts() -> None:
    promoted = {**ROLL, "watcher": GroupRole.MEMBER}
    facts = a_group(charters={1: ROLL, 2: promoted}, accepted={"north": 2})
    assert asked(said(Tlp.AMBER), looks("watcher"), facts).reasons[0] is Reason.MEMBER_SINCE
    assert asked(said(Tlp.GREEN), looks("watcher"), a_group()).reasons[0] is Reason.MEMBER_WHEN_SAID


def test_a_role_that_is_not_known_reads_nothing() -> None:
    unknown: Any = None
    decision = asked(said(), looks("bank"), a_group(charters={1: {**ROLL, "bank": unknown}}))
    assert decision.reasons == (Reason.UNKNOWN_ROLE,)


@pytest.mark.parametrize(
    ("door", "is_open"),
    [(door, door not in (Door.STIX_FILE, Door.TAXII, Door.MAIL)) for door in Door],
)
def test_pap_red_leaves_by_no_door_that_feeds_programs(door: Door, is_open: bool) -> None:  # noqa: FBT001  # a column of the table
    assert asked(said(pap=Pap.RED), looks("south", door)).allowed is is_open
    assert asked(said(pap=Pap.AMBER), looks("south", door)).allowed


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        (9, {Reason.TERMS_NOT_BEGUN}),
        (10, set()),
        (19, set()),
        (20, {Reason.TERMS_ENDED}),
    ],
)
def test_terms_hold_from_their_first_instant_up_to_before_their_last(
    at: int,
    reasons: set[Reason],
) -> None:
    decision = asked(said(terms=Terms(10, 20)), looks("south"), at=at)
    assert decision.allowed is not bool(reasons)
    assert reasons <= set(decision.reasons)
