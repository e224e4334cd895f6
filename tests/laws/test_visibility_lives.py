"""Whatever a region lived through, what it shows is what the gate allows, and nothing of others.

Charters follow one another, members come, go and accept, words are withdrawn and erased.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bayanihan.gate.api import Door, Lane
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import find_group
from bayanihan.records.api import Filters, Order, Reader, verify_package, write_package, write_stix
from tests.laws.acting_region import Stage, build_stage
from tests.laws.living_region import Deed, Living, Turn, lived, lives
from tests.laws.strategies_region import (
    BEGUN,
    KINDS,
    MINUTE,
    SLOTS,
    GroupPlan,
    identity_of,
    slot_id,
)
from tests.laws.test_visibility import canaries, read_seqs, seqs, spoken

pytestmark = pytest.mark.django_db
EXAMPLES = max(1, settings().max_examples // 5)
_SUPPRESSED = [*settings().suppress_health_check, HealthCheck.function_scoped_fixture]
law = settings(max_examples=EXAMPLES, suppress_health_check=_SUPPRESSED)
Life = tuple[tuple[GroupPlan, ...], tuple[Deed, ...]]
viewers = st.lists(st.sampled_from(sorted(KINDS)), min_size=3, max_size=4, unique=True)
moments = st.sampled_from((1, 2, 9)).map(lambda minutes: BEGUN + minutes * MINUTE)


@pytest.fixture
def stage(db: None) -> Stage:
    """The members, made once for all examples; every example is undone."""
    return build_stage()


@law
@given(life=lives(), chosen=viewers, lane=st.sampled_from(Lane), at=moments)
def test_whatever_happened_lists_show_what_the_gate_allows(
    stage: Stage, life: Life, chosen: list[str], lane: Lane, at: int
) -> None:
    with lived(stage, *life) as world:
        for code in chosen:
            for door in (Door.PAGE, Door.STIX_FILE):
                reader = Reader(world.members[code], door=door, lane=lane, at=at)
                check_reader(world, reader, (code, door, lane, at))
            check_groups(world, code, at)


def check_reader(world: Living, reader: Reader, seen: tuple[str, Door, Lane, int]) -> None:
    """Lists, counts, numbers and copies."""
    allowed = world.visible(*seen)
    standing = world.standing(allowed)
    everything = Filters(lane=reader.lane, latest=False)
    assert read_seqs(reader.walk(everything, chunk=3)) == seqs(standing)
    assert reader.count(everything) == len(standing)
    newest = read_seqs(reader.walk(Filters(lane=reader.lane)))
    assert set(newest) <= set(seqs(standing))
    shown = [one for one in allowed if one.seq not in world.erased]
    for slot in SLOTS:
        copies = [one for one in shown if one.saying.body()["id"] == slot_id(slot)]
        assert sorted(read_seqs(reader.copies(slot_id(slot)))) == seqs(copies)
    for said in world.said:
        try:
            found = reader.at_seq(said.seq).entry.seq
        except Absent:
            found = None
        assert (found == said.seq) is (said in shown)


def check_groups(world: Living, code: str, at: int) -> None:
    """Who never sat in a group finds none; who did gets a file that proves what it may hold."""
    member = world.members[code]
    for key, group in world.groups.items():
        facts = world.facts[key]
        if identity_of(code) not in facts.everyone:
            with pytest.raises(Absent):
                find_group(key, member=member)
            continue
        lane = Lane.EXERCISE if facts.exercise else Lane.REAL
        inside = [one for one in world.said if one.saying.group == key]
        order = Order(group, member, at)
        plain: list[bytes] = []
        write_stix(order, plain.append)
        allowed = [one for one in world.visible(code, Door.STIX_FILE, lane, at) if one in inside]
        assert canaries(b"".join(plain)) <= spoken(world.standing(allowed))
        packed: list[bytes] = []
        write_package(order, packed.append)
        may = [one for one in world.visible(code, Door.PACKAGE, lane, at) if one in inside]
        assert canaries(b"".join(packed)) <= spoken(may)
        assert verify_package(b"".join(packed)).faults == []


def test_lives_are_eventful(stage: Stage) -> None:
    """The law speaks of something: members come and go, and words are taken back."""
    done: Counter[str] = Counter()

    @settings(max_examples=12, database=None, suppress_health_check=_SUPPRESSED)
    @given(life=lives())
    def live(life: Life) -> None:
        with lived(stage, *life) as world:
            done.update(world.done)

    live()
    wanted = {"said", "accepted", "taken back", Turn.ADD.value, Turn.REMOVE.value}
    assert wanted <= done.keys(), done
