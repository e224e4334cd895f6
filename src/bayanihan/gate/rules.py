"""The single rules: each returns the reasons for which it refuses, or none.

Every rule reads an unknown value as a refusal. ``docs/gate.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bayanihan.gate.facts import GroupFacts, HandlingClass, Terms, Viewer
from bayanihan.gate.ladder import Agreed, Step, highest_tlp
from bayanihan.gate.reasons import Reason
from bayanihan.gate.standing import FULL_ROLES, Standing
from bayanihan.gate.words import (
    CONSTITUENT_DOORS,
    CONSTITUENT_SCOPE,
    OBSERVER_SCOPE,
    SCOPES,
    UNDETECTABLE_ONLY_SHUT,
    CreatorKind,
    Door,
    GroupRole,
    Lane,
    Layer,
    MemberKind,
    Pap,
    Tlp,
)

Refusals = tuple[Reason, ...]

_LANE_OF: Final = {True: Lane.EXERCISE, False: Lane.REAL}
_GREEN: Final = Tlp.GREEN
_RED: Final = Tlp.RED
_PAP_RED: Final = Pap.RED
_is_known: Final[Callable[[object, type], bool]] = isinstance
"""Whether a value is one of ours, whatever its annotation promised."""


def lane_of(facts: GroupFacts) -> Lane | None:
    """The lane in which this group's records are read; ``None`` when it is not known."""
    return _LANE_OF.get(facts.exercise)


def instant_faults(at: int) -> Refusals:
    """Without an instant no terms can be read."""
    return () if _is_known(at, int) else (Reason.UNKNOWN_INSTANT,)


def viewer_faults(viewer: Viewer, at: int) -> Refusals:
    """What is not known about the asker itself, whatever it asks for."""
    faults = []
    if viewer.member is None:
        faults.append(Reason.UNKNOWN_ACTOR)
    if not _is_known(viewer.lane, Lane):
        faults.append(Reason.UNKNOWN_LANE)
    if not _is_known(viewer.door, Door):
        faults.append(Reason.UNKNOWN_DOOR)
    return tuple(faults) + instant_faults(at)


def unknown_handling(handling: HandlingClass) -> Refusals:
    """What is not known about the handling; nothing is ever taken to be CLEAR."""
    faults = []
    if not _is_known(handling.tlp, Tlp):
        faults.append(Reason.UNKNOWN_TLP)
    if handling.pap is not None and not _is_known(handling.pap, Pap):
        faults.append(Reason.UNKNOWN_PAP)
    if not _is_known(handling.creator, CreatorKind):
        faults.append(Reason.UNKNOWN_CREATOR_KIND)
    if not are_terms_known(handling.terms):
        faults.append(Reason.UNKNOWN_TERMS)
    if not _is_known(handling.emergency, bool):
        faults.append(Reason.UNKNOWN_EMERGENCY)
    if not _is_known(handling.needs, Step):
        faults.append(Reason.UNKNOWN_STEP)
    return tuple(faults)


def are_terms_known(terms: Terms) -> bool:
    """Whether the terms can be read; a bound that is no instant is none."""
    if not _is_known(terms, Terms):
        return False
    return terms.keep_until is None or _is_known(terms.keep_until, int)


def layer_faults(facts: GroupFacts) -> Refusals:
    """A group whose layer is not known is no group to share in."""
    return () if _is_known(facts.layer, Layer) else (Reason.UNKNOWN_LAYER,)


def label_faults(handling: HandlingClass, facts: GroupFacts) -> Refusals:
    """Exercise and real never mix: the record says what its group says."""
    exercise = handling.exercise
    agrees = exercise == facts.exercise and exercise in _LANE_OF
    if agrees and (exercise or facts.layer is not Layer.EXERCISE):
        return ()
    return (Reason.LABEL_DISAGREES,)


def lane_faults(handling: HandlingClass, viewer: Viewer) -> Refusals:
    """A player at play sees no real record, and nobody at work sees one of an exercise."""
    if _LANE_OF.get(handling.exercise) is viewer.lane:
        return ()
    return (Reason.WRONG_LANE,)


