"""What can be done with things in quarantine: one by one, or all that came from one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Member
from bayanihan.records.api import CURABLE, Quarantined, curable, with_kept
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act
from bayanihan.web.showing.filters import number_in

_SEVERAL: Final = 2
Files = Mapping[str, tuple[int, int]]
"""By source: how much of a file waits, and how much of that can be brought in again."""


def bulk_of(member: Member, shown: Sequence[Quarantined]) -> tuple[Files, frozenset[int]]:
    """What waits of the files on a page, and what on it can be brought in again; two queries."""
    waits = with_kept(member).filter(source__in={row.source for row in shown})
    counted = waits.values("source").annotate(
        waiting=Count("number"), cures=Count("number", filter=CURABLE)
    )
    files = {row["source"]: (row["waiting"], row["cures"]) for row in counted.order_by("source")}
    cures = curable(member).filter(number__in=[row.number for row in shown])
    return files, frozenset(cures.values_list("number", flat=True))


class FileActs:
    """Acts of the things on a page; those on a whole file stand with the first they concern."""

    def __init__(self, files: Files, cures: frozenset[int]) -> None:
        self._files, self._cures = files, cures
        self._settling: set[str] = set()
        self._again: set[str] = set()

    def settling(self, row: Quarantined) -> tuple[Act, ...]:
        """Mark as dealt with: this one, and where it comes first, all of its file."""
        if row.settled_at is not None:
            return ()
        one = Act(_("Mark as dealt with"))
        count = self._files.get(row.source, (0, 0))[0]
        if count < _SEVERAL or row.source in self._settling:
            return (one,)
        self._settling.add(row.source)
        text = ngettext(
            "Mark the %(count)d of this file as dealt with",
            "Mark all %(count)d of this file as dealt with",
            count,
        ) % {"count": count}
        return (one, Act(text, name="file", value="1"))

    def again(self, row: Quarantined) -> tuple[Act, ...]:
        """Bring it in again, where a person can cure the reason; likewise all of its file."""
        if row.number not in self._cures:
            return ()
        one = Act(_("Bring it in again"))
        count = self._files.get(row.source, (0, 0))[1]
        if count < _SEVERAL or row.source in self._again:
            return (one,)
        self._again.add(row.source)
        text = ngettext(
            "Bring in again the %(count)d of this file",
            "Bring in again all %(count)d of this file",
            count,
        ) % {"count": count}
        return (one, Act(text, name="file", value="1"))


def dealt_tells(count: str) -> tuple[Tell, ...]:
    """The confirmation after things were marked as dealt with; none for strange input."""
    number = number_in(count)
    if not number:
        return ()
    title = ngettext(
        "%(count)d thing was marked as dealt with.",
        "%(count)d things were marked as dealt with.",
        number,
    ) % {"count": number}
    return (Tell(title, _("It stays on record with who and when."), Mood.DONE),)
