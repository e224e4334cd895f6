"""What the gate answers: yes or no, every reason as a code, and the facts behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from bayanihan.gate.words import Form

FactValue: TypeAlias = str | int | tuple[str, ...] | None
"""A fact as an interface can show it: a label, an id, a number, an instant in microseconds."""


class Reason(StrEnum):
    """Why the gate says yes or no; ``docs/gate.md`` has the rule behind each code.

    Reasons of one decision always stand in the order of this list.
    """

    # Yes.
    OWN_RECORD = "own_record"
    MEMBER_WHEN_SAID = "member_when_said"
    MEMBER_SINCE = "member_since"
    CONSTITUENT = "constituent"
    WHOLE_GROUP = "whole_group"
    NAMED_IN_AUDIENCE = "named_in_audience"
    PUBLISHER_IN_FORCE = "publisher_in_force"
    FREE_TO_ERASE = "free_to_erase"
    # No: something about the asker, or about the instant, is not known.
    UNKNOWN_ACTOR = "unknown_actor"
    UNKNOWN_LANE = "unknown_lane"
    UNKNOWN_DOOR = "unknown_door"
    UNKNOWN_INSTANT = "unknown_instant"
    # No, and nothing else is said: whoever is outside learns nothing of the group.
    NOT_IN_GROUP = "not_in_group"
    # No, and nothing is said of the record: it was not said to this member.
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_CHARTER = "unknown_charter"
    LEFT_GROUP = "left_group"
    BEFORE_JOINING = "before_joining"
    NOT_YET_ACCEPTED = "not_yet_accepted"
    NOT_ADDRESSED = "not_addressed"
    # No: the publisher is not entitled to speak in this group, or not like this.
    GROUP_FROZEN = "group_frozen"
    PUBLISHER_NOT_IN_FORCE = "publisher_not_in_force"
    OBSERVER_MAY_NOT_PUBLISH = "observer_may_not_publish"
    CHARTER_NOT_ACCEPTED = "charter_not_accepted"
    CHARTER_SUPERSEDED = "charter_superseded"
    NOBODY_ADDRESSED = "nobody_addressed"
    ADDRESSED_OUTSIDE_GROUP = "addressed_outside_group"
    NEEDS_SECOND_PERSON = "needs_second_person"
    EMERGENCY_NEEDS_ONE = "emergency_needs_one"
    EMERGENCY_NEEDS_TWO_PEOPLE = "emergency_needs_two_people"
    EMERGENCY_OPEN = "emergency_open"
    # No: the handling, the standing or the door does not allow it.
    UNKNOWN_TLP = "unknown_tlp"
    UNKNOWN_PAP = "unknown_pap"
    UNKNOWN_CREATOR_KIND = "unknown_creator_kind"
    UNKNOWN_TERMS = "unknown_terms"
    UNKNOWN_EMERGENCY = "unknown_emergency"
    UNKNOWN_STEP = "unknown_step"
    UNKNOWN_LAYER = "unknown_layer"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_ROLE = "unknown_role"
    LABEL_DISAGREES = "label_disagrees"
    WRONG_LANE = "wrong_lane"
    NO_THREAT_RECORDS = "no_threat_records"
    BELOW_STEP = "below_step"
    # Before the ceiling: a higher ceiling would not help.
    RED_NEEDS_PERSON_KEY = "red_needs_person_key"
    ABOVE_CEILING = "above_ceiling"
    ABOVE_KIND_SCOPE = "above_kind_scope"
    ABOVE_OBSERVER_SCOPE = "above_observer_scope"
    ABOVE_CONSTITUENT_SCOPE = "above_constituent_scope"
    OUTSIDE_REGION = "outside_region"
    DOOR_NOT_FOR_CONSTITUENTS = "door_not_for_constituents"
    PAP_SHUTS_DOOR = "pap_shuts_door"
    TERMS_NOT_BEGUN = "terms_not_begun"
    TERMS_ENDED = "terms_ended"
    TERMS_EMPTY = "terms_empty"
    KEEP_TERM_ENDED = "keep_term_ended"
    KEEP_TERM_RUNS = "keep_term_runs"


NO_FACTS: Final[Mapping[str, FactValue]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may leave, why, and in which form (``None`` when it may not).

    ``facts`` holds what a sentence about the reasons needs, and no more.
    """

    allowed: bool
    reasons: tuple[Reason, ...]
    facts: Mapping[str, FactValue] = field(default_factory=lambda: NO_FACTS)
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One reason of a decision with the facts that belong to it, for one sentence."""

    reason: Reason
    facts: Mapping[str, FactValue]


OUTSIDE: Final = Decision(allowed=False, reasons=(Reason.NOT_IN_GROUP,))
"""The one answer to whoever is outside a group, whether or not the group exists."""

FACTS_OF: Final[Mapping[Reason, tuple[str, ...]]] = MappingProxyType(
    {
        Reason.MEMBER_WHEN_SAID: ("charter",),
        Reason.MEMBER_SINCE: ("charter", "accepted"),
        Reason.CONSTITUENT: ("via",),
        Reason.PUBLISHER_IN_FORCE: ("publisher", "charter"),
        Reason.UNKNOWN_CHARTER: ("charter",),
        Reason.LEFT_GROUP: ("charter",),
        Reason.BEFORE_JOINING: ("charter",),
        Reason.NOT_YET_ACCEPTED: ("charter", "accepted", "newest"),
        Reason.PUBLISHER_NOT_IN_FORCE: ("publisher", "charter", "newest"),
        Reason.OBSERVER_MAY_NOT_PUBLISH: ("publisher",),
        Reason.CHARTER_NOT_ACCEPTED: ("charter", "accepted"),
        Reason.CHARTER_SUPERSEDED: ("charter", "accepted"),
        Reason.ADDRESSED_OUTSIDE_GROUP: ("outside",),
        Reason.NEEDS_SECOND_PERSON: ("tlp",),
        Reason.LABEL_DISAGREES: ("exercise", "group_exercise"),
        Reason.WRONG_LANE: ("exercise", "lane"),
        Reason.NO_THREAT_RECORDS: ("tlp",),
        Reason.BELOW_STEP: ("needs", "step"),
        Reason.ABOVE_CEILING: ("tlp", "ceiling"),
        Reason.ABOVE_KIND_SCOPE: ("tlp", "kind"),
        Reason.ABOVE_OBSERVER_SCOPE: ("tlp",),
        Reason.ABOVE_CONSTITUENT_SCOPE: ("tlp", "via"),
        Reason.OUTSIDE_REGION: ("tlp",),
        Reason.DOOR_NOT_FOR_CONSTITUENTS: ("door", "via"),
        Reason.PAP_SHUTS_DOOR: ("pap", "door"),
        Reason.TERMS_NOT_BEGUN: ("not_before",),
        Reason.TERMS_ENDED: ("until",),
        Reason.TERMS_EMPTY: ("not_before", "until"),
        Reason.KEEP_TERM_ENDED: ("keep_until",),
        Reason.KEEP_TERM_RUNS: ("keep_until",),
    },
)
"""Which facts a sentence about each reason needs; a reason not listed needs none."""


def explain(decision: Decision) -> tuple[Line, ...]:
    """The reasons of a decision one by one, in a stable order, each with its own facts.

    The interface makes one sentence of each line. Total: a fact that the
    decision does not hold is left out.
    """
    held = decision.facts
    return tuple(
        Line(reason, {name: held[name] for name in FACTS_OF.get(reason, ()) if name in held})
        for reason in decision.reasons
    )


_PLACE: Final = {reason: place for place, reason in enumerate(Reason)}


@lru_cache(maxsize=1024)
def in_order(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The same reasons, each once, in the order of the list above."""
    return tuple(sorted(set(reasons), key=_PLACE.__getitem__))