def ladder_faults(handling: HandlingClass, tlp: Tlp, agreed: Agreed) -> Refusals:
    """No record stands above what a version of the charter agreed; an emergency is outside it."""
    if handling.emergency:
        return ()
    if agreed.step is None:
        return (Reason.UNKNOWN_STEP,)
    top = highest_tlp(agreed, handling.needs)
    if top is None:
        return (Reason.NO_THREAT_RECORDS,)
    faults = [Reason.BELOW_STEP] if handling.needs > agreed.step else []
    if tlp > top:
        faults.append(Reason.ABOVE_CEILING)
    return tuple(faults)


def emergency_faults(handling: HandlingClass) -> Refusals:
    """An emergency request is for exactly one named member besides its publisher."""
    if not handling.emergency:
        return ()
    audience = handling.audience
    if isinstance(audience, frozenset) and len(audience - {handling.publisher}) == 1:
        return ()
    return (Reason.EMERGENCY_NEEDS_ONE,)


def kind_faults(tlp: Tlp, kind: MemberKind | None) -> Refusals:
    """Rights are scoped by what sort of body a member is."""
    if not isinstance(kind, MemberKind):
        return (Reason.UNKNOWN_KIND,)
    return (Reason.ABOVE_KIND_SCOPE,) if tlp > SCOPES[kind] else ()


def role_faults(tlp: Tlp, role: GroupRole | None) -> Refusals:
    """Observers read up to GREEN."""
    if role in FULL_ROLES:
        return ()
    if role is not GroupRole.OBSERVER:
        return (Reason.UNKNOWN_ROLE,)
    return (Reason.ABOVE_OBSERVER_SCOPE,) if tlp > OBSERVER_SCOPE else ()


def region_faults(tlp: Tlp, holder: str, facts: GroupFacts) -> Refusals:
    """From GREEN on a reader belongs to the community, which is the region.

    A partner listed by the charter counts, and so do the constituents of a member
    of the group that is in the region; a domestic group is its own community.
    """
    if tlp < _GREEN or holder in facts.region or facts.layer is Layer.DOMESTIC:
        return ()
    if facts.kinds.get(holder) is MemberKind.PARTNER:
        return ()
    sponsors = facts.region & facts.everyone
    if any(holder in facts.constituents.get(sponsor, ()) for sponsor in sponsors):
        return ()
    return (Reason.OUTSIDE_REGION,)


def constituent_faults(tlp: Tlp, standing: Standing, viewer: Viewer) -> Refusals:
    """A constituent reads up to AMBER, on the node of the member that lists it."""
    if standing.basis is not Reason.CONSTITUENT:
        return ()
    faults = list(kind_faults(tlp, viewer.kind))
    if tlp > CONSTITUENT_SCOPE:
        faults.append(Reason.ABOVE_CONSTITUENT_SCOPE)
    if viewer.door not in CONSTITUENT_DOORS:
        faults.append(Reason.DOOR_NOT_FOR_CONSTITUENTS)
    return tuple(faults)


def red_faults(tlp: Tlp) -> Refusals:
    """RED is for named persons; without their keys it stays with its publisher."""
    return (Reason.RED_NEEDS_PERSON_KEY,) if tlp is _RED else ()


def door_faults(pap: Pap | None, door: Door) -> Refusals:
    """PAP:RED leaves by no door that feeds programs which act by themselves."""
    if pap is _PAP_RED and door in UNDETECTABLE_ONLY_SHUT:
        return (Reason.PAP_SHUTS_DOOR,)
    return ()


def terms_faults(terms: Terms, at: int) -> Refusals:
    """Readable while ``not_before <= at < until``."""
    faults = []
    if terms.not_before is not None and at < terms.not_before:
        faults.append(Reason.TERMS_NOT_BEGUN)
    if terms.until is not None and at >= terms.until:
        faults.append(Reason.TERMS_ENDED)
    return tuple(faults)
