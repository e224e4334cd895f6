"""By what right somebody reads in a group: member then, member since, constituent, or none."""

from __future__ import annotations

from typing import Final, NamedTuple

from bayanihan.gate.facts import GroupFacts, HandlingClass, Viewer
from bayanihan.gate.reasons import Reason
from bayanihan.gate.words import GroupRole, History

FULL_ROLES: Final = frozenset({GroupRole.COORDINATOR, GroupRole.MEMBER})
"""Roles that speak, and read all that the group carries."""

_BREADTH: Final = {GroupRole.COORDINATOR: 2, GroupRole.MEMBER: 2, GroupRole.OBSERVER: 1}


class Standing(NamedTuple):
    """The right that somebody stands on.

    ``holder`` is the member of the group whose right it is: the viewer itself, or
    the member that lists the viewer as its constituent. ``role`` ``None`` = unknown.
    """

    basis: Reason
    holder: str
    role: GroupRole | None


def find_standing(handling: HandlingClass, viewer: Viewer, facts: GroupFacts) -> Standing | Reason:
    """The right on which this viewer could read this record, or why there is none."""
    holder = _right_holder(viewer, facts)
    if holder is None:
        return Reason.NOT_IN_GROUP
    found = _find_membership(handling, holder, facts)
    if isinstance(found, Reason):
        return found
    if not _is_addressed(handling.audience, holder):
        return Reason.NOT_ADDRESSED
    if holder != viewer.member:
        if handling.emergency:
            return Reason.NOT_ADDRESSED
        return Standing(Reason.CONSTITUENT, holder, found.role)
    return found


def _right_holder(viewer: Viewer, facts: GroupFacts) -> str | None:
    """Whose place in the group the viewer uses; ``None`` for whoever is outside.

    Whoever is or was in the group uses its own place only, so that leaving
    cannot be undone through somebody's list of constituents.
    """
    member, via = viewer.member, viewer.via
    if member in facts.everyone:
        return member
    if via is not None and via in facts.everyone and member in facts.constituents.get(via, ()):
        return via
    return None


def _is_addressed(audience: frozenset[str] | None, holder: str) -> bool:
    return audience is None or (isinstance(audience, frozenset) and holder in audience)


def _find_membership(handling: HandlingClass, holder: str, facts: GroupFacts) -> Standing | Reason:
    """The broadest place of a member among the charter versions that count for a record.

    The version that the record names always counts; later ones count as
    ``_places_since`` says.
    """
    named = facts.charters.get(handling.charter)
    if named is None:
        return Reason.UNKNOWN_CHARTER
    said_to = named.get(holder)
    if said_to in FULL_ROLES:
        return Standing(Reason.MEMBER_WHEN_SAID, holder, said_to)
    places = _places_since(handling, holder, facts)
    if holder in named:
        places.insert(0, Standing(Reason.MEMBER_WHEN_SAID, holder, said_to))
    if not places:
        return _why_no_place(holder, facts)
    return places[0] if len(places) == 1 else max(places, key=_breadth)


def _breadth(place: Standing) -> int:
    """The broader role counts; among equals the version that the record names."""
    return 0 if place.role is None else _BREADTH.get(place.role, 0)


def _places_since(handling: HandlingClass, holder: str, facts: GroupFacts) -> list[Standing]:
    """Places in later versions that the publisher has accepted, for who is in the newest one.

    An acceptance of a version that is not known here counts for nothing: that
    version may be the one by which the holder left.
    """
    accepted = facts.accepted.get(handling.publisher)
    if accepted is None or accepted not in facts.charters:
        return []
    if holder not in facts.current or facts.history is not History.ALL:
        return []
    return [
        Standing(Reason.MEMBER_SINCE, holder, members[holder])
        for version, members in facts.charters.items()
        if handling.charter < version <= accepted and holder in members
    ]


def _why_no_place(holder: str, facts: GroupFacts) -> Reason:
    if holder not in facts.current:
        return Reason.LEFT_GROUP
    if facts.history is not History.ALL:
        return Reason.BEFORE_JOINING
    return Reason.NOT_YET_ACCEPTED
