"""Every invariant of the record store that SQL can say: each is broken here, and holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from bayanihan.records.models import Checkpoint, Entry, Head, Journal, Quarantined, Tile
from tests.rooms.web.hosted import Hosted

Break = Callable[[Hosted], object]

BREAKS: dict[str, Break] = {
    "only_one_head": lambda _h: Head.objects.create(pk=2),
    "one_journal_a_member": lambda h: Journal.objects.create(group=h.circle, member=h.a),
    "journal_size_not_negative": lambda h: Journal.objects.create(
        group=h.mute, member=h.company, size=-1
    ),
    "index_once_a_journal": lambda _h: _entry(seq=1),
    "entry_kind_is_known": lambda _h: _entry(seq=1, index=999, kind="rumour"),
    "object_and_salt_go_together": lambda _h: _entry(seq=1, index=999, salt=None),
    "a_record_has_handling": lambda _h: _entry(seq=1, index=999, handling=None),
    "tile_once_a_journal": lambda _h: Tile.objects.create(
        journal=Journal.objects.get(pk=_some().journal_id), level=0, number=0, hashes=b""
    ),
    "checkpoint_once_a_size": lambda _h: Checkpoint.objects.create(
        journal=_some().journal, size=_some().journal.size, note="x", at=1
    ),
    "checkpoint_of_something": lambda _h: Checkpoint.objects.create(
        journal=_some().journal, size=0, note="x", at=1
    ),
    "number_once_a_member": lambda h: [
        Quarantined.objects.create(
            member=h.a,
            number=1,
            digest=b"",
            source="x",
            position=0,
            start=0,
            size=0,
            raw=b"",
            reasons=[],
            at=5,
        )
        for _twice in range(2)
    ],
    "settled_after_it_came": lambda h: Quarantined.objects.create(
        member=h.a,
        number=1,
        digest=b"",
        source="x",
        position=0,
        start=0,
        size=0,
        raw=b"",
        reasons=[],
        at=5,
        settled_at=4,
    ),
}


def _some() -> Entry:
    return Entry.objects.filter(object__isnull=False).order_by("seq")[0]


def _entry(**changes: object) -> Entry:
    row = _some()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


@pytest.mark.parametrize("name", BREAKS)
def test_breaking_it_is_refused_by_the_database(hosted: Hosted, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name](hosted)
    if connection.vendor == "postgresql":
        assert name in str(caught.value)


def test_every_constraint_of_the_room_is_broken_here() -> None:
    models = [Head, Journal, Entry, Tile, Checkpoint, Quarantined]
    named = {one.name for model in models for one in model._meta.constraints}
    assert named == set(BREAKS)


STATEMENTS = [
    "UPDATE records_entry SET at = at + 1",
    "UPDATE records_entry SET commitment = salt WHERE salt IS NOT NULL",
    "DELETE FROM records_entry",
    "UPDATE records_storedobject SET body = 'other'",
    "UPDATE records_handlingrow SET text = text || ' '",
    "DELETE FROM records_handlingrow",
    "UPDATE records_checkpoint SET note = 'other'",
    "DELETE FROM records_checkpoint",
    "UPDATE records_tile SET level = level + 1",
    "DELETE FROM records_tile",
    "UPDATE records_journal SET size = size - 1",
    "UPDATE records_journal SET group_id = group_id + 1",
    "UPDATE records_journal SET member_id = member_id + 1",
    "DELETE FROM records_journal",
]
_GUARDED = ("entry", "storedobject", "handlingrow", "checkpoint", "tile", "journal")
TRUNCATES = [f"TRUNCATE records_{table} CASCADE" for table in _GUARDED]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_signed_history_is_append_only(hosted: Hosted, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.filter(group=hosted.circle).exists()


@pytest.mark.only_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("statement", TRUNCATES)
def test_signed_history_is_not_emptied_at_one_stroke(statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_erasing_may_empty_object_and_salt_and_nothing_else(hosted: Hosted) -> None:
    row = Entry.objects.filter(group=hosted.circle, object__isnull=False)[0]
    Entry.objects.filter(pk=row.pk).update(object=None, salt=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=row.pk).update(object=row.object_id, salt=row.salt)
