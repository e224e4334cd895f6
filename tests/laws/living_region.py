"""A region that lives: charters follow one another, members come and go, words are taken back.

As in ``acting_region`` the facts that the gate is asked with are made from the deeds
themselves; only which version a member has accepted is read, from its own signed rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias

from django.db import transaction
from hypothesis import strategies as st

from bayanihan.gate.api import STEPS, GroupFacts, GroupRole, History, Step
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    Acceptance,
    AddSeat,
    Change,
    ChangeRole,
    Proposal,
    Region,
    RemoveSeat,
    SetConstituents,
    SetHistory,
    SetStep,
    seat_line,
)
from bayanihan.records.api import (
    Entry,
    Outcome,
    RemovalReason,
    accept_charter,
    answer_proposal,
    erase,
    propose,
    withdraw,
)
from tests.laws.acting_region import Said, Stage
from tests.laws.strategies_region import (
    BEGUN,
    KINDS,
    GroupPlan,
    Saying,
    identity_of,
    plans,
    sayings,
)

NODE = "this node"


class Turn(Enum):
    """What a coordinator has its group agree."""

    ADD = "add"
    REMOVE = "remove"
    ROLE = "role"
    STEP = "step"
    HISTORY = "history"
    CONSTITUENTS = "constituents"


@dataclass(frozen=True)
class Turning:
    """A change of a group's charter that is proposed and, if it can be, adopted."""

    group: str
    turn: Turn
    member: str
    role: GroupRole
    step: int
    history: History
    others: frozenset[str]


@dataclass(frozen=True)
class Accepting:
    """A member accepts the newest version of a group."""

    group: str
    member: str


@dataclass(frozen=True)
class TakingBack:
    """A member takes back one of the records that it said, counted from the first."""

    which: int
    is_erasure: bool


Deed: TypeAlias = Saying | Turning | Accepting | TakingBack


@dataclass
class Living(Stage):
    """A stage on which deeds follow one another."""

    withdrawn: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    def live(self, deeds: Sequence[Deed | None], *, begins: int = BEGUN) -> None:
        """Each deed a second after the one before; what is refused changes nothing."""
        for number, deed in enumerate(deeds):
            if deed is not None:
                self.do(deed, begins + number * 1_000_000)

    def do(self, deed: Deed, at: int) -> None:
        """Carry one deed out, and note what it changes."""
        try:
            word = self._done(deed, at)
        except BayanihanError as error:
            word = error.code.value
        self.done.append(word)

    def _done(self, deed: Deed, at: int) -> str:
        if isinstance(deed, Saying):
            self.say(deed, at)
            return "said"
        if isinstance(deed, Turning):
            return self.turn(deed, at)
        if isinstance(deed, TakingBack):
            return self.take_back(deed, at)
        accept_charter(
            group=self.groups[deed.group], member=self.members[deed.member], by=None, at=at
        )
        self.note_accepted(deed.group)
        return "accepted"

    def say(self, saying: Saying, at: int) -> Outcome:
        """As on any stage; a first word accepts the newest charter."""
        try:
            return super().say(saying, at)
        finally:
            self.note_accepted(saying.group)

    def charter_of(self, saying: Saying) -> int:
        """The version under which its publisher speaks."""
        return self.facts[saying.group].accepted.get(identity_of(saying.publisher), 1)

    def note_accepted(self, key: str) -> None:
        """Which versions the members of a group have accepted by now, by their own rows."""
        rows = Acceptance.objects.filter(group=self.groups[key])
        facts = self.facts[key]
        accepted: dict[str, int] = {}
        for member, number in rows.values_list("member__stix_id", "number"):
            accepted[member] = max(number, accepted.get(member, 0))
        # Who has not spoken yet accepts the newest by its first word.
        newest = facts.newest or 1
        known = {one: accepted.get(one, newest) for one in facts.everyone}
        self.facts[key] = replace(facts, accepted=known)

    def turn(self, turning: Turning, at: int) -> str:
        """Propose, and let everybody who may sign sign; the facts follow what was meant."""
        facts, group = self.facts[turning.group], self.groups[turning.group]
        codes = {identity_of(code): code for code in KINDS}
        signers = [one for one, role in facts.current.items() if role != GroupRole.OBSERVER]
        signers.sort(key=lambda one: facts.current[one] != GroupRole.COORDINATOR)
        proposal = propose(
            group=group,
            member=self.members[codes[signers[0]]],
            by=None,
            changes=[self.change(turning)],
            at=at,
        )
        for one in signers[1:]:
            if Proposal.objects.get(pk=proposal.pk).state == "open":
                signer = self.members[codes[one]]
                answer_proposal(proposal=proposal, member=signer, by=None, is_signed=True, at=at)
        group.refresh_from_db()
        if Proposal.objects.get(pk=proposal.pk).state != "adopted":
            return "not adopted"
        self.facts[turning.group] = turned(facts, turning)
        self.note_accepted(turning.group)
        return turning.turn.value

    def change(self, turning: Turning) -> Change:
        """The change in the words of membership."""
        member, who = self.members[turning.member], identity_of(turning.member)
        others = frozenset(identity_of(code) for code in turning.others)
        changes: Mapping[Turn, Change] = {
            Turn.ADD: AddSeat(seat_line(member, turning.role, node=NODE)),
            Turn.REMOVE: RemoveSeat(who),
            Turn.ROLE: ChangeRole(who, turning.role),
            Turn.STEP: SetStep(turning.step),
            Turn.HISTORY: SetHistory(turning.history),
            Turn.CONSTITUENTS: SetConstituents(who, others - {who}),
        }
        return changes[turning.turn]

    def take_back(self, taking: TakingBack, at: int) -> str:
        """A publisher withdraws or erases a record of its own."""
        if not self.said:
            return "nothing was said"
        said = self.said[taking.which % len(self.said)]
        entry = Entry.objects.get(pk=said.seq)
        if taking.is_erasure:
            why = RemovalReason.PERSONAL_DATA
            gone = erase(entries=[entry], by=None, why=why, at=at, all_versions=False)
            self.erased |= {one.pk for one in (*gone.targets, *gone.copies)}
        else:
            done = withdraw(entries=[entry], by=None, why=RemovalReason.WAS_MISTAKEN, at=at)
            self.withdrawn |= {one.pk for one in done.targets}
            self.note_accepted(said.saying.group)
            self.said += [self.revoking(said, seq) for seq in done.revoked]
        self.note_accepted(said.saying.group)
        return "taken back"

    def revoking(self, said: Said, seq: int) -> Said:
        """What tells clients outside: said as the newest version was, under the charter of now."""
        place = (said.saying.group, said.saying.publisher, said.saying.body()["id"])
        versions = [one for one in self.said if place_of(one) == place]
        newest = max(versions, key=lambda one: (one.saying.version, one.seq))
        charter = self.charter_of(said.saying)
        return Said(seq, newest.saying, replace(newest.handling, charter=charter))

    def standing(self, records: Sequence[Said]) -> list[Said]:
        """Those that nobody took back."""
        return [one for one in records if one.seq not in self.withdrawn | self.erased]


