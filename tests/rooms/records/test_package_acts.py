"""Acts in a package: what was withdrawn or erased is counted and named, by whose act."""

from __future__ import annotations

import pytest

from tests.rooms.records.forging import (
    AMBER,
    A,
    B,
    Body,
    Forge,
    a_forge,
    a_thing,
    codes,
    verified,
)


def removal(forge: Forge, kind: str, *entries: int, member: str = A) -> Body:
    """An act that takes these entries back."""
    return forge.act(member, kind, entries=list(entries), why="was_mistaken")


def bodiless(entry: Body) -> Body:
    """The record without salt and object."""
    return {key: value for key, value in entry.items() if key not in {"salt", "object"}}


def test_a_withdrawn_record_is_counted_and_said() -> None:
    forge = a_forge()
    record = bodiless(forge.say(A, a_thing(1, AMBER)))
    forge.objects.clear()
    forge.speak(A, forge.accept(), record, removal(forge, "withdrawal", 1))
    report = verified(forge)
    assert report.holds, report.faults
    found = report.journals[0]
    assert (found.withdrawn, found.erased, found.acts, found.not_understood) == (1, 0, 1, 0)
    assert [(one.code.value, one.facts) for one in report.notes] == [
        ("withdrawn_since", {"entries": "1"})
    ]


def test_a_withdrawn_record_may_still_be_in_the_file() -> None:
    forge = a_forge()
    record = forge.say(A, a_thing(1, AMBER))
    forge.speak(A, forge.accept(), record, removal(forge, "withdrawal", 1))
    report = verified(forge)
    assert (report.holds, report.journals[0].withdrawn) == (True, 1)


def test_an_erased_record_is_named_and_its_object_is_not_in_the_file() -> None:
    forge = a_forge()
    record = forge.say(A, a_thing(1, AMBER))
    act = removal(forge, "erasure", 1)
    forge.speak(A, forge.accept(), record, act)
    assert codes(verified(forge)) == ["erased_carried"]
    forge.journals.clear()
    forge.objects.clear()
    forge.speak(A, forge.accept(), bodiless(record), act)
    report = verified(forge)
    assert (report.holds, report.journals[0].erased) == (True, 1)
    assert [one.code.value for one in report.notes] == ["erased_since"]


@pytest.mark.parametrize("target", [0, 2, 3, 99])
def test_an_act_takes_back_only_records_said_before_it(target: int) -> None:
    forge = a_forge()
    record = forge.say(A, a_thing(1, AMBER))
    forge.speak(A, forge.accept(), record, removal(forge, "withdrawal", target))
    assert codes(verified(forge)) == ["act_names_no_record"]


def test_an_act_by_another_is_found() -> None:
    forge = a_forge()
    forge.speak(A, forge.accept(), removal(forge, "withdrawal", 0, member=B))
    assert codes(verified(forge)) == ["act_by_another"]


def test_an_act_in_another_form_is_found() -> None:
    forge = a_forge()
    act = removal(forge, "withdrawal", 0)
    act["text"] += " "
    forge.speak(A, forge.accept(), act)
    assert codes(verified(forge)) == ["act_malformed"]


def test_an_act_that_the_reader_does_not_hear_is_a_bare_hash() -> None:
    forge = a_forge()
    record = forge.say(A, a_thing(1, AMBER))
    receipt = forge.act(
        A,
        "receipt",
        of={"member": B, "index": 2},
        answers=[{"index": 1, "is_removed": True, "why": ""}],
    )
    forge.speak(A, forge.accept(), record, receipt)
    assert (verified(forge).holds, verified(forge).journals[0].acts) == (True, 1)
    forge.journals.clear()
    forge.speak(A, forge.accept(), record, receipt, hidden=[2])
    report = verified(forge)
    assert (report.holds, report.journals[0].hidden) == (True, 1)


def test_a_newer_kind_with_a_text_is_counted_and_stands_in_its_journal() -> None:
    forge = a_forge()
    forge.speak(A, forge.accept(), forge.act(A, "frobnicate", wish="Unknown here."))
    report = verified(forge)
    assert (report.holds, report.journals[0].not_understood) == (True, 1)
    forge.journals[0]["entries"][1]["text"] += "!"
    assert codes(verified(forge)) == ["root_differs"]


def test_a_record_cannot_carry_a_text() -> None:
    forge = a_forge()
    entry = forge.say(A, a_thing(1, AMBER)) | {"text": "{}"}
    forge.speak(A, forge.accept(), forge.say(A, a_thing(2, AMBER)))
    forge.journals[0]["entries"].append(entry)
    assert "entry_form" in codes(verified(forge))
