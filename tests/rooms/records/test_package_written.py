"""What is written into a package for whom: chains of charters, acts, what was taken back."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole, History
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import (
    AddKey,
    ChangeRole,
    EndKey,
    KeyLine,
    Member,
    RemoveSeat,
    SetHistory,
    SetPurpose,
    StatementKey,
    new_key,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.api import Order, Report, verify_package, write_package, write_stix
from bayanihan.records.erasing import erase
from bayanihan.records.models import Entry
from bayanihan.records.proving import prove
from bayanihan.records.removal_rules import RemovalReason
from bayanihan.records.withdrawing import withdraw
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    circle,
    exchange,
    follow,
    joins,
    member,
    pull,
    say,
    stix_of,
)


def packed(world: World, node: str, reader: str) -> bytes:
    """The group as one member may hold it, from what a node holds."""
    out = io.BytesIO()
    with world.at(node):
        write_package(Order(circle(), member(reader), world.now), out.write)
    return out.getvalue()


def verified(data: bytes) -> Report:
    """The report of a package that must hold."""
    report = verify_package(data)
    assert report.holds, report.faults
    return report


def proof(data: bytes) -> dict[str, Any]:
    """The part of a package that proves it."""
    found: dict[str, Any] = json.loads(data)["x_bayanihan_package"]
    return found


def take_back(world: World, act: Any, name: str) -> None:
    """``a`` withdraws or erases the record of this name."""
    with world.at("a"):
        [entry] = Entry.objects.filter(object__body__contains=f'"name": "{name}"')
        act(entries=[entry], by=None, why=RemovalReason.WAS_MISTAKEN, at=world.tick())


def test_a_group_without_records_is_a_bundle_without_objects(world: World) -> None:
    data = packed(world, "a", "a")
    assert "objects" not in json.loads(data)
    assert verified(data).journals[0].size == 1


def test_what_was_withdrawn_is_in_no_bundle_and_the_package_says_so(world: World) -> None:
    own = an_indicator("wrong", created_by_ref=stix_of("a"))
    say(world, "a", own, an_indicator("right"))
    take_back(world, withdraw, "wrong")
    data = packed(world, "a", "b")
    report = verified(data)
    found = report.journals[0]
    assert (found.withdrawn, found.acts) == (1, 1)
    assert [one.code.value for one in report.notes] == ["withdrawn_since"]
    enclosed = [(one["name"], one.get("revoked", False)) for one in proof(data)["enclosed"]]
    assert enclosed == [("right", False), ("wrong", True)]
    out = io.BytesIO()
    with world.at("a"):
        write_stix(Order(circle(), member("b"), world.now), out.write)
    names = [one["name"] for one in json.loads(out.getvalue())["objects"] if "name" in one]
    assert sorted(names) == ["right", "wrong"]
    assert out.getvalue().count(b'"revoked":true') == 1


def test_what_was_erased_is_named_and_its_content_is_gone(world: World) -> None:
    say(world, "a", an_indicator("private"))
    take_back(world, erase, "private")
    data = packed(world, "a", "b")
    report = verified(data)
    assert (report.journals[0].erased, report.objects) == (1, 0)
    assert b"private.example" not in data


def test_receipts_are_told_to_the_publisher_and_whoever_wrote_them(world: World) -> None:
    say(world, "a", an_indicator("wrong"))
    exchange(world, "abc", rounds=1)
    take_back(world, withdraw, "wrong")
    exchange(world, "abc", rounds=2)
    assert packed(world, "a", "a").count(b"bayanihan-receipt/1") == 2
    for reader in "bc":
        data = packed(world, "a", reader)
        assert data.count(b"bayanihan-receipt/1") == 1
        assert b"bayanihan-withdrawal/1" in data
        verified(data)


def test_a_package_carries_every_version_that_its_holder_may_know(world: World) -> None:
    change(world, "a", SetPurpose("More."))
    say(world, "a", an_indicator("one"))
    joins(world, "d")
    for reader in "abd":
        report = verified(packed(world, "a", reader))
        assert [one.number for one in report.charters] == [1, 2, 3]
        assert report.journals[0].accepted == 3
    assert verified(packed(world, "d", "d")).journals == []


def test_who_left_gets_what_came_before_and_the_version_that_removed_it(world: World) -> None:
    say(world, "a", an_indicator("before"))
    change(world, "a", RemoveSeat(stix_of("b")))
    change(world, "a", SetPurpose("Without b."))
    say(world, "a", an_indicator("after"))
    data = packed(world, "a", "b")
    report = verified(data)
    assert [one.number for one in report.charters] == [1, 2]
    assert report.objects == 1
    assert b"after" not in data
    assert b"Without b." not in data


def test_the_cut_of_who_left_holds_in_the_file_of_who_stays(world: World) -> None:
    say(world, "b", an_indicator("of b"))
    for node in ("a", "c"):
        pull(world, "b", node)
    change(world, "a", RemoveSeat(stix_of("b")))
    say(world, "b", an_indicator("too-far"))
    for node, reader in (("a", "c"), ("c", "c")):
        follow(world, "a", "c")
        data = packed(world, node, reader)
        verified(data)
        assert b"too-far" not in data
        assert b"of b" in data


def test_a_package_holds_over_a_rotation_of_keys_and_so_does_each_proof(world: World) -> None:
    say(world, "a", an_indicator("old key"))
    with world.at("a"):
        old = StatementKey.objects.get(member=member("a")).vkey
        row = new_key(member=member("a"), at=world.tick())
        line = KeyLine(row.vkey, row.epoch, row.valid_from, None)
    change(world, "a", AddKey(stix_of("a"), line))
    say(world, "a", an_indicator("new key"))
    change(world, "a", EndKey(stix_of("a"), old, world.now))
    say(world, "a", an_indicator("only the new key"))
    exchange(world, "ab", rounds=1)
    for node in "ab":
        report = verified(packed(world, node, "b"))
        assert (report.objects, report.journals[0].epoch) == (3, 2)
        with world.at(node):
            for entry in Entry.objects.filter(object__isnull=False).select_related("object"):
                assert prove(entry).charter.number == entry.charter


def test_an_author_that_did_not_accept_the_holder_is_not_in_its_file(world: World) -> None:
    say(world, "b", an_indicator("of b"))
    pull(world, "b", "a")
    joins(world, "d")
    data = packed(world, "a", "d")
    assert [one.code for one in verified(data).journals] == ["A-CERT"]
    pull(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    pull(world, "b", "a")
    assert [one.code for one in verified(packed(world, "a", "d")).journals] == ["A-CERT", "B-CERT"]


def test_an_observer_s_file_has_hashes_for_what_it_may_not_read(world: World) -> None:
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.OBSERVER))
    say(world, "a", an_indicator("amber"))
    data = packed(world, "a", "b")
    assert verified(data).journals[0].hidden == 1
    assert b"amber" not in data


def test_a_journal_that_is_not_held_from_its_beginning_is_left_out(world: World) -> None:
    change(world, "a", SetHistory(History.FROM_JOINING))
    joins(world, "d")
    say(world, "a", an_indicator("after"))
    pull(world, "a", "d")
    assert verified(packed(world, "d", "d")).journals == []
    report = verified(packed(world, "a", "d"))
    assert report.objects == 1


def test_who_never_sat_in_the_group_gets_no_file(world: World) -> None:
    with world.at("a"):
        stranger = Member.objects.get(stix_id=stix_of("b"))
        stranger.stix_id = stix_of("z")
        with pytest.raises(Absent):
            write_package(Order(circle(), stranger, world.now), io.BytesIO().write)
