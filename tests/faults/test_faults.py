"""Crashes, kills and races: nothing acknowledged is lost, nothing half is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
# Accepted, duplicates and quarantined of each chunk of the mixed batch.
CHUNKS = ((3, 1, 2), (3, 1, 2))
ALL = [12, 6, 2, 4]


def run(script: str, folder: Path, *arguments: int) -> list[dict[str, Any]]:
    """What a script of this folder found out, one object a line."""
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-m", f"tests.faults.{script}", str(folder), *map(str, arguments)],
        cwd=ROOT,
        env=dict(os.environ),
        check=False,
        capture_output=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def crashes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A crash before every statement and around every commit of one publish."""
    return run("crashing", tmp_path_factory.mktemp("crashes"))


def chunks_in(case: dict[str, Any]) -> int:
    """How many chunks stand, judged by the checkpoints: each chunk signs one."""
    count: int = case["state"]["Checkpoint"]
    return count


def test_every_step_of_a_publish_is_a_crash_and_only_the_last_case_lives(
    crashes: list[dict[str, Any]],
) -> None:
    assert len(crashes) > 40
    assert [case["killed"] for case in crashes] == [True] * (len(crashes) - 1) + [False]
    assert {chunks_in(case) for case in crashes} == {0, 1, 2}


def test_after_a_crash_a_chunk_stands_whole_or_not_at_all(crashes: list[dict[str, Any]]) -> None:
    for case in crashes:
        whole = CHUNKS[: chunks_in(case)]
        accepted = sum(one[0] for one in whole)
        assert case["state"] == {
            # The member's first act also accepts the charter.
            "Entry": accepted + bool(whole),
            "StoredObject": accepted,
            "Quarantined": sum(one[2] for one in whole),
            "Checkpoint": len(whole),
        }, case["steps"]


def test_what_was_acknowledged_before_a_crash_is_there(crashes: list[dict[str, Any]]) -> None:
    for case in crashes:
        assert case["lost"] == 0, case["steps"]
        assert case["told"] <= chunks_in(case) <= case["told"] + 1, case["steps"]
    # Somewhere the process died between the commit and the word.
    assert any(case["told"] < chunks_in(case) for case in crashes)


def test_after_a_crash_journals_tiles_checkpoints_and_index_agree(
    crashes: list[dict[str, Any]],
) -> None:
    assert [(case["steps"], case["faults"]) for case in crashes if case["faults"]] == []


def test_repeating_the_import_after_a_crash_accounts_for_every_object(
    crashes: list[dict[str, Any]],
) -> None:
    for case in crashes:
        stood = sum(one[0] for one in CHUNKS[: chunks_in(case)])
        read, accepted, duplicates, quarantined = ALL
        expected = [read, accepted - stood, duplicates + stood, quarantined]
        assert case["again"] == expected, case["steps"]
        assert case["after"]["Entry"] == accepted + 1


def test_no_checkpoint_that_was_ever_shown_is_contradicted_after_a_crash(
    crashes: list[dict[str, Any]],
) -> None:
    broken = [(case["steps"], case["faults_after"]) for case in crashes if case["faults_after"]]
    assert broken == []


def test_imports_killed_at_random_moments_lose_nothing_that_they_said(tmp_path: Path) -> None:
    [found] = run("killing", tmp_path)
    assert found["killed"] >= 3
    assert found["acknowledged"] + found["stored"] > 0
    assert (found["lost"], found["missing"], found["quarantined"]) == ([], 0, 0)
    assert found["read"] == found["accepted"] + found["duplicates"]
    assert found["duplicates"] == found["stored"]
    assert (found["faults"], found["faults_after"]) == ([], [])


@pytest.mark.only_sqlite
def test_readers_with_a_cursor_miss_nothing_while_eight_write(tmp_path: Path) -> None:
    *rounds, last = run("racing", tmp_path, 2, 6)
    assert all(one["entries"] >= 48 and one["broken"] == 0 for one in rounds)
    assert [one["differ"] for one in rounds] == [[], []]
    assert last == {"faults": []}


@pytest.mark.only_postgresql
def test_readers_with_a_cursor_miss_nothing_in_many_rounds(tmp_path: Path) -> None:
    *rounds, last = run("racing", tmp_path, 8, 6)
    assert all(one["entries"] >= 48 and one["broken"] == 0 for one in rounds)
    assert [one["differ"] for one in rounds] == [[]] * len(rounds)
    assert last == {"faults": []}


def test_a_person_can_write_while_a_large_import_runs(tmp_path: Path) -> None:
    [found] = run("waiting", tmp_path, 20_000)
    assert found["entries"] == 20_000 + found["writes"] + 2
    # Many small transactions, on any machine; the wait is for a few of them, not for all.
    assert found["chunks"] >= 20_000 // 1_000, found
    assert found["longest_wait"] <= max(1000, 3 * found["longest_transaction"]), found
