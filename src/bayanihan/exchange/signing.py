"""The signature of a release: by one person, or by two different ones where the member asks.

The first of two agrees to exactly one preview; the second sees the same preview and
publishes it. If the preview changed meanwhile, the agreement counts no more.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from bayanihan.exchange.choices import require_waiting
from bayanihan.exchange.intakes import bringing_of, preview_intake, settle_intake
from bayanihan.exchange.models import Intake
from bayanihan.exchange.previewing import ReleasePreview, second_person_from
from bayanihan.exchange.rules import ExchangeFault
from bayanihan.gate.api import FourEyes
from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.api import RELEASERS, Person, roles_of
from bayanihan.records.api import Outcome, publish, settle_all


def release(*, intake: Intake, seal: str, by: Person, at: int) -> Outcome | None:
    """Publish what the person saw in the preview; ``None``: agreed, a second person is awaited.

    Refuses when the preview has changed since, and when one person signs twice. A
    crash in the middle leaves what was committed; releasing again counts it as
    duplicates.
    """
    if not roles_of(by) & RELEASERS:
        raise Refused(ExchangeFault.MAY_NOT_RELEASE)
    seen = preview_intake(intake, at=at)
    if seen.seal != seal:
        raise Conflict(ExchangeFault.PREVIEW_CHANGED)
    four_eyes = None
    if seen.needs_second:
        first = _first_agreed(intake, seen, by, at)
        if first is None:
            return None
        needed_from = second_person_from(intake.member)
        four_eyes = FourEyes(needed_from=needed_from, by=first, second=by.username)
    # Before: what is held back once more for the same reasons has to be kept once more.
    settle_all(numbers=intake.from_quarantine, member=intake.member, by=by.username, at=at)
    bringing = replace(bringing_of(intake, seen.reading), four_eyes=four_eyes)
    outcome = publish(seen.reading.units, bringing, at=at)
    agreed_by = "" if four_eyes is None else four_eyes.by or ""
    settle_intake(intake=intake, by=by, at=at, outcome=outcome, agreed_by=agreed_by)
    return outcome


def agreement_of(intake: Intake, seal: str) -> Person | None:
    """Who agreed to exactly this preview and may still sign; ``None``: nobody."""
    if not intake.agreed_by or intake.agreed_seal != seal:
        return None
    first = Person.objects.filter(
        username=intake.agreed_by, member=intake.member, is_active=True
    ).first()
    return first if first is not None and roles_of(first) & RELEASERS else None


@transaction.atomic
def take_back(*, intake: Intake, by: Person) -> None:
    """The first person's agreement is taken back, by that person only."""
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    require_waiting(locked)
    if not by.username or locked.agreed_by != by.username:
        raise Refused(ExchangeFault.NOT_YOUR_AGREEMENT)
    locked.agreed_at, locked.agreed_by, locked.agreed_seal = None, "", ""
    locked.save(update_fields=["agreed_at", "agreed_by", "agreed_seal"])
    intake.refresh_from_db()


@transaction.atomic
def _first_agreed(intake: Intake, seen: ReleasePreview, by: Person, at: int) -> str | None:
    """Who agreed before ``by``; ``None`` where ``by`` is the first, whose agreement is kept."""
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    require_waiting(locked)
    first = agreement_of(locked, seen.seal)
    if first is not None and first.username == by.username:
        raise Refused(ExchangeFault.SECOND_IS_FIRST)
    if first is not None:
        return first.username
    # The clock may have fallen back since it was brought.
    locked.agreed_at, locked.agreed_by = max(at, locked.brought_at), by.username
    locked.agreed_seal, locked.levels = seen.seal, dict(seen.outcome.levels)
    locked.save(update_fields=["agreed_at", "agreed_by", "agreed_seal", "levels"])
    intake.refresh_from_db()
    return None
