"""The charter on the wire: one form only, within bounds; what holds its default is left out."""

from __future__ import annotations

import pytest

from bayanihan.kernel.api import Malformed
from bayanihan.membership.api import SeatLine
from tests.laws.model_charter import EMPTY, Body
from tests.laws.strategies_charter import NAMES, a_cut, a_first, as_charter

A, B, C, D = NAMES[:4]
OTHER = "identity--99999999-0000-4000-8000-999999999999"


def a_circle(layer: str = "minilateral", step: int = 2) -> Body:
    """A coordinates, B is a member, C watches."""
    return a_first(layer, {A: "coordinator", B: "member", C: "observer"}, step)


def seat(body: Body, number: int) -> Body:
    """One seat of a body."""
    found: Body = body["members"][number]
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threshold", None),
        ("threshold", ""),
        ("speakers", {}),
        ("speakers", {"aa": [A]}),
        ("speakers", {"AA": []}),
        ("retention_days", None),
        ("retention_days", 2**40),
        ("cuts", []),
        ("cuts", [{**a_cut(B, None), "vkey": None}]),
        ("cuts", [a_cut(B, None), a_cut(A, None)]),
        ("cuts", [{**a_cut(B, None), "more": 1}]),
        ("also", []),
        ("also", ["AB" * 32]),
        ("name", "two\nlines"),
        ("name", "x" * 201),
        ("purpose", "with\x00nothing"),
        ("number", 0),
        ("at", -1),
        ("at", 2**60),
        ("group", "a group"),
        ("motto", "A field that nobody knows."),
    ],
)
def test_a_charter_has_one_form_and_bounds(name: str, value: object) -> None:
    with pytest.raises(Malformed):
        as_charter({**a_circle(), name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", None),
        ("state", "Aland"),
        ("constituents", []),
        ("constituents", [OTHER, OTHER]),
        ("constituents", ["somebody"]),
        ("id", "malware--99999999-0000-4000-8000-999999999999"),
        ("code", ""),
        ("code", "x" * 25),
        ("motto", "A field that nobody knows."),
    ],
)
def test_a_seat_has_one_form_and_bounds(name: str, value: object) -> None:
    body = a_circle()
    seat(body, 2)[name] = value
    with pytest.raises(Malformed):
        as_charter(body)


def test_the_fields_that_hold_their_default_are_not_in_the_bytes() -> None:
    text = as_charter(a_circle())
    for name in (b"threshold", b"speakers", b"retention", b"cuts", b"also", b"constituents"):
        assert name not in text.raw
    full = {
        **a_circle(),
        "threshold": "two_coordinators",
        "speakers": {"AA": [A, B]},
        "retention_days": 30,
        "cuts": [{"member": D, "size": 0, "root": EMPTY}],
        "also": ["ab" * 32],
    }
    seat(full, 0)["constituents"] = [OTHER]
    read = as_charter(full)
    assert (read.threshold, read.retention_days) == ("two_coordinators", 30)
    assert read.speakers == {"AA": (A, B)}
    assert [cut.member for cut in read.cuts] == [D]
    assert read.constituents() == {A: frozenset({OTHER})}
    assert isinstance(read.members[0], SeatLine)
