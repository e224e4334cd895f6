"""Tables of what was withdrawn or erased, who answered, and who keeps something and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.api import Member
from bayanihan.records.models.journals import Entry
from bayanihan.records.models.storing import OURS


class Removal(models.Model):
    """That an entry was withdrawn or erased, by which act of its publisher."""

    target = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="removals")
    act = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="removes")
    # ``withdrawal`` or ``erasure``, as the kind of the act.
    kind = models.CharField(max_length=12)
    # A word of ``RemovalReason``.
    why = models.CharField(max_length=24)
    at = models.BigIntegerField()
    data_handling = OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "kind"], name="removed_once_each_way"),
            models.CheckConstraint(
                condition=Q(kind__in=["withdrawal", "erasure"]), name="removal_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.target_id}"


class Receipt(models.Model):
    """What one holder answered to a removal: removed, or kept and why. For its publisher.

    Who kept it answers once more, when it has removed it; then the later answer counts.
    """

    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, related_name="receipts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    is_removed = models.BooleanField()
    # A word of ``KeepReason``; empty where it was removed.
    why = models.CharField(max_length=24, blank=True)
    at = models.BigIntegerField()
    data_handling = OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["removal", "member", "is_removed"], name="one_receipt_of_each_kind"
            ),
            models.CheckConstraint(
                condition=Q(is_removed=True, why="") | (Q(is_removed=False) & ~Q(why="")),
                name="who_keeps_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.removal_id}"


class Hold(models.Model):
    """That a member must keep a record of another, and why: the answer to an erasure to come."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=24)
    by = models.CharField(max_length=80)
    at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    data_handling = DataHandling(("by",), SeenBy.MEMBER, Retention.EVIDENCE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "entry"],
                condition=Q(ended_at__isnull=True),
                name="one_open_hold_a_member",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("at")),
                name="hold_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} holds {self.entry_id}"


class KeptCopy(models.Model):
    """What a member kept of an erased record under a hold; only its own people see it."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=24)
    body = models.TextField()
    at = models.BigIntegerField()
    data_handling = DataHandling(("body",), SeenBy.MEMBER, Retention.EVIDENCE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "entry"], name="one_kept_copy_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} keeps {self.entry_id}"


class Erased(models.Model):
    """Keyed digest of an erased object: its publisher's body is refused here for ever.

    Keyed with a secret of the node, so that nobody can test a guess at the content.
    ``publisher`` is whose entry was erased.
    """

    publisher = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    at = models.BigIntegerField()
    data_handling = DataHandling((), SeenBy.NODE, Retention.JOURNAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publisher", "digest"], name="erased_once"),
        ]

    def __str__(self) -> str:
        return f"by {self.publisher_id} at {self.at}"
