"""Cuts and parts: what stays when a member leaves or a key ends, and how a journal goes on."""

from __future__ import annotations

import io

import pytest

from bayanihan.gate.api import Door, Lane
from bayanihan.journal.api import EMPTY_ROOT
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import (
    Charter,
    EndKey,
    Member,
    MembershipFault,
    RemoveSeat,
    StatementKey,
    charter_text,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.agreeing import propose
from bayanihan.records.api import Order, verify_package, write_package
from bayanihan.records.models import Cut, Entry, Journal
from bayanihan.records.parts import parts_of, root_at, walk_journal
from bayanihan.records.reading import Filters, Reader
from bayanihan.records.removal_rules import RemovalReason
from bayanihan.records.rules import RecordFault
from bayanihan.records.withdrawing import withdraw
from tests.rooms.records import audit
from tests.rooms.records.changing import (
    LATER,
    agree,
    another_key,
    fates,
    fresh,
    journal,
    kinds,
    seat_of,
    sign,
    signer_of_head,
)
from tests.rooms.records.saying import SECOND, say
from tests.rooms.web.hosted import Hosted, an_id, an_indicator


def thing(name: str) -> dict[str, object]:
    return an_indicator(name, f"{name}.example")


def key_of(member: Member, epoch: int = 1) -> StatementKey:
    return StatementKey.objects.get(member=member, epoch=epoch)


def end_of(hosted: Hosted, member: Member, epoch: int = 1, at: int = LATER) -> EndKey:
    return EndKey(member.stix_id, key_of(member, epoch).vkey, hosted.at + at)


def seen(hosted: Hosted, reader: Member) -> set[str]:
    """Names of what a member reads in the circle."""
    page = Reader(reader, door=Door.PAGE, lane=Lane.REAL, at=hosted.at + 9_000_000)
    return {one.body.get("name", "") for one in page.walk(Filters(group=hosted.circle))}


def remove_c(hosted: Hosted) -> None:
    """B proposes that C goes; C speaks on, twice; then A signs, and that is a majority."""
    old, new = thing("spoken"), {**thing("spoken"), "modified": SECOND}
    say(hosted, hosted.c, old, thing("before"))
    proposal = propose(
        group=hosted.circle,
        member=hosted.b,
        by=None,
        changes=[RemoveSeat(hosted.c.stix_id)],
        at=hosted.at + LATER,
    )
    say(hosted, hosted.c, new, thing("after"))
    sign(hosted, proposal, hosted.a)


def test_what_a_member_says_beyond_its_cut_is_heard_by_nobody(hosted: Hosted) -> None:
    remove_c(hosted)
    assert fates(hosted.circle, hosted.c) == ["stands"] * 3 + ["cut"] * 2
    for member in (hosted.a, hosted.b):
        assert "before" in seen(hosted, member)
        assert "after" not in seen(hosted, member)
    [cut] = Cut.objects.filter(group=hosted.circle)
    assert (cut.member, cut.charter, cut.vkey, cut.size) == (hosted.c, 2, "", 3)
    assert bytes(cut.root) == root_at(journal(hosted.circle, hosted.c), 3)
    assert audit.faults() == []


def test_the_version_before_the_cut_is_the_latest_again(hosted: Hosted) -> None:
    remove_c(hosted)
    rows = Entry.objects.filter(object__stix_id=thing("spoken")["id"]).order_by("index")
    assert list(rows.values_list("latest", "fate")) == [(True, "stands"), (False, "cut")]


def test_who_was_removed_says_nothing_more(hosted: Hosted) -> None:
    remove_c(hosted)
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        say(hosted, hosted.c, thing("too late"))
    assert caught.value.code is RecordFault.NO_SEAT
    with pytest.raises(Refused):
        accept_charter(group=hosted.circle, member=hosted.c, by=None, at=hosted.at + LATER)
    assert Entry.objects.count() == before


def test_who_comes_back_goes_on_from_the_cut_in_a_new_part(hosted: Hosted) -> None:
    remove_c(hosted)
    agree(hosted, hosted.circle, hosted.a, changes=(seat_of(hosted.c),))
    accept_charter(group=hosted.circle, member=hosted.c, by=None, at=hosted.at + LATER)
    again = {**thing("after"), "description": "told anew"}
    assert say(hosted, hosted.c, again, thing("before")).duplicates == 1
    assert [one.part for one in parts_of(hosted.circle, hosted.c)] == [1, 2]
    now = journal(hosted.circle, hosted.c)
    assert (now.part, now.base, now.size) == (2, 3, 5)
    walked = list(walk_journal(hosted.circle, hosted.c, now.size))
    assert [one.index for one in walked] == list(range(5))
    assert {one.fate for one in walked} == {"stands"}
    assert [one.journal.part for one in walked] == [1, 1, 1, 2, 2]
    assert "after" in seen(hosted, hosted.b)
    assert audit.faults() == []


def test_a_coordinator_leaves_by_a_version_that_another_signs(hosted: Hosted) -> None:
    proposal = propose(
        group=hosted.circle,
        member=hosted.c,
        by=None,
        changes=[RemoveSeat(hosted.c.stix_id)],
        at=hosted.at + LATER,
    )
    assert proposal.entry is None
    sign(hosted, proposal, hosted.a)
    assert kinds(hosted.circle, hosted.c) == []
    [cut] = Cut.objects.filter(group=hosted.circle)
    assert (cut.size, bytes(cut.root)) == (0, EMPTY_ROOT)


def rotate(hosted: Hosted) -> None:
    """B has a second key listed in the circle, and accepts the version that lists it."""
    agree(hosted, hosted.circle, hosted.a, changes=(another_key(hosted, hosted.b),))
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER)


