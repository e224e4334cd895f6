"""What stands follows from what was said, not from the pages in which it came, or their order."""

from __future__ import annotations

import os
from random import Random

import pytest

from bayanihan.journal.api import LeafKind
from bayanihan.records.erasing import erase
from bayanihan.records.models import Entry, Fate, Quarantined
from bayanihan.records.offering import offer
from bayanihan.records.receiving import receive
from bayanihan.records.removal_rules import RemovalReason
from tests.rooms.records.receiving_orders import (
    Shown,
    Telling,
    babble,
    mixed,
    shown,
    telling_of,
    ways,
)
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    circle,
    member,
    pull,
    readable,
    say,
    stix_of,
    undone,
)

SEEDS = int(os.environ.get("BAYANIHAN_ORDER_SEEDS", "6"))
WRONG, RIGHT = {"description": "a person's name"}, {"description": "no name"}


def fates(telling: Telling) -> list[str]:
    """What became of the entries of a journal, where we are."""
    rows = Entry.objects.filter(journal__member__stix_id=telling.page.member)
    return list(rows.order_by("index").values_list("fate", flat=True))


def assert_same(found: list[Shown]) -> None:
    """Every way of hearing it shows the same."""
    for way, one in enumerate(found):
        differ = {
            place: (found[0][place], one[place]) for place in one if one[place] != found[0][place]
        }
        assert not differ, way


def told(world: World, wire: list[bytes]) -> None:
    """``b`` takes these pages in."""
    for page in wire:
        receive(page, at=world.tick())


def test_a_correction_that_follows_the_erasure_of_its_version_stands_everywhere(
    world: World,
) -> None:
    say(world, "a", {**an_indicator("one"), **WRONG})
    pull(world, "a", "b")
    with world.at("a"):
        [entry] = Entry.objects.filter(object__isnull=False)
        erase(entries=[entry], by=None, why=RemovalReason.PERSONAL_DATA, at=world.tick())
    say(world, "a", {**an_indicator("one"), **RIGHT})
    for node in "bc":
        pull(world, "a", node)
        assert readable(world, node, node) == {("A-CERT", "one", "stands")}
        with world.at(node):
            assert Entry.objects.get(object__isnull=False).latest
            assert not Quarantined.objects.exists()


def test_what_was_held_back_stands_once_its_rival_is_erased(world: World) -> None:
    """Who never had the rival cannot know of the contradiction."""
    telling = telling_of(world, "a")
    wrong = telling.record("one", **WRONG)
    right = telling.record("one", **RIGHT)
    with world.at("b"):
        told(world, telling.cut_at())
        assert fates(telling)[wrong:] == ["stands", "held"]
        before = Entry.objects.get(index=right)
        assert before.object is not None, "it may stand again"
        [waiting] = Quarantined.objects.all()
    assert {name for _code, name, _fate in readable(world, "b", "b")} == {"first of a", "one"}
    telling.erase(wrong)
    with world.at("b"):
        told(world, telling.cut_at(right + 1)[1:])
        assert fates(telling)[wrong:] == ["erased", "stands", "stands"]
        after = Entry.objects.get(index=right)
        assert after.latest
        assert after.seq > before.seq, "it is new to every reader"
        waiting.refresh_from_db()
        assert waiting.settled_at is not None
    assert ("A-CERT", "one", "stands") in readable(world, "b", "b")


def test_what_becomes_known_late_holds_back_what_contradicts_it(world: World) -> None:
    telling = telling_of(world, "a")
    first = telling.record("one", **WRONG)
    telling.record("one", **RIGHT)
    with world.at("b"):
        told(world, telling.cut_at(hidden=[first]))
        assert fates(telling)[first:] == ["stands", "stands"]
        told(world, telling.cut_at())
        assert fates(telling)[first:] == ["stands", "held"]
        assert [one.latest for one in Entry.objects.filter(index__gte=first)].count(True) == 1
        [row] = Quarantined.objects.all()
        assert row.reasons[1]["code"] == "same_version_other_content"


def test_what_was_withdrawn_while_it_was_held_back_does_not_stand_later(world: World) -> None:
    telling = telling_of(world, "a")
    wrong = telling.record("one", **WRONG)
    right = telling.record("one", **RIGHT)
    telling.removal(LeafKind.WITHDRAWAL, right)
    telling.erase(wrong)
    with world.at("b"):
        told(world, telling.cut_at())
        assert fates(telling)[right] == Fate.WITHDRAWN


def test_quarantine_keeps_nothing_that_is_erased_in_the_same_page(world: World) -> None:
    telling = telling_of(world, "a")
    broken = telling.record("one", **WRONG, confidence="none")
    telling.erase(broken)
    with world.at("b"):
        told(world, telling.cut_at())
        [row] = Quarantined.objects.all()
        assert bytes(row.raw) == b""


def test_who_relays_gives_on_what_it_holds_back(world: World) -> None:
    """Whoever hears of the erasure alone may let it stand."""
    telling = telling_of(world, "a")
    wrong = telling.record("one", **WRONG)
    telling.record("one", **RIGHT)
    with world.at("b"):
        told(world, telling.cut_at())
    telling.erase(wrong)
    with world.at("b"):
        wire = list(offer(circle(), member("c"), {}, at=world.tick()))
    with world.at("c"):
        told(world, wire + telling.cut_at(wrong + 2)[1:])
        assert fates(telling)[wrong:] == ["erased", "stands", "stands"]
        assert Entry.objects.get(index=wrong + 1).object is not None


@pytest.mark.parametrize("seed", range(SEEDS))
def test_one_journal_in_any_pages_gives_the_same(
    world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nor does it matter how many runs a page is written in.
    monkeypatch.setattr("bayanihan.records.receiving._MOST_RUNS", (1, 2, 16)[seed % 3])
    random = Random(seed)  # noqa: S311  # the same in every run
    telling = telling_of(world, "a")
    babble(telling, random, creators=["", stix_of("a")])
    at = world.tick()
    found: list[Shown] = []
    with world.at("b"):
        for wire in ways(telling, random):
            with undone():
                found.append(shown(wire, at))
    assert_same(found)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_journals_in_any_order_give_the_same(world: World, seed: int) -> None:
    """``a`` may erase what it created, and ``c`` says the same, before or after."""
    random = Random(seed)  # noqa: S311  # the same in every run
    own, other = telling_of(world, "a"), telling_of(world, "c")
    for one in (own, other):
        babble(one, random, creators=["", stix_of("a"), stix_of("c")], length=8)
    at = world.tick()
    found: list[Shown] = []
    with world.at("b"):
        for mine, theirs in zip(ways(own, random), ways(other, random), strict=True):
            for wire in ([*theirs, *mine], mixed(random, mine, theirs)):
                with undone():
                    found.append(shown(wire, at))
    assert_same(found)
