"""A node that dies while it takes in pages holds whole pages, and gets the rest again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.test_faults import run

# After the first page, and after the second one.
WHOLE = (0, 4, 5)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A crash before every statement and around every commit of two pages."""
    return run("receiving", tmp_path_factory.mktemp("receiving"))


def test_every_step_is_a_crash_and_only_the_last_case_lives(cases: list[dict[str, Any]]) -> None:
    assert len(cases) > 60
    assert [one["killed"] for one in cases] == [True] * (len(cases) - 1) + [False]
    assert cases[-1]["status"] == 0


def test_a_page_stands_whole_or_not_at_all(cases: list[dict[str, Any]]) -> None:
    assert {one["entries"] for one in cases} == set(WHOLE)
    assert [one["faults"] for one in cases if one["faults"]] == []


def test_what_was_cut_off_comes_again_and_is_answered_once(cases: list[dict[str, Any]]) -> None:
    for one in cases:
        assert one["again"] == WHOLE[-1] - one["entries"]
        assert one["after"] == [5, 1, 1]
        assert one["faults_after"] == []
