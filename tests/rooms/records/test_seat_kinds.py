"""A store of before seats had kinds: they come from the charters, and the guards stand again."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from bayanihan.membership.api import Seat
from tests.rooms.records.receiving_world import World, an_indicator, say

BEFORE = "0006_longer_branches"
GUARDED = (
    "UPDATE membership_seat SET role = 'observer'",
    "DELETE FROM membership_seat",
)


def test_a_store_of_before_gets_the_kinds_that_its_charters_say(world: World) -> None:
    say(world, "a", an_indicator("before"))
    with world.at("a"):
        call_command("migrate", "membership", BEFORE, verbosity=0)
        call_command("migrate", "membership", verbosity=0)
        assert set(Seat.objects.values_list("kind", flat=True)) == {"partner"}
        assert Seat.objects.count() == 3
        for statement in GUARDED:
            with (
                pytest.raises(IntegrityError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    say(world, "a", an_indicator("after"))
