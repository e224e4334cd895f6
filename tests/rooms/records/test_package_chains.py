"""Charters in a package as a chain: who speaks under which version, cuts, keys, forks."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.journal.api import SigningKey
from bayanihan.membership.api import CharterText
from bayanihan.records.api import Report
from tests.rooms.records.forging import (
    AMBER,
    HEAD_AT,
    KEYS,
    STRANGER,
    WATCHER,
    A,
    B,
    Body,
    Forge,
    a_forge,
    a_seat,
    a_thing,
    codes,
    verified,
)

SECOND = SigningKey(A, b"s" * 32)
ENDED_AT = HEAD_AT + 1000


def seats(*more: Body, without: str = "") -> list[Body]:
    """The usual three seats, one of them left out, and more."""
    usual = [a_seat(A, "coordinator"), a_seat(B, "member"), a_seat(WATCHER, "observer")]
    return [one for one in usual if one["id"] != without] + list(more)


def cut(forge: Forge, member: str, *entries: Body, vkey: str | None = None) -> Body:
    """The cut of a member's journal, or of one of its keys, after these entries."""
    size, root = forge.head(member, *entries)
    ended = {} if vkey is None else {"vkey": vkey}
    return {"member": member, "size": size, "root": root, **ended}


def said(report: Report) -> list[tuple[str, str]]:
    """The faults with their places."""
    return [(one.code.value, one.where) for one in report.faults]


def test_what_is_said_under_each_version_that_was_accepted_holds() -> None:
    forge = a_forge()
    first = [forge.accept(), forge.say(B, a_thing(1, AMBER))]
    forge.follow(purpose="More.")
    forge.speak(B, *first, forge.accept(), forge.say(B, a_thing(2, AMBER), charter=2))
    report = verified(forge)
    assert (report.faults, report.journals[0].accepted) == ([], 2)
    assert [one.number for one in report.charters] == [1, 2]
    assert report.signers == (A,)


def test_who_has_not_accepted_a_version_says_nothing_under_it() -> None:
    forge = a_forge()
    first = forge.accept()
    forge.follow(purpose="More.")
    forge.speak(B, first, forge.say(B, a_thing(2, AMBER), charter=2))
    assert said(verified(forge)) == [("not_accepted_yet", "B-CERT[1]")]


def test_naming_an_older_version_after_acceptance_is_an_offence() -> None:
    forge = a_forge()
    first = forge.accept()
    forge.follow(purpose="More.")
    late = forge.say(B, a_thing(2, AMBER), charter=1)
    forge.speak(B, first, forge.accept(), late)
    assert said(verified(forge)) == [("names_older_version", "B-CERT[2]")]


def test_an_older_version_cannot_be_accepted_any_more() -> None:
    forge = a_forge()
    first = forge.accept()
    forge.follow(purpose="More.")
    forge.speak(B, forge.accept(), first)
    assert codes(verified(forge)) == ["names_older_version"]


def test_a_chain_with_a_gap_is_refused() -> None:
    forge = a_forge()
    forge.follow(purpose="More.")
    forge.follow(purpose="Most.")
    del forge.charters[1]
    report = verified(forge)
    assert codes(report) == ["charter_missing"]
    assert [one.number for one in report.charters] == [1]


@pytest.mark.parametrize("signer", [B, WATCHER])
def test_a_version_that_the_threshold_did_not_sign_is_refused(signer: str) -> None:
    forge = a_forge()
    forge.follow(KEYS[signer], purpose="Mine.")
    assert codes(verified(forge)) == ["charter_unsigned"]


def test_a_member_that_a_version_adds_reads_and_speaks_from_then_on() -> None:
    forge = a_forge()
    forge.follow(members=seats(a_seat(STRANGER, "member")))
    forge.speak(STRANGER, forge.accept(), forge.say(STRANGER, a_thing(1, AMBER), charter=2))
    assert verified(forge).holds


def removed(forge: Forge, *entries: Body, **changes: Any) -> CharterText:
    """The version by which B is removed after these entries."""
    pinned = cut(forge, B, *entries) | changes
    return forge.follow(members=seats(without=B), cuts=[pinned])


def test_what_a_member_said_before_its_cut_holds_and_nothing_after_it() -> None:
    forge = a_forge()
    entries = [forge.accept(), forge.say(B, a_thing(1, AMBER))]
    removed(forge, *entries)
    forge.speak(B, *entries)
    assert verified(forge).holds
    late = forge.say(B, a_thing(2, AMBER))
    forge.journals.clear()
    forge.speak(B, *entries, late)
    assert said(verified(forge)) == [("beyond_cut", "B-CERT[2]")]
    forge.journals.clear()
    forge.objects.pop()
    forge.speak(B, *entries, late, hidden=[2])
    assert said(verified(forge)) == [("beyond_cut", "B-CERT[2]")]


def test_a_journal_that_differs_from_its_cut_is_found() -> None:
    forge = a_forge()
    entries = [forge.accept(), forge.say(B, a_thing(1, AMBER))]
    removed(forge, *entries, root="ab" * 32)
    forge.speak(B, *entries)
    assert codes(verified(forge)) == ["cut_differs"]


