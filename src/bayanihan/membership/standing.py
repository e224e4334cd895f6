"""Upon what a further version of a charter stands: its predecessor, or the fork that it ends."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.membership.chains import rejoin_fault
from bayanihan.membership.forks import Known, ended_in, fork_of, line_of, open_tips
from bayanihan.membership.models import Group
from bayanihan.membership.queries import chain_of
from bayanihan.membership.rules import PAIR, MembershipFault, signers_needed
from bayanihan.membership.shapes import first_fault, voters_of
from bayanihan.membership.succession import (
    Needed,
    excludes_signer,
    is_late,
    left,
    missing_signers,
    recovery_fault,
    signers_of,
    succession_fault,
    verify_first,
    verify_next,
    verify_recovery,
)
from bayanihan.membership.wire import CharterText


@dataclass(frozen=True, slots=True)
class Ground:
    """What a version has to follow, and by whom it can be signed.

    ``old`` is the predecessor (``None`` for a first charter), ``base`` the version whose
    keys and voters count: the predecessor, or the one before the fork. ``rivals`` are
    the tips of the branches, the longest first, empty where nothing has forked.
    ``earlier`` is the line of ``old``, the newest version first.
    """

    new: CharterText
    old: CharterText | None
    base: CharterText
    rivals: tuple[CharterText, ...]
    earlier: tuple[CharterText, ...]

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

    def signers(self, note: str) -> frozenset[str]:
        """Who signed with a key that counts here; raises as ``signers_of``."""
        return signers_of(self.base, self.new, note)

    def needed(self, signed: frozenset[str]) -> Needed:
        """Who could still make the version valid, and how many of them must."""
        if self.old is None:
            names, count = signers_needed(self.new.layer, self.new.seats())
            more = count - len(names & signed)
            return Needed(names - signed if more else frozenset(), more, frozenset(), more)
        if not self.rivals:
            return missing_signers(self.old, self.new, signed)
        voices = [self.base, self.old] if is_late(self.rivals) else [self.base]
        missing = [_majority_missing(one, self.new, signed) for one in voices]
        names = frozenset[str]().union(*(names for names, _ in missing))
        more = max(count for _, count in missing)
        return Needed(names, more, names, more)

    def may_sign(self, member: str) -> bool:
        """Whether the member's signature can count: it has a voice in the version that decides."""
        return member in voters_of(self.base)

    def seats(self, member: str) -> bool:
        """Whether the member may propose: it sits in what is followed, or sat before the fork."""
        before = self.base if self.rivals else self.old
        return before is not None and before.seat(member) is not None

    def excludes(self, by: str) -> bool:
        """Whether only the leaving of ``by`` could make its own proposal valid."""
        return self.old is not None and not self.rivals and excludes_signer(self.old, self.new, by)

    def verify(self, note: str) -> tuple[str, ...]:
        """Check the version and its signatures; raises ``Unverified``."""
        if self.old is None:
            return verify_first(self.new, note)
        if self.rivals:
            return verify_recovery(self.base, self.rivals, self.new, note)
        return verify_next(self.old, self.new, note)


def _majority_missing(
    base: CharterText, new: CharterText, signed: frozenset[str]
) -> tuple[frozenset[str], int]:
    """Who of a version could still sign, and how many of them make a majority of it."""
    gone, voters = left(base, new), voters_of(base)
    more = max(0, len(voters) // PAIR + 1 - len((signed - gone) & voters))
    return (voters - gone - signed if more else frozenset(), more)


def ground_of(group: Group, new: CharterText) -> Ground:
    """What ``new`` has to follow in this group as it stands now."""
    if group.newest_id is None:
        return Ground(new, None, new, (), ())
    known = {text.digest.hex(): text for text, _ in chain_of(group)}
    newest = next(text for text in known.values() if _is_newest(group, text))
    # Of branches of one length that which stands here comes first.
    first, *others = sorted(open_tips(known), key=lambda one: (-one.number, one is not newest))
    if not others:
        return Ground(new, first, first, (), tuple(line_of(known, first)))
    rivals = _named(known, new) or (first, *others)
    old = known.get(new.previous or "", first)
    base = fork_of(known, rivals)
    return Ground(new, old, base or newest, rivals, tuple(line_of(known, old)))


def _named(known: Known, new: CharterText) -> tuple[CharterText, ...]:
    """The rivals that a recovery names, where all are held here; others fall with the losing side.

    Of three rivals two groups of members may each have seen another pair: what a majority
    signed ends the fork for all of them. What was ended is a rival no more.
    """
    names = (new.previous or "", *new.also) if new.also else ()
    if not known.keys() >= set(names) or not ended_in(known).keys().isdisjoint(names):
        return ()
    return tuple(known[one] for one in names)


def _is_newest(group: Group, text: CharterText) -> bool:
    return group.newest is not None and group.newest.text.encode() == text.raw
