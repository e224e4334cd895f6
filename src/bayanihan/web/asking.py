"""Who asks, and when: what every view takes from a request."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from bayanihan.gate.api import Door, GroupRole, Lane
from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import PREPARERS, Group, Member, Person, Seat, ceiling_of, roles_of
from bayanihan.records.api import Filters, Page, Reader

_NO_NEWS = ("relationship", "marking-definition")


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; the requirement table has made sure that there is one."""
    if not isinstance(request.user, Person):
        message = "a view without requirement asked for a person"
        raise TypeError(message)
    return request.user


def member_of(request: HttpRequest) -> Member:
    """The member for which the person works."""
    return person_of(request).member


def instant_of(request: HttpRequest) -> int:
    """The instant of this request: read once, the same for everything on the page."""
    at = getattr(request, "bayanihan_at", None)
    if not isinstance(at, int):
        at = read_clock()
        request.bayanihan_at = at  # type: ignore[attr-defined]  # kept with the request
    return at


def note_restored_node(request: HttpRequest, *, is_restored: bool) -> None:
    """Keep with the request whether a restore of this node waits for a person's word."""
    request.bayanihan_restored = is_restored  # type: ignore[attr-defined]  # as above


def is_restored(request: HttpRequest) -> bool:
    """Whether a restore waits; known only where somebody is signed in."""
    return getattr(request, "bayanihan_restored", False) is True


def reader_of(request: HttpRequest, *, door: Door, lane: Lane = Lane.REAL) -> Reader:
    """What the person's member may read through this door now."""
    return Reader(member_of(request), door=door, lane=lane, at=instant_of(request))


def may_bring(person: Person, groups: Iterable[Group]) -> bool:
    """Whether somebody may bring reports in, and the member has a group to say them in; one query.

    ``groups`` are those in which the member sits.
    """
    if not roles_of(person) & PREPARERS:
        return False
    charters = [group.newest_id for group in groups if ceiling_of(group) is not None]
    seats = Seat.objects.filter(member=person.member, charter__in=charters)
    return seats.exclude(role=GroupRole.OBSERVER.value).exists()


def lane_of(group: Group) -> Lane:
    """The lane in which a group's records are read."""
    return Lane.EXERCISE if group.newest and group.newest.exercise else Lane.REAL


class LaneReaders:
    """Readers of both lanes behind one door; a group is always read in its own lane."""

    def __init__(self, member: Member, *, door: Door, at: int) -> None:
        self._made = {lane: Reader(member, door=door, lane=lane, at=at) for lane in Lane}
        self.groups = self._made[Lane.REAL].groups

    def reader(self, group: Group) -> Reader:
        """The reader of the lane that the group belongs to."""
        return self._made[lane_of(group)]

    def count(self, group: Group) -> int | None:
        """How many records of a group may be read; ``None`` where its step carries none."""
        if ceiling_of(group) is None:
            return None
        return self.reader(group).count(Filters(group=group))

    def newest(self, group: Group, *, most: int) -> Page:
        """The newest records that people read; none where the group's step carries none.

        Edges and markings come in hundreds and say little alone: lists show them.
        """
        if ceiling_of(group) is None:
            return Page((), None)
        return self.reader(group).page(Filters(group=group, without=_NO_NEWS), size=most)


def lane_readers(request: HttpRequest, door: Door) -> LaneReaders:
    """What the person's member may read through this door now, in both lanes."""
    return LaneReaders(member_of(request), door=door, at=instant_of(request))
