"""Whether a charter in a package is one: a first one, of this group, signed by those who must."""

from __future__ import annotations

import pytest

from tests.rooms.records.forging import (
    KEYS,
    STRANGER,
    THIEF,
    A,
    B,
    Body,
    a_charter,
    a_forge,
    a_seat,
    codes,
    spoken,
    verified,
)


def test_a_group_in_which_nobody_has_spoken_holds() -> None:
    assert verified(a_forge()).holds


def test_without_a_charter_nothing_holds() -> None:
    forge = a_forge()
    forge.charters.clear()
    assert codes(verified(forge)) == ["no_charter"]


def test_a_second_version_with_another_s_keys_opens_nothing() -> None:
    forge = a_forge()
    seats = [a_seat(A, "coordinator", THIEF), a_seat(B, "member")]
    for previous in (None, forge.charter.digest.hex()):
        _, part = a_charter(THIEF, number=2, members=seats, previous=previous)
        forge.charters.append(part)
    spoken(forge, key=THIEF)
    report = verified(forge)
    assert codes(report)[:3] == ["charter_differs", "charter_differs", "no_known_signature"]
    assert [one.number for one in report.charters] == [1]
    assert report.journals == []


PAIR = {"layer": "bilateral", "members": [a_seat(A, "coordinator")]}
CHARTERS: dict[str, Body] = {
    "number": {"number": 9},
    "none at all": {"number": 0},
    "previous": {"previous": "zz"},
    "at": {"at": -5},
    "unknown field": {"veto": True},
    "unknown field of a seat": {
        "members": [{**a_seat(A, "coordinator"), "veto": True}, a_seat(B, "member")]
    },
    "step": {"step": -77},
    "ceiling above the step": {"step": 0, "ceiling": "TLP:RED"},
    "no ceiling": {"ceiling": None},
    "history": {"history": "some"},
    "one seat in a pair": PAIR,
    "one seat": {"members": [a_seat(A, "coordinator")]},
    "nobody coordinates": {"members": [a_seat(A, "member"), a_seat(B, "member")]},
    "exercise": {"layer": "exercise"},
    "another group": {"group": "x"},
}


@pytest.mark.parametrize("name", CHARTERS)
def test_a_charter_that_opens_no_group_is_refused(name: str) -> None:
    report = verified(spoken(a_forge(**CHARTERS[name])))
    assert codes(report)[0] == "charter_differs"
    assert report.charters == []
    assert not report.objects


def test_a_charter_comes_once() -> None:
    forge = a_forge()
    forge.charters *= 2
    assert codes(verified(forge)) == ["charter_differs"]


def test_a_charter_is_signed_by_those_who_must() -> None:
    assert codes(verified(a_forge(KEYS[B]))) == ["signer_unknown"]
    assert codes(verified(a_forge(KEYS[STRANGER]))) == ["no_known_signature"]
    forge = a_forge()
    forge.charters[0]["signatures"] = a_charter(name="Another")[1]["signatures"]
    assert codes(verified(forge)) == ["charter_differs"]
    forge.charters[0]["text"] += " "
    assert codes(verified(forge)) == ["charter_malformed"]
