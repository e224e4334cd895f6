"""All exercise records of the demo, group by group: every type of STIX 2.1 at least once."""

from __future__ import annotations

from typing import Final

from bayanihan.kernel.api import to_instant
from bayanihan.ops.demo.bank_wave import bank_wave
from bayanihan.ops.demo.other_scenes import drill, joint_case, maritime, open_pair
from bayanihan.ops.demo.sandbox_run import sandbox_run
from bayanihan.ops.demo.staging import Release

EXERCISE_AT: Final = to_instant("2026-03-09T01:00:00.000Z")
"""When the exercises began unless the caller says otherwise: nine in the morning in Manila."""


def exercise_records(begins_at: int = EXERCISE_AT) -> list[Release]:
    """What members publish in the exercise groups, in an order in which it can be published.

    Each release names its group, its publisher, its objects and the TLP of its
    handling, which every object carries too. ``begins_at`` is in µs UTC.
    """
    return [
        *bank_wave(begins_at),
        *sandbox_run(begins_at),
        *drill(begins_at),
        *maritime(begins_at),
        *joint_case(begins_at),
        *open_pair(begins_at),
    ]
