"""Pages from those who lie: what is refused, what is held back, what is kept as evidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole, Tlp
from bayanihan.journal.api import (
    Evidence,
    SigningKey,
    verify_evidence,
)
from bayanihan.membership.api import ChangeRole, SetPurpose
from bayanihan.records.api import Quarantined
from bayanihan.records.models import Entry, KeptEvidence
from bayanihan.records.page_form import JournalPage, PageEntry, read_page, write_page
from bayanihan.records.receiving import Received
from bayanihan.stix.api import TLP_IDS
from tests.rooms.records.receiving_forging import a_record, key_of, names, refused, signed
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    follow,
    member,
    pages,
    say,
    stix_of,
    take,
)


@pytest.fixture
def first(world: World) -> JournalPage:
    """What ``a`` has said so far: it accepted the charter, and published one record."""
    say(world, "a", an_indicator("one"))
    [page] = pages(world, "a", "b")
    return read_page(page)


def test_a_stranger_s_signature_opens_nothing(world: World, first: JournalPage) -> None:
    thief = SigningKey(first.member, b"t" * 32)
    assert refused(world, "b", signed(first, thief)).code.value == "no_known_signature"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"origin": "x/y"}, "checkpoint_differs"),
        ({"size": 9}, "size_differs"),
        ({"root": b"r" * 32}, "root_differs"),
        ({"epoch": 0}, "epoch_differs"),
        ({"at": 1}, "key_not_valid"),
    ],
)
def test_a_head_over_something_else_refuses_the_page(
    world: World, first: JournalPage, changes: dict[str, Any], code: str
) -> None:
    page = signed(first, key_of(world, "a"), **changes)
    assert refused(world, "b", page).code.value == code


def test_entries_in_another_order_are_refused(world: World, first: JournalPage) -> None:
    page = write_page(replace(first, entries=first.entries[::-1]))
    assert refused(world, "b", page).code.value in {"acceptance_withheld", "root_differs"}


def test_another_s_page_under_one_s_own_name_is_refused(world: World, first: JournalPage) -> None:
    page = write_page(replace(first, member=stix_of("c")))
    assert refused(world, "b", page).code.value == "no_known_signature"
    page = write_page(replace(first, member=stix_of("z")))
    assert refused(world, "b", page).code.value == "signer_unknown"


def test_a_relay_that_leaves_out_the_acceptance_is_refused(
    world: World, first: JournalPage
) -> None:
    entries = (PageEntry(hash=first.leaves()[0]), *first.entries[1:])
    page = write_page(replace(first, entries=entries))
    assert refused(world, "b", page).code.value == "acceptance_withheld"


def test_a_relay_that_leaves_out_a_body_only_delays_it(world: World, first: JournalPage) -> None:
    entries = (first.entries[0], replace(first.entries[1], salt=None, body=None))
    take(world, "b", write_page(replace(first, entries=entries)))
    assert names(world, "b") == set()
    take(world, "b", write_page(first))
    assert names(world, "b") == {"one"}


HELD: dict[str, tuple[Callable[[JournalPage], PageEntry], str]] = {
    "above the ceiling": (lambda page: a_record(page, "x", tlp=Tlp.RED), "gate_refuses"),
    "another's envelope": (
        lambda page: a_record(page, "x", publisher=stix_of("b")),
        "envelope_differs",
    ),
    "marked higher than said": (
        lambda page: a_record(
            page,
            "x",
            body=b'{"type":"malware","spec_version":"2.1","is_family":false,"name":"x",'
            b'"id":"malware--00000000-0000-4000-8000-000000000001",'
            b'"created":"2026-07-01T08:00:00.000Z","modified":"2026-07-01T08:00:00.000Z",'
            b'"object_marking_refs":["' + TLP_IDS["TLP:RED"].encode() + b'"]}',
        ),
        "handling_below_marking",
    ),
    "not STIX": (lambda page: a_record(page, "x", body=b'{"type":"nonsense"}'), "bad_id"),
    "no JSON": (lambda page: a_record(page, "x", body=b"\xff\x00nothing"), "not_utf8"),
    "another content for one version": (
        lambda page: a_record(
            page,
            "x",
            body=page.entries[1].body.replace(b'"name": "one"', b'"name": "two"')
            if page.entries[1].body
            else b"",
        ),
        "same_version_other_content",
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_what_is_signed_and_not_valid_is_held_back_and_shown(
    world: World, first: JournalPage, name: str
) -> None:
    make, code = HELD[name]
    page = replace(first, entries=(*first.entries, make(first)))
    done = take(world, "b", signed(page, key_of(world, "a")))
    assert isinstance(done, Received), done
    assert done.held == 1
    assert names(world, "b") == {"one"}
    with world.at("b"):
        entry = Entry.objects.order_by("-index")[0]
        assert entry.fate == "held"
        # It is kept where it may stand yet: if its rival is erased.
        assert (entry.object is not None) == (name == "another content for one version")
        row = Quarantined.objects.get()
        codes = [one["code"] for one in row.reasons]
        assert codes[0] == "held_back"
        assert code in codes or code in str(row.reasons)


def test_an_act_by_another_and_an_unknown_kind(world: World, first: JournalPage) -> None:
    at = first.entries[-1].at + 1
    alien = PageEntry(kind="frobnicate", charter=1, at=at, text='{"wish":"unknown here"}')
    forged = PageEntry(kind="withdrawal", charter=1, at=at, text='{"not":"an act"}')
    page = replace(first, entries=(*first.entries, alien, forged))
    done = take(world, "b", signed(page, key_of(world, "a")))
    assert isinstance(done, Received)
    assert done.held == 1
    with world.at("b"):
        kept = Entry.objects.select_related("act").get(kind="frobnicate")
        assert (kept.fate, kept.act.text) == ("stands", alien.text)
        assert Entry.objects.get(kind="withdrawal").fate == "held"
    follow(world, "b", "c")
    relayed = b"".join(pages(world, "b", "c"))
    assert b"unknown here" in relayed


def test_two_heads_of_one_journal_are_evidence_that_anybody_can_check(
    world: World, first: JournalPage
) -> None:
    take(world, "b", write_page(first))
    other = replace(first, entries=(first.entries[0], a_record(first, "other")))
    key = key_of(world, "a")
    assert refused(world, "b", signed(other, key)).code.value == "contradicted"
    with world.at("b"):
        kept = KeptEvidence.objects.get()
        assert (kept.kind, kept.member) == ("journal", member("a"))
        verify_evidence(Evidence.from_text(kept.text), key.verifying_key)
    take(world, "b", signed(other, key))
    with world.at("b"):
        assert KeptEvidence.objects.count() == 1


def test_a_journal_that_was_begun_anew_and_grew_is_evidence(
    world: World, first: JournalPage
) -> None:
    take(world, "b", write_page(first))
    entries = [first.entries[0], a_record(first, "other"), a_record(first, "third")]
    longer = replace(first, entries=tuple(entries))
    key = key_of(world, "a")
    assert refused(world, "b", signed(longer, key)).code.value == "contradicted"
    with world.at("b"):
        verify_evidence(Evidence.from_text(KeptEvidence.objects.get().text), key.verifying_key)


def test_a_branch_before_the_page_is_refused_until_its_beginning_is_shown(
    world: World, first: JournalPage
) -> None:
    take(world, "b", write_page(first))
    key = key_of(world, "a")
    forked = [first.entries[0], a_record(first, "other")]
    tail = replace(first, first=2, entries=(a_record(first, "third"),))
    before = replace(first, entries=tuple(forked)).leaves()
    assert refused(world, "b", signed(tail, key, before)).code.value == "root_differs"


def test_a_member_that_takes_back_what_it_said_is_shown(world: World, first: JournalPage) -> None:
    take(world, "b", write_page(first))
    shorter = replace(first, entries=first.entries[:1])
    key = key_of(world, "a")
    assert refused(world, "b", signed(shorter, key, epoch=2)).code.value == "contradicted"
    with world.at("b"):
        found = Evidence.from_text(KeptEvidence.objects.get().text)
    assert found.kind.value == "rollback"
    verify_evidence(found, key.verifying_key)


def test_quarantine_tells_nothing_of_what_its_member_may_not_read(
    world: World, first: JournalPage
) -> None:
    """A validator's message repeats values: an observer gets its code alone."""
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.OBSERVER))
    follow(world, "a", "b")
    page = read_page(pages(world, "a", "b", whole=True)[-1])
    secret = "the ministry was breached"
    body = json.dumps({**an_indicator("x"), "confidence": secret, "labels": secret}).encode()
    record = replace(a_record(page, "x", charter=2, body=body), at=world.now)
    lie = signed(replace(page, entries=(*page.entries, record)), key_of(world, "a"))
    assert isinstance(take(world, "b", lie), Received)
    with world.at("b"):
        [row] = Quarantined.objects.filter(position=len(page.entries))
        assert (bytes(row.raw), row.object_id) == (b"", "")
        assert secret not in json.dumps(row.reasons)
        assert row.reasons[0]["code"] == "held_back"
        assert len(row.reasons) > 1, "that something is wrong with it is said all the same"


def test_a_closing_that_is_held_back_closes_nothing(world: World, first: JournalPage) -> None:
    """Whether it comes in one page with what follows it, or in two."""
    change(world, "a", SetPurpose("More."))
    for node in "bc":
        follow(world, "a", node)
    read = [read_page(one) for one in pages(world, "a", "b", whole=True)]
    said = tuple(entry for page in read for entry in page.entries)
    at, key = said[-1].at, key_of(world, "a")
    # It names an older version than its author has accepted.
    closing = PageEntry(kind="closing", charter=1, at=at + 1, text="{}")
    base = replace(read[0], entries=said)
    record = replace(a_record(base, "two", charter=2), at=at + 2)
    whole = signed(replace(base, entries=(*said, closing, record)), key)
    assert isinstance(take(world, "b", whole), Received)
    before = replace(base, entries=(*said, closing))
    after = replace(base, first=len(before.entries), entries=(record,))
    for page in (signed(before, key), signed(after, key, before.leaves())):
        assert isinstance(take(world, "c", page), Received)
    assert names(world, "b") == names(world, "c") == {"one", "two"}
