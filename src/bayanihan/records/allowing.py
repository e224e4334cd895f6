"""The only filter that SQL may use: handling classes that the gate allows this viewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Max

from bayanihan.gate.api import Door, Lane, Viewer, allowed_classes
from bayanihan.membership.api import Group, Member, facts_of, groups_of, viewer_of
from bayanihan.records.models import HandlingRow
from bayanihan.records.wire import read_handling


def allowed_handling(viewer: Viewer, groups: Iterable[Group], *, at: int) -> frozenset[int]:
    """Keys of the handling classes in these groups that the gate lets the viewer see now."""
    return _allowed([viewer], groups, at)


def sponsored_handling(
    viewer: Viewer,
    sponsored: Iterable[tuple[Group, Member]],
    *,
    at: int,
    besides: frozenset[int] = frozenset(),
) -> dict[int, Member]:
    """Classes that the viewer may see only as the constituent of a member, with that member.

    ``sponsored`` are the groups in which a member lists it; ``besides`` are classes
    that it may see by itself.
    """
    groups: dict[Member, list[Group]] = {}
    for group, sponsor in sponsored:
        groups.setdefault(sponsor, []).append(group)
    found: dict[int, Member] = {}
    for sponsor, among in groups.items():
        through = replace(viewer, via=sponsor.stix_id)
        for key in _allowed([through], among, at) - besides:
            found.setdefault(key, sponsor)
    return found


def readable_handling(member: Member, *, at: int) -> frozenset[int]:
    """Classes that a member may read on a page, in both lanes."""
    viewers = [viewer_of(member, door=Door.PAGE, lane=lane) for lane in Lane]
    return _allowed(viewers, groups_of(member), at)


class Rights:
    """What a member may read at one instant, looked up anew only when there are new classes."""

    def __init__(self, member: Member, *, at: int) -> None:
        self._member = member
        self._at = at
        self._last = -1
        self._allowed: frozenset[int] = frozenset()

    def now(self) -> frozenset[int]:
        """Keys of the classes, those included that somebody has made meanwhile."""
        last = HandlingRow.objects.aggregate(last=Max("pk"))["last"] or 0
        if last != self._last:
            self._allowed = readable_handling(self._member, at=self._at)
            self._last = last
        return self._allowed


def _allowed(viewers: Iterable[Viewer], groups: Iterable[Group], at: int) -> frozenset[int]:
    chosen = list(groups)
    facts = facts_of(chosen)
    rows = HandlingRow.objects.filter(group__in=chosen).values_list("pk", "text")
    classes = {key: read_handling(text) for key, text in rows}
    allowed = [allowed_classes(classes, viewer, facts, at) for viewer in viewers]
    return frozenset[int]().union(*allowed)
