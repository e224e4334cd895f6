"""What two members can show each other of their exchange, computed from journals, for them alone.

Counted is what one of the two said in a real group that both sit in and that is not
for everybody, where the other one may read it. Nothing is ranked, nothing is told to a
third. Source: product, "The trust ladder".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from django.db.models import Count, Max, Min, Q

from bayanihan.gate.api import Door, GroupFacts, Lane, Layer, allowed_classes
from bayanihan.journal.api import LeafKind
from bayanihan.membership.api import Acceptance, Charter, Group, Member, facts_of, viewer_of
from bayanihan.records.models import Entry, Fate, HandlingRow, Receipt, Removal
from bayanihan.records.wire import read_handling

DAY: Final = 86_400_000_000
LATELY_DAYS: Final = 90
# What is said to a whole region is no sign of trust between two.
_CLOSE: Final = frozenset({Layer.BILATERAL, Layer.MINILATERAL, Layer.CASE, Layer.DOMESTIC})


@dataclass(frozen=True, slots=True)
class Direction:
    """What one of the two said that the other may read; instants in microseconds.

    ``records`` counts what stands, ``lately`` those of the last ninety days,
    ``corrected`` what was withdrawn. ``asked`` and ``answered``: withdrawals and
    erasures of the speaker, and the receipts of the other; ``answer_time`` is the
    median from the one to the other.
    """

    records: int = 0
    lately: int = 0
    last_at: int | None = None
    corrected: int = 0
    asked: int = 0
    answered: int = 0
    answer_time: int | None = None


@dataclass(frozen=True, slots=True)
class PairEvidence:
    """The two directions, the groups they were counted in, and how fast charters are accepted."""

    given: Direction
    taken: Direction
    groups: int
    my_acceptance_time: int | None
    their_acceptance_time: int | None


def pair_evidence(me: Member, other: Member, groups: Iterable[Group], *, at: int) -> PairEvidence:
    """What the journals show of these two; ``groups`` are those in which ``me`` sits or sat."""
    facts = facts_of(groups)
    close = {
        key: one
        for key, one in facts.items()
        if one.layer in _CLOSE
        and not one.exercise
        and {me.stix_id, other.stix_id} <= {*one.current}
    }
    return PairEvidence(
        given=_direction(me, other, close, at),
        taken=_direction(other, me, close, at),
        groups=len(close),
        my_acceptance_time=_acceptance_time(me, close),
        their_acceptance_time=_acceptance_time(other, close),
    )


def _direction(
    speaker: Member, reader: Member, facts: Mapping[str, GroupFacts], at: int
) -> Direction:
    rows = HandlingRow.objects.filter(group__uuid__in=facts, publisher=speaker)
    classes = {key: read_handling(text) for key, text in rows.values_list("pk", "text")}
    viewer = viewer_of(reader, door=Door.PAGE, lane=Lane.REAL)
    readable = allowed_classes(classes, viewer, facts, at)
    if not readable:
        return Direction()
    said = Entry.objects.filter(handling__in=readable, kind=LeafKind.RECORD.value)
    stands = Q(fate=Fate.STANDS.value)
    counts = said.aggregate(
        records=Count("pk", filter=stands),
        lately=Count("pk", filter=stands & Q(at__gte=at - LATELY_DAYS * DAY)),
        corrected=Count("pk", filter=Q(fate=Fate.WITHDRAWN.value)),
        last_at=Max("at", filter=stands),
    )
    asked, answered, answer_time = _answers(readable, reader)
    return Direction(**counts, asked=asked, answered=answered, answer_time=answer_time)


def _answers(readable: frozenset[int], reader: Member) -> tuple[int, int, int | None]:
    """How many withdrawals and erasures the other was told of, answered, and how fast."""
    asked = Removal.objects.filter(target__handling__in=readable).count()
    receipts = Receipt.objects.filter(removal__target__handling__in=readable, member=reader)
    # Who kept something first and removed it later answered once, when it was first heard.
    first = receipts.order_by().values_list("removal", "removal__at").annotate(answered=Min("at"))
    times = [answered - said for _removal, said, answered in first]
    return asked, len(times), int(median(times)) if times else None


def _acceptance_time(member: Member, facts: Mapping[str, GroupFacts]) -> int | None:
    """The median from a later charter version to the member's acceptance of it."""
    begun = {
        (row.group_id, row.number): row.at
        for row in Charter.objects.filter(group__uuid__in=facts, number__gt=1).only(
            "group_id", "number", "at"
        )
    }
    rows = Acceptance.objects.filter(group__uuid__in=facts, member=member)
    times = [
        at - begun[group, number]
        for group, number, at in rows.values_list("group_id", "number", "at")
        if (group, number) in begun
    ]
    return int(median(times)) if times else None
