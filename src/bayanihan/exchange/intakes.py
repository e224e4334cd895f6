"""Intakes: a file is brought, looked at, and then released or put away. By a person, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from bayanihan.exchange.files import Reading, read_file
from bayanihan.exchange.models import Intake
from bayanihan.exchange.previewing import ReleasePreview, preview_release
from bayanihan.exchange.rules import UPLOAD_BYTES, UPLOAD_LIMITS, ExchangeFault
from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Absent, Conflict, Refused
from bayanihan.membership.api import PREPARERS, RELEASERS, Group, Member, Person, roles_of
from bayanihan.records.api import Bringing, Outcome, Stated, publish, settle_all


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a file is to go, and the TLP of what carries none (``None`` says nothing)."""

    group: Group
    tlp: Tlp | None


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


def choose(*, intake: Intake, choice: Choice, by: Person) -> None:
    """Remember group and handling for the preview; what was left with others is looked at anew."""
    if not roles_of(by) & PREPARERS:
        raise Refused(ExchangeFault.MAY_NOT_PREPARE)
    _require_waiting(intake)
    tlp = "" if choice.tlp is None else choice.tlp.label
    if (intake.group, intake.tlp) == (choice.group, tlp):
        return
    intake.group, intake.tlp = choice.group, tlp
    intake.left_at, intake.left_by = None, ""
    intake.save(update_fields=["group", "tlp", "left_at", "left_by"])


def leave_for_signature(*, intake: Intake, by: Person, at: int) -> None:
    """Say that a file is ready for somebody who may sign; saying it twice says it once."""
    if not roles_of(by) & PREPARERS:
        raise Refused(ExchangeFault.MAY_NOT_PREPARE)
    _require_waiting(intake)
    if intake.group is None:
        raise Refused(ExchangeFault.NO_GROUP_CHOSEN)
    if intake.left_at is None:
        # The clock may have fallen back since it was brought.
        intake.left_at, intake.left_by = max(at, intake.brought_at), by.username
        intake.save(update_fields=["left_at", "left_by"])


def reading_of(intake: Intake) -> Reading:
    """The file of an intake that waits, cut into units again."""
    _require_waiting(intake)
    return read_file(bytes(intake.content or b""), intake.name, limits=UPLOAD_LIMITS)


def bringing_of(intake: Intake, reading: Reading) -> Bringing:
    """Who brings it where, as chosen."""
    if intake.group is None:
        raise Refused(ExchangeFault.NO_GROUP_CHOSEN)
    return Bringing(
        group=intake.group,
        member=intake.member,
        stated=Stated(floor=Tlp.from_label(intake.tlp) if intake.tlp else None),
        source=intake.name,
        definitions=reading.definitions,
    )


def preview_intake(intake: Intake, *, at: int) -> ReleasePreview:
    """What a release would do now, and who would get it."""
    reading = reading_of(intake)
    candidates = Member.objects.select_related("state").order_by("code")
    return preview_release(reading, bringing_of(intake, reading), candidates, at=at)


def release(*, intake: Intake, seal: str, by: Person, at: int) -> Outcome:
    """Publish what the person saw in the preview; refuses when the preview has changed since.

    A crash in the middle leaves what was committed; releasing again counts it
    as duplicates.
    """
    if not roles_of(by) & RELEASERS:
        raise Refused(ExchangeFault.MAY_NOT_RELEASE)
    seen = preview_intake(intake, at=at)
    if seen.seal != seal:
        raise Conflict(ExchangeFault.PREVIEW_CHANGED)
    # Before: what is held back once more for the same reasons has to be kept once more.
    settle_all(numbers=intake.from_quarantine, member=intake.member, by=by.username, at=at)
    outcome = publish(seen.reading.units, bringing_of(intake, seen.reading), at=at)
    settle_intake(intake=intake, by=by, at=at, outcome=outcome)
    return outcome


@transaction.atomic
def settle_intake(*, intake: Intake, by: Person, at: int, outcome: Outcome | None) -> None:
    """Close an intake: its content goes, the outcome stays; ``None`` puts it away unreleased."""
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    _require_waiting(locked)
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
            "first": outcome.seqs[0] if outcome.seqs else None,
        }
    locked.save()
    intake.refresh_from_db()


def _require_waiting(intake: Intake) -> None:
    if intake.settled_at is not None or intake.content is None:
        raise Conflict(ExchangeFault.ALREADY_SETTLED)