def test_who_comes_back_goes_on_from_its_cut() -> None:
    forge = a_forge()
    entries = [forge.accept(), forge.say(B, a_thing(1, AMBER))]
    removed(forge, *entries)
    forge.follow(members=seats())
    more = [forge.accept(), forge.say(B, a_thing(2, AMBER), charter=3)]
    forge.speak(B, *entries, *more)
    assert verified(forge).holds
    forge.journals.clear()
    between = forge.say(B, a_thing(3, AMBER))
    forge.speak(B, *entries, between, *more)
    assert said(verified(forge)) == [("beyond_cut", "B-CERT[2]")]


def rotated(forge: Forge, *entries: Body) -> Body:
    """A lists a second key, accepts that, and ends the first one; gives the acceptance."""
    two = [a_seat(A, "coordinator", KEYS[A], SECOND), *seats(without=A)]
    forge.follow(members=two)
    accepted = forge.accept()
    ended = [dict(line) for line in two[0]["keys"]]
    ended[0]["valid_until"] = ENDED_AT
    vkey = KEYS[A].verifying_key.to_text()
    pinned = cut(forge, A, *entries, vkey=vkey)
    forge.follow(members=[{**two[0], "keys": ended}, *two[1:]], cuts=[pinned], at=ENDED_AT)
    return accepted


def test_a_key_signs_once_a_version_that_lists_it_was_accepted() -> None:
    forge = a_forge()
    entries = [forge.accept(), forge.say(A, a_thing(1, AMBER))]
    accepted = rotated(forge, *entries)
    forge.speak(A, *entries, key=SECOND, epoch=2)
    assert codes(verified(forge))[0] == "no_known_signature"
    forge.journals.clear()
    forge.speak(A, *entries, accepted, key=SECOND, epoch=2)
    assert verified(forge).holds


def test_a_key_that_ended_signs_nothing_beyond_its_cut() -> None:
    forge = a_forge()
    entries = [forge.accept(), forge.say(A, a_thing(1, AMBER))]
    rotated(forge, *entries)
    forge.speak(A, *entries)
    assert verified(forge).holds
    forge.journals.clear()
    forge.speak(A, *entries, forge.say(A, a_thing(2, AMBER)))
    assert codes(verified(forge)) == ["beyond_cut"]


def test_a_key_signs_up_to_the_epoch_of_the_next_one() -> None:
    forge = a_forge()
    entries = [forge.accept(), forge.say(A, a_thing(1, AMBER))]
    forge.speak(A, *entries, epoch=7)
    assert verified(forge).holds
    forge.journals.clear()
    accepted = rotated(forge, *entries)
    forge.speak(A, *entries, accepted, epoch=2)
    assert codes(verified(forge)) == ["epoch_differs"]


def forked(forge: Forge) -> tuple[CharterText, CharterText]:
    """Two versions of one predecessor: in one of them A has silently added a stranger."""
    first = forge.charter
    ours = forge.follow(purpose="As agreed.")
    theirs = forge.follow(after=first, members=seats(a_seat(STRANGER, "member")))
    return ours, theirs


def test_two_versions_of_one_predecessor_are_a_fork_and_the_file_shows_it() -> None:
    forge = a_forge()
    ours, theirs = forked(forge)
    report = verified(forge)
    assert codes(report) == ["charter_fork"]
    named = str(report.faults[0].facts["versions"])
    assert named == f"{ours.digest.hex()}, {theirs.digest.hex()}"


def test_a_majority_of_those_before_it_ends_a_fork() -> None:
    forge = a_forge()
    ours, theirs = forked(forge)
    pinned = {"member": STRANGER, "size": 0, "root": forge.head(STRANGER)[1]}
    fields: Body = {"after": ours, "also": [theirs.digest.hex()], "cuts": [pinned]}
    forge.follow(KEYS[A], **fields)
    assert codes(verified(forge)) == ["charter_unsigned", "charter_fork"]
    forge.charters.pop()
    forge.follow(KEYS[A], KEYS[B], **fields)
    report = verified(forge)
    assert report.holds, report.faults
    forge.speak(B, forge.accept(), forge.say(B, a_thing(1, AMBER), charter=3))
    assert verified(forge).holds


def test_what_was_said_in_the_other_branch_is_judged_by_that_branch() -> None:
    """A stranger that one side added: nothing that the other side accepted lets it speak."""
    forge = a_forge()
    ours, theirs = forked(forge)
    mine = {"charter": 2, "commitment": ours.digest.hex()}
    forge.speak(STRANGER, forge.accept(**mine), forge.say(STRANGER, a_thing(1, AMBER), charter=2))
    found = verified(forge)
    assert "signer_unknown" in codes(found)
    forge.journals.clear()
    forge.objects.clear()
    other = {"charter": 2, "commitment": theirs.digest.hex()}
    forge.speak(B, forge.accept(**other), forge.say(B, a_thing(2, AMBER), charter=2))
    assert codes(verified(forge)) == ["charter_fork"]


def test_a_key_that_ended_signs_no_later_head() -> None:
    forge = a_forge()
    entries = [forge.accept()]
    entries.append(rotated(forge, *entries))
    ended = forge.accept()
    forge.speak(A, *entries, ended, at=ENDED_AT)
    assert codes(verified(forge)) == ["key_not_valid"]
    forge.journals.clear()
    forge.speak(A, *entries, ended, key=SECOND, epoch=2, at=ENDED_AT)
    assert verified(forge).holds
