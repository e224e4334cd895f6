"""Local tables of exchange: what was brought and waits. Never rebuilt, never shared."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.api import Group, Member


class Intake(models.Model):
    """A file that somebody brought: kept on this node only, until released or put away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    brought_by = models.CharField(max_length=80)
    brought_at = models.BigIntegerField()
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True)
    tlp = models.CharField(max_length=20, blank=True)
    pap = models.CharField(max_length=12, blank=True, default="")
    # Identity ids of the members that alone will get it; ``None`` is the whole group.
    audience = models.JSONField(null=True)
    # From when and until when others may read it, and how long nobody may erase it.
    not_before = models.BigIntegerField(null=True)
    until = models.BigIntegerField(null=True)
    keep_until = models.BigIntegerField(null=True)
    # How many objects of each TLP would be released, as seen when it was left or agreed to.
    levels = models.JSONField(default=dict)
    # Left by somebody who may not sign, for those who may.
    left_at = models.BigIntegerField(null=True)
    left_by = models.CharField(max_length=80, blank=True)
    # The first of two people who agreed to the release, and what they agreed to.
    agreed_at = models.BigIntegerField(null=True)
    agreed_by = models.CharField(max_length=80, blank=True, default="")
    agreed_seal = models.CharField(max_length=64, blank=True, default="")
    # Numbers of the quarantined things that it was made of, settled by its release.
    from_quarantine = models.JSONField(default=list)
    settled_at = models.BigIntegerField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    outcome = models.JSONField(null=True)
    data_handling = DataHandling(
        ("brought_by", "left_by", "agreed_by", "settled_by", "content"),
        SeenBy.MEMBER,
        Retention.EVIDENCE,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(content__isnull=True),
                name="settled_intake_keeps_no_content",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "settled_at", "brought_at"], name="intake_by_member"),
        ]

    def __str__(self) -> str:
        return self.name
