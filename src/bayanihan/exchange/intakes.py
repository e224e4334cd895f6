"""Intakes: a file is brought, looked at, and then released or put away. By a person, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from bayanihan.exchange.choices import require_waiting, stated_of
from bayanihan.exchange.files import Reading, read_file
from bayanihan.exchange.models import Intake
from bayanihan.exchange.previewing import ReleasePreview, preview_release
from bayanihan.exchange.rules import UPLOAD_BYTES, UPLOAD_LIMITS, ExchangeFault
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import PREPARERS, Member, Person, roles_of
from bayanihan.records.api import Bringing, Outcome


def bring(
    *, content: bytes, name: str, by: Person, at: int, from_quarantine: Sequence[int] = ()
) -> Intake:
    """Keep an uploaded file on this node, for its member's own people only.

    ``from_quarantine`` are the numbers of the quarantined things it was made of.
    """
    if not roles_of(by) & PREPARERS:
        raise Refused(ExchangeFault.MAY_NOT_PREPARE)
    if len(content) > UPLOAD_BYTES:
        facts = {"bytes": len(content), "most": UPLOAD_BYTES}
        raise Refused(ExchangeFault.TOO_LARGE, facts=facts)
    reading = read_file(content, name, limits=UPLOAD_LIMITS)
    return Intake.objects.create(
        member=by.member,
        brought_by=by.username,
        brought_at=at,
        name=name[:255],
        digest=reading.digest,
        size=reading.size,
        content=content,
        from_quarantine=list(from_quarantine),
    )


def find_intake(key: str, *, member: Member) -> Intake:
    """An intake of one's own member; another's does not exist."""
    row = Intake.objects.filter(pk=key, member=member).first()
    if row is None:
        raise Absent(ExchangeFault.UNKNOWN_INTAKE)
    return row


def leave_for_signature(*, intake: Intake, by: Person, at: int) -> None:
    """Say that a file is ready for somebody who may sign; saying it twice says it once."""
    if not roles_of(by) & PREPARERS:
        raise Refused(ExchangeFault.MAY_NOT_PREPARE)
    require_waiting(intake)
    if intake.group is None:
        raise Refused(ExchangeFault.NO_GROUP_CHOSEN)
    if intake.left_at is None:
        # The clock may have fallen back since it was brought.
        intake.left_at, intake.left_by = max(at, intake.brought_at), by.username
        intake.levels = dict(preview_intake(intake, at=at).outcome.levels)
        intake.save(update_fields=["left_at", "left_by", "levels"])


def reading_of(intake: Intake) -> Reading:
    """The file of an intake that waits, cut into units again."""
    require_waiting(intake)
    return read_file(bytes(intake.content or b""), intake.name, limits=UPLOAD_LIMITS)


def bringing_of(intake: Intake, reading: Reading) -> Bringing:
    """Who brings it where, as chosen."""
    if intake.group is None:
        raise Refused(ExchangeFault.NO_GROUP_CHOSEN)
    return Bringing(
        group=intake.group,
        member=intake.member,
        stated=stated_of(intake),
        source=intake.name,
        definitions=reading.definitions,
    )


def preview_intake(intake: Intake, *, at: int) -> ReleasePreview:
    """What a release would do now, and who would get it."""
    reading = reading_of(intake)
    candidates = Member.objects.select_related("state").order_by("code")
    return preview_release(reading, bringing_of(intake, reading), candidates, at=at)


@transaction.atomic
def settle_intake(
    *, intake: Intake, by: Person, at: int, outcome: Outcome | None, agreed_by: str = ""
) -> None:
    """Close an intake: its content goes, the outcome stays; ``None`` puts it away unreleased.

    ``agreed_by`` is the user name of the first of two people who signed.
    """
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    require_waiting(locked)
    locked.content = None
    locked.settled_at, locked.settled_by = at, by.username
    if outcome is not None:
        locked.outcome = {
            "read": outcome.read,
            "accepted": outcome.accepted,
            "duplicates": outcome.duplicates,
            "quarantined": len(outcome.rejections),
            "types": dict(outcome.types),
            "levels": dict(outcome.levels),
            "note": outcome.note,
            "agreed_by": agreed_by,
            "first": outcome.seqs[0] if outcome.seqs else None,
        }
    locked.save()
    intake.refresh_from_db()
