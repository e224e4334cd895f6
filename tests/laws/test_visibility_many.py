"""A million questions whether a record may be seen, asked of whole lives: ``make laws``.

One case is one record and one reader (member, door, lane, moment): the product shows it
exactly if the gate, asked by itself, allows it. The suite asks some thousands.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from bayanihan.gate.api import Door, Lane
from bayanihan.records.api import Filters, Reader
from tests.laws.acting_region import Stage, build_stage
from tests.laws.living_region import Living, lived, lives
from tests.laws.strategies_region import BEGUN, KINDS, MINUTE
from tests.laws.test_visibility import read_seqs, seqs
from tests.laws.test_visibility_lives import Life

pytestmark = pytest.mark.django_db
WANTED = int(os.environ.get("BAYANIHAN_CASES", "2000"))
DOORS = (Door.PAGE, Door.LIST, Door.STIX_FILE, Door.PACKAGE)
MOMENTS = tuple(BEGUN + minutes * MINUTE for minutes in (0, 1, 2, 9))
ROUND = 25
WORDS = 20


def test_every_record_is_shown_to_whom_the_gate_allows_and_to_nobody_else(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = build_stage()
    count: Counter[str] = Counter()
    number = 0
    while count["cases"] < WANTED:
        number += 1
        a_round(stage, number, count)
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(count)}\n")
    assert count["shown"] > count["cases"] // 50
    assert count["refused"] > count["cases"] // 50


def a_round(stage: Stage, number: int, count: Counter[str]) -> None:
    """Some lives, others in every round."""

    @seed(number)
    @settings(
        max_examples=ROUND,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(life=lives(words=WORDS))
    def live(life: Life) -> None:
        if count["cases"] < WANTED:
            with lived(stage, *life) as world:
                count["lives"] += 1
                ask(world, count)

    live()


def ask(world: Living, count: Counter[str]) -> None:
    """Every reader about every record."""
    for code, door, lane, at in product(sorted(KINDS), DOORS, Lane, MOMENTS):
        reader = Reader(world.members[code], door=door, lane=lane, at=at)
        allowed = seqs(world.standing(world.visible(code, door, lane, at)))
        shown = read_seqs(reader.walk(Filters(lane=lane, latest=False)))
        assert shown == allowed, (code, door, lane, at)
        count["cases"] += len(world.said)
        count["shown"] += len(shown)
        count["refused"] += len(world.said) - len(shown)
