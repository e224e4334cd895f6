"""What each version of a charter agreed decides what may be said, and what stays readable."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import (
    Agreed,
    Layer,
    Line,
    MemberKind,
    Reason,
    Step,
    Terms,
    Tlp,
    allowed_classes,
    explain,
    may_publish,
    recipients,
)
from tests.rooms.gate.cases import KINDS, NOW, ROLL, a_group, asked, looks, said

TWO_VERSIONS: dict[str, Any] = {
    "charters": {1: ROLL, 2: ROLL},
    "accepted": dict.fromkeys(KINDS, 2),
}
STEPPED_BACK: dict[str, Any] = {
    **TWO_VERSIONS,
    "ceiling": Tlp.GREEN,
    "step": Step.OPEN,
    "ceilings": {1: Tlp.AMBER, 2: Tlp.GREEN},
}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"ceiling": None}, Agreed(None, Step.KNOWN)),
        ({"ceiling": Tlp.CLEAR}, Agreed(Tlp.CLEAR, Step.OPEN)),
        ({"ceiling": Tlp.RED}, Agreed(Tlp.RED, Step.JOINT)),
        ({"ceiling": None, "step": Step.BLIND}, Agreed(None, Step.BLIND)),
        ({"ceiling": Tlp.GREEN, "step": Step.JOINT}, Agreed(Tlp.GREEN, Step.JOINT)),
        ({"ceiling": Tlp.RED, "step": Step.OPEN}, Agreed(Tlp.GREEN, Step.OPEN)),
        ({"ceiling": Tlp.RED, "step": Step.KNOWN}, Agreed(None, Step.KNOWN)),
        ({"ceiling": Tlp.RED, "step": 4}, Agreed(None, None)),
        ({"ceiling": "TLP:RED"}, Agreed(None, None)),
    ],
)
def test_a_step_that_is_not_told_follows_from_the_ceiling_and_a_told_one_bounds_it(
    told: dict[str, Any],
    expected: Agreed,
) -> None:
    facts = a_group(**told)
    assert facts.in_force == facts.agreed[1] == expected


def test_versions_that_are_not_told_apart_have_the_same_ceiling() -> None:
    facts = a_group(**TWO_VERSIONS, ceiling=Tlp.AMBER, step=Step.CONFIDENTIAL)
    assert facts.agreed == dict.fromkeys((1, 2), Agreed(Tlp.AMBER, Step.CONFIDENTIAL))


def test_each_version_that_is_told_apart_keeps_its_own_step() -> None:
    facts = a_group(
        **TWO_VERSIONS,
        ceiling=Tlp.GREEN,
        step=Step.OPEN,
        ceilings={1: None, 2: Tlp.GREEN},
        ladder={1: Step.BLIND, 2: Step.OPEN},
    )
    assert facts.agreed == {1: Agreed(None, Step.BLIND), 2: Agreed(Tlp.GREEN, Step.OPEN)}


@pytest.mark.parametrize(
    "lost",
    [
        {"ceilings": {2: Tlp.GREEN}},
        {"ceilings": None},
        {"ladder": {2: Step.OPEN}},
        {"ladder": {1: None, 2: Step.OPEN}},
        {"ladder": None},
    ],
)
def test_a_version_of_which_less_is_told_than_of_others_carries_nothing(
    lost: dict[str, Any],
) -> None:
    facts = a_group(**{**STEPPED_BACK, **lost})
    assert facts.agreed[1] == Agreed(None, None)
    assert asked(said(Tlp.CLEAR), looks("south"), facts).reasons == (Reason.UNKNOWN_STEP,)


def test_a_ceiling_of_a_version_that_is_not_known_here_betrays_it() -> None:
    facts = a_group(ceiling=Tlp.RED, step=Step.JOINT, ceilings={1: Tlp.GREEN, 2: Tlp.RED})
    assert facts.agreed == {1: Agreed(Tlp.GREEN, Step.OPEN)}


def test_what_was_said_before_the_group_stepped_back_stays_readable() -> None:
    facts = a_group(**STEPPED_BACK)
    assert asked(said(Tlp.AMBER, charter=1), looks("south"), facts).allowed
    after = asked(said(Tlp.AMBER, charter=2), looks("south"), facts)
    assert explain(after) == (
        Line(Reason.ABOVE_CEILING, {"tlp": "TLP:AMBER", "ceiling": "TLP:GREEN"}),
    )


def test_a_group_that_stepped_up_does_not_open_what_was_said_below() -> None:
    facts = a_group(**TWO_VERSIONS, ceiling=Tlp.AMBER, ceilings={1: Tlp.GREEN, 2: Tlp.AMBER})
    assert not asked(said(Tlp.AMBER, charter=1), looks("south"), facts).allowed
    assert asked(said(Tlp.AMBER, charter=2), looks("south"), facts).allowed


def test_publishing_is_judged_by_the_newest_version_and_by_the_one_named() -> None:
    waiting = {"accepted": dict.fromkeys(KINDS, 1)}
    back = may_publish(said(Tlp.AMBER), a_group(**{**STEPPED_BACK, **waiting}), NOW)
    assert back.reasons == (Reason.ABOVE_CEILING,)
    assert back.facts["ceiling"] == "TLP:GREEN"
    up = {**STEPPED_BACK, **waiting, "ceiling": Tlp.AMBER, "step": Step.CONFIDENTIAL}
    up["ceilings"] = {1: Tlp.GREEN, 2: Tlp.AMBER}
    forward = may_publish(said(Tlp.AMBER), a_group(**up), NOW)
    assert forward.reasons == (Reason.ABOVE_CEILING,)
    assert forward.facts["ceiling"] == "TLP:GREEN"
    assert may_publish(said(Tlp.GREEN), a_group(**up), NOW).allowed


def test_a_type_that_needs_a_higher_step_is_refused_and_both_steps_are_named() -> None:
    record, facts = said(needs=Step.JOINT), a_group(ceiling=Tlp.AMBER)
    expected = (Line(Reason.BELOW_STEP, {"needs": 4, "step": 3}),)
    assert explain(asked(record, looks("south"), facts)) == expected
    assert explain(may_publish(record, facts, NOW)) == expected


@pytest.mark.parametrize(
    ("needs", "step", "reasons"),
    [
        (Step.KNOWN, Step.KNOWN, ()),
        (Step.KNOWN, Step.BLIND, ()),
        (Step.BLIND, Step.BLIND, ()),
        (Step.BLIND, Step.KNOWN, (Reason.BELOW_STEP,)),
        (Step.OPEN, Step.BLIND, (Reason.NO_THREAT_RECORDS,)),
        (Step.KNOWN, Step.OPEN, (Reason.NO_THREAT_RECORDS,)),
    ],
)
def test_without_a_ceiling_only_types_without_free_text_pass(
    needs: Step,
    step: Step,
    reasons: tuple[Reason, ...],
) -> None:
    facts = a_group(ceiling=None, step=step)
    decision = asked(said(Tlp.GREEN, needs=needs), looks("south"), facts)
    assert decision.allowed is not bool(reasons)
    assert decision.allowed or decision.reasons == reasons
    assert may_publish(said(Tlp.GREEN, needs=needs), facts, NOW).allowed is not bool(reasons)


def test_types_without_free_text_pass_up_to_green_where_there_is_no_ceiling() -> None:
    record = said(Tlp.AMBER, needs=Step.KNOWN)
    decision = asked(record, looks("south"), a_group(ceiling=None))
    assert decision.reasons == (Reason.ABOVE_CEILING,)
    assert decision.facts["ceiling"] == "TLP:GREEN"
    clear = asked(said(needs=Step.KNOWN), looks("south"), a_group(ceiling=Tlp.CLEAR))
    assert clear.reasons == (Reason.ABOVE_CEILING,)
    assert asked(record, looks("south"), a_group(ceiling=Tlp.AMBER)).allowed


def test_recipients_are_measured_by_the_step_in_force() -> None:
    facts = a_group(ceiling=Tlp.AMBER, step=Step.JOINT, steps={"south": 4, "body": 3})
    assert recipients(said(), facts, ["south", "body"], NOW).lower_step == ("body",)


def test_a_constituent_keeps_what_its_member_was_told_before_the_group_stepped_back() -> None:
    client = looks("client", via="south")
    facts = a_group(**STEPPED_BACK)
    assert asked(said(Tlp.AMBER, charter=1), client, facts).allowed
    assert not asked(said(Tlp.AMBER, charter=2), client, facts).allowed


def test_a_domestic_group_shares_up_to_amber_with_its_constituents_and_outside_the_region() -> None:
    facts = a_group(
        layer=Layer.DOMESTIC,
        region=frozenset({"north"}),
        charters={1: {one: ROLL[one] for one in ("north", "bank", "campus")}},
        constituents={"north": frozenset({"client"})},
        ceilings={1: Tlp.AMBER},
        ceiling=Tlp.AMBER,
    )
    amber = said(Tlp.AMBER)
    assert asked(amber, looks("bank"), facts).allowed
    client = looks("client", via="north", kind=MemberKind.INDIVIDUAL)
    assert asked(said(Tlp.GREEN), client, facts).allowed
    assert asked(amber, client, facts).reasons == (Reason.ABOVE_KIND_SCOPE,)
    firm = looks("client", via="north", kind=MemberKind.ORGANISATION)
    assert asked(amber, firm, facts).allowed
    preview = recipients(amber, facts, ["bank", "campus", "south"], NOW)
    assert [member for member, _ in preview.will] == ["bank", "campus"]


def test_a_query_gets_the_classes_that_the_gate_allows_and_none_of_other_groups() -> None:
    classes = {1: said(Tlp.AMBER, charter=1), 2: said(Tlp.AMBER, charter=2), 3: said(group="other")}
    facts = {"group": a_group(**STEPPED_BACK), "other": a_group()}
    assert allowed_classes(classes, looks("south"), facts, NOW) == {1}
    assert allowed_classes(classes, looks(None), facts, NOW) == frozenset()
    assert allowed_classes(classes, looks("south"), {}, NOW) == frozenset()


def test_a_record_may_be_kept_longer_than_it_is_read() -> None:
    kept = said(terms=Terms(None, NOW + 5, NOW + 50))
    assert may_publish(kept, a_group(), NOW).allowed
    ended = may_publish(said(terms=Terms(None, None, NOW - 1)), a_group(), NOW)
    assert explain(ended) == (Line(Reason.KEEP_TERM_ENDED, {"keep_until": NOW - 1}),)
