"""Which versions of a charter are in play, where branches grew and some were ended (pure).

1. A version that names several branches ends every branch but its own: whatever neither
   leads to it nor grows from it. What a majority signed ends the fork for all, also for
   branches that its signers had not seen.
2. The open tips are the versions still in play from which nothing in play grows. One
   open tip is the version that goes on; two are a fork.
3. On a branch that was ended nothing ends a fork again.

Versions are known by their digests in hexadecimal, each with all before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bayanihan.membership.wire import CharterText

Known = Mapping[str, CharterText]


def line_of(known: Known, tip: CharterText) -> list[CharterText]:
    """A version and its predecessors, the newest first, by digest in hexadecimal."""
    line: list[CharterText] = []
    found: CharterText | None = tip
    while found is not None:
        line.append(found)
        found = known.get(found.previous or "")
    return line


def fork_of(known: Known, tips: Sequence[CharterText]) -> CharterText | None:
    """The newest version from which all of these grew; ``None`` if one grew from another."""
    digests = [{one.digest.hex() for one in line_of(known, tip)} for tip in tips]
    shared = set.intersection(*digests)
    grown = any(tip.digest.hex() in line for tip, line in _others(list(tips), digests))
    if grown or not shared:
        return None
    return max((known[one] for one in shared), key=lambda one: one.number)


def _others(
    tips: list[CharterText], digests: list[set[str]]
) -> Iterable[tuple[CharterText, set[str]]]:
    """Each tip with the line of each of the others."""
    for mine, tip in enumerate(tips):
        for other, line in enumerate(digests):
            if other != mine:
                yield tip, line


def ended_in(known: Known) -> dict[str, int]:
    """The versions on branches that were ended: digest to the number of the version that did."""
    ended: dict[str, int] = {}
    recoveries = [one for one in known.values() if one.also]
    if not recoveries:
        return ended
    lines = {name: _digests(known, one) for name, one in known.items()}
    for recovery in sorted(recoveries, key=lambda one: one.number):
        name = recovery.digest.hex()
        if name in ended:
            continue
        for other, line in lines.items():
            if name not in line and other not in lines[name]:
                ended.setdefault(other, recovery.number)
    return ended


def _digests(known: Known, tip: CharterText) -> frozenset[str]:
    return frozenset(one.digest.hex() for one in line_of(known, tip))


def open_tips(known: Known) -> tuple[CharterText, ...]:
    """The newest version of every branch that nobody has ended; the longest branch first."""
    ended = ended_in(known)
    alive = [one for name, one in known.items() if name not in ended]
    followed = {one.previous for one in alive}
    tips = (one for one in alive if one.digest.hex() not in followed)
    return tuple(sorted(tips, key=lambda one: -one.number))


def names_ended(known: Known, new: CharterText) -> bool:
    """Whether a version that is to end a fork stands on, or names, a branch that was ended."""
    return bool(new.also) and not ended_in(known).keys().isdisjoint((new.previous, *new.also))
