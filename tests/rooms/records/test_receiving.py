"""A second store takes in pages: what arrives, what waits, and that twice is as once."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import GroupRole, History, Tlp
from bayanihan.kernel.api import Absent, BayanihanError, Refused
from bayanihan.membership.api import (
    ChangeRole,
    RemoveSeat,
    SetHistory,
    SetPurpose,
    note_restored,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.comparing import HeadState, compare
from bayanihan.records.erasing import erase
from bayanihan.records.models import Checkpoint, Entry, Erased, Hold, Journal, Receipt, StoredObject
from bayanihan.records.offering import offer
from bayanihan.records.proving import prove
from bayanihan.records.receipts import answer_removals, holders_of
from bayanihan.records.receiving import Received, receive
from bayanihan.records.removal_rules import RemovalReason
from bayanihan.records.withdrawing import withdraw
from tests.rooms.records.receiving_state import state
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    build,
    change,
    circle,
    exchange,
    follow,
    joins,
    member,
    pages,
    pull,
    readable,
    say,
    stix_of,
    take,
)


def names(world: World, node: str, reader: str | None = None) -> set[str]:
    """The names of what a member reads on a node."""
    return {name for _code, name, _fate in readable(world, node, reader or node)}


def accept(world: World, node: str) -> None:
    """A node's member accepts the newest version that it knows."""
    with world.at(node):
        accept_charter(group=circle(), member=member(node), by=None, at=world.tick())


def refusal(world: World, node: str, page: bytes) -> str:
    """The code with which a page is refused; nothing may have changed."""
    before = state(world, node)
    done = take(world, node, page)
    assert isinstance(done, BayanihanError), done
    after = state(world, node)
    assert {**before, "evidence": []} == {**after, "evidence": []}
    return done.code.value


def test_what_one_node_says_the_other_reads_in_its_exact_bytes(world: World) -> None:
    odd = {**an_indicator("one"), "description": "caf\u00e9 \\u0041"}
    say(world, "a", odd, an_indicator("two"))
    done = pull(world, "a", "b")
    assert [type(one) for one in done] == [Received]
    assert readable(world, "b", "b") == readable(world, "a", "b")
    assert names(world, "b") == {"one", "two"}
    with world.at("a"):
        here = set(StoredObject.objects.values_list("body", flat=True))
    with world.at("b"):
        assert set(StoredObject.objects.values_list("body", flat=True)) == here
        entry = Entry.objects.filter(object__isnull=False).select_related("object")[0]
        assert prove(entry).member == stix_of("a")


def test_the_same_page_twice_changes_nothing(world: World) -> None:
    say(world, "a", an_indicator("one"))
    wire = pages(world, "a", "b")
    for page in wire:
        take(world, "b", page)
    before = state(world, "b")
    again = [take(world, "b", page) for page in wire * 2]
    assert all(isinstance(one, Received) and not one.added for one in again)
    assert state(world, "b") == before


def test_a_page_that_builds_on_what_is_missing_says_from_where(world: World) -> None:
    first = pages(world, "a", "b")
    say(world, "a", an_indicator("one"))
    for page in first:
        take(world, "b", page)
    late = pages(world, "a", "b")
    follow(world, "a", "c")
    with world.at("c"):
        assert not Journal.objects.exists()
    done = take(world, "c", late[0])
    assert isinstance(done, Refused)
    assert (done.code.value, done.facts) == ("entries_missing", {"from": 0})


def test_a_group_that_is_not_here_is_absent(world: World) -> None:
    [page] = pages(world, "a", "b")
    world.add("d")
    build(world, ["d"])
    done = take(world, "d", page)
    assert isinstance(done, Absent)


def test_a_body_goes_to_its_audience_and_others_get_the_hash(world: World) -> None:
    say(world, "a", an_indicator("for b"), to=["b"])
    say(world, "a", an_indicator("for all"))
    for target in ("b", "c"):
        pull(world, "a", target)
    assert names(world, "b") == {"for b", "for all"}
    assert names(world, "c") == {"for all"}
    assert b"for b" not in b"".join(pages(world, "a", "c", whole=True))
    with world.at("c"):
        assert Entry.objects.filter(kind="").count() == 1
        assert not StoredObject.objects.filter(body__contains="for b").exists()


def test_any_member_of_the_group_relays_what_the_other_may_read(world: World) -> None:
    say(world, "a", an_indicator("one"))
    say(world, "a", an_indicator("for b"), to=["b"])
    pull(world, "a", "b")
    pull(world, "b", "c")
    assert names(world, "c") == {"one"}
    pull(world, "a", "c")
    assert names(world, "c") == {"one"}


def test_a_version_unknown_here_is_asked_for(world: World) -> None:
    for target in ("b", "c"):
        pull(world, "a", target)
    change(world, "a", SetPurpose("Another."))
    [page] = pages(world, "a", "b")
    assert refusal(world, "b", page) == "charter_unknown_here"
    follow(world, "a", "b")
    assert isinstance(take(world, "b", page), Received)
    assert state(world, "b")["acceptances"][-1][1] == 2


