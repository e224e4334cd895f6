"""Says a loss report in sentences, for the command that builds the demo."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bayanihan.ops.demo.loss import Loss, LossReason

SENTENCES: Final[Mapping[LossReason, str]] = MappingProxyType(
    {
        LossReason.ATTRIBUTION_FIELD: "fields that attribute to a state dropped",
        LossReason.NAME_NAMES_A_STATE: "names dropped because they name a state",
        LossReason.NAME_STANDS_FOR_A_STATE: "names dropped because they are a code word for one",
        LossReason.NO_NEUTRAL_NAME: "entries left out because no neutral name remained",
        LossReason.NAME_INSULTS: "entries left out because the name insults people",
        LossReason.ACTOR_DESCRIPTION: "descriptions of actors dropped",
        LossReason.SOFTWARE_DESCRIPTION: "descriptions of software replaced by a neutral line",
        LossReason.CAMPAIGN_DESCRIPTION: "descriptions of campaigns replaced by a neutral line",
        LossReason.DESCRIPTION_NAMES_A_STATE: "descriptions dropped because they name a state",
        LossReason.DESCRIPTION_CUT: "descriptions cut back to whole sentences",
        LossReason.TARGETED_STATES: "fields that name victims' states dropped",
        LossReason.OTHER_FIELD: "other fields without a place in STIX dropped",
        LossReason.REFERENCE: "addresses of reports dropped, their number kept",
        LossReason.REVOKED_IN_SOURCE: "entries left out because their source withdrew them",
        LossReason.RELATION_WITHOUT_END: "relations left out because one end was left out",
        LossReason.RELATION_NOT_TAKEN: "relations of kinds that the demo does not take",
        LossReason.RELATION_DESCRIPTION: "descriptions of relations dropped",
    },
)


def say_loss(loss: Loss) -> list[str]:
    """One line a reason, most frequent first, then how many entries stand under another name."""
    ordered = sorted(loss.counts.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"{times:>7} {SENTENCES[reason]}" for reason, times in ordered]
    return [*lines, f"{loss.renamed:>7} entries stand under another of their names"]
