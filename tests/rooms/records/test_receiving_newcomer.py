"""What a newcomer hears of records that were said before its history begins."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import History
from bayanihan.membership.api import SetHistory
from bayanihan.records.erasing import erase
from bayanihan.records.models import Entry, Receipt, Removal
from bayanihan.records.removal_rules import RemovalReason
from bayanihan.records.withdrawing import withdraw
from tests.rooms.records.receiving_forging import names
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    joins,
    pull,
    say,
    stix_of,
)


def take_back(world: World, way: str, *titles: str) -> None:
    """``a`` takes back what it said under these names, by one act."""
    with world.at("a"):
        ids = [an_indicator(one)["id"] for one in titles]
        rows = list(Entry.objects.filter(object__stix_id__in=ids))
        assert len(rows) == len(titles)
        if way == "withdraw":
            withdraw(entries=rows, by=None, why=RemovalReason.NO_LONGER_TRUE, at=world.tick())
        else:
            erase(entries=rows, by=None, why=RemovalReason.NO_LONGER_TRUE, at=world.tick())


@pytest.fixture
def joined(world: World) -> World:
    """``a`` said something; ``d`` joined, sees what is said from then on, and heard one record."""
    change(world, "a", SetHistory(History.FROM_JOINING))
    say(world, "a", an_indicator("earlier"))
    joins(world, "d")
    say(world, "a", an_indicator("after"))
    pull(world, "a", "d")
    assert names(world, "d") == {"after"}
    return world


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_what_is_taken_back_from_before_the_join_stops_nothing(joined: World, way: str) -> None:
    take_back(joined, way, "earlier")
    say(joined, "a", an_indicator("later"))
    pull(joined, "a", "d")
    assert names(joined, "d") == {"after", "later"}
    with joined.at("d"):
        assert not Removal.objects.exists(), "nothing of it was ever here"
        assert not Receipt.objects.exists()


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_one_act_takes_back_from_both_sides_of_the_join(joined: World, way: str) -> None:
    take_back(joined, way, "earlier", "after")
    pull(joined, "a", "d")
    assert names(joined, "d") == set()
    with joined.at("d"):
        [removal] = Removal.objects.select_related("target")
        assert removal.kind == ("withdrawal" if way == "withdraw" else "erasure")
    pull(joined, "d", "a")
    with joined.at("a"):
        told = Receipt.objects.filter(member__stix_id=stix_of("d"))
        assert told.exists(), "the newcomer answers for the one that it holds"
