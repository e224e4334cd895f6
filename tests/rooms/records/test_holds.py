"""Holds: a member keeps another's record, for a reason, and only its own people see the copy."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Absent, Refused
from bayanihan.records.api import (
    Entry,
    KeepReason,
    answer_removals,
    end_hold,
    kept_by,
    place_hold,
)
from bayanihan.records.models import Act, Hold, KeptCopy, Receipt
from tests.rooms.records.taking_back import LATER, own, refusal_of, states, take, told, wipe
from tests.rooms.web.hosted import Hosted, an_object

WHY = KeepReason.LEGAL_DUTY


def hold(hosted: Hosted, entry: Entry, who: str = "bb.lead") -> Hold:
    return place_hold(entry=entry, why=WHY, by=hosted.people[who], at=hosted.at + 3000)


def test_a_hold_keeps_a_copy_for_its_member_alone(hosted: Hosted) -> None:
    body = own(hosted.a, "kept")
    entry = told(hosted, body)
    placed = hold(hosted, entry)
    wipe(hosted, entry)
    [kept] = kept_by(hosted.b, at=hosted.at + LATER)
    assert (kept.hold, kept.entry, kept.hold.why) == (placed, entry, "legal_duty")
    assert kept.is_copy
    assert "kept.example" in kept.body
    assert kept_by(hosted.c, at=hosted.at) == kept_by(hosted.a, at=hosted.at) == ()


def test_before_an_erasure_a_hold_needs_no_copy(hosted: Hosted) -> None:
    hold(hosted, told(hosted, own(hosted.a)))
    [kept] = kept_by(hosted.b, at=hosted.at + LATER)
    assert (kept.is_copy, kept.tlp) == (False, Tlp.GREEN)
    assert not KeptCopy.objects.exists()


def test_when_a_hold_ends_its_copy_goes(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    placed = hold(hosted, entry)
    wipe(hosted, entry)
    for _twice in range(2):
        ended = end_hold(seq=placed.entry_id, by=hosted.people["bb.lead"], at=hosted.at + 2 * LATER)
        assert ended.ended_at == hosted.at + 2 * LATER
    assert kept_by(hosted.b, at=hosted.at + 3 * LATER) == ()
    assert not KeptCopy.objects.exists()


def test_when_a_hold_ends_its_publisher_is_told_that_it_was_removed(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    placed = hold(hosted, entry)
    [before] = kept_by(hosted.b, at=hosted.at + LATER)
    wipe(hosted, entry)
    [after] = kept_by(hosted.b, at=hosted.at + LATER)
    assert (before.is_told, after.is_told) == (False, True)
    assert states(hosted, entry, hosted.a)["BB-CERT"] == ("kept", "legal_duty")
    size = Entry.objects.count()
    for _twice in range(2):
        end_hold(seq=placed.entry_id, by=hosted.people["bb.lead"], at=hosted.at + 2 * LATER)
    assert Entry.objects.count() == size + 1, "one receipt more, and no other"
    assert states(hosted, entry, hosted.a)["BB-CERT"] == ("removed", "")
    last = Receipt.objects.get(member=hosted.b, is_removed=True)
    assert (last.entry.journal.member, last.at) == (hosted.b, hosted.at + 2 * LATER)
    assert Act.objects.get(entry=last.entry).audience == [hosted.a.stix_id]
    assert answer_removals(at=hosted.at + 3 * LATER) == 0


def test_who_holds_it_anew_before_it_is_heard_keeps_it_still(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    hold(hosted, entry)
    take(hosted, entry)
    Hold.objects.update(ended_at=hosted.at + LATER)
    Hold.objects.create(
        member=hosted.b, entry=entry, why=WHY.value, by="bb.lead", at=hosted.at + LATER
    )
    assert answer_removals(at=hosted.at + 2 * LATER) == 0
    assert states(hosted, entry, hosted.a)["BB-CERT"] == ("kept", "legal_duty")


def test_a_hold_that_ended_before_keeps_nothing(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    placed = hold(hosted, entry)
    end_hold(seq=placed.entry_id, by=hosted.people["bb.lead"], at=hosted.at + 4000)
    wipe(hosted, entry)
    assert not KeptCopy.objects.exists()


def test_a_hold_after_an_erasure_comes_too_late(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    wipe(hosted, entry)
    with pytest.raises(Refused) as refused:
        hold(hosted, entry)
    assert refusal_of(refused.value) == "erased_already"


def test_holds_are_refused_in_words(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Held"))
    hold(hosted, entry)
    for who, code in (
        ("bb.lead", "held_already"),
        ("bb.analyst", "may_not_hold"),
        ("aa.lead", "your_own_record"),
    ):
        with pytest.raises(Refused) as refused:
            hold(hosted, entry, who)
        assert refusal_of(refused.value) == code
    assert Hold.objects.count() == 1


def test_what_one_may_not_read_cannot_be_held_and_holds_of_others_do_not_exist(
    hosted: Hosted,
) -> None:
    entry = told(hosted, an_object("tool", "For b"), audience=[hosted.b])
    placed = hold(hosted, entry)
    with pytest.raises(Absent):
        hold(hosted, entry, "cc.lead")
    for number in (placed.entry_id, 99):
        with pytest.raises(Absent):
            end_hold(seq=number, by=hosted.people["cc.lead"], at=hosted.at + LATER)
    assert Hold.objects.get().ended_at is None
