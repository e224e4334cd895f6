"""Receipts: every holder answers once, to the publisher alone; who is silent shows."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import Member, MembershipFault, find_member
from bayanihan.records.act_wire import ReceiptAct, ReceiptLine, read_act
from bayanihan.records.api import (
    KeepReason,
    answer_removals,
    erase,
    holders_of,
    place_hold,
    readers_of,
)
from bayanihan.records.models import Act, Entry, Receipt, Removal
from bayanihan.records.writing import close_journal
from tests.rooms.records import audit
from tests.rooms.records.saying import open_group
from tests.rooms.records.taking_back import (
    LATER,
    PERSONAL,
    entries,
    own,
    states,
    take,
    told,
    wipe,
)
from tests.rooms.web.hosted import Hosted, an_object

REMOVED = ("removed", "")


def receipts_of(member: Member) -> list[Entry]:
    rows = Entry.objects.filter(kind=LeafKind.RECEIPT.value, journal__member=member)
    return list(rows.order_by("seq"))


@pytest.mark.parametrize("act", [take, wipe])
def test_every_holder_answers_and_its_publisher_sees_who_removed(hosted: Hosted, act: Any) -> None:
    entry = told(hosted, an_object("tool", "Answered"))
    act(hosted, entry)
    assert states(hosted, entry, hosted.a) == {"BB-CERT": REMOVED, "CC-CERT": REMOVED}


def test_a_receipt_names_act_and_record_and_is_addressed_to_the_publisher(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Answered"))
    done = take(hosted, entry)
    [receipt] = receipts_of(hosted.b)
    act = Act.objects.get(entry=receipt)
    read = read_act(LeafKind.RECEIPT, act.text)
    assert isinstance(read, ReceiptAct)
    assert (read.publisher, read.index) == (hosted.a.stix_id, done.act.index)
    assert read.answers == (ReceiptLine(entry.index, is_removed=True),)
    assert act.audience == [hosted.a.stix_id]


def test_nobody_but_the_publisher_sees_who_answered(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Answered"))
    take(hosted, entry)
    for other in (hosted.b, hosted.c, hosted.company):
        with pytest.raises(Absent):
            holders_of(entry, other, at=hosted.at + LATER)


def test_who_could_not_read_it_is_not_asked_and_learns_nothing(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "For b"), audience=[hosted.b], tlp=Tlp.AMBER)
    before = Entry.objects.filter(journal__member=hosted.c).count()
    take(hosted, entry)
    assert states(hosted, entry, hosted.a) == {"BB-CERT": REMOVED}
    assert Entry.objects.filter(journal__member=hosted.c).count() == before
    assert receipts_of(hosted.c) == []


def test_observers_above_their_scope_are_not_asked(hosted: Hosted) -> None:
    green = told(hosted, an_object("tool", "Green"), group=hosted.everyone)
    take(hosted, green)
    assert "CO-1" in states(hosted, green, hosted.a)
    assert {one.code for one in readers_of(green, at=hosted.at)} == set(
        states(hosted, green, hosted.a)
    )


def test_one_answer_speaks_of_all_records_of_an_act(hosted: Hosted) -> None:
    one, two = told(hosted, own(hosted.a, "one")), told(hosted, own(hosted.a, "two"))
    take(hosted, one, two)
    assert len(receipts_of(hosted.b)) == 1
    assert Receipt.objects.filter(member=hosted.b).count() == 2


def test_who_must_keep_it_says_why(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Kept"))
    why, by = KeepReason.EVIDENCE, hosted.people["bb.lead"]
    place_hold(entry=entry, why=why, by=by, at=hosted.at + 3000)
    wipe(hosted, entry)
    kept = {"BB-CERT": ("kept", "evidence"), "CC-CERT": REMOVED}
    assert states(hosted, entry, hosted.a) == kept


def test_before_anything_is_taken_back_the_publisher_sees_who_holds_it(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Held"))
    assert states(hosted, entry, hosted.a) == {"BB-CERT": ("holds", ""), "CC-CERT": ("holds", "")}


def test_a_member_on_another_node_is_silent_until_it_answers_itself(hosted: Hosted) -> None:
    Member.objects.filter(pk=hosted.c.pk).update(is_hosted=False)
    entry = told(hosted, an_object("tool", "Far"))
    take(hosted, entry)
    assert states(hosted, entry, hosted.a)["CC-CERT"] == ("silent", "")
    assert receipts_of(hosted.c) == []


def test_asking_again_changes_nothing(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Again"))
    take(hosted, entry)
    size = Entry.objects.count()
    assert answer_removals(at=hosted.at + 2 * LATER) == 0
    assert Entry.objects.count() == size


def test_what_a_crash_cut_off_is_answered_at_the_next_start(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = told(hosted, an_object("tool", "Crash"))

    class Killed(BaseException):
        """The process ended between the act and its answers."""

    def die(**_more: Any) -> int:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("bayanihan.records.erasing.answer_removals", die)
        with pytest.raises(Killed):
            wipe(hosted, entry)
    assert Entry.objects.get(pk=entry.pk).object_id is None, "what was said is done"
    assert states(hosted, entry, hosted.a)["BB-CERT"] == ("silent", "")
    assert answer_removals(at=hosted.at + 2 * LATER) == 2
    assert set(states(hosted, entry, hosted.a).values()) == {REMOVED}
    assert audit.faults() == []


def test_a_crash_between_two_answers_leaves_the_second_for_the_next_start(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = told(hosted, own(hosted.a, "one")), told(hosted, own(hosted.a, "two"))
    with monkeypatch.context() as patched:
        patched.setattr("bayanihan.records.withdrawing.answer_removals", lambda **_more: 0)
        take(hosted, first)
        take(hosted, second)
    for given in (1, 1, 1, 1, 0):
        assert answer_removals(at=hosted.at + 2 * LATER, most=1) == given
    assert set(states(hosted, second, hosted.a).values()) == {REMOVED}


def test_a_member_that_cannot_sign_now_does_not_silence_the_others(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = told(hosted, an_object("tool", "No key"))
    answer = close_journal

    def no_key(pen: Any) -> Any:
        if pen.member.code == "BB-CERT":
            raise Refused(MembershipFault.NOT_HOSTED_HERE)
        return answer(pen)

    with monkeypatch.context() as patched:
        patched.setattr("bayanihan.records.receipts.close_journal", no_key)
        take(hosted, entry)
    assert states(hosted, entry, hosted.a) == {"BB-CERT": ("silent", ""), "CC-CERT": REMOVED}
    answer_removals(at=hosted.at + 2 * LATER)
    assert states(hosted, entry, hosted.a)["BB-CERT"] == REMOVED


def test_a_copy_that_its_creator_erased_asks_nobody_for_answers(hosted: Hosted) -> None:
    body = own(hosted.a, "copied")
    entry = told(hosted, body)
    wider = open_group(hosted, "wider", "BB-CERT", "CC-CERT")
    copy = told(hosted, body, "b", group=wider)
    wipe(hosted, entry)
    assert Removal.objects.filter(target=copy).exists()
    assert not Receipt.objects.filter(removal__target=copy).exists()
    assert {state for state, _why in states(hosted, copy, hosted.b).values()} <= {"holds"}


def test_a_member_of_one_group_alone_answers_under_the_version_it_accepts_by_it(
    hosted: Hosted,
) -> None:
    ministry = find_member("AA-MIN")
    entry = told(hosted, an_object("tool", "First act"), group=hosted.everyone)
    take(hosted, entry)
    kinds = Entry.objects.filter(journal__member=ministry).order_by("index")
    assert [one.kind for one in kinds] == ["acceptance", "receipt"]


def test_the_operator_takes_back_for_a_member(hosted: Hosted) -> None:
    body = own(hosted.a, "by the operator")
    told(hosted, body)
    done = erase(entries=entries(body, hosted.a), by=None, why=PERSONAL, at=hosted.at + LATER)
    assert len(done.targets) == 1
