"""May it be published, who would get it, and in which form it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import (
    CreatorKind,
    Door,
    Form,
    FourEyes,
    GroupRole,
    Layer,
    Line,
    MemberKind,
    Pap,
    Reason,
    Step,
    Terms,
    Tlp,
    explain,
    form_at,
    may_publish,
    recipients,
)
from tests.rooms.gate.cases import KINDS, NOW, ROLL, a_group, asked, looks, said


def test_a_member_in_good_standing_may_publish() -> None:
    decision = may_publish(said(Tlp.AMBER_STRICT), a_group(), NOW)
    assert decision.allowed
    assert decision.reasons == (Reason.PUBLISHER_IN_FORCE,)
    assert decision.form is Form.BYTES


SOON: Any = "soon"
REFUSED: list[tuple[Reason, dict[str, Any], dict[str, Any]]] = [
    (Reason.UNKNOWN_GROUP, {"group": "other"}, {}),
    (Reason.UNKNOWN_CHARTER, {"charter": 9}, {}),
    (Reason.GROUP_FROZEN, {}, {"frozen": True}),
    (Reason.GROUP_FROZEN, {}, {"frozen": None}),
    (Reason.PUBLISHER_NOT_IN_FORCE, {}, {"charters": {1: ROLL, 2: {"south": GroupRole.MEMBER}}}),
    (
        Reason.PUBLISHER_NOT_IN_FORCE,
        {"publisher": "late"},
        {
            "charters": {1: ROLL, 2: {**ROLL, "late": GroupRole.MEMBER}},
            "accepted": {"late": 1},
            "kinds": {**KINDS, "late": MemberKind.STATE_BODY},
        },
    ),
    (Reason.OBSERVER_MAY_NOT_PUBLISH, {"publisher": "watcher"}, {}),
    (Reason.UNKNOWN_ROLE, {}, {"charters": {1: {**ROLL, "north": None}}}),
    (Reason.CHARTER_NOT_ACCEPTED, {}, {"accepted": {}}),
    (Reason.CHARTER_NOT_ACCEPTED, {"charter": 2}, {"charters": {1: ROLL, 2: ROLL}}),
    (Reason.CHARTER_SUPERSEDED, {}, {"charters": {1: ROLL, 2: ROLL}, "accepted": {"north": 2}}),
    (Reason.NOBODY_ADDRESSED, {"audience": frozenset()}, {}),
    (Reason.NOBODY_ADDRESSED, {"audience": frozenset({"north"})}, {}),
    (Reason.ADDRESSED_OUTSIDE_GROUP, {"audience": frozenset({"south", "client"})}, {}),
    (Reason.UNKNOWN_TLP, {"tlp": None}, {}),
    (Reason.UNKNOWN_PAP, {"pap": "PAP:RED"}, {}),
    (Reason.UNKNOWN_LAYER, {}, {"layer": None}),
    (Reason.UNKNOWN_KIND, {}, {"kinds": {}}),
    (Reason.LABEL_DISAGREES, {"exercise": True}, {}),
    (Reason.LABEL_DISAGREES, {"exercise": None}, {"exercise": None}),
    (Reason.NO_THREAT_RECORDS, {}, {"ceiling": None}),
    (Reason.ABOVE_CEILING, {}, {"ceiling": Tlp.CLEAR}),
    (Reason.ABOVE_KIND_SCOPE, {"publisher": "expert", "tlp": Tlp.AMBER}, {}),
    (Reason.RED_NEEDS_PERSON_KEY, {"tlp": Tlp.RED}, {}),
    (Reason.TERMS_EMPTY, {"terms": Terms(NOW + 5, NOW + 5)}, {}),
    (Reason.TERMS_ENDED, {"terms": Terms(None, NOW)}, {}),
    (Reason.KEEP_TERM_ENDED, {"terms": Terms(None, None, NOW)}, {}),
    (Reason.UNKNOWN_TERMS, {"terms": Terms(None, None, SOON)}, {}),
    (Reason.UNKNOWN_STEP, {"needs": 2}, {}),
    (Reason.UNKNOWN_STEP, {}, {"step": "open"}),
    (Reason.UNKNOWN_EMERGENCY, {"emergency": None}, {}),
    (Reason.BELOW_STEP, {"needs": Step.JOINT}, {"ceiling": Tlp.AMBER}),
]


@pytest.mark.parametrize(("reason", "handling", "facts"), REFUSED)
def test_each_rule_of_publishing_refuses_alone(
    reason: Reason,
    handling: dict[str, Any],
    facts: dict[str, Any],
) -> None:
    decision = may_publish(said(**handling), a_group(**facts), NOW)
    assert decision.reasons == (reason,)
    assert decision.form is None


def test_a_group_that_is_not_known_takes_nothing() -> None:
    assert may_publish(said(), None, NOW).reasons == (Reason.UNKNOWN_GROUP,)
    preview = recipients(said(), None, ["south"], NOW)
    assert not preview.will
    assert not preview.lower_step
    assert preview.will_not == (("south", preview.release),)


def test_without_an_instant_nothing_is_published() -> None:
    no_instant: Any = None
    assert may_publish(said(), a_group(), no_instant).reasons == (Reason.UNKNOWN_INSTANT,)


def test_addressed_strangers_are_named() -> None:
    record = said(audience=frozenset({"south", "zed", "client"}))
    assert may_publish(record, a_group(), NOW).facts == {"outside": ("client", "zed")}


def test_only_who_is_in_the_version_named_and_in_the_newest_is_addressed() -> None:
    smaller = {one: role for one, role in ROLL.items() if one != "south"}
    audience = frozenset({"south", "body"})
    left = a_group(charters={1: ROLL, 2: smaller})
    assert may_publish(said(audience=audience), left, NOW).facts == {"outside": ("south",)}
    joined = a_group(charters={1: smaller, 2: ROLL})
    assert may_publish(said(audience=audience), joined, NOW).facts == {"outside": ("south",)}


@pytest.mark.parametrize(
    ("eyes", "is_allowed"),
    [
        (FourEyes(None, None, None), True),
        (FourEyes(Tlp.AMBER_STRICT, "kim", None), True),
        (FourEyes(Tlp.AMBER, "kim", "lou"), True),
        (FourEyes(Tlp.AMBER, "kim", "kim"), False),
        (FourEyes(Tlp.AMBER, "kim", None), False),
        (FourEyes(Tlp.CLEAR, None, "lou"), False),
    ],
)
def test_four_eyes_are_two_people(eyes: FourEyes, is_allowed: bool) -> None:  # noqa: FBT001  # a column of the table
    decision = may_publish(said(Tlp.AMBER), a_group(), NOW, four_eyes=eyes)
    assert decision.allowed is is_allowed
    assert is_allowed or decision.reasons == (Reason.NEEDS_SECOND_PERSON,)


def test_the_preview_says_exactly_who_gets_it_and_why() -> None:
    candidates = ["client", "expert", "south", "north", "south", "body"]
    preview = recipients(said(Tlp.AMBER), a_group(), candidates, NOW)
    assert [member for member, _ in preview.will] == ["south", "body"]
    assert [(member, decision.reasons) for member, decision in preview.will_not] == [
        ("client", (Reason.NOT_IN_GROUP,)),
        ("expert", (Reason.ABOVE_KIND_SCOPE,)),
    ]


def test_the_preview_of_an_exercise_looks_with_the_eyes_of_players() -> None:
    facts = a_group(exercise=True, layer=Layer.EXERCISE)
    preview = recipients(said(exercise=True), facts, ["south"], NOW)
    assert [member for member, _ in preview.will] == ["south"]


def test_what_may_not_be_published_reaches_nobody() -> None:
    preview = recipients(said(), a_group(frozen=True), ["south", "client"], NOW)
    assert preview.will == ()
    assert preview.will_not == (("south", preview.release), ("client", preview.release))


def test_under_an_embargo_nobody_gets_it_yet() -> None:
    preview = recipients(said(terms=Terms(NOW + 1, None)), a_group(), ["south"], NOW)
    assert preview.release.allowed
    assert preview.will_not[0][1].reasons == (Reason.TERMS_NOT_BEGUN,)


def test_recipients_on_a_lower_or_unknown_step_than_the_group_are_named() -> None:
    facts = a_group(ceiling=Tlp.AMBER, steps={"south": 3, "body": 2})
    preview = recipients(said(), facts, ["south", "body", "bank", "client"], NOW)
    assert preview.lower_step == ("body", "bank")


@pytest.mark.parametrize("door", Door)
def test_an_unmarked_object_leaves_bare_doors_as_a_marked_copy(door: Door) -> None:
    is_bare = door in (Door.STIX_FILE, Door.TAXII)
    record = said(Tlp.GREEN, creator=CreatorKind.UNMARKED)
    expected = Form.DERIVED_COPY if is_bare else Form.BYTES
    assert asked(record, looks("south", door)).form is expected
    assert asked(record, looks("north", door)).form is expected


@pytest.mark.parametrize(
    ("tlp", "creator", "pap", "form"),
    [
        (Tlp.AMBER, CreatorKind.MARKED, None, Form.BYTES),
        (Tlp.CLEAR, CreatorKind.UNMARKED, None, Form.BYTES),
        (Tlp.CLEAR, CreatorKind.UNMARKED, Pap.CLEAR, Form.BYTES),
        (Tlp.CLEAR, CreatorKind.UNMARKED, Pap.GREEN, Form.DERIVED_COPY),
        (Tlp.AMBER, CreatorKind.MARKED, Pap.AMBER, Form.DERIVED_COPY),
        (None, CreatorKind.UNMARKED, None, Form.DERIVED_COPY),
    ],
)
def test_no_door_loses_handling_above_clear(
    tlp: Tlp | None,
    creator: CreatorKind,
    pap: Pap | None,
    form: Form,
) -> None:
    assert form_at(said(tlp, creator=creator, pap=pap), Door.TAXII) is form


def test_a_decision_is_explained_reason_by_reason_each_with_its_own_facts() -> None:
    decision = asked(said(Tlp.AMBER), looks("expert"), a_group(ceiling=Tlp.GREEN))
    assert explain(decision) == (
        Line(Reason.ABOVE_CEILING, {"tlp": "TLP:AMBER", "ceiling": "TLP:GREEN"}),
        Line(Reason.ABOVE_KIND_SCOPE, {"tlp": "TLP:AMBER", "kind": "individual"}),
    )
