"""What one page may ask for has a bound, and no page that a node makes goes beyond it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import Evidence, LeafKind, new_salt, verify_evidence
from bayanihan.membership.api import (
    ChangeRole,
    Proposal,
    SetPurpose,
    SetThreshold,
    Threshold,
    note_restored,
)
from bayanihan.records import offering, page_form, receiving_acts
from bayanihan.records import withdrawing as withdrawing_room
from bayanihan.records.act_wire import (
    MAX_ACT_BYTES,
    MAX_TARGETS,
    AnswerAct,
    Author,
    ProposalAct,
    RemovalAct,
    write_act,
)
from bayanihan.records.models import Checkpoint, Entry, KeptEvidence, Removal
from bayanihan.records.page_form import (
    MAX_WORK,
    JournalPage,
    PageEntry,
    read_page,
    write_fitting,
    write_page,
)
from bayanihan.records.receiving import Received, receive
from bayanihan.records.removal_rules import RemovalReason
from bayanihan.records.withdrawing import withdraw
from tests.rooms.records.receiving_forging import a_record, key_of, names, refused, signed
from tests.rooms.records.receiving_state import state
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    follow,
    member,
    pages,
    pull,
    say,
    stix_of,
    take,
)


def author(page: JournalPage) -> Author:
    """Whose journal it is, with a new salt."""
    return Author(page.group, page.member, new_salt().hex())


def withdrawing(page: JournalPage, *targets: int, kind: LeafKind = LeafKind.WITHDRAWAL) -> str:
    """The text of an act that takes these back."""
    return write_act(RemovalAct(author(page), kind, targets, RemovalReason.WAS_MISTAKEN.value))


def is_of(page: bytes, node: str) -> bool:
    """Whether it is a page of what this node's member said."""
    return read_page(page).member == stix_of(node)


def saying(page: JournalPage, *texts: str, kind: str = "withdrawal") -> JournalPage:
    """The page, and after it acts with these texts."""
    at = page.entries[-1].at + 1
    acts = (PageEntry(kind=kind, charter=1, at=at, text=text) for text in texts)
    return replace(page, entries=(*page.entries, *acts))


def said(world: World, *names_: str) -> JournalPage:
    """``a`` publishes these, and ``b`` does not hear of it yet: the page that it would get."""
    say(world, "a", *map(an_indicator, names_))
    [page] = pages(world, "a", "b")
    return read_page(page)


