"""Which versions of a charter stand against each other, and what counts of each number (pure).

1. A version that names several branches, once a node has followed it, ends there every
   branch that left the line before it, also such as its signers had not seen.
2. Of a number that stands on several branches, more than one of which somebody accepted,
   only what all of these say counts, up to the number of the version that ended the fork.
   What nobody accepted takes nothing from anybody: no old key hides what was said. And
   of a version that was followed without ever being accepted only what the end of the
   fork says too.

Versions are known by their digests in hexadecimal, each with all before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

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
    lines = [names_of(known, tip) for tip in tips]
    shared = set.intersection(*map(set, lines))
    if not shared or any(tip[0] in shared for tip in lines):
        return None
    return max((known[one] for one in shared), key=lambda one: one.number)


def names_of(known: Known, tip: CharterText) -> list[str]:
    """The digests of a version and of its predecessors, the newest first."""
    name, found = tip.digest.hex(), list[str]()
    line = line_of(known, tip)
    for one in line:
        found.append(name)
        name = one.previous or ""
    return found


def ended_in(known: Known, newest: CharterText) -> dict[str, int]:
    """Versions beside the line of the newest that were ended: digest to the number of the end."""
    line = names_of(known, newest)
    ours = set(line)
    ends = sorted(known[one].number for one in line if one in known and known[one].also)
    if newest.also and newest.number not in ends:
        ends.append(newest.number)
    found: dict[str, int] = {}
    for name in known if ends else ():
        if name in ours:
            continue
        left = _leaves(known, ours, name)
        later = [number for number in ends if number > left]
        if later:
            found[name] = later[0]
    return found


def _leaves(known: Known, ours: Collection[str], name: str) -> int:
    """The number of the version at which the branch of this one left ours."""
    here: str | None = name
    while here is not None and here not in ours:
        one = known.get(here)
        here = None if one is None else one.previous
    return 0 if here is None else known[here].number


def open_tips(known: Known, newest: CharterText, opened: Iterable[str]) -> tuple[CharterText, ...]:
    """The newest version of every open branch: ours first, then the longest.

    ``opened`` are the rivals that nobody has ended here.
    """
    ours = newest.digest.hex()
    names = {ours, *opened}
    followed = {known[one].previous for one in names if one in known}
    tips = [one for one in names if one in known and one not in followed]
    tips.sort(key=lambda one: (one != ours, -known[one].number, one))
    return tuple(known[one] for one in tips)


def leads_on(known: Known, newest: CharterText, new: CharterText) -> CharterText | None:
    """The end of a fork with our branch from which a version of another branch goes on.

    ``None`` where there is none: then it asks nobody on our branch.
    """
    ours = set(names_of(known, newest))
    for one in line_of(known, new):
        if one.also and one.digest.hex() not in ours and ours & {one.previous, *one.also}:
            return one
    return None


def counting(
    known: Known, newest: CharterText, opened: Collection[str], accepted: frozenset[str]
) -> dict[int, list[CharterText]]:
    """For each number up to the newest the versions of which only what all say counts.

    ``opened`` and ``accepted`` are digests: of rivals that nobody ended, and of what
    members accepted.
    """
    line, ended = line_of(known, newest), ended_in(known, newest)
    found = {one.number: [one] for one in line}
    ours = set(names_of(known, newest))
    for name, one in known.items():
        is_told = name in opened or one.number < ended.get(name, 0)
        if name not in ours and name in accepted and is_told and one.number in found:
            found[one.number].append(one)
    for end in line:
        base = _base_of(known, end) if end.also else None
        for number in range(end.number if base is None else base.number + 1, end.number):
            if not accepted & {one.digest.hex() for one in found[number]}:
                found[number].append(end)
    return found


def _base_of(known: Known, end: CharterText) -> CharterText | None:
    names = (end.previous or "", *end.also)
    if not known.keys() >= set(names):
        return None
    return fork_of(known, [known[one] for one in names])
