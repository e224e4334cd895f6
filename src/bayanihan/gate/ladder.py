"""The trust ladder: what each step that two members agreed lets them exchange."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from bayanihan.gate.words import Tlp


class Step(IntEnum):
    """The trust ladder: what two members, or a group, have agreed to exchange."""

    KNOWN = 0
    BLIND = 1
    OPEN = 2
    CONFIDENTIAL = 3
    JOINT = 4


STEPS: Final[Mapping[Step, Tlp | None]] = MappingProxyType(
    {
        Step.KNOWN: None,
        Step.BLIND: None,
        Step.OPEN: Tlp.GREEN,
        Step.CONFIDENTIAL: Tlp.AMBER,
        Step.JOINT: Tlp.RED,
    },
)
"""The highest TLP at each step; ``None`` carries no threat records."""


def step_for(ceiling: Tlp | None) -> Step:
    """The lowest ladder step at which a group with this ceiling is agreed."""
    if ceiling is None:
        return Step.KNOWN
    return next(step for step, top in STEPS.items() if top is not None and top >= ceiling)


class Agreed(NamedTuple):
    """What the members of one charter version agreed to exchange.

    ``ceiling`` ``None`` = no threat records; ``step`` ``None`` = not known.
    """

    ceiling: Tlp | None
    step: Step | None


NOT_KNOWN: Final = Agreed(None, None)
"""What nobody knows to have been agreed: nothing passes."""


def agree(ceiling: object, step: object) -> Agreed:
    """What a ceiling and a step agree together; the step bounds the ceiling.

    ``step`` ``None`` = the lowest that carries the ceiling. A word that is not
    ours leaves it unknown what was agreed.
    """
    if ceiling is not None and not isinstance(ceiling, Tlp):
        return NOT_KNOWN
    reached = step_for(ceiling) if step is None else step
    if not isinstance(reached, Step):
        return NOT_KNOWN
    carried = STEPS[reached]
    return Agreed(None if ceiling is None or carried is None else min(ceiling, carried), reached)


def highest_tlp(agreed: Agreed, needs: Step) -> Tlp | None:
    """The highest TLP at which a record type that needs this step passes; ``None`` = none does.

    Types that need less than *open* carry no free text: below that step, where
    there is no ceiling, they pass up to GREEN.
    """
    if agreed.step is None or agreed.step >= Step.OPEN or needs >= Step.OPEN:
        return agreed.ceiling
    return Tlp.GREEN
