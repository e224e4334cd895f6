"""Labels are read exactly, and the ladder and the scopes say what the design says."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import (
    SCOPES,
    STEPS,
    GateFault,
    MemberKind,
    Pap,
    Step,
    Tlp,
    step_for,
)
from bayanihan.kernel.api import Malformed

FIRST_LABELS = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]


def test_the_tlp_labels_are_those_of_first_in_rising_order() -> None:
    assert [tlp.label for tlp in sorted(Tlp)] == FIRST_LABELS


@pytest.mark.parametrize("tlp", Tlp)
def test_a_tlp_label_is_read_back(tlp: Tlp) -> None:
    assert Tlp.from_label(tlp.label) is tlp


@pytest.mark.parametrize(
    "text", ["", "TLP:WHITE", "tlp:red", "RED", "TLP:AMBER_STRICT", "TLP:RED "]
)
def test_any_other_tlp_label_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        Tlp.from_label(text)
    assert caught.value.code is GateFault.NOT_A_TLP_LABEL
    assert caught.value.facts == {"label": text}


@pytest.mark.parametrize("pap", Pap)
def test_a_pap_label_is_read_back(pap: Pap) -> None:
    assert Pap.from_label(pap.label) is pap


@pytest.mark.parametrize("text", ["", "PAP:WHITE", "pap:red", "RED", "PAP:AMBER+STRICT"])
def test_any_other_pap_label_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        Pap.from_label(text)
    assert caught.value.code is GateFault.NOT_A_PAP_LABEL


def test_each_ladder_step_carries_what_the_ladder_says() -> None:
    assert list(STEPS) == sorted(Step)
    assert list(STEPS.values()) == [None, None, Tlp.GREEN, Tlp.AMBER, Tlp.RED]


@pytest.mark.parametrize(
    ("ceiling", "step"),
    [
        (None, Step.KNOWN),
        (Tlp.CLEAR, Step.OPEN),
        (Tlp.GREEN, Step.OPEN),
        (Tlp.AMBER, Step.CONFIDENTIAL),
        (Tlp.AMBER_STRICT, Step.JOINT),
        (Tlp.RED, Step.JOINT),
    ],
)
def test_a_ceiling_needs_the_lowest_step_that_carries_it(ceiling: Tlp | None, step: Step) -> None:
    assert step_for(ceiling) is step


def test_every_kind_of_member_has_its_scope() -> None:
    assert set(SCOPES) == set(MemberKind)
    assert SCOPES[MemberKind.PARTNER] is Tlp.AMBER_STRICT
    assert SCOPES[MemberKind.ORGANISATION] is SCOPES[MemberKind.ACADEMIC] is Tlp.AMBER
    assert SCOPES[MemberKind.INDIVIDUAL] is Tlp.GREEN
