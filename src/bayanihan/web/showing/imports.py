"""Bringing a file in: the groups that it may go to, and what somebody said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bayanihan.exchange.api import UPLOAD_BYTES, Choice, Intake
from bayanihan.gate.api import GroupRole, Tlp
from bayanihan.membership.api import Group, Member, Seat, ceiling_of
from bayanihan.web.asking import instant_of
from bayanihan.web.showing.handling_typed import More, Sitting, more_from, more_of, understand
from bayanihan.web.showing.list_words import group_name

LEAVE: Final = "quarantine"
"""The answer that says no handling on purpose: unmarked objects wait in quarantine."""
MEGABYTE: Final = 1 << 20
_SPEAKS: Final = (GroupRole.COORDINATOR.value, GroupRole.MEMBER.value)


@dataclass(frozen=True, slots=True)
class Place:
    """A group into which a member may speak: its ceiling and who else sits in it."""

    group: Group
    ceiling: Tlp
    others: tuple[Sitting, ...]

    @property
    def members(self) -> int:
        """How many sit in it, the speaker included."""
        return len(self.others) + 1


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person said about a file: as typed, as understood, and what is wrong with it."""

    group: str
    handling: str
    choice: Choice | None
    faults: Mapping[str, str] = field(default_factory=dict)
    more: More = field(default_factory=More)


def places_of(member: Member) -> tuple[Place, ...]:
    """The groups into which a member may speak now: real ones first, then by key; two queries."""
    rows = list(
        Group.objects.filter(newest__seats__member=member, newest__seats__role__in=_SPEAKS)
        .select_related("newest")
        .order_by("newest__exercise", "key")
    )
    seats = Seat.objects.filter(charter__in=[one.newest_id for one in rows])
    others: dict[int, list[Sitting]] = {}
    named = seats.exclude(member=member).order_by("member__code")
    columns = ("charter", "member__stix_id", "member__code", "member__name")
    for charter, stix_id, code, name in named.values_list(*columns):
        others.setdefault(charter, []).append(Sitting(stix_id, code, name))
    found = ((one, ceiling_of(one)) for one in rows)
    return tuple(
        Place(one, ceiling, tuple(others.get(one.newest_id or 0, ())))
        for one, ceiling in found
        if ceiling is not None
    )


def sitting_in(places: Iterable[Place], key: str) -> tuple[Sitting, ...]:
    """Who could be addressed in a group; before one is chosen, in any of them."""
    chosen = [one for one in places if one.group.key == key] or places
    known = {one.code: one for place in chosen for one in place.others}
    return tuple(known[code] for code in sorted(known))


def typed_from(request: HttpRequest, places: Sequence[Place]) -> Typed:
    """Read group and handling as sent; nothing is guessed where something is missing."""
    key, handling = request.POST.get("group", ""), request.POST.get("handling", "")
    more, faults = more_from(request), dict[str, str]()
    place = next((one for one in places if one.group.key == key), None)
    if place is None:
        faults["group"] = _("Choose the group for which this is meant.")
    tlp = _level(handling, place, faults)
    name = "" if place is None else group_name(place.group)
    sitting = sitting_in(places, key)
    meant = understand(more, sitting, name, at=instant_of(request), faults=faults)
    if place is None or faults:
        return Typed(key, handling, None, faults, more)
    choice = Choice(
        group=place.group,
        tlp=tlp,
        pap=meant.pap,
        audience=meant.audience,
        not_before=meant.not_before,
        until=meant.until,
        keep_until=meant.keep_until,
    )
    return Typed(key, handling, choice, faults, more)


def _level(handling: str, place: Place | None, faults: dict[str, str]) -> Tlp | None:
    if handling == LEAVE:
        return None
    level = next((one for one in Tlp if one.label == handling), None)
    if level is None:
        faults["handling"] = _(
            "Say the handling of what carries no marking, or leave it in quarantine."
        )
    elif place is not None and level > place.ceiling:
        facts = {"label": level.label, "ceiling": place.ceiling.label}
        faults["handling"] = (
            _("%(label)s is above what this group carries: up to %(ceiling)s.") % facts
        )
        return None
    return level


def file_fault(size: int | None) -> str:
    """Why a file of so many bytes (``None``: none came) cannot be read; empty if it can."""
    if size is None:
        return _("Choose a file; none came with the form.")
    if not size:
        return _("The file is empty: 0 bytes came. Nothing was kept.")
    if size > UPLOAD_BYTES:
        return _(
            "The file has %(size)d MB; a page takes up to %(most)d MB. Nothing was kept. Ask your "
            "operator to bring it in on the command line."
        ) % {"size": -(-size // MEGABYTE), "most": UPLOAD_BYTES // MEGABYTE}
    return ""


def typed_of(intake: Intake, places: Sequence[Place]) -> Typed:
    """What was said about a file before."""
    group = intake.group.key if intake.group else ""
    handling = intake.tlp or (LEAVE if intake.group else "")
    return Typed(group, handling, None, more=more_of(intake, sitting_in(places, group)))


def waiting_intakes(member: Member) -> tuple[Intake, ...]:
    """A member's files that were read and neither released nor put away, newest first."""
    rows = Intake.objects.filter(member=member, settled_at=None).defer("content")
    return tuple(rows.order_by("-brought_at")[:10])
