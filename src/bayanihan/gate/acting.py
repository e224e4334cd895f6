"""Who hears of an act, who may act, and who may erase.

Acts are entries that are no records: acceptances, proposals and answers, withdrawals,
erasures, receipts. They carry no threat data, so neither the ladder nor a TLP bounds
them: who was a member when it was done, or has become one since, hears of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bayanihan.gate import rules
from bayanihan.gate.facts import ActClass, GroupFacts, HandlingClass, Terms, Viewer
from bayanihan.gate.reading import answer
from bayanihan.gate.reasons import OUTSIDE, Decision, Reason
from bayanihan.gate.standing import Standing, find_standing
from bayanihan.gate.words import CreatorKind, Door, Form, GroupRole, Tlp

_FREE: Final = Decision(allowed=True, reasons=(Reason.FREE_TO_ERASE,), form=Form.BYTES)


def hears(act: ActClass, viewer: Viewer, facts: GroupFacts | None, at: int) -> Decision:
    """Whether this viewer may hear of an act: the rules of membership, audience and lane.

    Constituents never do. Whatever is missing or unknown refuses; nothing is raised.
    """
    unknown = rules.viewer_faults(viewer, at)
    if unknown:
        return Decision(allowed=False, reasons=unknown)
    if facts is None or facts.id != act.group:
        return OUTSIDE
    said = _as_said(act, facts)
    lane = rules.label_faults(said, facts) + rules.lane_faults(said, viewer)
    if viewer.member == act.publisher:
        return answer((Reason.OWN_RECORD,), lane, said, viewer, facts)
    own_right = viewer if viewer.via is None else replace(viewer, via=None)
    standing = find_standing(said, own_right, facts)
    if standing is Reason.NOT_IN_GROUP:
        return OUTSIDE
    if not isinstance(standing, Standing):
        return answer((), (standing,), said, viewer, facts)
    named = Reason.WHOLE_GROUP if act.audience is None else Reason.NAMED_IN_AUDIENCE
    refusals = rules.layer_faults(facts) + lane + rules.role_faults(Tlp.CLEAR, standing.role)
    return answer((standing.basis, named), refusals, said, viewer, facts)


def may_act(
    publisher: str,
    facts: GroupFacts | None,
    at: int,
    *,
    recovers: bool = False,
) -> Decision:
    """Whether this member may act in the group now: it sits in the newest version, in any role.

    In a frozen group only what ``recovers`` it passes, and that also of whom one of the
    branches left out: who has a voice in it the version before the fork decides.
    """
    unknown = rules.instant_faults(at)
    if unknown:
        return Decision(allowed=False, reasons=unknown)
    if facts is None or facts.newest is None:
        return Decision(allowed=False, reasons=(Reason.UNKNOWN_GROUP,))
    said = _as_said(ActClass(facts.id, publisher, facts.newest, None), facts)
    refusals = rules.layer_faults(facts) + rules.label_faults(said, facts)
    if facts.frozen is not False and recovers is not True:
        refusals += (Reason.GROUP_FROZEN,)
    is_asked = facts.frozen is True and recovers is True and publisher in facts.everyone
    if publisher not in facts.current and not is_asked:
        refusals += (Reason.PUBLISHER_NOT_IN_FORCE,)
    elif not isinstance(facts.current.get(publisher, GroupRole.MEMBER), GroupRole):
        refusals += (Reason.UNKNOWN_ROLE,)
    itself = Viewer(publisher, facts.kinds.get(publisher), rules.lane_of(facts), Door.PAGE)
    return answer((Reason.PUBLISHER_IN_FORCE,), refusals, said, itself, facts)


def may_erase(handling: HandlingClass, at: int) -> Decision:
    """Whether a record may be erased now: not before the term ends for which it must be kept."""
    terms = handling.terms
    unknown = rules.instant_faults(at)
    if not rules.are_terms_known(terms):
        unknown += (Reason.UNKNOWN_TERMS,)
    if unknown:
        return Decision(allowed=False, reasons=unknown)
    if terms.keep_until is None or at >= terms.keep_until:
        return _FREE
    kept = {"keep_until": terms.keep_until}
    return Decision(allowed=False, reasons=(Reason.KEEP_TERM_RUNS,), facts=kept)


def _as_said(act: ActClass, facts: GroupFacts) -> HandlingClass:
    """An act in the form in which the rules of membership are asked; its label is its group's."""
    return HandlingClass(
        group=act.group,
        publisher=act.publisher,
        charter=act.charter,
        audience=act.audience,
        tlp=Tlp.CLEAR,
        pap=None,
        exercise=facts.exercise,
        terms=Terms(),
        creator=CreatorKind.MARKED,
    )