def test_a_newcomer_with_the_whole_history_reads_what_came_before(world: World) -> None:
    say(world, "a", an_indicator("before"))
    joins(world, "d")
    say(world, "a", an_indicator("after"))
    pull(world, "a", "d")
    assert names(world, "d") == {"before", "after"}


def test_a_newcomer_from_joining_gets_nothing_of_what_came_before(world: World) -> None:
    change(world, "a", SetHistory(History.FROM_JOINING))
    for number in range(5):
        say(world, "a", an_indicator(f"earlier {number}"))
    joins(world, "d")
    say(world, "a", an_indicator("after"))
    pull(world, "a", "d")
    assert names(world, "d") == {"after"}
    with world.at("d"):
        journal = Journal.objects.get()
        assert journal.base > 0
        assert Entry.objects.order_by("index")[0].index == journal.base
        entry = Entry.objects.filter(object__isnull=False).select_related("object")[0]
        assert prove(entry).index == entry.index
    assert b"earlier" not in b"".join(pages(world, "a", "d", whole=True))
    say(world, "a", an_indicator("later"))
    pull(world, "a", "d")
    assert names(world, "d") == {"after", "later"}


def test_who_has_not_accepted_a_newcomer_shows_it_nothing(world: World) -> None:
    """A coordinator adds somebody silently; under what the others accepted nothing opens."""
    pull(world, "a", "b")
    say(world, "b", an_indicator("of b"))
    joins(world, "d")
    for source in ("a", "b"):
        pull(world, source if source == "a" else "b", "a")
    pull(world, "b", "a")
    pull(world, "a", "d")
    with world.at("d"):
        assert not Journal.objects.filter(member__stix_id=stix_of("b")).exists()
    pull(world, "a", "b")
    accept(world, "b")
    pull(world, "b", "a")
    pull(world, "a", "d")
    assert names(world, "d") == {"of b"}


def test_an_observer_that_becomes_a_member_reads_what_was_hidden(world: World) -> None:
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.OBSERVER))
    say(world, "a", an_indicator("amber"))
    say(world, "a", an_indicator("green"), tlp=Tlp.GREEN)
    pull(world, "a", "b")
    assert names(world, "b") == {"green"}
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.MEMBER))
    pull(world, "a", "b")
    done = pull(world, "a", "b", again=True)
    assert [one.revealed for one in done if isinstance(one, Received)] == [1]
    assert names(world, "b") == {"green", "amber"}


def test_a_withdrawal_arrives_and_is_answered(world: World) -> None:
    say(world, "a", an_indicator("wrong"))
    exchange(world, "abc", rounds=1)
    with world.at("a"):
        [entry] = Entry.objects.filter(object__isnull=False)
        withdraw(entries=[entry], by=None, why=RemovalReason.NO_LONGER_TRUE, at=world.tick())
    exchange(world, "abc", rounds=2)
    assert readable(world, "b", "b") == set()
    assert readable(world, "c", "c") == set()
    with world.at("a"):
        answers = holders_of(entry, member("a"), at=world.now)
    assert [(one.member.code, one.state.value) for one in answers] == [
        ("B-CERT", "removed"),
        ("C-CERT", "removed"),
    ]


def test_an_erasure_arrives_and_the_body_is_refused_for_ever(world: World) -> None:
    say(world, "a", an_indicator("private"))
    exchange(world, "abc", rounds=1)
    old = pages(world, "a", "b", whole=True)
    with world.at("a"):
        [entry] = Entry.objects.filter(object__isnull=False)
        erase(entries=[entry], by=None, why=RemovalReason.PERSONAL_DATA, at=world.tick())
    pull(world, "a", "b")
    with world.at("b"):
        assert not StoredObject.objects.exists()
        assert Erased.objects.exists()
        assert set(Entry.objects.filter(type="indicator").values_list("fate", flat=True)) == {
            "erased"
        }
    for page in old:
        take(world, "b", page)
    with world.at("b"):
        assert not StoredObject.objects.exists()
    exchange(world, "abc", rounds=2)
    with world.at("a"):
        answers = holders_of(entry, member("a"), at=world.now)
    assert {one.state.value for one in answers} == {"removed"}


