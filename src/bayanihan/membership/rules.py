"""Who may hold which right, and what a first charter needs (pure).

The charter's form and thresholds follow the protocol: both sides sign in a
pair, one opener in a case, at least one coordinator elsewhere.
"""

from __future__ import annotations

from enum import StrEnum

from bayanihan.gate.api import GroupRole, Layer


class Role(StrEnum):
    """What a person may do for the member that they belong to."""

    OBSERVER = "observer"
    ANALYST = "analyst"
    RELEASER = "releaser"
    POLICY = "policy"
    PLANNER = "planner"
    CAPACITY = "capacity"
    ADMINISTRATOR = "administrator"


class MembershipFault(StrEnum):
    """Why membership refuses."""

    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_STEP = "unknown_step"
    DUPLICATE_CODE = "duplicate_code"
    DUPLICATE_GROUP = "duplicate_group"
    DUPLICATE_SEAT = "duplicate_seat"
    DUPLICATE_USERNAME = "duplicate_username"
    NOT_AN_IDENTITY = "not_an_identity"
    NO_COORDINATOR = "no_coordinator"
    PAIR_NEEDS_TWO = "pair_needs_two"
    TOO_FEW_MEMBERS = "too_few_members"
    EXERCISE_LAYER = "exercise_layer"
    NOT_HOSTED_HERE = "not_hosted_here"
    KEY_DOES_NOT_OPEN = "key_does_not_open"
    CHARTER_MALFORMED = "charter_malformed"
    CHARTER_UNSIGNED = "charter_unsigned"


# May bring reports in and prepare a release.
PREPARERS = frozenset({Role.ANALYST, Role.RELEASER})
# May let something leave the member.
RELEASERS = frozenset({Role.RELEASER})

PAIR = 2


def signers_needed(layer: Layer, seats: dict[str, GroupRole]) -> tuple[frozenset[str], int]:
    """Who must sign a first charter: the set to choose from and how many of it.

    ``seats`` maps identity ids to roles. Source: protocol, "Charter".
    """
    if layer is Layer.BILATERAL:
        return frozenset(seats), len(seats)
    coordinators = {one for one, role in seats.items() if role is GroupRole.COORDINATOR}
    return frozenset(coordinators), 1


def seat_fault(
    layer: Layer, seats: dict[str, GroupRole], *, exercise: bool
) -> MembershipFault | None:
    """Why these seats make no group; ``None`` if they do."""
    if layer is Layer.BILATERAL and len(seats) != PAIR:
        return MembershipFault.PAIR_NEEDS_TWO
    if len(seats) < PAIR and layer is not Layer.CASE:
        return MembershipFault.TOO_FEW_MEMBERS
    if GroupRole.COORDINATOR not in seats.values():
        return MembershipFault.NO_COORDINATOR
    if layer is Layer.EXERCISE and not exercise:
        return MembershipFault.EXERCISE_LAYER
    return None
