"""Every invariant of the record store that SQL can say: each is broken here, and holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from bayanihan.records.models import (
    Act,
    Checkpoint,
    Cut,
    Entry,
    Head,
    Journal,
    KeptEvidence,
    Quarantined,
    Receipt,
    Removal,
    Tile,
)
from tests.rooms.web.hosted import Hosted

Break = Callable[[Hosted], object]

BREAKS: dict[str, Break] = {
    "only_one_head": lambda _h: Head.objects.create(pk=2),
    "one_journal_a_member": lambda h: Journal.objects.create(group=h.circle, member=h.a, part=2),
    "a_part_once_a_journal": lambda h: Journal.objects.create(
        group=h.circle, member=h.a, is_current=False
    ),
    "part_begins_within_journal": lambda h: Journal.objects.create(
        group=h.mute, member=h.company, base=3, size=2
    ),
    "journal_size_not_negative": lambda h: Journal.objects.create(
        group=h.mute, member=h.company, size=-1
    ),
    "index_once_a_journal": lambda _h: _entry(seq=1),
    "entry_fate_is_known": lambda _h: _entry(seq=1, index=999, latest=False, fate="lost"),
    "only_what_stands_is_latest": lambda _h: _entry(seq=1, index=999, fate="withdrawn"),
    "what_is_erased_is_gone": lambda _h: _entry(seq=1, index=999, latest=False, fate="erased"),
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
    "cut_once_a_version": lambda h: [_cut(h) for _twice in range(2)],
    "cut_size_not_negative": lambda h: _cut(h, size=-1),
    "evidence_once_a_group": lambda h: [
        KeptEvidence.objects.create(group=h.circle, kind="rival", digest="00", text="x", at=1)
        for _twice in range(2)
    ],
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


def _cut(hosted: Hosted, size: int = 1) -> Cut:
    return Cut.objects.create(
        group=hosted.circle, member=hosted.a, charter=2, vkey="", size=size, root=b"\x00" * 32
    )


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
    models = [Head, Journal, Entry, Tile, Checkpoint, Quarantined, Act, Cut, KeptEvidence]
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
    "UPDATE records_journal SET base = base + 1",
    "UPDATE records_journal SET part = part + 1",
    "UPDATE records_journal SET size = size + 1, is_current = (1 = 0)",
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


def test_a_part_that_ended_neither_grows_nor_comes_back(hosted: Hosted) -> None:
    ended = Journal.objects.filter(group=hosted.circle, member=hosted.a)
    ended.update(is_current=False)
    for change in ({"size": 99}, {"is_current": True}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            ended.update(**change)


@pytest.mark.parametrize("fate", ["erased", "cut"])
def test_what_is_gone_for_ever_comes_back_by_no_update(hosted: Hosted, fate: str) -> None:
    row = Entry.objects.filter(group=hosted.circle, object__isnull=False)[:1].get()
    rows = Entry.objects.filter(pk=row.pk)
    rows.update(object=None, salt=None, latest=False, fate=fate)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(fate="stands")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_act SET text = 'other'",
        "DELETE FROM records_act",
        "UPDATE records_cut SET size = size + 1",
        "DELETE FROM records_cut",
        "UPDATE records_keptevidence SET text = 'other'",
        "DELETE FROM records_keptevidence",
        "UPDATE records_removal SET why = 'other'",
        "DELETE FROM records_removal",
        "UPDATE records_receipt SET at = at + 1",
        "DELETE FROM records_receipt",
    ],
)
def test_acts_cuts_and_evidence_are_kept_as_they_are(hosted: Hosted, statement: str) -> None:
    _cut(hosted)
    entry, act = _some(), _some()
    removal = Removal.objects.create(target=entry, act=act, kind="withdrawal", why="x", at=1)
    Receipt.objects.create(removal=removal, member=hosted.b, entry=entry, is_removed=True, at=1)
    Act.objects.create(entry=_some(), text="x", audience=None)
    KeptEvidence.objects.create(group=hosted.circle, kind="rival", digest="00", text="x", at=1)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_erasing_may_empty_object_and_salt_and_nothing_else(hosted: Hosted) -> None:
    row = Entry.objects.filter(group=hosted.circle, object__isnull=False)[0]
    Entry.objects.filter(pk=row.pk).update(object=None, salt=None, latest=False, fate="erased")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=row.pk).update(object=row.object_id, salt=row.salt)


def test_an_entry_of_which_the_hash_is_known_may_be_told_once(hosted: Hosted) -> None:
    """What arrives hidden may be revealed; what was said, held back or cut off never changes."""
    row = Entry.objects.filter(group=hosted.circle, object__isnull=False)[0]
    fields = {"journal": row.journal, "group": row.group, "charter": 0, "at": 0, "latest": False}
    told = {"kind": "record", "handling": row.handling, "charter": 1, "at": 5, "commitment": b"c"}
    for number, fate in enumerate(("stands", "held", "cut"), start=1):
        pk = row.pk + number * 10**9
        Entry.objects.create(seq=pk, index=10**6 + number, commitment=b"h", fate=fate, **fields)
        mine = Entry.objects.filter(pk=pk)
        if fate != "stands":
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**told)
            continue
        mine.update(**told, object=row.object, salt=row.salt)
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(kind="receipt")
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(commitment=b"d")
