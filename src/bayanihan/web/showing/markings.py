"""How many records stand under each marking: what a file would hold, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import Tlp
from bayanihan.web.parts.rows import Fact, Line, fact

Levels = Mapping[Tlp, int]


def counted(count: Callable[[Tlp], int]) -> Levels:
    """Counts by label, lowest first, without the empty ones; one question a label."""
    found = {level: count(level) for level in Tlp}
    return {level: number for level, number in found.items() if number}


def records_words(number: int) -> str:
    """How many records, in words."""
    return ngettext("%(count)d record", "%(count)d records", number) % {"count": number}


def level_facts(levels: Levels) -> tuple[Fact, ...]:
    """What a file would hold, label by label, and under which label it would stand."""
    lines = tuple(Line(records_words(number), tlp=level.label) for level, number in levels.items())
    highest = max(levels, default=None)
    marking = Line(_("nothing")) if highest is None else Line(tlp=highest.label)
    return (
        fact(_("Records"), records_words(sum(levels.values())), *lines),
        fact(_("The file as a whole is"), marking),
    )