def test_a_new_key_signs_once_its_member_has_accepted_it(hosted: Hosted) -> None:
    agree(hosted, hosted.circle, hosted.a, changes=(another_key(hosted, hosted.b),))
    say(hosted, hosted.b, thing("old key"))
    assert signer_of_head(hosted.circle, hosted.b) == 1
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER)
    assert signer_of_head(hosted.circle, hosted.b) == 2
    say(hosted, hosted.b, thing("new key"))
    assert signer_of_head(hosted.circle, hosted.b) == 2
    assert audit.faults() == []


def test_ending_a_key_that_was_rotated_out_loses_nothing(hosted: Hosted) -> None:
    rotate(hosted)
    say(hosted, hosted.b, thing("rotated"))
    agree(hosted, hosted.circle, hosted.a, changes=(end_of(hosted, hosted.b),))
    [cut] = Cut.objects.filter(group=hosted.circle)
    assert (cut.size, cut.vkey) == (2, key_of(hosted.b).vkey)
    assert set(fates(hosted.circle, hosted.b)) == {"stands"}
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER + 1)
    say(hosted, hosted.b, thing("later still"))
    assert len(parts_of(hosted.circle, hosted.b)) == 1
    assert audit.faults() == []


def test_a_lost_key_is_replaced_by_the_others(hosted: Hosted) -> None:
    changes = (another_key(hosted, hosted.b), end_of(hosted, hosted.b))
    agree(hosted, hosted.circle, hosted.a, changes=changes)
    with pytest.raises(Refused) as caught:
        say(hosted, hosted.b, thing("unsigned"))
    assert not Entry.objects.filter(object__body__contains="unsigned").exists()
    assert caught.value.code is MembershipFault.KEY_ENDED
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER + 1)
    assert say(hosted, hosted.b, thing("signed")).accepted == 1
    assert signer_of_head(hosted.circle, hosted.b) == 2
    assert set(fates(hosted.circle, hosted.b)) == {"stands"}
    assert audit.faults() == []


def steal(hosted: Hosted) -> None:
    """A thief signs for B: a revocation of B's own word among other things. Then B is believed."""
    say(hosted, hosted.b, thing("mine"))
    revoked = {**thing("mine"), "modified": SECOND, "revoked": True}
    say(hosted, hosted.b, revoked, thing("forged"))
    vkey = key_of(hosted.b).vkey
    changes = (another_key(hosted, hosted.b), end_of(hosted, hosted.b))
    agree(hosted, hosted.circle, hosted.a, changes=changes, cut_sizes={vkey: 3})


def test_what_a_thief_signed_is_cut_at_a_chosen_head(hosted: Hosted) -> None:
    steal(hosted)
    assert fates(hosted.circle, hosted.b) == ["stands"] * 3 + ["cut"] * 2
    assert "forged" not in seen(hosted, hosted.a)
    assert "mine" in seen(hosted, hosted.a)
    assert audit.faults() == []


def test_whom_a_key_was_stolen_from_is_not_bound_by_what_the_thief_said(hosted: Hosted) -> None:
    steal(hosted)
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER + 1)
    later = {**thing("mine"), "modified": "2026-07-03T08:00:00.000Z"}
    assert say(hosted, hosted.b, later, thing("forged")).accepted == 2
    now = journal(hosted.circle, hosted.b)
    assert (now.part, now.base) == (2, 3)
    assert signer_of_head(hosted.circle, hosted.b) == 2
    assert audit.faults() == []


