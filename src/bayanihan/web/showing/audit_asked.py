"""What somebody asks the audit of reads for: a person, a day, and the page after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bayanihan.kernel.api import from_datetime
from bayanihan.records.api import TrailFilters
from bayanihan.web.showing.filters import number_in

OPERATOR: Final = "-"
"""How an address names the operator's command, which has no user name."""
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as typed and as understood; with ``errors`` nothing is to be shown."""

    by: str
    day: str
    filters: TrailFilters
    before: int | None = None
    errors: tuple[str, ...] = ()

    @property
    def typed(self) -> dict[str, str]:
        """The filters for an address."""
        return {"by": self.by, "day": self.day}


def asked_from(request: HttpRequest) -> Asked:
    """Read the filters of an address; never raises for what somebody typed."""
    by = request.GET.get("by", "").strip()[:_LONGEST]
    day = request.GET.get("day", "").strip()[:_LONGEST]
    errors: tuple[str, ...] = ()
    since = until = None
    try:
        since, until = _bounds(day) if day else (None, None)
    except ValueError:
        errors = (_("Write the day as year-month-day, such as 2026-07-22."),)
    name = "" if by == OPERATOR else by or None
    before = number_in(request.GET.get("before", ""))
    return Asked(by, day, TrailFilters(name, since, until), before, errors)


def _bounds(day: str) -> tuple[int, int | None]:
    """The first instant of a UTC day and of the one after it (``None``: the last of all days)."""
    first = date.fromisoformat(day)
    after = None if first == date.max else _midnight(first + timedelta(days=1))
    return _midnight(first), after


def _midnight(day: date) -> int:
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))