def test_a_page_that_takes_back_too_much_at_once_is_refused(world: World) -> None:
    page, key = said(world, "one"), key_of(world, "a")
    many = tuple(range(1, MAX_TARGETS + 1))
    twice = saying(page, withdrawing(page, *many), withdrawing(page, *many))
    assert refused(world, "b", signed(twice, key)).code.value == "page_asks_too_much"
    each = saying(page, *(withdrawing(page, 1) for _time in range(MAX_WORK // 50)))
    assert refused(world, "b", signed(each, key)).code.value == "page_asks_too_much"
    fewer = replace(each, entries=each.entries[:-2])
    assert isinstance(take(world, "b", signed(fewer, key)), Received)
    assert names(world, "b") == set()


def test_what_is_taken_back_already_is_not_taken_back_again(world: World) -> None:
    page, key = said(world, *map(str, range(20))), key_of(world, "a")
    targets = tuple(range(1, 21))
    once = saying(page, withdrawing(page, *targets))
    assert isinstance(take(world, "b", signed(once, key)), Received)
    again = saying(once, *(withdrawing(page, *targets) for _time in range(5)))
    after = replace(again, first=len(once.entries), entries=again.entries[len(once.entries) :])
    wire = signed(after, key, once.leaves())
    with world.at("b"), CaptureQueriesContext(connection) as asked:
        assert receive(wire, at=world.tick()).added == 5
    changes = [one["sql"] for one in asked if one["sql"].startswith("UPDATE")]
    assert not [one for one in changes if '"fate"' in one], "nothing falls a second time"
    assert state(world, "b")["removals"] == sorted(
        (index, 21, "withdrawal", "was_mistaken") for index in targets
    )
    erasing = saying(again, withdrawing(page, *targets, kind=LeafKind.ERASURE), kind="erasure")
    last = replace(erasing, first=len(again.entries), entries=erasing.entries[-1:])
    assert isinstance(take(world, "b", signed(last, key, again.leaves())), Received)
    with world.at("b"):
        assert Entry.objects.filter(fate="erased").count() == 20


def test_an_honest_node_makes_no_page_that_others_refuse(world: World) -> None:
    """One act after another, of which ``c`` may see only some."""
    titles = [f"n{number}" for number in range(45)]
    say(world, "a", *map(an_indicator, titles[::2]))
    say(world, "a", *map(an_indicator, titles[1::2]), to=["b"])
    with world.at("a"):
        rows = list(Entry.objects.filter(object__isnull=False))
        for row in rows:
            withdraw(entries=[row], by=None, why=RemovalReason.WAS_MISTAKEN, at=world.tick())
    for reader in "bc":
        wire = pages(world, "a", reader)
        assert len(wire) > 1
        assert all(read_page(one).work() <= MAX_WORK for one in wire)
        assert [one for one in pull(world, "a", reader) if not isinstance(one, Received)] == []
    with world.at("b"):
        assert Removal.objects.filter(act__journal__member=member("a")).count() == len(titles)
    with world.at("c"):
        assert Entry.objects.filter(kind="", journal__member=member("a")).exists()
    before = state(world, "c")
    relayed = [one for one in pages(world, "b", "c", whole=True) if is_of(one, "a")]
    assert len(relayed) > 1
    assert all(isinstance(take(world, "c", page), Received) for page in relayed)
    assert {**state(world, "c"), "heads": []} == {**before, "heads": []}


def test_what_a_restored_node_had_said_itself_comes_back_whole(world: World) -> None:
    """It was within bounds, page by page, and others hold it under the last head alone."""
    page, key = said(world, "one"), key_of(world, "a")
    world.add("backup", like="a")
    many = tuple(range(1, MAX_TARGETS + 1))
    twice = signed(saying(page, withdrawing(page, *many), withdrawing(page, *many)), key)
    world.names["a"] = world.names["backup"]
    with world.at("a"):
        note_restored(last_seq=1, at=world.tick())
    assert isinstance(take(world, "a", twice), Received)


@pytest.mark.parametrize("kind", ["frobnicate", "withdrawal"])
def test_an_act_of_any_kind_has_a_greatest_length(world: World, kind: str) -> None:
    page, key = said(world, "one"), key_of(world, "a")
    longest = "\u00e9" * (MAX_ACT_BYTES // 2)
    longer = signed(saying(page, longest + "x", kind=kind), key)
    assert refused(world, "b", longer).code.value == "page_too_long"
    done = take(world, "b", signed(saying(page, longest, kind=kind), key))
    assert isinstance(done, Received)
    assert done.held == (kind == "withdrawal")


def test_the_texts_of_acts_count_for_the_length_of_a_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        change(world, "b", SetPurpose(str(number) * 2000))
    follow(world, "b", "c")
    assert sum(is_of(one, "b") for one in pages(world, "b", "c")) == 1
    monkeypatch.setattr(offering, "PAGE_BYTES", 3000)
    assert sum(is_of(one, "b") for one in pages(world, "b", "c")) == 2


def test_a_withdrawal_of_much_fits_into_pages(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each object is said once more, revoked: together they may be longer than any page."""
    own = {"created_by_ref": stix_of("a"), "description": "x" * 900}
    say(world, "a", *(an_indicator(str(number), **own) for number in range(7)))
    monkeypatch.setattr(withdrawing_room, "CHUNK_BYTES", 3000)
    with world.at("a"):
        rows = list(Entry.objects.filter(object__isnull=False))
        done = withdraw(entries=rows, by=None, why=RemovalReason.WAS_MISTAKEN, at=world.tick())
        assert len(done.revoked) == 7
    monkeypatch.setattr(offering, "PAGE_BYTES", 4000)
    wire = [read_page(one) for one in pages(world, "a", "b")]
    assert [len(one.entries) for one in wire] == [1, 7, 3, 2, 3]
    assert all(isinstance(one, Received) for one in pull(world, "a", "b"))
    with world.at("b"):
        assert Entry.objects.filter(fate="withdrawn").count() == 7
        assert Entry.objects.filter(latest=True, object__isnull=False).count() == 7


def test_what_does_not_fit_is_shown_by_its_hash(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where several relays filled in one page: all of it stands under one signed head."""
    page = said(world, "one", "two", "three")
    acceptance, small, *_rest = page.entries
    with monkeypatch.context() as patch:
        patch.setattr(page_form, "MAX_PAGE_BYTES", 6000)
        patch.setattr(page_form, "_HEAD_ROOM", 2000)
        large = replace(small, body=bytes(5000))
        told = replace(page, entries=(acceptance, small, large, acceptance))
        fitted = read_page(write_fitting(told))
    assert fitted.entries[:2] == (acceptance, small)
    assert [one.hash is None for one in fitted.entries] == [True, True, False, True]
    assert fitted.leaves() == told.leaves()
    acts = saying(page, *(withdrawing(page, 1) for _time in range(60)))
    within = read_page(write_fitting(acts))
    assert within.work() <= MAX_WORK < acts.work()
    assert within.leaves() == acts.leaves()
    assert isinstance(take(world, "b", signed(within, key_of(world, "a"))), Received)


def test_heads_of_pages_that_fill_in_are_kept(world: World) -> None:
    """What came in small pages can be offered in small pages."""
    for name in ("one", "two", "three"):
        say(world, "a", an_indicator(name))
    whole = read_page(pages(world, "a", "b")[0])
    hidden = tuple(PageEntry(hash=one) for one in whole.leaves()[1:])
    take(world, "b", write_page(replace(whole, entries=(whole.entries[0], *hidden))))
    with world.at("a"):
        small = Checkpoint.objects.get(size=3)
    part = replace(whole, entries=whole.entries[:3], checkpoint=small.note)
    assert isinstance(take(world, "b", write_page(part)), Received)
    with world.at("b"):
        assert sorted(Checkpoint.objects.values_list("size", flat=True)) == [3, 4]
    before = state(world, "b")
    take(world, "b", write_page(part))
    assert state(world, "b") == before


def test_few_proofs_of_a_kind_are_kept(world: World) -> None:
    page, key = said(world, "one"), key_of(world, "a")
    take(world, "b", write_page(page))
    for number in range(5):
        other = replace(page, entries=(page.entries[0], a_record(page, str(number))))
        assert refused(world, "b", signed(other, key)).code.value == "contradicted"
    shorter = replace(page, entries=page.entries[:1])
    assert refused(world, "b", signed(shorter, key, epoch=2)).code.value == "contradicted"
    with world.at("b"):
        kept = [
            Evidence.from_text(text) for text in KeptEvidence.objects.values_list("text", flat=True)
        ]
    assert sorted(one.kind.value for one in kept) == ["fork", "fork", "rollback"]
    for one in kept:
        verify_evidence(one, key.verifying_key)


def test_answers_that_waited_are_heard_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.COORDINATOR))
    change(world, "a", SetThreshold(Threshold.TWO_COORDINATORS))
    follow(world, "a", "b")
    page, key = said(world, "one"), key_of(world, "a")
    proposal = change(world, "a", SetPurpose("Together."))
    heard = []
    monkeypatch.setattr(receiving_acts, "keep_answer", lambda **said: heard.append(said))
    answers = (write_act(AnswerAct(author(page), proposal.digest, False)) for _n in range(7))
    whole = saying(page, *answers, kind="answer")
    told = (write_act(ProposalAct(author(page), proposal.text, "")) for _n in range(7))
    whole = saying(whole, *told, kind="proposal")
    entries = tuple(
        replace(one, charter=page.entries[-1].charter) if one.text else one for one in whole.entries
    )
    assert isinstance(take(world, "b", signed(replace(whole, entries=entries), key)), Received)
    with world.at("b"):
        assert Proposal.objects.filter(digest=proposal.digest).count() == 1
    assert len(heard) == 7
