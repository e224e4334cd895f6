"""Tables of the record store. Journals, envelopes and objects are append-only by trigger.

``seq`` is the instant in microseconds at which an entry was added on this
node: unique, rising in commit order, assigned while the head row is locked.
It is the entry's key, the cursor of every reader, and TAXII's ``date_added``.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.api import Group, Member

_OURS = DataHandling((), SeenBy.RECORD, Retention.JOURNAL)


class Head(models.Model):
    """One row: what the next entry and object will be numbered after. Locked by every writer."""

    last_seq = models.BigIntegerField(default=0)
    last_object = models.BigIntegerField(default=0)
    data_handling = DataHandling((), SeenBy.NODE, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="only_one_head"),
        ]

    def __str__(self) -> str:
        return f"seq {self.last_seq}"


class StoredObject(models.Model):
    """The bytes of one STIX object version as one publisher said them."""

    id = models.BigIntegerField(primary_key=True)
    publisher = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    stix_id = models.TextField()
    type = models.CharField(max_length=250)
    # Microseconds of ``modified``; 0 where a type has no versions.
    version_at = models.BigIntegerField()
    body = models.TextField()
    data_handling = DataHandling(("body",), SeenBy.RECORD, Retention.JOURNAL)

    def __str__(self) -> str:
        return self.stix_id


class HandlingRow(models.Model):
    """A distinct set of facts by which the gate decides; entries point here."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    publisher = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # Canonical JSON of the envelope without its object.
    text = models.TextField(unique=True)
    data_handling = _OURS

    def __str__(self) -> str:
        return self.text


class Journal(models.Model):
    """What one member said in one group: size and frontier of its Merkle log."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="journals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="journals")
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_journal_a_member"),
            models.CheckConstraint(condition=Q(size__gte=0), name="journal_size_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.member_id}"


class Entry(models.Model):
    """One leaf of a journal with what belongs to it: envelope, salt, object."""

    seq = models.BigIntegerField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    index = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    type = models.CharField(max_length=250, blank=True)
    handling = models.ForeignKey(
        HandlingRow, on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    object = models.ForeignKey(
        StoredObject, on_delete=models.PROTECT, related_name="entries", null=True
    )
    charter = models.PositiveIntegerField()
    at = models.BigIntegerField()
    commitment = models.BinaryField()
    salt = models.BinaryField(null=True)
    latest = models.BooleanField()
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "index"], name="index_once_a_journal"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LeafKind]),
                name="entry_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(object__isnull=False, salt__isnull=False)
                | Q(salt__isnull=True, object__isnull=True),
                name="object_and_salt_go_together",
            ),
            models.CheckConstraint(
                condition=Q(handling__isnull=False) | ~Q(kind=LeafKind.RECORD.value),
                name="a_record_has_handling",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group", "latest", "seq"], name="entry_by_group"),
            models.Index(fields=["type", "seq"], name="entry_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.journal_id}[{self.index}]"


class Tile(models.Model):
    """Up to 256 hashes of one level of a journal's tree."""

    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="tiles", db_index=False
    )
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["journal", "level", "number"], name="tile_once_a_journal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journal_id}/{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed note over size and root of a journal; one for each batch."""

    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="checkpoints", db_index=False
    )
    size = models.BigIntegerField()
    note = models.TextField()
    at = models.BigIntegerField()
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "size"], name="checkpoint_once_a_size"),
            models.CheckConstraint(condition=Q(size__gte=1), name="checkpoint_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.journal_id}@{self.size}"


class Look(models.Model):
    """Value index: 64-bit keyed hash of an id, a value or a reference, to the object it is in.

    The hash only finds candidates; the real text is compared after every hit.
    """

    pk = models.CompositePrimaryKey("hash", "object_id")
    hash = models.BigIntegerField()
    object = models.ForeignKey(
        StoredObject, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    data_handling = DataHandling((), SeenBy.NODE, Retention.DERIVED)

    def __str__(self) -> str:
        return f"{self.hash:x}"


class Quarantined(models.Model):
    """Something that came in and was not accepted: kept with the reason, shown to its member."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Counts from 1 for each member: a number shows nothing of what others hold.
    number = models.BigIntegerField()
    # Of bytes, group and reasons: the same thing waits once, however often it is brought.
    digest = models.BinaryField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True)
    source = models.TextField()
    position = models.BigIntegerField()
    start = models.BigIntegerField()
    object_id = models.TextField(blank=True)
    size = models.BigIntegerField()
    raw = models.BinaryField()
    reasons = models.JSONField()
    at = models.BigIntegerField()
    settled_at = models.BigIntegerField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    data_handling = DataHandling(("raw", "settled_by"), SeenBy.MEMBER, Retention.EVIDENCE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "number"], name="number_once_a_member"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("at")),
                name="settled_after_it_came",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "digest"], name="quarantine_by_digest"),
            models.Index(fields=["member", "settled_at", "number"], name="quarantine_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.source}#{self.position}"
