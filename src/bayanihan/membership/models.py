"""Tables of membership. Charters are append-only; seats repeat a charter for look-ups."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.rules import Role


def _choices(values: list[str]) -> list[tuple[str, str]]:
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
    kind = models.CharField(max_length=20, choices=_choices([kind.value for kind in MemberKind]))
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, related_name="members")
    zone = models.CharField(max_length=60, default="UTC")
    is_hosted = models.BooleanField(default=True)
    is_fictional = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    doubt = models.TextField(blank=True)
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


class Group(models.Model):
    """A sharing group; everything that matters about it stands in its newest charter."""

    uuid = models.UUIDField(unique=True)
    key = models.SlugField(max_length=80, unique=True)
    newest = models.ForeignKey(
        "membership.Charter", on_delete=models.PROTECT, null=True, related_name="+"
    )
    data_handling = DataHandling((), SeenBy.GROUP, Retention.JOURNAL)

    def __str__(self) -> str:
        return self.key


class Charter(models.Model):
    """One signed version of a group's charter, exactly as it was signed (append-only)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="charters")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    layer = models.CharField(max_length=20, choices=_choices([layer.value for layer in Layer]))
    step = models.PositiveSmallIntegerField()
    exercise = models.BooleanField()
    text = models.TextField()
    signatures = models.TextField()
    at = models.BigIntegerField()
    data_handling = DataHandling((), SeenBy.GROUP, Retention.JOURNAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "number"], name="charter_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="charter_numbers_from_one"),
            models.CheckConstraint(condition=Q(step__lte=4), name="charter_step_on_the_ladder"),
            models.CheckConstraint(
                condition=Q(layer__in=[layer.value for layer in Layer]),
                name="charter_layer_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.number}"


class Seat(models.Model):
    """A member's place in one charter version (repeats the charter's text for look-ups)."""

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=12, choices=_choices([role.value for role in GroupRole]))
    data_handling = DataHandling((), SeenBy.GROUP, Retention.JOURNAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["charter", "member"], name="one_seat_a_member"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in GroupRole]), name="seat_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter_id}/{self.member_id}"


class People(BaseUserManager["Person"]):
    """Finds people by their username, as Django's sign-in asks."""


class Person(AbstractBaseUser):
    """Somebody who signs in; belongs to exactly one member hosted on this node."""

    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=120)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="people")
    zone = models.CharField(max_length=60, default="UTC")
    is_active = models.BooleanField(default=True)
    added_at = models.BigIntegerField()
    objects = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["display_name"]
    data_handling = DataHandling(("username", "display_name"), SeenBy.MEMBER, Retention.SUBJECT)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.username


class PersonRole(models.Model):
    """One right of one person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="granted")
    role = models.CharField(max_length=16, choices=_choices([role.value for role in Role]))
    data_handling = DataHandling(("role",), SeenBy.MEMBER, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role"], name="right_once_a_person"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="right_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"
