"""Whether a record may leave to a viewer, through a door, at an instant.

The rules, in the order in which they are asked:

1. The asker, its lane, the door and the instant are known.
2. The group is known and the asker has a place in it; else ``not_in_group`` and
   no word more, so that nobody can tell an absent group from a closed one.
3. The publisher reads its own records, in the lane that they belong to.
4. The asker was a member when it was said, or has become one since in a version
   that the publisher accepted, or is a listed constituent; and it is addressed.
   Else that one reason, and nothing of the record.
5. Handling, label, ceiling, kind, role, region, door and terms all allow it; every
   one that does not is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bayanihan.gate import rules
from bayanihan.gate.facts import GroupFacts, HandlingClass, Viewer
from bayanihan.gate.grounds import gather_grounds
from bayanihan.gate.reasons import OUTSIDE, Decision, Reason, in_order
from bayanihan.gate.standing import Standing, find_standing
from bayanihan.gate.words import NO_ENVELOPE_DOORS, CreatorKind, Door, Form, MemberKind, Pap, Tlp

_CLEAR: Final = Tlp.CLEAR
_PAP_CLEAR: Final = Pap.CLEAR


def decide(handling: HandlingClass, viewer: Viewer, facts: GroupFacts | None, at: int) -> Decision:
    """Whether records of this handling class may leave to this viewer.

    ``facts`` are those of the record's group (``None`` = not known here), ``at`` is
    microseconds UTC. Whatever is missing or unknown refuses; nothing is raised.
    """
    unknown = rules.viewer_faults(viewer, at)
    if unknown:
        return Decision(allowed=False, reasons=unknown)
    if facts is None or facts.id != handling.group:
        return OUTSIDE
    grants, refusals = _weigh(handling, viewer, facts, at)
    if refusals == OUTSIDE.reasons:
        return OUTSIDE
    return answer(grants, refusals, handling, viewer, facts)


def allowed_classes(
    classes: Mapping[int, HandlingClass],
    viewer: Viewer,
    facts_by_group: Mapping[str, GroupFacts],
    at: int,
) -> frozenset[int]:
    """The keys of the classes that ``decide`` allows: the one filter that a query may use."""
    if rules.viewer_faults(viewer, at):
        return frozenset()
    allowed = []
    for key, handling in classes.items():
        facts = facts_by_group.get(handling.group)
        if facts is not None and facts.id == handling.group:
            _, refusals = _weigh(handling, viewer, facts, at)
            if not refusals:
                allowed.append(key)
    return frozenset(allowed)


def form_at(handling: HandlingClass, door: Door) -> Form:
    """How an allowed record goes out through this door.

    A door without an envelope loses the handling. There an object that does not
    itself carry a TLP above CLEAR, or whose handling holds a PAP above CLEAR, goes
    out as the publisher's derived copy, which carries both.
    """
    if door not in NO_ENVELOPE_DOORS:
        return Form.BYTES
    loses_tlp = handling.creator is not CreatorKind.MARKED and handling.tlp is not _CLEAR
    loses_pap = handling.pap is not None and handling.pap is not _PAP_CLEAR
    return Form.DERIVED_COPY if loses_tlp or loses_pap else Form.BYTES


def _weigh(
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
    at: int,
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What speaks for a known viewer, and what against it: steps 2 to 5."""
    if viewer.member == handling.publisher:
        return (Reason.OWN_RECORD,), _own_faults(handling, viewer, facts)
    standing = find_standing(handling, viewer, facts)
    if not isinstance(standing, Standing):
        return (), (standing,)
    named = Reason.WHOLE_GROUP if handling.audience is None else Reason.NAMED_IN_AUDIENCE
    refusals = _reading_faults(handling, viewer, facts, standing, at)
    return (standing.basis, named), refusals


def _own_faults(
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
) -> tuple[Reason, ...]:
    """The publisher reads what it said, whatever was agreed since; the lane still holds."""
    unknown = rules.unknown_handling(handling)
    return unknown + rules.label_faults(handling, facts) + rules.lane_faults(handling, viewer)


def _reading_faults(
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
    standing: Standing,
    at: int,
) -> tuple[Reason, ...]:
    """Every rule of step 5 that refuses."""
    unknown = rules.unknown_handling(handling)
    tlp = handling.tlp
    if unknown or tlp is None:
        return unknown
    return (
        rules.layer_faults(facts)
        + rules.label_faults(handling, facts)
        + rules.lane_faults(handling, viewer)
        + rules.ladder_faults(handling, tlp, facts.agreed[handling.charter])
        + rules.emergency_faults(handling)
        + rules.kind_faults(tlp, _holder_kind(standing, viewer, facts))
        + rules.role_faults(tlp, standing.role)
        + rules.constituent_faults(tlp, standing, viewer)
        + rules.region_faults(tlp, standing.holder, facts)
        + rules.red_faults(tlp)
        + rules.door_faults(handling.pap, viewer.door)
        + rules.terms_faults(handling.terms, at)
    )


def _holder_kind(standing: Standing, viewer: Viewer, facts: GroupFacts) -> MemberKind | None:
    """The kind of the member whose right it is; unknown where two statements disagree."""
    kind = facts.kinds.get(standing.holder)
    if standing.holder == viewer.member and viewer.kind is not kind:
        return None
    return kind


def answer(
    grants: tuple[Reason, ...],
    refusals: tuple[Reason, ...],
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
) -> Decision:
    """The decision: refused by any refusal, else allowed on these grounds."""
    reasons = in_order(refusals) if refusals else grants
    judged = facts.agreed.get(handling.charter)
    grounds = gather_grounds(reasons, handling, viewer, facts, () if judged is None else (judged,))
    form = None if refusals else form_at(handling, viewer.door)
    return Decision(allowed=not refusals, reasons=reasons, facts=grounds, form=form)
