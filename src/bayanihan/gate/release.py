"""May this be published, and who exactly would get it: the preview before a release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayanihan.gate import rules
from bayanihan.gate.facts import FourEyes, GroupFacts, HandlingClass, Terms, Viewer
from bayanihan.gate.grounds import Judged, gather_grounds, strangers
from bayanihan.gate.reading import decide
from bayanihan.gate.reasons import Decision, Reason, in_order
from bayanihan.gate.standing import FULL_ROLES
from bayanihan.gate.words import Door, Form, GroupRole


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly these members will get it and these will not, each with the reasons.

    ``release`` says whether it may be published at all; if not, nobody gets it.
    ``lower_step`` names those who will get it although one's own ladder step with
    them is lower than the group's. The publisher itself is in none of the lists.
    """

    release: Decision
    will: tuple[tuple[str, Decision], ...]
    will_not: tuple[tuple[str, Decision], ...]
    lower_step: tuple[str, ...]


def may_publish(
    handling: HandlingClass,
    facts: GroupFacts | None,
    at: int,
    *,
    four_eyes: FourEyes | None = None,
    emergency_open: bool = False,
) -> Decision:
    """Whether the publisher may say something with this handling in this group now.

    ``at`` is microseconds UTC. ``four_eyes`` is the publisher's own rule about a
    second person; leave it out where the member has none. An emergency request
    needs it always. ``emergency_open``: one that the publisher sent is not ended.
    """
    people = _four_eyes_faults(handling, four_eyes)
    return _judge(handling, facts, at, people + _open_faults(handling, emergency_open))


def may_stand(handling: HandlingClass, facts: GroupFacts | None, at: int) -> Decision:
    """Whether others accept that this was said: all that ``may_publish`` asks but its people.

    Who released and who agreed is known on the publisher's own node only.
    """
    return _judge(handling, facts, at, ())


def recipients(
    handling: HandlingClass,
    facts: GroupFacts | None,
    candidates: Iterable[str],
    at: int,
    *,
    emergency_open: bool = False,
) -> Preview:
    """Who of these members would get a record of this handling, and why, before it is said.

    The lists keep the order given; a name given twice counts once. Who waits for
    the terms to begin stands under ``will_not`` with ``terms_not_begun``. The
    second person is asked after the preview, so nothing is said of it here.
    """
    release = _judge(handling, facts, at, _open_faults(handling, emergency_open))
    will: list[tuple[str, Decision]] = []
    will_not: list[tuple[str, Decision]] = []
    for member in dict.fromkeys(candidates):
        if member == handling.publisher:
            continue
        decision = release
        if release.allowed and facts is not None:
            decision = decide(handling, _viewer_for(member, facts), facts, at)
        (will if decision.allowed else will_not).append((member, decision))
    lower = () if facts is None else _lower_steps((member for member, _ in will), facts)
    return Preview(release, tuple(will), tuple(will_not), lower)


def _judge(
    handling: HandlingClass,
    facts: GroupFacts | None,
    at: int,
    more: tuple[Reason, ...],
) -> Decision:
    """The decision about publishing; ``more`` refuses beside the rules that all can check."""
    unknown = rules.instant_faults(at)
    if unknown:
        return Decision(allowed=False, reasons=unknown)
    if facts is None or facts.id != handling.group:
        return Decision(allowed=False, reasons=(Reason.UNKNOWN_GROUP,))
    judged = _judged(handling, facts)
    if not judged:
        refusals: tuple[Reason, ...] = (Reason.UNKNOWN_CHARTER,)
    else:
        refusals = (
            _publisher_faults(handling, facts)
            + _audience_faults(handling, facts)
            + _handling_faults(handling, facts, judged, at)
            + more
        )
    reasons = in_order(refusals) if refusals else (Reason.PUBLISHER_IN_FORCE,)
    asker = _viewer_for(handling.publisher, facts)
    grounds = gather_grounds(reasons, handling, asker, facts, judged)
    form = None if refusals else Form.BYTES
    return Decision(allowed=not refusals, reasons=reasons, facts=grounds, form=form)


def _judged(handling: HandlingClass, facts: GroupFacts) -> Judged:
    """What the version named and the newest agreed; empty where the former is not known."""
    named = facts.agreed.get(handling.charter)
    return () if named is None else (named, facts.in_force)


