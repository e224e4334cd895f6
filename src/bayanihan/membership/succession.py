"""How one version of a charter follows another, and who has to sign it (pure).

1. Version n + 1 names version n by its digest. Group, layer and exercise label
   never change: practice cannot become real. Time does not run back.
2. The ladder rises by one step at most; it may fall by any number.
3. Somebody always coordinates.
4. Whom a version removes, and each key that it puts out of use, gets a cut, and
   nobody else does. Keys are added or ended; they are never altered, dated anew or dropped.
5. It is valid once signed, with keys that the predecessor lists, by the threshold
   that the predecessor names, or by a majority of its coordinators and members. In
   a pair either side alone may take trust back: a version that only lowers the step.
6. Nobody's signature counts for a version that removes them: no version stands on
   the word of those who will not have to live with it.
7. Two valid versions with one predecessor are rivals; the group is frozen until a
   version that follows one and names the others is signed by a majority of those
   who were there before the fork. Where the branch had gone on by then, a majority of
   those in force in it has to want it, and of those who were there before and still are:
   who has left since takes nothing over. A fork ends once.

Source: protocol, "Charter"; decision record 0008.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bayanihan.gate.api import Layer
from bayanihan.journal.api import JournalFault, VerifyingKey, open_note
from bayanihan.kernel.api import Unverified
from bayanihan.membership.rules import MembershipFault, signers_needed
from bayanihan.membership.shapes import (
    Threshold,
    charter_fault,
    coordinators_of,
    first_fault,
    key_of,
    threshold_of,
    voters_of,
)
from bayanihan.membership.wire import CharterText, SeatLine, fields_of

_STEP_BACK_FIELDS = ("number", "previous", "at", "step", "ceiling")


@dataclass(frozen=True, slots=True)
class Needed:
    """Who could still make a version valid; both counts are 0 once it is.

    ``count`` more of ``names`` are enough, and so, by majority, are ``others_count``
    more of ``others``.
    """

    names: frozenset[str]
    count: int
    others: frozenset[str]
    others_count: int


def succession_fault(old: CharterText, new: CharterText) -> MembershipFault | None:
    """The first reason why ``new`` cannot follow ``old``, signatures apart; ``None`` if it can."""
    if new.also:
        return MembershipFault.RIVALS_UNASKED
    return _line_fault(old, new) or _content_fault(old, new, left(old, new))


def recovery_fault(
    base: CharterText, rivals: Sequence[CharterText], new: CharterText
) -> MembershipFault | None:
    """Why ``new`` does not end the fork between rivals that grew from ``base``.

    ``rivals`` are the newest versions of each branch. The recovery follows one of them
    and names the others; it cuts everybody who sat in any of them and does not sit in it.
    """
    chosen = [one for one in rivals if one.digest.hex() == new.previous]
    others = sorted(one.digest.hex() for one in rivals if one not in chosen)
    if not chosen or not others or list(new.also) != others:
        return MembershipFault.RIVALS_NOT_NAMED
    if any(one.group != base.group or one.number <= base.number for one in rivals):
        return MembershipFault.OTHER_GROUP
    gone = frozenset().union(*(left(one, new) for one in rivals))
    return _line_fault(chosen[0], new) or _content_fault(chosen[0], new, gone)


def left(old: CharterText, new: CharterText) -> frozenset[str]:
    """Who sits in the old version and not in the new one."""
    return frozenset(old.seats().keys() - new.seats().keys())


def ended_keys(old: CharterText, new: CharterText) -> frozenset[tuple[str, str]]:
    """Keys, with their members, that the new version puts out of use."""
    return frozenset(
        (seat.id, key.vkey)
        for seat in old.members
        if (kept := new.seat(seat.id)) is not None
        for key in seat.keys
        if key.valid_until is None
        and (line := key_of(kept, key.vkey)) is not None
        and line.valid_until is not None
    )


def _line_fault(old: CharterText, new: CharterText) -> MembershipFault | None:
    """Whether it is the next version of the same group, as far as the head tells."""
    if new.group != old.group or new.layer is not old.layer:
        return MembershipFault.OTHER_GROUP
    if new.exercise is not old.exercise:
        return MembershipFault.LABEL_CHANGED
    if new.number != old.number + 1:
        return MembershipFault.NUMBER_SKIPPED
    if new.previous != old.digest.hex():
        return MembershipFault.PREVIOUS_DIFFERS
    if new.at < old.at:
        return MembershipFault.BACKDATED
    return None


def _content_fault(
    old: CharterText, new: CharterText, gone: frozenset[str]
) -> MembershipFault | None:
    fault = charter_fault(new)
    if fault is not None:
        return fault
    if new.step > old.step + 1:
        return MembershipFault.STEP_SKIPPED
    for seat in old.members:
        kept = new.seat(seat.id)
        if kept is not None and (fault := _seat_change_fault(seat, kept, new.at)) is not None:
            return fault
    return _cut_fault(new, {(one, None) for one in gone} | ended_keys(old, new))


def _seat_change_fault(old: SeatLine, new: SeatLine, at: int) -> MembershipFault | None:
    """A member stays of its kind; its keys are as they were, ended by now, or new and later."""
    if new.kind != old.kind:
        return MembershipFault.KIND_CHANGED
    if len(new.keys) < len(old.keys):
        return MembershipFault.KEY_CHANGED
    for before, after in zip(old.keys, new.keys, strict=False):
        same = (before.vkey, before.epoch, before.valid_from)
        if (after.vkey, after.epoch, after.valid_from) != same:
            return MembershipFault.KEY_CHANGED
        if before.valid_until != after.valid_until and (
            before.valid_until is not None or after.valid_until is None or after.valid_until > at
        ):
            return MembershipFault.KEY_CHANGED
    return None


def _cut_fault(
    new: CharterText, wanted: Iterable[tuple[str, str | None]]
) -> MembershipFault | None:
    """Exactly the cuts that are wanted."""
    found, wanted = {(cut.member, cut.vkey) for cut in new.cuts}, set(wanted)
    if wanted - found:
        return MembershipFault.CUT_MISSING
    return MembershipFault.CUT_UNASKED if found - wanted else None


def is_step_back(old: CharterText, new: CharterText) -> bool:
    """Whether a pair's version does nothing but lower the step: either side may, alone."""
    if old.layer is not Layer.BILATERAL or new.step >= old.step:
        return False
    before, after = fields_of(old), fields_of(new)
    # The cuts of the predecessor were its own, and are not repeated.
    for name in (*_STEP_BACK_FIELDS, "cuts", "also"):
        before.pop(name, None)
    for name in _STEP_BACK_FIELDS:
        after.pop(name, None)
    return before == after


