"""Errors carry a code, a place and facts; sentences are made elsewhere."""

from __future__ import annotations

from enum import StrEnum

import pytest

from bayanihan.kernel.api import (
    Absent,
    BayanihanError,
    Conflict,
    Malformed,
    Misconfigured,
    Refused,
    Unverified,
)


class Fault(StrEnum):
    """A code for these tests."""

    BROKEN = "broken"


def test_an_error_describes_itself_in_one_line() -> None:
    error = Malformed(Fault.BROKEN, where="/objects/3", facts={"size": 9, "type": "x"})
    assert str(error) == "broken at /objects/3 size=9 type=x"


def test_an_error_needs_neither_place_nor_facts() -> None:
    error = Refused(Fault.BROKEN)
    assert (str(error), error.where, dict(error.facts)) == ("broken", "", {})


def test_later_changes_of_the_facts_do_not_reach_the_error() -> None:
    facts: dict[str, object] = {"size": 1}
    error = Conflict(Fault.BROKEN, facts=facts)
    facts["size"] = 2
    assert error.facts["size"] == 1


@pytest.mark.parametrize("kind", [Absent, Conflict, Malformed, Misconfigured, Refused, Unverified])
def test_every_error_is_caught_by_the_root_and_by_no_sibling(kind: type[BayanihanError]) -> None:
    assert issubclass(kind, BayanihanError)
    assert kind.__mro__[1] is BayanihanError
