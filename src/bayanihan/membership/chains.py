"""A group's whole log of charters, checked from its first version on (pure).

Versions come in the order of their numbers, rivals and all. Each names its
predecessor by digest, so that the newest version commits to every one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bayanihan.kernel.api import Unverified
from bayanihan.membership.forks import fork_of, line_of
from bayanihan.membership.rules import MembershipFault
from bayanihan.membership.succession import verify_first, verify_next, verify_recovery
from bayanihan.membership.wire import CharterText, KeyLine, SeatLine


def verify_chain(charters: Sequence[tuple[CharterText, str]]) -> tuple[tuple[str, ...], ...]:
    """Check every version of one group, each with its note; gives the signers of each, by id.

    Raises ``Unverified`` or ``Malformed`` at the first version that does not hold. A
    rival without a later version that names it is no fault here: it is a fork to be shown.
    """
    known: dict[str, CharterText] = {}
    signers: list[tuple[str, ...]] = []
    for charter, note in charters:
        signers.append(verify_link(known, charter, note))
        known[charter.digest.hex()] = charter
    return tuple(signers)


def verify_link(
    known: Mapping[str, CharterText], charter: CharterText, note: str
) -> tuple[str, ...]:
    """Check one version against those that it names, wherever these stand; gives its signers.

    ``known`` holds verified versions by digest. Raises ``Unverified`` or ``Malformed``.
    """
    where = f"charter {charter.number}"
    if not known:
        return verify_first(charter, note)
    old = known.get(charter.previous or "")
    if old is None or not known.keys() >= set(charter.also):
        raise Unverified(MembershipFault.PREVIOUS_DIFFERS, where=where)
    fault = rejoin_fault(line_of(known, old), charter)
    if fault is not None:
        raise Unverified(fault, where=where)
    if not charter.also:
        return verify_next(old, charter, note)
    rivals = (old, *(known[one] for one in charter.also))
    base = fork_of(known, rivals)
    if base is None:
        raise Unverified(MembershipFault.RIVALS_UNASKED, where=where)
    return verify_recovery(base, rivals, charter, note)


def rejoin_fault(earlier: Iterable[CharterText], new: CharterText) -> MembershipFault | None:
    """Why ``new`` contradicts a version before its predecessor, though not the predecessor itself.

    Nobody comes back with a key made good: a key listed before keeps its epoch and its
    dates, and one that was ended stays ended. And a fork ends once: who was there
    before it cannot take the group back by naming it again. ``earlier`` is the line of
    the predecessor, the newest version first.
    """
    earlier = tuple(earlier)
    if any(set(new.also) & set(one.also) for one in earlier):
        return MembershipFault.RIVALS_UNASKED
    listed: dict[str, dict[str, KeyLine]] = {}
    for charter in earlier:
        for seat in charter.members:
            kept = listed.setdefault(seat.id, {})
            for key in seat.keys:
                # From the newest on: what was said last counts.
                kept.setdefault(key.vkey, key)
    faulty = any(_contradicts(seat, listed.get(seat.id, {})) for seat in new.members)
    return MembershipFault.KEY_CHANGED if faulty else None


def _contradicts(seat: SeatLine, listed: Mapping[str, KeyLine]) -> bool:
    epochs = {key.epoch for key in listed.values()}
    for key in seat.keys:
        before = listed.get(key.vkey)
        if before is None:
            if key.epoch in epochs:
                return True
        elif (before.epoch, before.valid_from) != (key.epoch, key.valid_from) or (
            before.valid_until is not None and before.valid_until != key.valid_until
        ):
            return True
    return False
