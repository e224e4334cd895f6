"""Quarantine: what came in and was not accepted is kept with its reasons, for its member only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Greatest, Length

from bayanihan.gate.api import Reason
from bayanihan.kernel.api import Absent, canonical, digest
from bayanihan.membership.api import Group, Member
from bayanihan.records.models import Quarantined
from bayanihan.records.preparing import Rejection
from bayanihan.records.rules import RecordFault

_BATCH = 500
_NUL = "\x00"
_CURES: Final = (
    RecordFault.UNMARKED.value,
    RecordFault.UNKNOWN_MARKING.value,
    RecordFault.HANDLING_BELOW_MARKING.value,
)
CURABLE: Final = Q(kept=F("size")) & (
    Q(reasons__0__code__in=_CURES)
    | Q(
        reasons__0__code=RecordFault.GATE_REFUSES.value,
        reasons__0__detail=Reason.ABOVE_CEILING.value,
    )
)
"""Kept whole, and held back only by what a person may say otherwise: handling or group."""


def put_in_quarantine(
    rejections: Iterable[Rejection], *, member: Member, group: Group, source: str, at: int
) -> None:
    """Keep rejections: their bytes as far as they are kept, the whole size, every reason.

    What waits already for the same reasons is not kept twice. Called with the
    head row locked, so that numbers of a member are given one after the other.
    """
    fresh = {_digest(one, group): one for one in rejections}
    held = Quarantined.objects.filter(
        member=member, settled_at__isnull=True, digest__in=list(fresh)
    ).values_list("digest", flat=True)
    for known in held:
        fresh.pop(bytes(known), None)
    if not fresh:
        return
    last = Quarantined.objects.filter(member=member).aggregate(last=Max("number"))["last"] or 0
    rows = [
        _row(one, key, number, source)
        for number, (key, one) in enumerate(fresh.items(), start=last + 1)
    ]
    for row in rows:
        row.member, row.group, row.at = member, group, at
    Quarantined.objects.bulk_create(rows, batch_size=_BATCH)


def _row(one: Rejection, key: bytes, number: int, source: str) -> Quarantined:
    return Quarantined(
        number=number,
        digest=key,
        source=_plain(source)[:500],
        position=one.position,
        start=one.start,
        object_id=_plain(one.object_id)[:500],
        size=one.size,
        raw=one.raw,
        reasons=_reasons(one),
    )


def _reasons(one: Rejection) -> list[dict[str, str]]:
    return [
        {"code": why.code, "where": _plain(why.where), "detail": _plain(why.detail)}
        for why in one.whys
    ]


def _digest(one: Rejection, group: Group) -> bytes:
    """What makes two rejections the same thing: group, size, bytes and reasons."""
    said = canonical([str(group.uuid), one.size])
    return digest(said + canonical(_reasons(one)) + one.raw)


def _plain(text: str) -> str:
    """Without what PostgreSQL's text cannot hold: NUL and lone surrogates."""
    return text.replace(_NUL, "\ufffd").encode(errors="replace").decode()


def settle(*, number: int, member: Member, by: str, at: int) -> Quarantined:
    """Mark a quarantined item as dealt with; it stays on record with who and when."""
    row = Quarantined.objects.filter(number=number, member=member).first()
    if row is None:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    if row.settled_at is None:
        # The clock may have fallen back since it came.
        row.settled_at, row.settled_by = max(at, row.at), by
        row.save(update_fields=["settled_at", "settled_by"])
    return row


def settle_all(*, numbers: Iterable[int], member: Member, by: str, at: int) -> int:
    """Mark many of a member's items as dealt with; gives how many waited until now."""
    return _settle(Quarantined.objects.filter(member=member, number__in=list(numbers)), by, at)


def settle_file(*, number: int, member: Member, by: str, at: int) -> int:
    """Mark all that came from the same file as this item as dealt with; gives how many."""
    row = Quarantined.objects.filter(number=number, member=member).first()
    if row is None:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    return _settle(Quarantined.objects.filter(member=member, source=row.source), by, at)


def settle_heard(
    group: Group, source: str, positions: Iterable[int], codes: Iterable[str], *, at: int
) -> None:
    """What waited for one of these reasons was heard: nobody has to deal with it."""
    # The first reason says that it was held back, the second one why.
    rows = Quarantined.objects.filter(
        group=group,
        source=_plain(source)[:500],
        position__in=list(positions),
        reasons__1__code__in=list(codes),
    )
    _settle(rows, "", at)


def _settle(rows: QuerySet[Quarantined], by: str, at: int) -> int:
    waiting = rows.filter(settled_at__isnull=True)
    return waiting.update(settled_at=Greatest(F("at"), at), settled_by=by)


def with_kept(member: Member) -> QuerySet[Quarantined]:
    """What waits in a member's quarantine; ``kept`` is the number of bytes that were kept."""
    rows = Quarantined.objects.filter(member=member, settled_at__isnull=True)
    return rows.annotate(kept=Length("raw"))


def curable(member: Member) -> QuerySet[Quarantined]:
    """What waits and may be brought in again from the bytes that were kept."""
    return with_kept(member).filter(CURABLE)
