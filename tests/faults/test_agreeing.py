"""A crash in an act on a charter: a version, its cuts and acceptances stand whole or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.faults.test_faults import run

Case = dict[str, Any]
ACTS = ("cut", "sign", "accept")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """A crash before every third statement or commit of each act."""
    return run("agreeing", tmp_path_factory.mktemp("agreeing"))


def of(cases: list[Case], act: str) -> list[Case]:
    return [case for case in cases if case["act"] == act]


@pytest.mark.parametrize("act", ACTS)
def test_every_case_is_a_crash_and_only_the_last_case_lives(cases: list[Case], act: str) -> None:
    killed = [case["killed"] for case in of(cases, act)]
    assert len(killed) > 10
    assert killed == [True] * (len(killed) - 1) + [False]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_stands_whole_or_not_at_all(cases: list[Case], act: str) -> None:
    seen = list(dict.fromkeys(json.dumps(case["state"], sort_keys=True) for case in of(cases, act)))
    assert len(seen) == 2, "before, and after"
    before, after = map(json.loads, seen)
    assert before != after
    assert after["Happening"] > before["Happening"]
    assert after["Checkpoint"] > before["Checkpoint"]


@pytest.mark.parametrize("act", ACTS)
def test_asking_again_after_a_crash_ends_where_it_would_have_ended(
    cases: list[Case], act: str
) -> None:
    ends = of(cases, act)
    assert {str(case["after"]) for case in ends} == {str(ends[-1]["state"])}
    assert {case["again"] for case in ends} >= {"done", ends[-1]["again"]}
    assert ends[-1]["again"] != "done", "what stands already is refused in words"


def test_after_a_crash_journals_checkpoints_and_charters_agree(cases: list[Case]) -> None:
    assert [one for case in cases for one in (*case["faults"], *case["faults_after"])] == []
