"""Clocks: how long is left, in words, and when to colour it.

A clock has no colour until its last quarter. Instants are integer
microseconds since 1970 UTC; nothing here reads the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

SECOND = 1_000_000
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LAST_QUARTER = 75


def duration(microseconds: int) -> str:
    """A length of time in two units at most, rounded down: 2 d 1 h, 1 h 21 min, 38 min, 5 s."""
    seconds = abs(microseconds) // SECOND
    counted = (
        (seconds // _DAY, _("%d d")),
        (seconds % _DAY // _HOUR, _("%d h")),
        (seconds % _HOUR // _MINUTE, _("%d min")),
    )
    first = next((at for at, (count, _unit) in enumerate(counted) if count), None)
    if first is None:
        return _("%d s") % seconds
    return " ".join(unit % count for count, unit in counted[first : first + 2] if count)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a strip shows at its left: length, the word beside it, instant, state, fuse.

    ``state`` is ``still``, ``soon`` or ``late``; ``run`` is how much of the fuse
    has burnt, 0 to 100, or None where nothing runs out.
    """

    length: str
    word: str
    at: int
    state: str = "still"
    run: int | None = None


def until(due: int, *, since: int, now: int) -> Clock:
    """The clock of something that began at ``since`` and is due at ``due``."""
    if now > due:
        return Clock(duration(now - due), _("past"), due, "late", 100)
    run = 100 * (now - since) // max(due - since, 1)
    state = "soon" if run >= _LAST_QUARTER else "still"
    return Clock(duration(due - now), _("left"), due, state, max(run, 0))


def waiting(since: int, *, now: int) -> Clock:
    """The clock of something that waits for a person and has no end."""
    return Clock(duration(now - since), _("waiting"), since)