@pytest.mark.parametrize("rounds", [[1, 1], [2]], ids=["one by one", "both at once"])
def test_who_ends_a_hold_elsewhere_is_heard_again(world: World, rounds: list[int]) -> None:
    say(world, "a", an_indicator("wrong"))
    pull(world, "a", "b")
    with world.at("b"):
        kept = Entry.objects.get(object__isnull=False)
        Hold.objects.create(
            member=member("b"), entry=kept, why="evidence", by="b.lead", at=world.tick()
        )
    with world.at("a"):
        [entry] = Entry.objects.filter(object__isnull=False)
        withdraw(entries=[entry], by=None, why=RemovalReason.WAS_MISTAKEN, at=world.tick())
    pull(world, "a", "b")
    with world.at("b"):
        assert Receipt.objects.get().why == "evidence"
    said = []
    for of_round in rounds:
        for _more in range(of_round):
            said.append(answer_of(world, "b"))
            with world.at("b"):
                Hold.objects.update(ended_at=world.tick())
                answer_removals(at=world.tick())
        pull(world, "b", "a")
        said.append(answer_of(world, "a"))
    assert said[0] == (False, "evidence")
    assert said[-1] == (True, "")
    with world.at("b"):
        wire = list(offer(circle(), member("a"), {}, at=world.tick()))
    for one in wire:
        take(world, "a", one)
    assert answer_of(world, "a") == (True, ""), "an old answer changes nothing"


def answer_of(world: World, node: str) -> tuple[bool, str]:
    """What a node knows of the one answer of ``b``."""
    with world.at(node):
        answer = Receipt.objects.filter(member__stix_id=stix_of("b")).latest("is_removed")
        return answer.is_removed, answer.why


def test_a_restored_node_fetches_back_what_it_had_said(world: World) -> None:
    say(world, "a", an_indicator("wrong"))
    exchange(world, "abc", rounds=1)
    world.add("backup", like="a")
    with world.at("a"):
        [entry] = Entry.objects.filter(object__isnull=False)
        withdraw(entries=[entry], by=None, why=RemovalReason.WAS_MISTAKEN, at=world.tick())
    exchange(world, "abc", rounds=2)
    world.names["a"] = world.names["backup"]
    with world.at("a"):
        note_restored(last_seq=entry.seq, at=world.tick())
        [lost] = {one.behind for one in compare(heads(world, "b")) if one.behind}
        assert lost == 1
    wire = sorted(own_pages(world, "b", "a"), key=lambda one: stix_of("a") in str(one[:300]))
    for page in wire:
        assert isinstance(take(world, "a", page), Received)
    assert (1, stix_of("b"), True, "") in state(world, "a")["receipts"]
    with world.at("a"):
        assert {one.state for one in compare(heads(world, "b"))} == {HeadState.EQUAL}


def heads(world: World, node: str) -> list[str]:
    """The newest heads of ``a``'s journal that another node holds."""
    with world.at(node):
        rows = Checkpoint.objects.filter(journal__member__stix_id=stix_of("a"))
        return [rows.order_by("-size")[0].note]


def own_pages(world: World, source: str, target: str) -> list[bytes]:
    """What the source holds of the target's own journal, for the target."""
    with world.at(source):
        return list(offer(circle(), member(target), {}, at=world.tick()))


def test_a_member_that_left_is_offered_nothing_that_came_after(world: World) -> None:
    say(world, "a", an_indicator("before"))
    pull(world, "a", "b")
    change(world, "a", RemoveSeat(stix_of("b")))
    say(world, "a", an_indicator("after"))
    pull(world, "a", "b")
    assert names(world, "b") == {"before"}
    with world.at("b"):
        assert max(Entry.objects.values_list("charter", flat=True)) == 1
    assert b"after" not in b"".join(pages(world, "a", "b", whole=True))


def test_who_never_sat_in_a_group_is_told_of_none(world: World) -> None:
    world.add("d")
    build(world, ["d"])
    with world.at("a"):
        stranger = member("b")
        stranger.stix_id = stix_of("z")
        with pytest.raises(Absent):
            list(offer(circle(), stranger, {}, at=world.now))


def test_a_node_takes_no_page_of_a_journal_that_it_writes(world: World) -> None:
    say(world, "a", an_indicator("one"))
    pull(world, "a", "b")
    wire = pages(world, "b", "a", whole=True)
    with world.at("b"):
        mine = list(offer(circle(), member("c"), {}, at=world.now))
    assert wire
    codes = {refusal(world, "a", page) for page in mine}
    assert codes == {"own_journal"}


def test_the_fate_of_an_object_is_that_of_its_newest_version(world: World) -> None:
    first = an_indicator("one")
    say(world, "a", {**first, "modified": "2026-07-02T08:00:00.000Z", "description": "newer"})
    say(world, "a", first)
    pull(world, "a", "b")
    with world.at("b"):
        latest = Entry.objects.filter(latest=True, object__isnull=False)
        assert [one.object.body.count("newer") for one in latest if one.object] == [1]


def test_receive_is_one_transaction(world: World) -> None:
    """A page whose last object is another keeps nothing of the others."""
    say(world, "a", an_indicator("one"), an_indicator("two"))
    wire = pages(world, "a", "b")
    page = wire[-1]
    assert b'"two"' in page
    assert refusal(world, "b", page.replace(b'"two"', b'"owt"')) in {
        "object_differs",
        "entries_missing",
    }
    with world.at("b"):
        assert not StoredObject.objects.exists()
    for one in wire:
        with world.at("b"):
            receive(one, at=world.tick())