def test_a_second_theft_is_cut_below_where_the_journal_went_on(hosted: Hosted) -> None:
    steal(hosted)
    at = LATER + 1
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + at)
    say(hosted, hosted.b, thing("second part"))
    vkey = key_of(hosted.b, 2).vkey
    changes = (another_key(hosted, hosted.b, at=200), end_of(hosted, hosted.b, 2, at=at))
    with pytest.raises(Refused) as caught:
        agree(hosted, hosted.circle, hosted.a, changes=changes, at=at + 1, cut_sizes={vkey: 1})
    assert caught.value.code is RecordFault.UNKNOWN_CUT
    agree(hosted, hosted.circle, hosted.a, changes=changes, at=at + 1, cut_sizes={vkey: 2})
    found = fates(hosted.circle, hosted.b)
    assert found == ["stands"] * 2 + ["cut"] * (len(found) - 2)
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + at + 20)
    assert say(hosted, hosted.b, thing("third part")).accepted == 1
    now = journal(hosted.circle, hosted.b)
    assert (now.part, now.base) == (3, 2)
    assert [one.index for one in walk_journal(hosted.circle, hosted.b, now.size)] == [0, 1, 2, 3]
    assert audit.faults() == []
    out = io.BytesIO()
    write_package(Order(fresh(hosted.circle), hosted.a, hosted.at + at + 40), out.write)
    report = verify_package(out.getvalue())
    assert report.holds, report.faults


def test_only_a_signed_head_can_be_chosen(hosted: Hosted) -> None:
    changes = (another_key(hosted, hosted.b), end_of(hosted, hosted.b))
    before = Charter.objects.count()
    with pytest.raises(Refused) as caught:
        agree(
            hosted,
            hosted.circle,
            hosted.a,
            changes=changes,
            cut_sizes={key_of(hosted.b).vkey: 77},
        )
    assert caught.value.code is RecordFault.UNKNOWN_CUT
    assert Charter.objects.count() == before


def test_whose_key_was_stolen_may_sign_its_end_and_vouches_for_nothing(hosted: Hosted) -> None:
    say(hosted, hosted.b, thing("mine"), thing("forged"))
    vkey = key_of(hosted.b).vkey
    changes = (another_key(hosted, hosted.b), end_of(hosted, hosted.b))
    proposal = agree(
        hosted, hosted.circle, hosted.b, hosted.a, changes=changes, cut_sizes={vkey: 2}
    )
    assert proposal.entry is None
    text = charter_text(fresh(hosted.circle).newest)  # type: ignore[arg-type]  # it is open
    assert [(cut.member, cut.size) for cut in text.cuts] == [(hosted.b.stix_id, 2)]
    assert kinds(hosted.circle, hosted.b)[-1] == "acceptance"
    assert fates(hosted.circle, hosted.b) == ["stands"] * 2 + ["cut"] * 2 + ["stands"]
    assert Journal.objects.filter(group=hosted.circle, member=hosted.b).count() == 2
    assert audit.faults() == []


def test_the_hashes_of_a_new_part_are_those_of_the_old_one_up_to_the_cut(hosted: Hosted) -> None:
    say(hosted, hosted.b, *[thing(f"mine {number}") for number in range(298)])
    say(hosted, hosted.b, *[thing(f"forged {number}") for number in range(300)])
    old = journal(hosted.circle, hosted.b)
    roots = [root_at(old, size) for size in (1, 255, 256, 257, 300)]
    vkey = key_of(hosted.b).vkey
    changes = (another_key(hosted, hosted.b), end_of(hosted, hosted.b))
    agree(hosted, hosted.circle, hosted.a, changes=changes, cut_sizes={vkey: 300})
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER + 1)
    new = journal(hosted.circle, hosted.b)
    assert (new.part, new.base, new.size) == (2, 300, 301)
    assert [root_at(new, size) for size in (1, 255, 256, 257, 300)] == roots
    assert audit.faults() == []


def test_what_a_thief_withdrew_stands_again_and_can_be_withdrawn_by_its_publisher(
    hosted: Hosted,
) -> None:
    foreign = {**thing("kept"), "created_by_ref": an_id("identity", "a stranger")}
    say(hosted, hosted.b, foreign)
    entry = Entry.objects.get(object__stix_id=foreign["id"])
    size = journal(hosted.circle, hosted.b).size
    why = RemovalReason.NO_LONGER_TRUE
    withdraw(entries=[entry], by=None, why=why, at=hosted.at + 3000)
    assert "kept" not in seen(hosted, hosted.a)
    vkey = key_of(hosted.b).vkey
    changes = (another_key(hosted, hosted.b), end_of(hosted, hosted.b))
    agree(hosted, hosted.circle, hosted.a, changes=changes, cut_sizes={vkey: size})
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER + 1)
    entry.refresh_from_db()
    assert (entry.fate, entry.latest) == ("stands", True)
    assert "kept" in seen(hosted, hosted.a)
    withdraw(entries=[entry], by=None, why=why, at=hosted.at + LATER + 2)
    assert "kept" not in seen(hosted, hosted.a)
    assert audit.faults() == []
