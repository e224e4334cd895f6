"""Laws of folds: the order of arrival means nothing, and everybody sees what they may, no more.

Brute force knows the rows: derived from exactly the records that somebody may read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bayanihan.gate.api import Door, Lane
from bayanihan.records.api import (
    AnyFold,
    Dirty,
    Entry,
    Fate,
    HandlingRow,
    Reader,
    fold_dirty,
    mark_dirty,
    rebuild,
    registered,
    rows_for,
)
from tests.laws.acting_region import Stage, acted, build_stage
from tests.laws.strategies_region import BEGUN, KINDS, MINUTE, GroupPlan, Saying, plans
from tests.rooms.folded.sightings import TALLY, WORDING
from tests.rooms.folded.tables import expected, lines, stored, with_tables

pytestmark = pytest.mark.django_db
EXAMPLES = max(1, settings().max_examples // 5)
# The fixture only makes members; every example is undone.
_SUPPRESSED = [*settings().suppress_health_check, HealthCheck.function_scoped_fixture]
law = settings(max_examples=EXAMPLES, suppress_health_check=_SUPPRESSED)
Plan = tuple[tuple[GroupPlan, ...], tuple[Saying, ...]]
moments = st.sampled_from((0, 1, 2, 9)).map(lambda minutes: BEGUN + minutes * MINUTE + 30_000_000)
FOLDS: tuple[AnyFold, ...] = (TALLY, WORDING)


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The worked room's tables, and its folds."""
    with django_db_blocker.unblock(), with_tables(), registered(*FOLDS):
        yield


@pytest.fixture
def stage(db: None) -> Stage:
    """The members, made once for all examples."""
    return build_stage()


def named(rows: Sequence[Any], groups: dict[int, str]) -> list[Any]:
    """Rows with names in the place of keys that depend on the order of arrival, or on chance."""
    texts = {
        row.pk: row.text.replace(str(row.group.uuid), row.group.key)
        for row in HandlingRow.objects.select_related("group")
    }
    return sorted(
        (groups[row[0]], row[1], *sorted(texts[int(key)] for key in row[2].split(",")), *row[3:])
        for row in rows
    )


@dataclass(frozen=True)
class Accepted:
    """What was let in, whenever; and the rows that came of it."""

    sayings: frozenset[tuple[Saying, int]]
    rows: tuple[Any, ...]


def arriving(stage: Stage, plan: Plan, order: Sequence[int]) -> Accepted:
    """The rows after the plan's sayings arrived in this order, each said when it was said."""
    with acted(stage, plan[0], ()) as world:
        for place in order:
            world.say(plan[1][place], BEGUN + place * 1_000_000)
        groups = {group.pk: key for key, group in world.groups.items()}
        sayings = {seq: saying for said in world.said for seq, saying in [(said.seq, said.saying)]}
        let_in = {
            (sayings[seq], at)
            for seq, at in Entry.objects.filter(pk__in=sayings).values_list("seq", "at")
        }
        return Accepted(frozenset(let_in), tuple(named(stored(fold), groups) for fold in FOLDS))


@law
@given(plan=plans(), data=st.data())
def test_whatever_the_order_of_arrival_the_rows_are_the_same(
    stage: Stage, plan: Plan, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(plan[1]))))
    first = arriving(stage, plan, range(len(plan[1])))
    other = arriving(stage, plan, order)
    # Which of two contradicting versions is let in depends on which came first: no fold's matter.
    assume(first.sayings == other.sayings)
    assert first.rows == other.rows


@law
@given(plan=plans(), data=st.data())
def test_after_every_change_the_rows_are_those_of_what_stands(
    stage: Stage, plan: Plan, data: st.DataObject
) -> None:
    with acted(stage, *plan) as world:
        for one in world.said:
            if data.draw(st.booleans()):
                mark_dirty([one.seq])
                Entry.objects.filter(pk=one.seq).update(fate=Fate.WITHDRAWN, latest=False)
                if data.draw(st.booleans()):
                    fold_dirty(most=data.draw(st.integers(1, 3)))
        fold_dirty()
        assert [stored(fold) for fold in FOLDS] == [expected(fold) for fold in FOLDS]
        assert not Dirty.objects.exists()


@law
@given(plan=plans())
def test_rows_built_again_are_those_that_grew(stage: Stage, plan: Plan) -> None:
    with acted(stage, *plan):
        grown = [stored(fold) for fold in FOLDS]
        for fold in FOLDS:
            rebuild(fold)
        assert [stored(fold) for fold in FOLDS] == grown == [expected(fold) for fold in FOLDS]


@law
@given(plan=plans(), at=moments, lane=st.sampled_from(Lane))
def test_each_member_sees_what_follows_from_the_records_that_it_may_see(
    stage: Stage, plan: Plan, at: int, lane: Lane
) -> None:
    with acted(stage, *plan) as world:
        for code in KINDS:
            reader = Reader(world.members[code], door=Door.PAGE, lane=lane, at=at)
            seqs = [one.seq for one in world.visible(code, Door.PAGE, lane, at)]
            # A row for each handling: nothing that is hidden shows, or hides anything.
            assert lines(TALLY, rows_for(reader, TALLY)) == expected(TALLY, seqs)
            # One row from everything: it is there exactly where everything may be seen.
            whole = [row for row in expected(WORDING, seqs) if row in expected(WORDING)]
            assert lines(WORDING, rows_for(reader, WORDING)) == whole


@law
@given(plan=plans())
def test_what_others_do_among_themselves_changes_no_row_of_mine(stage: Stage, plan: Plan) -> None:
    groups = tuple(one for one in plan[0] if "AA" in one.seats)
    keys = {one.key for one in groups}
    sayings = tuple(one if one.group in keys else None for one in plan[1])
    seen, verdicts = [], []
    for world_groups, world_sayings in (plan, (groups, sayings)):
        with acted(stage, world_groups, world_sayings) as world:
            said = zip(
                [one for one in world_sayings if one is not None], world.verdicts, strict=True
            )
            verdicts.append([(one, verdict) for one, verdict in said if one.group in keys])
            names = {group.pk: key for key, group in world.groups.items()}
            for lane in Lane:
                reader = Reader(world.members["AA"], door=Door.PAGE, lane=lane, at=BEGUN + MINUTE)
                seen += [named(lines(fold, rows_for(reader, fold)), names) for fold in FOLDS]
    # Others are bound by what they said elsewhere: that is their own matter, and no row of mine.
    assume(verdicts[0] == verdicts[1])
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]
