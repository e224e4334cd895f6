"""Tables of people: who signs in, with which rights, by which invitation, session or token."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.models.region import Member, choices_of
from bayanihan.membership.rules import Role


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
    # The secret of the second factor (RFC 6238), sealed; ``None`` = none is set up.
    factor_sealed = models.BinaryField(null=True)
    factor_since = models.BigIntegerField(null=True)
    # The last time step for which a code was taken: no code works twice.
    factor_step = models.BigIntegerField(default=0)
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
    role = models.CharField(max_length=16, choices=choices_of([role.value for role in Role]))
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


class RecoveryCode(models.Model):
    """A code for whoever has lost their second factor; works once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.BigIntegerField(null=True)
    data_handling = DataHandling(("digest",), SeenBy.NODE, Retention.SUBJECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Invitation(models.Model):
    """A link by which somebody sets their first, or a new, password; it works once and ends.

    ``person`` is set where somebody who exists already gets in anew.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    username = models.CharField(max_length=80)
    display_name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=80)
    made_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)
    revoked_at = models.BigIntegerField(null=True)
    data_handling = DataHandling(
        ("username", "display_name", "made_by", "roles"), SeenBy.MEMBER, Retention.SHORT
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="used_or_revoked_never_both",
            ),
        ]

    def __str__(self) -> str:
        return self.username


class SignedIn(models.Model):
    """One session of one person, from sign-in until it is ended."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    # Keyed digest of the session's own key: the table opens no session.
    digest = models.CharField(max_length=64, unique=True)
    at = models.BigIntegerField()
    # What the browser called itself.
    agent = models.CharField(max_length=200, blank=True)
    ended_at = models.BigIntegerField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    data_handling = DataHandling(("agent", "ended_by"), SeenBy.MEMBER, Retention.SHORT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("at")),
                name="session_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.at}"


class Token(models.Model):
    """What a program shows instead of a password: scoped, hashed, with an end."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    data_handling = DataHandling(("name", "revoked_by"), SeenBy.MEMBER, Retention.SHORT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="token_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name
