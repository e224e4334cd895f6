"""What a package shows beyond single entries: objects left over, two stories, things to know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bayanihan.gate.api import CreatorKind, Pap, Terms, Tlp
from bayanihan.journal.api import Evidence, verify_evidence
from bayanihan.kernel.api import canonical
from bayanihan.ops.api import verify_file
from bayanihan.stix.api import TLP_IDS
from tests.rooms.records.forging import (
    AMBER,
    DEFINED,
    HEAD_AT,
    KEYS,
    REFS,
    SAID_AT,
    THIEF,
    WATCHER,
    A,
    B,
    Body,
    a_definition,
    a_forge,
    a_seat,
    a_thing,
    a_true_forge,
    codes,
    derive_alone,
    spoken,
    verified,
)


def test_a_true_package_holds_and_tells_what_is_in_it() -> None:
    report = verified(a_true_forge())
    assert (report.faults, report.notes, report.evidence) == ([], [], [])
    assert (report.objects, report.copies, report.signers) == (4, 2, (A,))
    first, second = report.journals
    assert (first.code, first.verified, first.hidden, first.erased) == ("A-CERT", 2, 1, 1)
    assert (second.code, second.verified, second.size) == ("B-CERT", 2, 3)
    assert report.codes == {A: "A-CERT", B: "B-CERT", WATCHER: "C-CERT"}
    assert (report.made_for, report.made_at) == (B, "2026-07-22T02:41:08.000000Z")


ODD: dict[str, Body] = {
    "no times": {"created": None, "modified": None},
    "marking null": {"object_marking_refs": None},
    "marking a number": {"object_marking_refs": 7},
    "marking a list of lists": {"object_marking_refs": [[1]]},
    "marking an object": {"object_marking_refs": {"a": 1}},
    "type of ours": {"type": "x-odd", "id": "x-odd--00000000-0000-4000-8000-000000000001"},
}


@pytest.mark.parametrize("name", ODD)
def test_an_enclosed_object_that_is_not_valid_is_a_fault_and_no_crash(name: str) -> None:
    body = json.loads(a_thing(1)) | ODD[name]
    raw = canonical({key: value for key, value in body.items() if key != "created" or value})
    forge = a_forge()
    entry = forge.say_copied(A, raw, is_copied=False)
    report = verified(forge.speak(A, forge.accept(), entry))
    assert set(codes(report)) & {"not_stix", "copy_differs"}


@pytest.mark.parametrize(
    "raw",
    [
        b"5",
        b"{}",
        b"[]",
        b'"x"',
        b"null",
        b'{"id":["x"],"type":{}}',
        b'{"n":1e999}',
        b'{"n":%d}' % 10**30,
    ],
)
def test_an_enclosed_value_that_is_no_object_is_a_fault_and_no_crash(raw: bytes) -> None:
    forge = a_forge()
    entry = forge.say_copied(A, raw, is_copied=False)
    report = verified(forge.speak(A, forge.accept(), entry))
    assert codes(report) == ["not_stix"]


def test_what_does_not_open_makes_no_copies() -> None:
    forge = a_true_forge()
    forge.journals[0]["entries"][4]["salt"] = "00" * 16
    assert codes(verified(forge)) == ["object_differs", *["object_unaccounted"] * 2]


def test_a_copy_that_somebody_touched_is_found() -> None:
    forge = a_true_forge()
    place = forge.journals[0]["entries"][4]["copies"][0]
    forge.objects[place] = derive_alone(json.loads(a_thing(7)), A)[0]
    assert codes(verified(forge)) == ["copy_differs"]


def test_what_is_left_over_is_found() -> None:
    forge = a_true_forge()
    forge.objects.append(a_thing(50))
    forge.enclosed.append(a_thing(51))
    assert codes(verified(forge)) == ["object_unaccounted"] * 2


def test_the_same_handling_twice_is_found() -> None:
    forge = a_true_forge()
    forge.handlings.append(forge.handlings[0])
    assert codes(verified(forge)) == ["package_malformed"]


def test_two_heads_of_one_size_are_evidence() -> None:
    forge = spoken(a_forge())
    forge.speak(A, forge.accept(), forge.say(A, a_thing(2, AMBER)), at=HEAD_AT + 1)
    report = verified(forge)
    assert codes(report) == ["equivocation", "object_unaccounted"]
    assert [one.kind.value for one in report.evidence] == ["fork"]
    verify_evidence(report.evidence[0], KEYS[A].verifying_key)


@pytest.mark.parametrize("longer_first", [True, False])
def test_a_journal_that_was_begun_anew_is_evidence(*, longer_first: bool) -> None:
    forge = a_forge()
    short = [forge.accept(), forge.say(A, a_thing(1, AMBER))]
    other = [forge.accept(), forge.say(A, a_thing(2, AMBER)), forge.say(A, a_thing(3, AMBER))]
    for entries in (other, short) if longer_first else (short, other):
        forge.speak(A, *entries)
    report = verified(forge)
    assert codes(report)[0] == "equivocation"
    verify_evidence(report.evidence[0], KEYS[A].verifying_key)


def test_a_second_journal_is_a_fault_though_it_shows_no_lie() -> None:
    forge = spoken(a_forge())
    for _again in range(2):
        forge.speak(A, forge.accept())
    report = verified(forge)
    assert codes(report) == ["second_journal"] * 2
    assert report.evidence == []


def test_a_thousand_journals_of_one_member_cost_no_more_than_two() -> None:
    forge = spoken(a_forge())
    forge.journals += [{**forge.journals[0], "checkpoint": "none"}] * 1000
    report = verified(forge)
    assert codes(report) == ["not_a_note", *["second_journal"] * 999]


def test_two_journals_under_two_keys_show_no_lie() -> None:
    keys = [KEYS[A], THIEF]
    forge = a_forge(members=[a_seat(A, "coordinator", *keys), a_seat(B, "member")])
    spoken(forge)
    forge.speak(A, forge.accept(), forge.accept(), key=THIEF, epoch=2)
    assert codes(verified(forge)) == ["second_journal"]


@pytest.mark.parametrize("kind", ["withdrawal", "erasure", "receipt", "closing", "frobnicate"])
def test_a_kind_that_is_not_understood_is_counted_and_said(kind: str) -> None:
    forge = a_forge()
    report = verified(spoken(forge, forge.other(kind), forge.other(kind)))
    assert report.holds
    assert report.journals[0].not_understood == 2
    assert [one.code.value for one in report.notes] == ["not_understood_by_this_version"]
    assert report.notes[0].facts == {"kind": kind}


def test_a_marking_that_nobody_explains_is_noted_once() -> None:
    forge = a_forge()
    things = [forge.say_copied(A, a_thing(one, **REFS)) for one in (1, 2)]
    forge.speak(A, forge.accept(), *things)
    report = verified(forge)
    assert report.holds
    assert [(one.code.value, one.facts["marking"]) for one in report.notes] == [
        ("unknown_marking", DEFINED)
    ]


def test_another_s_definition_makes_no_fault_of_what_was_said() -> None:
    forge = a_forge()
    forge.speak(A, forge.accept(), forge.say_copied(A, a_thing(1, **REFS), tlp=Tlp.GREEN))
    definition = forge.say(B, a_definition(4, AMBER), creator=CreatorKind.UNMARKED, tlp=Tlp.CLEAR)
    forge.speak(B, forge.accept(), definition)
    report = verified(forge)
    assert report.holds
    assert [one.code.value for one in report.notes] == [
        "unknown_marking",
        "marked_higher_by_another",
    ]


def test_a_publisher_s_own_definition_is_understood_wherever_it_stands() -> None:
    forge = a_forge()
    forge.speak(
        A,
        forge.accept(),
        forge.say_copied(A, a_thing(1, **REFS)),
        forge.say(A, a_definition(4, AMBER), creator=CreatorKind.UNMARKED, tlp=Tlp.CLEAR),
    )
    report = verified(forge)
    assert (report.faults, report.notes) == ([], [])


def test_a_label_of_first_may_be_said_as_it_is() -> None:
    body = json.loads(a_definition(1, "TLP:CLEAR")) | {"id": TLP_IDS["TLP:CLEAR"]}
    forge = a_forge()
    label = forge.say(A, canonical(body), creator=CreatorKind.UNMARKED, tlp=Tlp.CLEAR)
    forge.speak(A, forge.accept(), label)
    assert verified(forge).holds


def test_terms_and_actions_are_no_fault() -> None:
    forge = a_forge()
    terms = Terms(SAID_AT, SAID_AT + 5)
    entries = [forge.say(A, a_thing(one, AMBER), terms=terms) for one in (1, 2)]
    copied = forge.say_copied(A, a_thing(3), pap=Pap.AMBER)
    assert verified(forge.speak(A, forge.accept(), *entries, copied)).holds


def test_a_readable_record_can_be_left_out_but_not_without_being_counted() -> None:
    report = verified(spoken(a_forge(), hidden=[1]))
    assert codes(report) == ["object_unaccounted"]
    forge = spoken(a_forge(), hidden=[1])
    forge.objects.clear()
    report = verified(forge)
    assert (report.holds, report.journals[0].hidden) == (True, 1)


def test_the_command_says_what_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forge = a_forge()
    spoken(forge, forge.other("erasure"))
    file = tmp_path / "x.json"
    file.write_bytes(forge.to_bytes())
    assert verify_file(file, as_json=False) == 0
    told = capsys.readouterr().out
    assert "signed by A-CERT" in told
    assert "1 entry not understood by this version" in told
    forge.speak(A, forge.accept(), forge.say(A, a_thing(2, AMBER)), forge.other("erasure"))
    file.write_bytes(forge.to_bytes())
    assert verify_file(file, as_json=False) == 1
    assert "[equivocation]" in capsys.readouterr().out
    assert verify_file(file, as_json=True) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in answer["notes"]] == ["not_understood_by_this_version"]
    verify_evidence(Evidence.from_text(answer["evidence"][0]), KEYS[A].verifying_key)
