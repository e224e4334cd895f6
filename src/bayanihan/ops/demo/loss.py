"""What a conversion left behind, counted by reason, so that the loss can be said aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

_EXAMPLES: Final = 3


class LossReason(StrEnum):
    """Why something of a source was not taken over."""

    ATTRIBUTION_FIELD = "attribution_field"  # state sponsor, country, confidence, origin
    NAME_NAMES_A_STATE = "name_names_a_state"
    NAME_STANDS_FOR_A_STATE = "name_stands_for_a_state"  # a vendor's code word
    NO_NEUTRAL_NAME = "no_neutral_name"  # every name of the entry was lost
    NAME_INSULTS = "name_insults"
    ACTOR_DESCRIPTION = "actor_description"  # always dropped: they tell of states
    SOFTWARE_DESCRIPTION = "software_description"  # always dropped: they tell of actors
    CAMPAIGN_DESCRIPTION = "campaign_description"
    DESCRIPTION_NAMES_A_STATE = "description_names_a_state"
    DESCRIPTION_CUT = "description_cut"  # shortened to whole sentences
    TARGETED_STATES = "targeted_states"
    OTHER_FIELD = "other_field"
    REFERENCE = "reference"  # addresses of reports, which often name states
    REVOKED_IN_SOURCE = "revoked_in_source"
    RELATION_WITHOUT_END = "relation_without_end"  # source or target was left out
    RELATION_NOT_TAKEN = "relation_not_taken"  # a kind of relation outside this demo
    RELATION_DESCRIPTION = "relation_description"


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss report of a conversion.

    ``counts``: how many times each reason applied. ``examples``: up to three ids
    of source entries for each reason (ids, never names: a lost name may name a
    state). ``kept``: how many objects of each STIX type were made. ``renamed``:
    how many entries stand under another of their names.
    """

    counts: Mapping[LossReason, int]
    examples: Mapping[LossReason, tuple[str, ...]]
    kept: Mapping[str, int]
    renamed: int


@dataclass(slots=True)
class LossCount:
    """The running count from which a ``Loss`` is made; the only thing a conversion changes."""

    counts: Counter[LossReason] = field(default_factory=Counter)
    examples: dict[LossReason, list[str]] = field(default_factory=dict)
    renamed: int = 0

    def lose(self, reason: LossReason, source_id: str, times: int = 1) -> None:
        """Count ``times`` things lost for ``reason`` from the entry ``source_id``."""
        if times < 1:
            return
        self.counts[reason] += times
        seen = self.examples.setdefault(reason, [])
        if len(seen) < _EXAMPLES and source_id not in seen:
            seen.append(source_id)

    def report(self, kept: Mapping[str, int]) -> Loss:
        """The finished report, with the objects made by type."""
        return Loss(
            counts=MappingProxyType(dict(sorted(self.counts.items()))),
            examples=MappingProxyType({k: tuple(v) for k, v in sorted(self.examples.items())}),
            kept=MappingProxyType(dict(sorted(kept.items()))),
            renamed=self.renamed,
        )
