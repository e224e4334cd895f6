"""The charters of one group, verified from their own texts: which follows which, and forks (pure).

Each version is held against the one that it names. Two valid versions of one
predecessor are a fork until a version signed by a majority of those before it names
both. Whoever reads a chain trusts nothing but the digest of its first version, which
people compare over another channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bayanihan.gate.api import GroupFacts, History, MemberKind, Step
from bayanihan.journal.api import VerifyingKey
from bayanihan.kernel.api import Unverified
from bayanihan.membership.api import (
    CharterText,
    Group,
    branches_of,
    ended_in,
    leads_on,
    line_of,
    names_of,
    verify_first,
    verify_link,
)
from bayanihan.records.reports import PackageFault
from bayanihan.records.rules import RecordFault


def verify_charter(charter: CharterText, note: str) -> tuple[str, ...]:
    """Check that a first charter is one, and signed by those who must; gives the signers' ids.

    Raises ``Unverified`` or ``Malformed``. Source: protocol, "Charter".
    """
    return verify_first(charter, note)


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A statement key of a member, for which time and which epochs of its journal."""

    key: VerifyingKey
    vkey: str
    epoch: int
    next_epoch: int | None
    valid_from: int
    valid_until: int | None

    def is_valid(self, at: int) -> bool:
        """Whether the charter lets the key speak at an instant."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)

    def fits(self, epoch: int) -> bool:
        """Whether the key signs checkpoints of this epoch: from its own up to the next key's."""
        return self.epoch <= epoch and (self.next_epoch is None or epoch < self.next_epoch)


@dataclass(frozen=True, slots=True)
class End:
    """Where a charter ended a member's journal, or what one of its keys may say in it.

    ``vkey`` is empty where the member was removed; ``back`` is then the first later
    version in which it sits again.
    """

    charter: int
    member: str
    vkey: str
    size: int
    root: bytes
    back: int | None = None


def pins(ends: Sequence[End]) -> list[End]:
    """The cuts whose root the journal has to have: all but those below which it was cut later."""
    return [
        end
        for end in ends
        if all(one.charter <= end.charter or one.size >= end.size for one in ends)
    ]


