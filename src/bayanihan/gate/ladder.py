"""The trust ladder: what each step that two members agreed lets them exchange."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

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