def place_of(said: Said) -> tuple[str, str, str]:
    """Versions of one object by one publisher in one group have it in common."""
    return said.saying.group, said.saying.publisher, said.saying.body()["id"]


def turned(facts: GroupFacts, turning: Turning) -> GroupFacts:
    """The facts after a change: a new version, and what else is so from now on."""
    number, roles = (facts.newest or 0) + 1, dict(facts.current)
    who = identity_of(turning.member)
    step = int(facts.step or 0)
    constituents = {one: set(whom) for one, whom in facts.constituents.items()}
    if turning.turn in (Turn.ADD, Turn.ROLE):
        roles[who] = turning.role
    elif turning.turn is Turn.REMOVE:
        del roles[who]
        constituents.pop(who, None)
    elif turning.turn is Turn.STEP:
        step = turning.step
    elif turning.turn is Turn.CONSTITUENTS:
        constituents[who] = {identity_of(code) for code in turning.others} - {who}
    history = turning.history if turning.turn is Turn.HISTORY else facts.history
    return replace(
        facts,
        charters={**facts.charters, number: roles},
        ceiling=STEPS[Step(step)],
        ceilings={**facts.ceilings, number: STEPS[Step(step)]},
        ladder={**facts.ladder, number: Step(step)},
        step=Step(step),
        history=history,
        kinds={**facts.kinds, who: KINDS[turning.member]},
        constituents={one: frozenset(whom) for one, whom in constituents.items()},
    )


@contextmanager
def lived(
    stage: Stage, groups: Sequence[GroupPlan], deeds: Sequence[Deed | None]
) -> Iterator[Living]:
    """Carry deeds out; afterwards the database is as it was."""
    block = transaction.atomic()
    # As in Django's own test cases: durable blocks want to be outermost, and here they nearly are.
    block._from_testcase = True  # type: ignore[attr-defined]  # see above
    with block:
        living = Living(Region.objects.get(pk=stage.region.pk), stage.members)
        for plan in groups:
            living.open(plan)
            facts, step = living.facts[plan.key], Step(plan.step)
            living.facts[plan.key] = replace(
                facts, step=step, ceilings={1: STEPS[step]}, ladder={1: step}
            )
        living.live(deeds)
        yield living
        transaction.set_rollback(True)


@st.composite
def turnings(draw: st.DrawFn, groups: Sequence[GroupPlan]) -> Turning:
    """A change of one of the groups; mostly one that can be made."""
    group = draw(st.sampled_from(groups))
    turn = draw(st.sampled_from((*[Turn.ADD] * 2, Turn.REMOVE, *Turn)))
    outside = sorted(KINDS.keys() - group.seats.keys()) or sorted(KINDS)
    among = outside if turn is Turn.ADD else sorted(group.seats)
    return Turning(
        group=group.key,
        turn=turn,
        member=draw(st.sampled_from(among)),
        role=draw(st.sampled_from(tuple(GroupRole))),
        step=draw(st.integers(1, 4)),
        history=draw(st.sampled_from(History)),
        others=draw(st.frozensets(st.sampled_from(sorted(KINDS)), max_size=2)),
    )


@st.composite
def lives(draw: st.DrawFn, words: int = 0) -> tuple[tuple[GroupPlan, ...], tuple[Deed, ...]]:
    """Groups and what happens in them, in order: words, changes, and words taken back.

    ``words``: how many are said before anything else happens, and as many afterwards.
    """
    groups, first = draw(plans())
    said = st.sampled_from([*groups[1:], *groups]).flatmap(sayings)
    changes = turnings(groups[1:])
    accepting = st.builds(
        Accepting, st.sampled_from([one.key for one in groups]), st.sampled_from(sorted(KINDS))
    )
    taking = st.builds(TakingBack, st.integers(0, 20), st.booleans())
    deeds = st.one_of(said, said, changes, changes, accepting, accepting, taking)
    before, after = (draw(st.lists(said, min_size=words, max_size=words)) for _half in range(2))
    return groups, (*first, *before, *draw(st.lists(deeds, min_size=4, max_size=14)), *after)