@dataclass(slots=True)
class Chain:
    """Verified charters, and what follows from them. ``add`` verifies, ``trust`` believes.

    ``main``: the versions by number. Of a fork that nobody has ended yet it holds the
    branch that came first; ``forks`` then names the versions of the others, and ``lost``
    those that a branch had grown beyond the version by which it was ended.
    """

    known: dict[str, CharterText] = field(default_factory=dict)
    main: dict[int, CharterText] = field(default_factory=dict)
    signers: tuple[str, ...] = ()
    _sorted: tuple[list[CharterText], list[CharterText]] | None = None

    @property
    def newest(self) -> CharterText | None:
        """The version in force."""
        return self.main[max(self.main)] if self.main else None

    def trust(self, charter: CharterText, *, is_rival: bool = False) -> None:
        """Take in a version that was verified before; the main line in its order."""
        self.known[charter.digest.hex()] = charter
        if not is_rival:
            self.main[charter.number] = charter
            if len(self.known) > len(self.main):
                # Perhaps of another branch than ours: it is the group's from here on.
                self.main |= {one.number: one for one in line_of(self.known, charter)}
        self._sorted = None

    def add(self, charter: CharterText, note: str) -> bool:
        """Verify one more version; ``False`` where it is known already.

        Raises ``Unverified`` or ``Malformed`` and takes nothing in where it does not
        hold. A valid version beside another one is a fork, and no fault of the file.
        """
        digest = charter.digest.hex()
        if digest in self.known:
            return False
        where = f"charter {charter.number}"
        if charter.previous is None:
            if self.known:
                raise Unverified(RecordFault.CHARTER_DIFFERS, where=where, facts={"why": "first"})
            self.signers = verify_first(charter, note)
        else:
            self.signers = self._verify(charter, note, where)
        self.trust(charter, is_rival=not self._continues(charter))
        return True

    def _verify(self, charter: CharterText, note: str, where: str) -> tuple[str, ...]:
        if not self.known.keys() >= {charter.previous, *charter.also}:
            raise Unverified(PackageFault.CHARTER_MISSING, where=where)
        return verify_link(self.known, charter, note)

    def _continues(self, charter: CharterText) -> bool:
        """Whether a version goes on from the newest one, or from where its branch was ended."""
        newest = self.newest
        if newest is None:
            return True
        if charter.number <= newest.number:
            return False
        if newest.digest.hex() in {charter.previous, *charter.also}:
            return True
        return leads_on(self.known, newest, charter) is not None

    @property
    def forks(self) -> list[CharterText]:
        """The versions of branches that nobody has ended."""
        return self._sort()[0]

    @property
    def lost(self) -> list[CharterText]:
        """The versions that a branch had grown beyond the version by which it was ended."""
        return self._sort()[1]

    def _sort(self) -> tuple[list[CharterText], list[CharterText]]:
        """Open branches, and what is lost of those that were ended; told once for what is known."""
        if self._sorted is None:
            newest = self.newest
            ours = set() if newest is None else set(names_of(self.known, newest))
            ended = {} if newest is None else ended_in(self.known, newest)
            others = {name: one for name, one in self.known.items() if name not in ours}
            self._sorted = (
                [one for name, one in others.items() if name not in ended],
                [
                    one
                    for name, one in others.items()
                    if name in ended and one.number >= ended[name]
                ],
            )
        return self._sorted

    def named(self, number: int, digest: bytes) -> CharterText | None:
        """The version with this number and digest, in whichever branch."""
        charter = self.known.get(digest.hex())
        return charter if charter is not None and charter.number == number else None

    def is_waiting(self, charter: CharterText) -> bool:
        """Whether what was said under a version is not heard: its fork is open, or left it behind.

        A branch that had grown beyond the version that ended it seated whom it liked
        under numbers that mean something else to the group.
        """
        return charter in self.forks or charter in self.lost

    def ends(self, member: str) -> list[End]:
        """The cuts of a member's journal, by version."""
        return [
            End(
                charter.number,
                member,
                cut.vkey or "",
                cut.size,
                bytes.fromhex(cut.root),
                None if cut.vkey else self._back(member, charter.number),
            )
            for charter in self._in_order()
            for cut in charter.cuts
            if cut.member == member
        ]

    def _back(self, member: str, after: int) -> int | None:
        numbers = (one.number for one in self._in_order() if one.seat(member) is not None)
        return next((number for number in numbers if number > after), None)

    def _in_order(self) -> list[CharterText]:
        """The line of the version in force, which is the same wherever a fork came from."""
        return [] if self.newest is None else line_of(self.known, self.newest)[::-1]


def stored_chain(group: Group) -> Chain:
    """The charters of a group as they stand here; they were verified before they were stored."""
    chain = Chain()
    for charter, _note, is_rival in branches_of(group):
        chain.trust(charter, is_rival=is_rival)
    return chain


def terms_of(charter: CharterText, member: str) -> list[KeyTerm]:
    """The keys that one version lists for a member, by epoch."""
    seat = charter.seat(member)
    lines = () if seat is None else seat.keys
    following = [*[line.epoch for line in lines[1:]], None]
    return [
        KeyTerm(
            VerifyingKey.from_text(line.vkey),
            line.vkey,
            line.epoch,
            after,
            line.valid_from,
            line.valid_until,
        )
        for line, after in zip(lines, following, strict=False)
    ]


def terms_in(accepted: Iterable[CharterText], member: str) -> list[KeyTerm]:
    """The keys that may sign for a member, each as the last accepted version lists it."""
    found: dict[str, KeyTerm] = {}
    for charter in accepted:
        found |= {term.vkey: term for term in terms_of(charter, member)}
    return list(found.values())


def facts_of_charter(charter: CharterText) -> GroupFacts:
    """How things stood in the group, by one verified version alone.

    Who is in the region cannot be known from a charter, so only whether something
    may stand may be asked with these facts: that has no rule on the region.
    """
    seats = charter.seats()
    return GroupFacts(
        id=charter.group,
        layer=charter.layer,
        ceiling=charter.ceiling,
        exercise=charter.exercise,
        charters={charter.number: seats},
        accepted=dict.fromkeys(seats, charter.number),
        kinds={seat.id: MemberKind(seat.kind) for seat in charter.members},
        region=frozenset(),
        constituents=charter.constituents(),
        steps={},
        frozen=False,
        history=History(charter.history),
        step=Step(charter.step),
    )
