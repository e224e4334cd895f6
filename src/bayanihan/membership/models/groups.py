"""Tables of groups: charters and seats, acceptances, proposals and who signed them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.models.region import Member, choices_of

_OURS = DataHandling((), SeenBy.GROUP, Retention.JOURNAL)


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
    layer = models.CharField(max_length=20, choices=choices_of([layer.value for layer in Layer]))
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
    role = models.CharField(max_length=12, choices=choices_of([role.value for role in GroupRole]))
    # As this charter says: another group's may say otherwise of the same member.
    kind = models.CharField(max_length=20, choices=choices_of([kind.value for kind in MemberKind]))
    data_handling = DataHandling((), SeenBy.GROUP, Retention.JOURNAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["charter", "member"], name="one_seat_a_member"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in GroupRole]), name="seat_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MemberKind]), name="seat_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter_id}/{self.member_id}"


class Rival(models.Model):
    """A valid charter of another branch than the one in force: while one is open we are frozen.

    Kept as evidence for ever. ``settled_by`` is the version by which its branch ended, or
    by which the group went on from it.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="rivals")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    text = models.TextField()
    signatures = models.TextField()
    seen_at = models.BigIntegerField()
    settled_by = models.PositiveIntegerField(null=True)
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "digest"], name="rival_once_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.number} {self.digest[:8]}"


class Acceptance(models.Model):
    """That a member accepted a charter version by an entry of its journal (append-only).

    ``digest`` is that of the text it accepted, in hexadecimal.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="acceptances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.BigIntegerField()
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "member", "number"], name="a_version_is_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.number} by {self.member_id}"


class Proposal(models.Model):
    """A charter version that waits for signatures, or what became of it.

    For a first charter of a pair the group has no charter yet, and only those named
    in the text may know of it. ``entry`` is the number of the journal entry that
    proposed it (``None`` for a first charter).
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    text = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    # A word of ``ProposalState``.
    state = models.CharField(max_length=12, default="open")
    settled_at = models.BigIntegerField(null=True)
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "digest"], name="proposal_once_a_group"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "adopted", "withdrawn", "superseded"]),
                name="proposal_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="settled_proposal_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.number} {self.state}"


class Answer(models.Model):
    """What one member said to a proposal: signed, with the note that it signed, or declined."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_signed = models.BooleanField()
    # The note over the charter with this member's signature; empty where it declined.
    note = models.TextField(blank=True)
    at = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    data_handling = _OURS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "member"], name="one_answer_a_member"),
            models.CheckConstraint(
                condition=Q(is_signed=True) & ~Q(note="") | Q(is_signed=False, note=""),
                name="who_signs_leaves_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} by {self.member_id}"
