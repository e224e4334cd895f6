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
    assert codes(report)[:3] == ["charter_differs", "key_changed", "no_known_signature"]
    assert [one.number for one in report.charters] == [1]
    assert report.journals == []


PAIR = {"layer": "bilateral", "members": [a_seat(A, "coordinator")]}
CHARTERS: dict[str, tuple[Body, str]] = {
    "number": ({"number": 9}, "not_a_first"),
    "previous that is not here": ({"previous": "ab" * 32}, "charter_missing"),
    "step": ({"step": 77}, "unknown_step"),
    "ceiling above the step": ({"step": 0, "ceiling": "TLP:RED"}, "ceiling_differs"),
    "no ceiling": ({"ceiling": None}, "ceiling_differs"),
    "history": ({"history": "some"}, "unknown_history"),
    "one seat in a pair": (PAIR, "pair_needs_two"),
    "one seat": ({"members": [a_seat(A, "coordinator")]}, "too_few_members"),
    "nobody coordinates": (
        {"members": [a_seat(A, "member"), a_seat(B, "member")]},
        "no_coordinator",
    ),
    "exercise": ({"layer": "exercise"}, "exercise_layer"),
    "another group": ({"group": "22222222-2222-4333-8444-555555555555"}, "charter_differs"),
}


@pytest.mark.parametrize("name", CHARTERS)
def test_a_charter_that_opens_no_group_is_refused(name: str) -> None:
    changes, code = CHARTERS[name]
    report = verified(spoken(a_forge(**changes)))
    assert codes(report)[0] == code
    assert report.charters == []
    assert not report.objects


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number":1', '"number":0'),
        ('"previous":null', '"previous":"zz"'),
        ('"at":1000', '"at":-5'),
        ('"step":3', '"step":3,"veto":true'),
        ('"role":"member"', '"role":"member","veto":true'),
        ('"name":"A circle"', '"name":"A \\u001b[2J circle"'),
    ],
)
def test_a_charter_in_another_form_is_none(old: str, new: str) -> None:
    forge = spoken(a_forge())
    text = forge.charters[0]["text"]
    assert old in text
    forge.charters[0]["text"] = text.replace(old, new, 1)
    report = verified(forge)
    assert codes(report)[0] == "charter_malformed"
    assert (report.charters, report.objects) == ([], 0)


def test_a_charter_comes_once() -> None:
    forge = a_forge()
    forge.charters *= 2
    assert codes(verified(forge)) == ["charter_differs"]


def test_a_charter_is_signed_by_those_who_must() -> None:
    assert codes(verified(a_forge(KEYS[B]))) == ["charter_unsigned"]
    assert codes(verified(a_forge(KEYS[STRANGER]))) == ["no_known_signature"]
    forge = a_forge()
    forge.charters[0]["signatures"] = a_charter(name="Another")[1]["signatures"]
    assert codes(verified(forge)) == ["charter_unsigned"]
    forge.charters[0]["text"] += " "
    assert codes(verified(forge)) == ["charter_malformed"]
