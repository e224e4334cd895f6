"""Tables of the store itself: objects, handling classes, the value index, quarantine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.api import Group, Member

OURS = DataHandling((), SeenBy.RECORD, Retention.JOURNAL)


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
    data_handling = OURS

    def __str__(self) -> str:
        return self.text


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
