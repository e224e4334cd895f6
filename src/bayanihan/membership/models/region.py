"""Tables of who there is: region, states, bodies, members with their keys, this node."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bayanihan.gate.api import MemberKind
from bayanihan.kernel.api import DataHandling, Retention, SeenBy


def choices_of(values: list[str]) -> list[tuple[str, str]]:
    """Values of an enum as Django wants choices."""
    return [(value, value) for value in values]


class Region(models.Model):
    """A region of states, such as ASEAN: the outermost circle of a node."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    source = models.TextField(blank=True)
    # The region's own group, once it is open; GREEN does not go beyond its members.
    group = models.OneToOneField(
        "membership.Group", on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.BigIntegerField()
    data_handling = DataHandling((), SeenBy.PUBLIC, Retention.SUBJECT)

    def __str__(self) -> str:
        return self.key


class Body(models.Model):
    """A body of the region with its mandate (a ministers' meeting, a working group)."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="bodies")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    mandate = models.TextField(blank=True)
    source = models.TextField(blank=True)
    doubt = models.TextField(blank=True)
    added_at = models.BigIntegerField()
    data_handling = DataHandling((), SeenBy.PUBLIC, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "key"], name="body_key_once_a_region"),
        ]

    def __str__(self) -> str:
        return self.key


class State(models.Model):
    """A member state of the region by ISO 3166-1 code, with the zone its clocks show."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="states")
    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60)
    source = models.TextField(blank=True)
    added_at = models.BigIntegerField()
    data_handling = DataHandling((), SeenBy.PUBLIC, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2}$"), name="state_code_is_iso"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """An organisation or person that takes part, with its STIX identity id."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="members")
    stix_id = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices_of([kind.value for kind in MemberKind]))
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, related_name="members")
    zone = models.CharField(max_length=60, default="UTC")
    is_hosted = models.BooleanField(default=True)
    is_fictional = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    doubt = models.TextField(blank=True)
    # From this TLP on a release needs a second person; empty = the member asks for none.
    four_eyes_from = models.CharField(max_length=20, blank=True, default="")
    # Whether everybody of the member has to prove a second factor at sign-in.
    second_factor_required = models.BooleanField(default=False)
    # Rises whenever the node that signs starts anew from other data (a restore, a move).
    signer_epoch = models.PositiveIntegerField(default=1)
    added_at = models.BigIntegerField()
    data_handling = DataHandling(("name",), SeenBy.NODE, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MemberKind]),
                name="member_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(stix_id__startswith="identity--"), name="member_is_an_identity"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StatementKey(models.Model):
    """The key with which a member signs what it says; its private half is sealed."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="keys")
    epoch = models.PositiveIntegerField()
    vkey = models.TextField(unique=True)
    sealed = models.BinaryField(null=True)
    valid_from = models.BigIntegerField()
    valid_until = models.BigIntegerField(null=True)
    # A word of ``KeyEnd``; empty while nobody has put the key out of use.
    ended_why = models.CharField(max_length=16, blank=True, default="")
    data_handling = DataHandling((), SeenBy.NODE, Retention.JOURNAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "epoch"], name="one_key_an_epoch"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="key_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.epoch}"


class NodeState(models.Model):
    """One row once this node was restored: it signs nothing until a person has confirmed it.

    Source: protocol, "After a restore".
    """

    restored_at = models.BigIntegerField()
    # Of the newest entry in the backup; what was said later has to come back from peers.
    last_seq = models.BigIntegerField()
    confirmed_at = models.BigIntegerField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    data_handling = DataHandling(("confirmed_by",), SeenBy.NODE, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("restored_at")),
                name="confirmed_after_restored",
            ),
        ]

    def __str__(self) -> str:
        return f"restored {self.restored_at}"


class Happening(models.Model):
    """What somebody of a member changed about people, keys, settings or groups (append-only)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.BigIntegerField()
    by = models.CharField(max_length=80)
    # A word of ``Happened``; the sentence is made in the interface.
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    data_handling = DataHandling(("by", "facts"), SeenBy.MEMBER, Retention.EVIDENCE)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member", "at"], name="happening_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.code} at {self.at}"
