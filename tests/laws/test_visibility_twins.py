"""Two worlds that differ only in what others do among themselves are one world for a member.

World one has groups in which AA has no seat, and what is said in them; world two has
not. Every answer that AA can get, and every verdict on what it brings, is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bayanihan.gate.api import Door, GroupRole, Lane
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import find_group, groups_of
from bayanihan.records.api import Filters, Order, Reader, Record, write_package, write_stix
from tests.laws.acting_region import Stage, acted, build_stage
from tests.laws.strategies_region import (
    BEGUN,
    MINUTE,
    SLOTS,
    GroupPlan,
    Saying,
    plans,
    slot_id,
)

pytestmark = pytest.mark.django_db
EXAMPLES = max(1, settings().max_examples // 7)
# The fixture only makes members; every example is undone.
_SUPPRESSED = [*settings().suppress_health_check, HealthCheck.function_scoped_fixture]
law = settings(max_examples=EXAMPLES, suppress_health_check=_SUPPRESSED)
Plan = tuple[tuple[GroupPlan, ...], tuple[Saying, ...]]
LOOKED_AT = BEGUN + MINUTE + 30_000_000
ACTED_AT = BEGUN + 2 * MINUTE


@pytest.fixture
def stage(db: None) -> Stage:
    """The members, made once for all examples."""
    return build_stage()


def without_others(plan: Plan) -> tuple[tuple[GroupPlan, ...], tuple[Saying | None, ...]]:
    """The plan without the groups in which AA has no seat; the clock goes on as before."""
    groups = tuple(one for one in plan[0] if "AA" in one.seats)
    keys = {one.key for one in groups}
    return groups, tuple(one if one.group in keys else None for one in plan[1])


def asked(question: Callable[[], Any]) -> Any:
    """The answer, or the error as its asker sees it."""
    try:
        return question()
    except BayanihanError as error:
        return type(error).__name__, error.code.value, error.where, dict(error.facts)


def line(record: Record) -> tuple[Any, ...]:
    """All of a record that a reader sees, but random salts and hashes over them."""
    entry = record.entry
    place = (entry.seq, entry.group.key, entry.journal.member.code, entry.index, entry.latest)
    return (*place, record.tlp, record.handling.audience, record.text)


def answers(world: Stage, plan: Plan) -> list[Any]:
    """Everything that AA can ask, about what it knows and what it can only guess."""
    member = world.members["AA"]
    said: list[Any] = [[group.key for group in groups_of(member)]]
    for lane in Lane:
        for door in (Door.LIST, Door.STIX_FILE):
            reader = Reader(member, door=door, lane=lane, at=LOOKED_AT)
            said += [line(one) for one in reader.walk(Filters(lane=lane, latest=False))]
            said += reader_answers(reader, plan)
    for group in plan[0]:
        found = asked(lambda key=group.key: find_group(key, member=member).key)  # type: ignore[misc]  # mypy cannot infer the default
        said.append(found)
        if found == group.key:
            order = Order(world.groups[group.key], member, LOOKED_AT)
            ignored: list[bytes] = []
            said += [write_package(order, ignored.append), write_stix(order, ignored.append)]
    return said


def reader_answers(reader: Reader, plan: Plan) -> list[Any]:
    """Counts, searches, ids, references and numbers."""
    found: list[Any] = [reader.count(Filters(latest=False, type=slot)) for slot in SLOTS]
    for saying in plan[1]:
        value = Filters(latest=False, value=f"{saying.canary}.example")
        found += [reader.count(value), [line(one) for one in reader.page(value, size=2).records]]
    ids = [slot_id(slot) for slot in SLOTS]
    for stix_id in ids:
        found.append([line(one) for one in reader.copies(stix_id)])
        found.append([line(one) for one in reader.pointing_at(stix_id)])
    found.append({key: line(one) for key, one in reader.named(ids).items()})
    for number in range(len(plan[1])):
        for offset in range(3):
            seq = BEGUN + number * 1_000_000 + offset
            found.append(asked(lambda at=seq: line(reader.at_seq(at))))  # type: ignore[misc]  # as above
    return found


def acts(world: Stage, plan: Plan) -> list[tuple[str, ...]]:
    """AA says the very bytes that others said, where it can: what becomes of each."""
    open_to_aa = [one for one in plan[0] if one.seats.get("AA", GroupRole.OBSERVER) != "observer"]
    count = len(world.verdicts)
    for number, saying in enumerate(plan[1]):
        target = open_to_aa[number % len(open_to_aa)]
        own = replace(saying, publisher="AA", group=target.key, audience=None)
        world.say(own, ACTED_AT + number * 1_000_000)
    return world.verdicts[count:]


@law
@given(plan=plans())
def test_what_others_do_among_themselves_changes_no_answer_and_no_verdict(
    stage: Stage, plan: Plan
) -> None:
    less = without_others(plan)
    assume(len(less[0]) < len(plan[0]))
    seen = []
    for world in (plan, less):
        with acted(stage, *world) as acting:
            before = answers(acting, plan)
            verdicts = acts(acting, plan)
            seen.append((before, verdicts, answers(acting, plan)))
    assert seen[0] == seen[1]


@given(data=st.data())
@settings(max_examples=3, suppress_health_check=_SUPPRESSED)
def test_the_comparison_notices_a_group_of_ones_own(stage: Stage, data: st.DataObject) -> None:
    """The law would notice: with a group of AA's left out, some answer differs."""
    plan = data.draw(plans())
    assume(any("AA" in one.seats for one in plan[0][1:]))
    gone = next(one.key for one in plan[0][1:] if "AA" in one.seats)
    less = (
        tuple(one for one in plan[0] if one.key != gone),
        tuple(None if one.group == gone else one for one in plan[1]),
    )
    seen = []
    for world in (plan, less):
        with acted(stage, *world) as acting:
            seen.append(answers(acting, plan))
    assert seen[0] != seen[1]