def _viewer_for(member: str, facts: GroupFacts) -> Viewer:
    """The member itself at its page, at work in the lane of the group."""
    lane = rules.lane_of(facts)
    return Viewer(member, facts.kinds.get(member), lane, Door.PAGE)


def _lower_steps(members: Iterable[str], facts: GroupFacts) -> tuple[str, ...]:
    """Whose step with the publisher is below the group's, or one of the two is not known."""
    step = facts.in_force.step
    return tuple(member for member in members if step is None or facts.steps.get(member, -1) < step)


def _publisher_faults(handling: HandlingClass, facts: GroupFacts) -> tuple[Reason, ...]:
    """The publisher speaks in the version it names and in the newest, and accepted the former."""
    publisher = handling.publisher
    versions = (facts.charters[handling.charter], facts.current)
    faults = [] if facts.frozen is False else [Reason.GROUP_FROZEN]
    if not all(publisher in version for version in versions):
        faults.append(Reason.PUBLISHER_NOT_IN_FORCE)
    else:
        roles = {version[publisher] for version in versions}
        if GroupRole.OBSERVER in roles:
            faults.append(Reason.OBSERVER_MAY_NOT_PUBLISH)
        elif not roles <= FULL_ROLES:
            faults.append(Reason.UNKNOWN_ROLE)
    accepted = facts.accepted.get(publisher)
    if accepted is None or accepted < handling.charter:
        faults.append(Reason.CHARTER_NOT_ACCEPTED)
    elif accepted > handling.charter:
        faults.append(Reason.CHARTER_SUPERSEDED)
    return tuple(faults)


def _audience_faults(handling: HandlingClass, facts: GroupFacts) -> tuple[Reason, ...]:
    """A stated audience holds somebody else, and nobody who is not in the group now."""
    audience = handling.audience
    lonely = rules.emergency_faults(handling)
    if audience is None:
        return lonely
    if not isinstance(audience, frozenset) or audience <= {handling.publisher}:
        return lonely or (Reason.NOBODY_ADDRESSED,)
    return lonely + ((Reason.ADDRESSED_OUTSIDE_GROUP,) if strangers(handling, facts) else ())


def _handling_faults(
    handling: HandlingClass, facts: GroupFacts, judged: Judged, at: int
) -> tuple[Reason, ...]:
    """The handling is known, bears the group's label, and stands within every bound."""
    unknown = rules.unknown_handling(handling)
    tlp = handling.tlp
    if unknown or tlp is None:
        return unknown
    ladder = [reason for one in judged for reason in rules.ladder_faults(handling, tlp, one)]
    return (
        rules.layer_faults(facts)
        + rules.label_faults(handling, facts)
        + tuple(ladder)
        + rules.kind_faults(tlp, facts.kinds.get(handling.publisher))
        + rules.red_faults(tlp)
        + _terms_faults(handling.terms, at)
        + _keep_faults(handling.terms, at)
    )


def _terms_faults(terms: Terms, at: int) -> tuple[Reason, ...]:
    """There is still an instant at which the record may be read."""
    if terms.until is None:
        return ()
    if terms.not_before is not None and terms.not_before >= terms.until:
        return (Reason.TERMS_EMPTY,)
    return (Reason.TERMS_ENDED,) if at >= terms.until else ()


def _keep_faults(terms: Terms, at: int) -> tuple[Reason, ...]:
    """A term for which it must be kept is still to come."""
    if terms.keep_until is None or at < terms.keep_until:
        return ()
    return (Reason.KEEP_TERM_ENDED,)


def _open_faults(handling: HandlingClass, emergency_open: object) -> tuple[Reason, ...]:
    """One emergency request at a time."""
    if not handling.emergency or emergency_open is False:
        return ()
    return (Reason.EMERGENCY_OPEN,)


def _four_eyes_faults(handling: HandlingClass, four_eyes: FourEyes | None) -> tuple[Reason, ...]:
    """Two people: for an emergency always, else where the publisher's own rule asks for two.

    A rule from some TLP on asks for them where the TLP is not known.
    """
    people = set() if four_eyes is None else {four_eyes.by, four_eyes.second}
    if len(people) > 1 and None not in people:
        return ()
    if handling.emergency:
        return (Reason.EMERGENCY_NEEDS_TWO_PEOPLE,)
    if four_eyes is None or four_eyes.needed_from is None:
        return ()
    is_below = handling.tlp is not None and handling.tlp < four_eyes.needed_from
    return () if is_below else (Reason.NEEDS_SECOND_PERSON,)
