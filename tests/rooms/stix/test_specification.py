"""Every MUST rule with an object that breaks it and a twin that keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayanihan.stix.api import STIX_TYPES
from tests.rooms.stix.cases import CASES, Case
from tests.rooms.stix.samples import faults_of, sample


@pytest.mark.parametrize("name", sorted(STIX_TYPES))
def test_the_sample_of_every_type_is_valid(name: str) -> None:
    assert faults_of(sample(name)) == ()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_breaks_the_specification_is_found(case: Case) -> None:
    found = faults_of(sample(case.type, **case.broken))
    assert found, "nothing was found"
    if case.code is not None:
        assert case.code in {fault.code.value for fault in found}


@pytest.mark.parametrize("case", [case for case in CASES if case.sound is not None], ids=str)
def test_what_keeps_the_specification_is_valid(case: Case) -> None:
    assert case.sound is not None
    assert faults_of(sample(case.type, **case.sound)) == ()


def test_every_type_and_no_demand_twice() -> None:
    names = [str(case) for case in CASES]
    assert len(names) == len(set(names))
    assert {case.type for case in CASES} >= set(STIX_TYPES)


def test_the_page_on_conformance_names_every_demand() -> None:
    page = (Path(__file__).parents[3] / "docs" / "conformance.md").read_text(encoding="utf-8")
    rows = {str(case): f"| {case.section} | {case.type} | {case.demand} |" for case in CASES}
    assert [name for name, row in rows.items() if row not in page] == []
