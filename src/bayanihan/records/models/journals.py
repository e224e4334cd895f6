"""Tables of journals: parts, entries, tiles, checkpoints, cuts, evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.api import Group, Member
from bayanihan.records.models.storing import OURS, HandlingRow, StoredObject


class Journal(models.Model):
    """What one member said in one group: size and frontier of its Merkle log."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="journals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="journals")
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    # A journal whose end was cut off goes on in a new part from there: entries before
    # ``base`` stand in the parts before it, tiles and frontier of a part cover them too.
    part = models.PositiveIntegerField(default=1)
    base = models.BigIntegerField(default=0)
    is_current = models.BooleanField(default=True)
    data_handling = OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "member", "part"], name="a_part_once_a_journal"
            ),
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=Q(is_current=True),
                name="one_journal_a_member",
            ),
            models.CheckConstraint(condition=Q(size__gte=0), name="journal_size_not_negative"),
            models.CheckConstraint(
                condition=Q(base__gte=0) & Q(size__gte=F("base")), name="part_begins_within_journal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.member_id}"


class Fate(models.TextChoices):
    """What became of an entry since it was said."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    CUT = "cut"
    # Received and in its journal, but not valid here: in quarantine, with the reason. It has
    # an object where only an earlier version stands against it.
    HELD = "held"


class Entry(models.Model):
    """One leaf of a journal with what belongs to it: envelope, salt, object.

    ``kind`` is empty for an entry that is not addressed to this node: then
    ``commitment`` is the leaf hash. It is another word where a newer node said
    something that this one does not know; then the envelope's text stands in ``Act``.
    """

    seq = models.BigIntegerField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    index = models.BigIntegerField()
    kind = models.CharField(max_length=32, blank=True)
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
    fate = models.CharField(max_length=10, choices=Fate.choices, db_default=Fate.STANDS.value)
    data_handling = OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "index"], name="index_once_a_journal"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="entry_fate_is_known"),
            models.CheckConstraint(
                condition=Q(object__isnull=False, salt__isnull=False)
                | Q(salt__isnull=True, object__isnull=True),
                name="object_and_salt_go_together",
            ),
            models.CheckConstraint(
                condition=Q(handling__isnull=False) | ~Q(kind=LeafKind.RECORD.value),
                name="a_record_has_handling",
            ),
            models.CheckConstraint(
                condition=Q(fate=Fate.STANDS.value) | Q(latest=False),
                name="only_what_stands_is_latest",
            ),
            models.CheckConstraint(
                condition=~Q(fate=Fate.ERASED.value) | Q(object__isnull=True),
                name="what_is_erased_is_gone",
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
    data_handling = OURS

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
    data_handling = OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "size"], name="checkpoint_once_a_size"),
            models.CheckConstraint(condition=Q(size__gte=1), name="checkpoint_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.journal_id}@{self.size}"


class Act(models.Model):
    """The text of an entry that is no record: proposal, answer, withdrawal, erasure, receipt.

    ``text`` is the canonical envelope that the leaf commits to. ``audience`` names the
    members that it is addressed to besides its author; ``None`` is the whole group.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="act"
    )
    text = models.TextField()
    audience = models.JSONField(null=True)
    data_handling = OURS

    def __str__(self) -> str:
        return str(self.entry_id)


class Cut(models.Model):
    """Where a charter ended a member's journal, or what one key may say in it (append-only).

    Entries from ``size`` on are refused unless a later key of the member signed for
    them. ``vkey`` is the key that ended; empty where the member itself was removed.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="cuts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    charter = models.PositiveIntegerField()
    vkey = models.TextField(blank=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    data_handling = OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "member", "charter", "vkey"], name="cut_once_a_version"
            ),
            models.CheckConstraint(condition=Q(size__gte=0), name="cut_size_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.member_id}@{self.size}"


class KeptEvidence(models.Model):
    """Something signed that cannot stand beside what we hold: kept whole, shown to the group.

    ``kind`` is a word of ``EvidenceOf``; ``text`` is what anybody can check without us.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="evidence")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    at = models.BigIntegerField()
    data_handling = DataHandling((), SeenBy.GROUP, Retention.JOURNAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "digest"], name="evidence_once_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.group_id}"
