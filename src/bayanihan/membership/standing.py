"""Upon what a further version of a charter stands: its predecessor, or the fork that it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bayanihan.kernel.api import Unverified
from bayanihan.membership.chains import rejoin_fault
from bayanihan.membership.forks import Known, fork_of, line_of, open_tips
from bayanihan.membership.models import Group, Member
from bayanihan.membership.queries import chain_of
from bayanihan.membership.rules import PAIR, MembershipFault, signers_needed
from bayanihan.membership.shapes import first_fault, voters_of
from bayanihan.membership.succession import (
    Needed,
    agree_to,
    excludes_signer,
    heard_at,
    left,
    missing_signers,
    recovery_fault,
    signers_of,
    succession_fault,
    verify_first,
    verify_next,
    verify_recovery,
    voices,
)
from bayanihan.membership.wire import CharterText, read_charter

_Asked: TypeAlias = tuple[CharterText, CharterText, list[frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a version has to follow, and by whom it can be signed.

    ``old`` is the predecessor (``None`` for a first charter), ``base`` the version whose
    keys and voters count: the predecessor, or the one before the fork. ``rivals`` are
    the tips of the branches, empty where nothing has forked. ``earlier`` is the line of
    ``old``, the newest version first. ``here`` is the version in force on this node, with
    the one before its fork, and ``own`` the voters of either who are hosted here.
    """

    new: CharterText
    old: CharterText | None
    base: CharterText
    rivals: tuple[CharterText, ...]
    earlier: tuple[CharterText, ...]
    here: tuple[CharterText, CharterText] | None = None
    own: frozenset[str] = frozenset()

    def fault(self) -> MembershipFault | None:
        """Why the version cannot stand here, signatures apart."""
        if self.old is None:
            return first_fault(self.new)
        if self.rivals:
            if not self.new.also:
                return MembershipFault.GROUP_FROZEN
            fault = recovery_fault(self.base, self.rivals, self.new)
        else:
            fault = succession_fault(self.old, self.new)
        return fault or rejoin_fault(self.earlier, self.new)

    def asked(self, *, is_ours: bool = False) -> list[_Asked]:
        """Of whom majorities have to want the end of a fork: at the followed tip, and at ours.

        Each tip with the version before its fork. Those in force here decide where our
        branch has gone on, or where somebody hosted here would lose its seat. Or, where it
        ``is_ours`` to leave because all who are hosted here have signed, those before it.
        """
        if self.old is None or self.here is None:
            return []
        base, newest = self.here
        loses = any(newest.seat(one) and self.new.seat(one) is None for one in self.own)
        ours = [voters_of(base)] if is_ours else voices(base, newest, is_lived_in=loses)
        return [(self.base, self.old, voices(self.base, self.old)), (base, newest, ours)]

    def voting(self) -> tuple[CharterText, ...]:
        """The versions whose voters and keys count: ours, the followed one, that before."""
        tips = [] if self.here is None else [self.here[1]]
        tips += [] if self.old is None else [self.old]
        return tuple({one.raw: one for one in (*tips, self.base)}.values())

    def voting_for(self, member: str) -> CharterText:
        """The version by whose keys a member signs."""
        return next((one for one in self.voting() if member in voters_of(one)), self.base)

    def signers(self, note: str) -> frozenset[str]:
        """Who signed with a key that counts here; raises as ``signers_of``."""
        if not self.rivals:
            return signers_of(self.base, self.new, note)
        found = (heard_at(self.base, one, self.new, note) for one in self.voting())
        return frozenset[str]().union(*found)

    def needed(self, signed: frozenset[str]) -> Needed:
        """Who could still make the version valid, and how many of them must."""
        if self.old is None:
            names, count = signers_needed(self.new.layer, self.new.seats())
            more = count - len(names & signed)
            return Needed(names - signed if more else frozenset(), more, frozenset(), more)
        if not self.rivals:
            return missing_signers(self.old, self.new, signed)
        ways = [self._missing(signed, is_ours=False)]
        if self.own and self.own <= signed:
            ways.append(self._missing(signed, is_ours=True))
        names, more = min(ways, key=lambda one: one[1])
        return Needed(names, more, names, more)

    def _missing(self, signed: frozenset[str], *, is_ours: bool) -> tuple[frozenset[str], int]:
        """Who could still sign the end of a fork, and how many of them have to."""
        missing = [
            _majority_missing(voters, left(base, self.new) | left(tip, self.new), signed)
            for base, tip, asked in self.asked(is_ours=is_ours)
            for voters in asked
        ]
        names = frozenset[str]().union(*(names for names, _ in missing))
        return names, max(count for _, count in missing)

    def may_sign(self, member: str) -> bool:
        """Whether the member's signature can count: it has a voice in a version that decides."""
        return any(member in voters_of(one) for one in self.voting())

    def seats(self, member: str) -> bool:
        """Whether the member may propose: it sits in what is followed, or sat before the fork."""
        before = self.base if self.rivals else self.old
        return before is not None and (
            before.seat(member) is not None or (bool(self.rivals) and self.may_sign(member))
        )

    def excludes(self, by: str) -> bool:
        """Whether only the leaving of ``by`` could make its own proposal valid."""
        return self.old is not None and not self.rivals and excludes_signer(self.old, self.new, by)

    def verify(self, note: str) -> tuple[str, ...]:
        """Check the version and its signatures; raises ``Unverified``."""
        if self.old is None:
            return verify_first(self.new, note)
        if not self.rivals:
            return verify_next(self.old, self.new, note)
        signers = verify_recovery(self.base, self.rivals, self.new, note)
        if not self.is_wanted(note):
            where = f"charter {self.new.number}"
            raise Unverified(MembershipFault.CHARTER_UNSIGNED, where=where)
        return signers

    def is_wanted(self, note: str) -> bool:
        """Whether those decide so who have to, of the followed branch and of that which is ours."""
        if self.here is None:
            return False
        own = heard_at(*self.here, self.new, note)
        ways = [self.asked()]
        if self.own and self.own <= own:
            ways.append(self.asked(is_ours=True))
        return any(
            all(agree_to(asked, base, tip, self.new, note) for base, tip, asked in way)
            for way in ways
        )


