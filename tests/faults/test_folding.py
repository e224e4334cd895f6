"""Folding is killed at every statement and races with writers: rows still follow from records."""

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
Case = dict[str, Any]


def run(folder: Path, *words: str) -> list[Case]:
    """What the script found out, one object a line."""
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-m", "tests.faults.folding", str(folder), *words],
        cwd=ROOT,
        env=dict(os.environ),
        check=False,
        capture_output=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module", params=["fold_dirty", "rebuild"])
def cases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """A crash before every statement and around every commit."""
    found = run(tmp_path_factory.mktemp("folding"), "crash", request.param)
    assert len(found) > 30
    assert [case["killed"] for case in found] == [True] * (len(found) - 1) + [False]
    return found


def test_after_a_crash_only_what_still_waits_is_not_yet_in_the_rows(cases: list[Case]) -> None:
    assert [case["steps"] for case in cases if case["state"]["wrong"] or case["faults"]] == []
    # It died before, in and after the work.
    assert len({case["state"]["waiting"] for case in cases}) > 3


def test_after_a_crash_the_same_work_goes_on_to_the_same_end(cases: list[Case]) -> None:
    for case in cases:
        after = case["after"]
        assert (after["differs"], after["waiting"], after["building"]) == (False, 0, None), case
        assert len(after["builds"]) == 1, case


def test_a_record_that_comes_while_its_subject_is_derived_is_not_lost(tmp_path: Path) -> None:
    rounds = run(tmp_path, "race", "2")
    assert len(rounds) == 2
    for one in rounds:
        assert (one["broken"], one["wrong"], one["differs"], one["waiting"]) == (0, [], False, 0)
