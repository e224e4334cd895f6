"""A crash in a withdrawal or an erasure: done whole or not at all, and never half forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faults.test_faults import run

Case = dict[str, Any]
VERSIONS = 2
HOLDERS = 2


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """A crash before every statement, and around every commit and write to the list."""
    return run("removing", tmp_path_factory.mktemp("removing"))


def of(cases: list[Case], act: str) -> list[Case]:
    return [case for case in cases if case["act"] == act]


@pytest.mark.parametrize("act", ["withdraw", "erase"])
def test_every_step_is_a_crash_and_only_the_last_case_lives(cases: list[Case], act: str) -> None:
    killed = [case["killed"] for case in of(cases, act)]
    assert len(killed) > 40
    assert killed == [True] * (len(killed) - 1) + [False]


def test_a_withdrawal_stands_whole_or_not_at_all(cases: list[Case]) -> None:
    seen = {(one["state"]["withdrawn"], one["state"]["removals"]) for one in of(cases, "withdraw")}
    assert seen == {(0, 0), (VERSIONS, VERSIONS)}


def test_an_erasure_stands_whole_or_not_at_all(cases: list[Case]) -> None:
    parts = ("erased", "removals", "kept", "bodies")
    seen = {tuple(one["state"][part] for part in parts) for one in of(cases, "erase")}
    assert seen == {(0, 0, 0, VERSIONS), (VERSIONS, VERSIONS, VERSIONS, 0)}


def test_the_list_never_holds_less_than_the_database(cases: list[Case]) -> None:
    assert all(one["listed"] >= one["state"]["erased"] for one in of(cases, "erase"))
    # Somewhere the process died between the list and the commit.
    assert any(one["listed"] > one["state"]["erased"] for one in of(cases, "erase"))


def test_at_the_next_start_every_holder_has_answered_once(cases: list[Case]) -> None:
    for case in cases:
        assert case["started"]["receipts"] == HOLDERS * case["started"]["removals"], case["steps"]
    assert any(case["state"]["receipts"] < case["started"]["receipts"] for case in cases)


def test_asking_again_after_a_crash_ends_where_it_would_have_ended(cases: list[Case]) -> None:
    for act in ("withdraw", "erase"):
        ends = of(cases, act)
        assert {str(case["after"]) for case in ends} == {str(ends[-1]["after"])}
        assert {case["again"] for case in ends} == {"done", ends[-1]["again"]}


def test_after_a_crash_journals_tiles_checkpoints_and_index_agree(cases: list[Case]) -> None:
    wrong = [one for case in cases for one in (*case["faults"], *case["faults_after"])]
    assert wrong == []


@pytest.mark.only_sqlite
def test_no_file_of_the_node_holds_a_byte_of_what_was_erased(tmp_path: Path) -> None:
    [found] = run("remains", tmp_path)
    assert found["before"], "the search finds what is there"
    assert found["after"] == []