def _majority_missing(
    voters: frozenset[str], gone: frozenset[str], signed: frozenset[str]
) -> tuple[frozenset[str], int]:
    """Who of these could still sign, and how many of them make a majority."""
    more = max(0, len(voters) // PAIR + 1 - len((signed - gone) & voters))
    return (voters - gone - signed if more else frozenset(), more)


def ground_of(group: Group, new: CharterText) -> Ground:
    """What ``new`` has to follow in this group as it stands now."""
    if group.newest_id is None:
        return Ground(new, None, new, (), ())
    known = known_of(group)
    newest = newest_of(group)
    tips = open_tips(known, newest, opened_in(group))
    if [one.raw for one in tips] == [newest.raw]:
        return Ground(new, newest, newest, (), tuple(line_of(known, newest)))
    rivals = _named(known, new) or tips
    old = known.get(new.previous or "", newest)
    base = fork_of(known, rivals) or newest
    here = (_forked_from(known, newest, old, base), newest)
    earlier = tuple(line_of(known, old))
    return Ground(new, old, base, rivals, earlier, here, _own(here))


def ground_beside(group: Group, known: Known, new: CharterText) -> Ground:
    """What a version of another branch than the one in force stands on; all that it names is known.

    Where it is to end a fork, ``is_wanted`` tells whether it moves who stands here.
    """
    old, newest = known[new.previous or ""], newest_of(group)
    rivals = (old, *(known[one] for one in new.also)) if new.also else ()
    base = (fork_of(known, rivals) if rivals else None) or old
    here = (_forked_from(known, newest, old, base), newest)
    earlier = tuple(line_of(known, old))
    return Ground(new, old, base, rivals, earlier, here, _own(here))


def _forked_from(
    known: Known, newest: CharterText, old: CharterText, base: CharterText
) -> CharterText:
    """Where our branch and the followed one parted, or the fork before it."""
    # Where one leads to the other they have not forked; what both grew from then counts.
    ours = base if newest.raw == old.raw else fork_of(known, (newest, old))
    return base if ours is None or ours.number > base.number else ours


def _own(here: tuple[CharterText, CharterText]) -> frozenset[str]:
    """The voters of these versions who are hosted here."""
    names = voters_of(here[0]) | voters_of(here[1])
    rows = Member.objects.filter(stix_id__in=names, is_hosted=True)
    return frozenset(rows.values_list("stix_id", flat=True))


def known_of(group: Group) -> dict[str, CharterText]:
    """Every version of a group, by digest in hexadecimal."""
    return {text.digest.hex(): text for text, _note in chain_of(group)}


def opened_in(group: Group) -> set[str]:
    """The rivals of a group that nobody has ended."""
    rows = group.rivals.filter(settled_by__isnull=True)
    return set(rows.values_list("digest", flat=True))


def newest_of(group: Group) -> CharterText:
    """The version in force; there is one."""
    if group.newest is None:
        raise Unverified(MembershipFault.UNKNOWN_GROUP, where=group.key)
    return read_charter(group.newest.text.encode())


def _named(known: Known, new: CharterText) -> tuple[CharterText, ...]:
    """The rivals that a recovery names, where all are held here; others fall with the losing side.

    Of three rivals two groups of members may each have seen another pair: what a majority
    signed ends the fork for all of them.
    """
    names = (new.previous or "", *new.also) if new.also else ()
    return tuple(known[one] for one in names) if known.keys() >= set(names) else ()
