"""What of a member waits for a signature: left by those who prepare, or agreed to by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from bayanihan.exchange.choices import stated_of
from bayanihan.exchange.models import Intake
from bayanihan.exchange.previewing import getting, second_person_from
from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import Group, Member
from bayanihan.records.api import Bringing, Publication, publication_for

MOST = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """One release that waits: its highest TLP, and how many would get something of it now.

    ``receivers`` ``None``: the member may say nothing in the group at present.
    """

    intake: Intake
    level: Tlp | None
    receivers: int | None
    needs_second: bool


def pending_releases(member: Member, *, at: int) -> Sequence[Pending]:
    """Everything that waits for a signature, longest waiting first.

    Files are not read again: their levels are those seen when they were left or agreed to.
    """
    rows = (
        Intake.objects.filter(member=member, settled_at__isnull=True, group__isnull=False)
        .filter(Q(left_at__isnull=False) | Q(agreed_at__isnull=False))
        .defer("content")
        .select_related("group__newest", "member")
        .order_by("brought_at", "id")[:MOST]
    )
    members = list(Member.objects.order_by("code").values_list("stix_id", flat=True))
    known: dict[int, Publication | None] = {}
    found = [_pending(one, members, known, at) for one in rows]
    return sorted(found, key=lambda one: waiting_since(one.intake))


def waiting_since(intake: Intake) -> int:
    """Since when a file has waited for a signature."""
    since = [one for one in (intake.left_at, intake.agreed_at) if one is not None]
    return min(since, default=intake.brought_at)


def _pending(
    intake: Intake, members: Sequence[str], known: dict[int, Publication | None], at: int
) -> Pending:
    levels = [Tlp.from_label(label) for label in intake.levels]
    level = max(levels, default=None)
    needed_from = second_person_from(intake.member)
    needs_second = level is not None and needed_from is not None and level >= needed_from
    group = intake.group
    publication = None if group is None else _publication(group, intake.member, known, at)
    if publication is None:
        return Pending(intake, level, None, needs_second)
    receivers = {
        one
        for tlp in levels
        for one, _why in getting(publication, stated_of(intake), tlp, members, at=at).will
    }
    return Pending(intake, level, len(receivers), needs_second)


def _publication(
    group: Group, member: Member, known: dict[int, Publication | None], at: int
) -> Publication | None:
    """The facts of a group, asked for once; ``None`` where the member may not speak in it."""
    if group.pk not in known:
        try:
            bringing = Bringing(group, member, stated_of(Intake()), "")
            known[group.pk] = publication_for(bringing, at=at)
        except BayanihanError:
            known[group.pk] = None
    return known[group.pk]