def is_enough(old: CharterText, new: CharterText, signed: frozenset[str]) -> bool:
    """Whether these signers make ``new`` valid after ``old``: by one of the three ways.

    ``signed`` are identity ids whose signature verified with a key that ``old`` lists.
    """
    need = missing_signers(old, new, signed)
    return need.count == 0


def missing_signers(old: CharterText, new: CharterText, signed: frozenset[str]) -> Needed:
    """Who could still sign, and how many of them have to, for ``new`` to be valid after ``old``."""
    gone = left(old, new)
    names, count = _by_threshold(old, new)
    voters = voters_of(old)
    names, counted = names - gone, signed - gone
    still = max(0, count - len(names & counted))
    more = max(0, len(voters) // 2 + 1 - len(voters & counted))
    if not still or not more:
        return Needed(frozenset(), 0, frozenset(), 0)
    return Needed(names - signed, still, voters - gone - signed, more)


def voices(
    base: CharterText, tip: CharterText, *, is_lived_in: bool = False
) -> list[frozenset[str]]:
    """Those of each of whom a majority has to want the end of a fork, for who stands at ``tip``.

    ``base`` is the version before the fork. Right after it those who sat there decide.
    Where the branch has gone on, or ``is_lived_in``, those in force in it do, and those of
    them who were there before: neither who has left since nor whom only one side let in.
    """
    before, now = voters_of(base), voters_of(tip)
    if tip.number <= base.number + 1 and not is_lived_in:
        return [before]
    return [one for one in (before & now, now) if one]


def heard_at(base: CharterText, tip: CharterText, new: CharterText, note: str) -> frozenset[str]:
    """Who signed ``new`` with a key that ``tip`` lists; who sits there no more, by ``base``.

    A key that was ended has no voice, whoever held it before the fork.
    """
    before = _heard_in(base, new, note)
    return _heard_in(tip, new, note) | {one for one in before if tip.seat(one) is None}


def agree_to(
    asked: Iterable[frozenset[str]],
    base: CharterText,
    tip: CharterText,
    new: CharterText,
    note: str,
) -> bool:
    """Whether a majority of each of those who are asked signed, at ``tip``, what ends a fork."""
    counted = heard_at(base, tip, new, note) - left(base, new) - left(tip, new)
    return all(2 * len(one & counted) > len(one) for one in asked)


def _by_threshold(old: CharterText, new: CharterText) -> tuple[frozenset[str], int]:
    threshold = threshold_of(old)
    if threshold is Threshold.BOTH_SIDES:
        both = frozenset(old.seats())
        return both, 1 if is_step_back(old, new) else len(both)
    return coordinators_of(old), 2 if threshold is Threshold.TWO_COORDINATORS else 1


def excludes_signer(old: CharterText, new: CharterText, by: str) -> bool:
    """Whether ``by`` would leave by a version that only the leaving could make valid.

    Whoever leaves by their own wish has it signed by the coordinators who stay.
    """
    gone = left(old, new)
    names, count = _by_threshold(old, new)
    return by in gone and len(names - gone) < count


def signers_of(base: CharterText, new: CharterText, note: str) -> frozenset[str]:
    """Who signed ``new`` with a key that ``base`` lists and that was valid when it was made.

    Raises ``Malformed`` for what is no note, ``Unverified`` where a listed key's
    signature is bad, none is there, or another text was signed.
    """
    keys = [
        VerifyingKey.from_text(key.vkey)
        for seat in base.members
        for key in seat.keys
        if key.is_valid(new.at)
    ]
    where = f"charter {new.number}"
    opened = open_note(note, keys)
    if opened.text != new.note_text():
        raise Unverified(MembershipFault.CHARTER_UNSIGNED, where=where)
    return frozenset(opened.signatures)


def verify_first(new: CharterText, note: str) -> tuple[str, ...]:
    """Check a first charter and its signatures; gives the ids of those who had to sign and did."""
    _raise(first_fault(new), new)
    names, count = signers_needed(new.layer, new.seats())
    signed = names & signers_of(new, new, note)
    if len(signed) < count:
        raise Unverified(MembershipFault.CHARTER_UNSIGNED, where=f"charter {new.number}")
    return tuple(sorted(signed))


def _heard_in(version: CharterText, new: CharterText, note: str) -> frozenset[str]:
    """As ``signers_of``; nobody where the note holds no signature by any of its keys."""
    try:
        return signers_of(version, new, note)
    except Unverified as error:
        if error.code is not JournalFault.NO_KNOWN_SIGNATURE:
            raise
    return frozenset()


def verify_next(old: CharterText, new: CharterText, note: str) -> tuple[str, ...]:
    """Check a version against its predecessor; gives the signers who count, by id."""
    _raise(succession_fault(old, new), new)
    signed = signers_of(old, new, note)
    if not is_enough(old, new, signed):
        raise Unverified(_why_not_enough(old, new, signed), where=f"charter {new.number}")
    return tuple(sorted(signed - left(old, new)))


def verify_recovery(
    base: CharterText, rivals: Sequence[CharterText], new: CharterText, note: str
) -> tuple[str, ...]:
    """Check the version that ends a fork; gives the signers who count, by id.

    That is what everybody can check. Whether who stands on another branch is moved by
    it, those decide who are in force there: see ``Ground``.
    """
    _raise(recovery_fault(base, rivals, new), new)
    old = next(one for one in rivals if one.digest.hex() == new.previous)
    if not agree_to(voices(base, old), base, old, new, note):
        raise Unverified(MembershipFault.CHARTER_UNSIGNED, where=f"charter {new.number}")
    return tuple(sorted(heard_at(base, old, new, note) - left(base, new)))


def _why_not_enough(old: CharterText, new: CharterText, signed: frozenset[str]) -> MembershipFault:
    names, count = _by_threshold(old, new)
    if len(names & signed) >= count:
        return MembershipFault.EXCLUDES_SIGNER
    return MembershipFault.CHARTER_UNSIGNED


def _raise(fault: MembershipFault | None, new: CharterText) -> None:
    if fault is not None:
        raise Unverified(fault, where=f"charter {new.number}")
