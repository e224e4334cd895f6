"""The audit itself: it is quiet over a sound store and names each kind of damage."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def _build() -> None:
    # This file is read before Django is set up.
    from tests.faults.world import build_node, mixed_batch, say  # noqa: PLC0415  # after set-up

    build_node()
    assert say("AA", "circle", mixed_batch()).accepted == 6


def _lower_head() -> None:
    from bayanihan.records.models import Head  # noqa: PLC0415  # after set-up

    Head.objects.update(last_seq=1, last_object=1)


def _change_frontier() -> None:
    from bayanihan.records.models import Journal  # noqa: PLC0415  # after set-up

    Journal.objects.update(frontier=b"\x00" * 40)


def _lose_index() -> None:
    from bayanihan.records.models import Look  # noqa: PLC0415  # after set-up

    Look.objects.filter(object_id=1).delete()


def _forget_latest() -> None:
    from bayanihan.records.models import Entry  # noqa: PLC0415  # after set-up

    Entry.objects.update(latest=False)


def _grow_journal() -> None:
    from bayanihan.records.models import Journal  # noqa: PLC0415  # after set-up

    Journal.objects.update(size=9)


def _add_tile() -> None:
    from bayanihan.records.models import Journal, Tile  # noqa: PLC0415  # after set-up

    Tile.objects.create(journal=Journal.objects.get(), level=1, number=0, hashes=b"\x00" * 32)


DAMAGE: dict[Callable[[], None], str] = {
    _lower_head: "the head is behind",
    _change_frontier: "frontier differs",
    _lose_index: "not indexed",
    _forget_latest: "latest of",
    _grow_journal: "entries for size 9",
    _add_tile: "tiles differ",
}


@pytest.mark.django_db
def test_a_sound_store_has_no_faults() -> None:
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    _build()
    assert audit.faults() + audit.broken_words(audit.notes()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("damage", DAMAGE)
def test_each_kind_of_damage_is_named(damage: Callable[[], None]) -> None:
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    _build()
    damage()
    assert any(DAMAGE[damage] in fault for fault in audit.faults())


@pytest.mark.django_db
def test_a_checkpoint_over_another_root_is_named() -> None:
    from tests.rooms.records import audit  # noqa: PLC0415  # after set-up

    _build()
    first, *_ = audit.notes()
    lines = first.split("\n")
    lines[2] = "A" * 43 + "="
    assert audit.broken_words(["\n".join(lines)])
