"""A node that dies while it follows a forked charter holds whole versions, and follows the rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.test_faults import run

# Each of four versions, the end that waits, and the end.
TOLD = 6


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A crash before every fifth statement or commit."""
    return run("following", tmp_path_factory.mktemp("following"))


def test_every_case_is_a_crash_and_only_the_last_one_lives(cases: list[dict[str, Any]]) -> None:
    assert len(cases) > 20
    assert [one["killed"] for one in cases] == [True] * (len(cases) - 1) + [False]
    assert cases[-1]["status"] == 0


def test_what_was_told_stands_version_by_version(cases: list[dict[str, Any]]) -> None:
    seen = list(dict.fromkeys(str(one["state"]) for one in cases))
    assert len(seen) <= TOLD + 1
    # Once passed, no state comes back.
    assert [str(one["state"]) for one in cases] == sorted(
        (str(one["state"]) for one in cases), key=seen.index
    )
    assert cases[0]["state"][0] == 1
    assert cases[-1]["state"][0] == 4


def test_told_again_every_node_ends_alike(cases: list[dict[str, Any]]) -> None:
    assert {str(one["after"]) for one in cases} == {str(cases[-1]["state"])}
    assert [one for one in cases if one["faults"] or one["faults_after"]] == []
    rivals, cuts = cases[-1]["state"][2], cases[-1]["state"][4]
    assert {settled for _number, settled in rivals} == {4}
    assert cuts == 1
