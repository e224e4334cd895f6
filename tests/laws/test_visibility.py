"""No exit of the record store shows what the gate refuses, or hides what it allows."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bayanihan.exchange.api import preview_release, read_file
from bayanihan.gate.api import Door, GroupRole, Lane, Layer, Pap, Tlp, recipients
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import find_group
from bayanihan.ops.api import export_group
from bayanihan.records.api import (
    Filters,
    Order,
    Quarantined,
    Reader,
    Record,
    verify_package,
    write_package,
    write_stix,
)
from tests.laws.acting_region import Said, Stage, acted, build_stage
from tests.laws.strategies_region import (
    BEGUN,
    KINDS,
    MINUTE,
    SLOTS,
    GroupPlan,
    Saying,
    identity_of,
    plans,
    slot_id,
)

pytestmark = pytest.mark.django_db
# Each example compares some hundred answers, so a few of them go a long way.
EXAMPLES = max(1, settings().max_examples // 5)
# The fixture only makes members; every example is undone.
_SUPPRESSED = [*settings().suppress_health_check, HealthCheck.function_scoped_fixture]
law = settings(max_examples=EXAMPLES, suppress_health_check=_SUPPRESSED)
COORDINATOR = GroupRole.COORDINATOR
Plan = tuple[tuple[GroupPlan, ...], tuple[Saying, ...]]
_CANARY = re.compile(rb"canary[a-z0-9]+?end")
viewers = st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=3, unique=True)
moments = st.sampled_from((0, 1, 2, 3, 9)).map(
    lambda minutes: BEGUN + minutes * MINUTE + 30_000_000
)


@pytest.fixture
def stage(db: None) -> Stage:
    """The members, made once for all examples; every example is undone."""
    return build_stage()


def canaries(content: bytes) -> set[str]:
    """Every object whose content turns up in some bytes."""
    return {found.decode() for found in _CANARY.findall(content)}


def spoken(records: Iterable[Said]) -> set[str]:
    return {one.saying.canary for one in records}


def seqs(records: Iterable[Said]) -> list[int]:
    return [one.seq for one in records]


def read_seqs(records: Iterable[Record]) -> list[int]:
    return [one.entry.seq for one in records]


@law
@given(plan=plans(), chosen=viewers, lane=st.sampled_from(Lane), at=moments)
def test_lists_counts_and_walks_show_exactly_what_the_gate_allows(
    stage: Stage, plan: Plan, chosen: list[str], lane: Lane, at: int
) -> None:
    with acted(stage, *plan) as world:
        for code in chosen:
            for door in (Door.PAGE, Door.SEARCH, Door.STIX_FILE):
                reader = Reader(world.members[code], door=door, lane=lane, at=at)
                allowed = world.visible(code, door, lane, at)
                check_lists(world, reader, allowed)
                check_filters(world, reader, allowed)


def check_lists(world: Stage, reader: Reader, allowed: list[Said]) -> None:
    """Whole lists, page by page, counted and walked."""
    everything = Filters(lane=reader.lane, latest=False)
    assert read_seqs(reader.walk(everything, chunk=2)) == seqs(allowed)
    assert reader.count(everything) == len(allowed)
    newest = Filters(lane=reader.lane)
    assert read_seqs(reader.walk(newest)) == seqs(world.newest(allowed))
    found: list[int] = []
    cursor: int | None = None
    while True:
        page = reader.page(everything, before=cursor, size=2)
        found += read_seqs(page.records)
        cursor = page.older
        if cursor is None:
            break
    assert found == seqs(allowed)[::-1]


def check_filters(world: Stage, reader: Reader, allowed: list[Said]) -> None:
    """Each way to narrow a list, whether or not there is something to find."""
    for saying in [said.saying for said in world.said]:
        is_valued = saying.slot in {"indicator", "domain-name"}
        narrowed = (
            (Filters(latest=False, type=saying.slot), "slot"),
            (Filters(latest=False, group=world.groups[saying.group]), "group"),
            (Filters(latest=False, publisher=world.members[saying.publisher]), "publisher"),
            (Filters(latest=False, value=f"{saying.canary}[.]example"), "canary"),
        )
        for filters, name in narrowed[: 4 if is_valued else 3]:
            wanted = getattr(saying, name)
            expected = [one.seq for one in allowed if getattr(one.saying, name) == wanted]
            assert read_seqs(reader.page(filters).records) == expected[::-1]
            assert reader.count(filters) == len(expected)
    for tlp in Tlp:
        expected = [one.seq for one in allowed if one.handling.tlp is tlp]
        assert reader.count(Filters(latest=False, tlp=tlp)) == len(expected)


@law
@given(plan=plans(), chosen=viewers, lane=st.sampled_from(Lane), at=moments)
def test_an_object_is_found_by_id_number_and_reference_only_where_the_gate_allows_it(
    stage: Stage, plan: Plan, chosen: list[str], lane: Lane, at: int
) -> None:
    with acted(stage, *plan) as world:
        for code in chosen:
            reader = Reader(world.members[code], door=Door.PAGE, lane=lane, at=at)
            allowed = world.visible(code, Door.PAGE, lane, at)
            for slot in SLOTS:
                check_object(world, reader, allowed, slot_id(slot))
            open_to_all = set(seqs(allowed))
            for said in world.said:
                try:
                    assert reader.at_seq(said.seq).entry.seq in open_to_all
                except Absent:
                    assert said.seq not in open_to_all


def check_object(world: Stage, reader: Reader, allowed: list[Said], stix_id: str) -> None:
    """One id: its copies, what it is called by, and what points at it."""
    copies = [one for one in allowed if one.saying.body()["id"] == stix_id]
    assert sorted(read_seqs(reader.copies(stix_id))) == seqs(copies)
    named = reader.named([stix_id])
    assert bool(named) is bool(copies)
    if copies:
        newest = max(copies, key=lambda one: (one.saying.version, one.seq))
        assert named[stix_id].entry.seq == newest.seq
    links = [
        one
        for one in world.newest(allowed)
        if one.saying.slot == "relationship"
        and stix_id in {slot_id("indicator"), slot_id("malware")}
    ]
    assert sorted(read_seqs(reader.pointing_at(stix_id))) == seqs(links)


@law
@given(plan=plans(), chosen=viewers, at=moments)
def test_files_hold_exactly_what_their_reader_may_hold(
    stage: Stage, plan: Plan, chosen: list[str], at: int
) -> None:
    with acted(stage, *plan) as world:
        for code in chosen:
            for key, group in world.groups.items():
                facts = world.facts[key]
                if identity_of(code) not in facts.everyone:
                    with pytest.raises(Absent):
                        find_group(key, member=world.members[code])
                    continue
                lane = Lane.EXERCISE if facts.exercise else Lane.REAL
                order = Order(group, world.members[code], at)
                inside = [one for one in world.said if one.saying.group == key]
                packable = [
                    one for one in world.visible(code, Door.PACKAGE, lane, at) if one in inside
                ]
                check_package(order, packable, inside)
                plain = [
                    one for one in world.visible(code, Door.STIX_FILE, lane, at) if one in inside
                ]
                parts: list[bytes] = []
                write_stix(order, parts.append)
                assert canaries(b"".join(parts)) == spoken(world.newest(plain))


def check_package(order: Order, allowed: list[Said], inside: list[Said]) -> None:
    """A package shows what its holder may see, proves it, and hides the rest behind hashes."""
    parts: list[bytes] = []
    packed = write_package(order, parts.append)
    content = b"".join(parts)
    assert canaries(content) == spoken(allowed)
    assert packed.hidden == len(inside) - len(allowed)
    report = verify_package(content)
    assert report.faults == []
    assert report.objects == len(allowed)


@law
@given(plan=plans(), chosen=viewers)
def test_the_command_exports_nothing_to_whoever_has_no_seat(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory, plan: Plan, chosen: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with acted(stage, *plan) as world:
        for code in chosen[:1]:
            for key, facts in [*world.facts.items(), ("no-such-group", None)]:
                path = Path(folder) / f"{os.getpid()}.json"
                words: dict[str, Any] = {"member": code, "group": key, "publisher": None}
                if facts is None or identity_of(code) not in facts.everyone:
                    with pytest.raises(Absent) as caught:
                        export_group(path, **words, plain=False, as_json=True)
                    assert (caught.value.code.value, dict(caught.value.facts)) == (
                        "unknown_group",
                        {"group": key},
                    )
                    continue
                assert export_group(path, **words, plain=False, as_json=True) == 0
                # The command reads the clock: by then every term of the plan has ended.
                lane = Lane.EXERCISE if facts.exercise else Lane.REAL
                allowed = world.visible(code, Door.PACKAGE, lane, 2 * BEGUN)
                assert canaries(path.read_bytes()) == spoken(
                    one for one in allowed if one.saying.group == key
                )


@law
@given(plan=plans(), which=st.integers(0, 8))
def test_a_preview_names_exactly_those_who_then_may_read(
    stage: Stage, plan: Plan, which: int
) -> None:
    groups, sayings = plan
    last = sayings[which % len(sayings)]
    at = BEGUN + 20_000_000
    with acted(stage, groups, sayings) as world:
        reading = read_file(last.raw(), "one.json")
        candidates = list(world.members.values())
        seen = preview_release(reading, world.bringing(last, at), candidates, at=at)
        outcome = world.say(last, at)
        assert (seen.outcome.accepted, seen.outcome.duplicates) == (
            outcome.accepted,
            outcome.duplicates,
        )
        handling = world.handling(last, at)
        if not outcome.accepted or handling is None:
            assert not seen.receivers
            return
        facts = world.facts[last.group]
        expected = recipients(handling, facts, map(identity_of, world.members), at)
        assert seen.receivers == tuple(member for member, _decision in expected.will)
        lane = Lane.EXERCISE if facts.exercise else Lane.REAL
        readers = {
            identity_of(code)
            for code in KINDS
            if code != last.publisher
            and outcome.seqs[0] in seqs(world.visible(code, Door.PAGE, lane, at))
        }
        assert set(seen.receivers) == readers


@law
@given(plan=plans())
def test_quarantine_keeps_for_a_member_only_what_it_brought_itself(
    stage: Stage, plan: Plan
) -> None:
    with acted(stage, *plan) as world:
        for code, member in world.members.items():
            brought = {one.canary for one in plan[1] if one.publisher == code}
            rows = Quarantined.objects.filter(member=member)
            for row in rows:
                assert canaries(bytes(row.raw) + repr(row.reasons).encode()) <= brought


def test_what_only_undetectable_tools_may_use_leaves_in_no_plain_file(stage: Stage) -> None:
    pair = GroupPlan("pair", Layer.MINILATERAL, 3, dict.fromkeys(("AA", "BB"), COORDINATOR), "all")
    quiet = Saying(
        group="pair", publisher="AA", slot="indicator", version=0, wording=0, carried=None,
        creator=None, tlp=Tlp.CLEAR, pap=Pap.RED, audience=None, begins=None, ends=None,
    )  # fmt: skip
    with acted(stage, [pair], [quiet]) as world:
        order = Order(world.groups["pair"], world.members["BB"], BEGUN + MINUTE)
        plain: list[bytes] = []
        packed: list[bytes] = []
        write_stix(order, plain.append)
        write_package(order, packed.append)
    assert canaries(b"".join(plain)) == set()
    assert canaries(b"".join(packed)) == {quiet.canary}
