"""Carries a plan out on the database, and knows by itself who may see what of it.

The facts that the gate is asked with are made from the plan, not read from the
database: so a query, a filter or a stored class that is wrong shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import transaction

from bayanihan.gate.api import (
    STEPS,
    CreatorKind,
    Door,
    GroupFacts,
    HandlingClass,
    History,
    Lane,
    Step,
    Terms,
    Viewer,
    decide,
    may_publish,
)
from bayanihan.membership.api import (
    Group,
    Member,
    NewGroup,
    NewMember,
    Region,
    add_member,
    add_state,
    create_region,
    open_group,
)
from bayanihan.records.api import Bringing, Outcome, Stated, publish
from bayanihan.stix.api import Slice
from tests.laws.strategies_region import (
    BEGUN,
    KINDS,
    MINUTE,
    REGION_SEATS,
    GroupPlan,
    Saying,
    identity_of,
)


@dataclass(frozen=True)
class Said:
    """A record that was accepted, as the test knows it."""

    seq: int
    saying: Saying
    handling: HandlingClass


@dataclass
class Stage:
    """The members of the node, made once; each example opens its own groups."""

    region: Region
    members: Mapping[str, Member]
    groups: dict[str, Group] = field(default_factory=dict)
    facts: dict[str, GroupFacts] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    verdicts: list[tuple[str, ...]] = field(default_factory=list)

    def open(self, plan: GroupPlan) -> None:
        """Open a group and note what the gate has to know about it."""
        new = NewGroup(
            key=plan.key,
            name=plan.key.upper(),
            purpose="To be seen by its members.",
            layer=plan.layer,
            step=plan.step,
            seats=plan.seats,
            exercise=plan.exercise,
            history=plan.history,
        )
        group = open_group(region=self.region, new=new, node="this node", at=BEGUN)
        roles = {identity_of(code): role for code, role in plan.seats.items()}
        self.groups[plan.key] = group
        self.facts[plan.key] = GroupFacts(
            id=str(group.uuid),
            layer=plan.layer,
            ceiling=STEPS[Step(plan.step)],
            exercise=plan.exercise,
            charters={1: roles},
            accepted=dict.fromkeys(roles, 1),
            kinds={identity_of(code): KINDS[code] for code in plan.seats},
            region=frozenset(identity_of(code) for code in REGION_SEATS),
            constituents={},
            steps={},
            frozen=False,
            history=History(plan.history),
        )

    def bringing(self, saying: Saying, at: int) -> Bringing:
        """Who says it where, under which stated handling."""
        named = saying.audience
        stated = Stated(
            tlp=saying.tlp,
            pap=saying.pap,
            audience=None if named is None else frozenset(map(identity_of, named)),
            not_before=None if saying.begins is None else at + saying.begins * MINUTE,
            until=None if saying.ends is None else at + saying.ends * MINUTE,
        )
        publisher = self.members[saying.publisher]
        return Bringing(self.groups[saying.group], publisher, stated, "a plan")

    def handling(self, saying: Saying, at: int) -> HandlingClass | None:
        """The handling that the record has to get; ``None`` where it can get none."""
        levels = [one for one in (saying.carried, saying.tlp) if one is not None]
        if not levels or (saying.tlp is not None and saying.tlp < max(levels)):
            return None
        stated = self.bringing(saying, at).stated
        facts = self.facts[saying.group]
        is_marked = saying.carried == max(levels)
        return HandlingClass(
            group=facts.id,
            publisher=identity_of(saying.publisher),
            charter=self.charter_of(saying),
            audience=stated.audience,
            tlp=max(levels),
            pap=stated.pap,
            exercise=facts.exercise,
            terms=Terms(stated.not_before, stated.until),
            creator=CreatorKind.MARKED if is_marked else CreatorKind.UNMARKED,
        )

    def charter_of(self, _saying: Saying) -> int:
        """The version under which something is said: here none follows the first."""
        return 1

    def say(self, saying: Saying, at: int) -> Outcome:
        """Publish one object; what the gate must refuse is refused, and nothing else by it."""
        units = [Slice(0, saying.raw(), 0)]
        outcome = publish(units, self.bringing(saying, at), at=at)
        codes = tuple(why.code for one in outcome.rejections for why in one.whys)
        self.verdicts.append(codes or ("accepted" if outcome.accepted else "duplicate",))
        handling = self.handling(saying, at)
        may = handling is not None and may_publish(handling, self.facts[saying.group], at).allowed
        if outcome.accepted and handling is not None:
            self.said.append(Said(outcome.seqs[0], saying, handling))
        assert may or not outcome.accepted
        assert handling is None or ("gate_refuses" in codes) is not may
        return outcome

    def say_all(self, sayings: Sequence[Saying | None]) -> None:
        """Publish in order, a second apart; ``None`` is a second in which nobody speaks."""
        for number, saying in enumerate(sayings):
            if saying is not None:
                self.say(saying, BEGUN + number * 1_000_000)

    def visible(self, code: str, door: Door, lane: Lane, at: int) -> list[Said]:
        """Brute force: the records for which ``decide`` says yes, oldest first."""
        viewer = Viewer(identity_of(code), KINDS[code], lane, door)
        facts = {one.id: one for one in self.facts.values()}
        return [one for one in self.said if may_see(one, viewer, facts[one.handling.group], at)]

    def newest(self, records: Iterable[Said]) -> list[Said]:
        """Those whose object has no later version by the same publisher in the same group."""
        last: dict[tuple[str, str, str], Said] = {}
        for one in self.said:
            key = (one.saying.group, one.saying.publisher, one.saying.body()["id"])
            if key not in last or one.saying.version >= last[key].saying.version:
                last[key] = one
        kept = {one.seq for one in last.values()}
        return [one for one in records if one.seq in kept]


def may_see(said: Said, viewer: Viewer, facts: GroupFacts, at: int) -> bool:
    """Whether the gate lets it through: by itself, or through a member that lists the viewer."""
    listed = [one for one, whom in facts.constituents.items() if viewer.member in whom]
    ways = (viewer, *(replace(viewer, via=one) for one in listed))
    return any(decide(said.handling, way, facts, at).allowed for way in ways)


def build_stage() -> Stage:
    """A region with a member of every kind; no groups yet."""
    region = create_region(key="north", name="Northern Isles", at=BEGUN)
    # All of one state, so that domestic groups can be opened too.
    add_state(region=region, code="NN", name="Northland", zone="UTC", at=BEGUN)
    members = {
        code: add_member(
            region=region,
            new=NewMember(identity_of(code), code, f"Member {code}", kind, state="NN"),
            at=BEGUN,
        )
        for code, kind in KINDS.items()
    }
    return Stage(region, members)


@contextmanager
def acted(
    stage: Stage, groups: Iterable[GroupPlan], sayings: Sequence[Saying | None]
) -> Iterator[Stage]:
    """Carry a plan out; afterwards the database is as it was."""
    # As in Django's own test cases: publish wants to be outermost, and here it nearly is.
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # see above
    with block:
        region = Region.objects.get(pk=stage.region.pk)
        example = Stage(region, stage.members)
        for plan in groups:
            example.open(plan)
        example.say_all(sayings)
        yield example
        transaction.set_rollback(True)
