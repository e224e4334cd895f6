"""What a list or a file is narrowed to, as a person asked for it in an address.

Whatever cannot be understood is said beside its field, and nothing is shown in
its place. A group or publisher that the reader does not share is as unknown as
one that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bayanihan.gate.api import Lane, Tlp
from bayanihan.kernel.api import Malformed, from_datetime, is_stix_id
from bayanihan.membership.api import Group, Member, groups_of
from bayanihan.records.api import Filters
from bayanihan.stix.api import read_label, refang
from bayanihan.web.asking import member_of

NAMES: Final = ("q", "type", "group", "publisher", "handling", "from", "to", "lane")
"""The filters of an address, in the order in which the page shows them."""
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,248}[a-z0-9]")
_LONGEST: Final = 2000
_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: as typed, as understood, and what was not understood.

    ``faults`` maps names of fields to sentences; with any fault ``filters`` must
    not be used. ``wanted_id`` is the STIX id that was typed as a value.
    """

    filters: Filters
    typed: Mapping[str, str]
    groups: tuple[Group, ...]
    publishers: tuple[Member, ...]
    before: int | None = None
    wanted_id: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_exercise(self) -> bool:
        """Whether the list is of exercise records; they never stand among real ones."""
        return self.filters.lane is Lane.EXERCISE


def filters_from(request: HttpRequest) -> Asked:
    """Read the filters of an address; two queries. Never raises for what somebody typed."""
    member = member_of(request)
    groups = tuple(groups_of(member))
    publishers = publishers_of(groups)
    typed = {name: request.GET.get(name, "").strip()[:_LONGEST] for name in NAMES}
    faults: dict[str, str] = {}
    group = _group(typed["group"], groups, faults)
    since, until = _days(typed, faults)
    value = refang(typed["q"])
    filters = Filters(
        lane=_lane(typed["lane"], group, faults),
        type=_type(typed["type"], faults),
        group=group,
        publisher=_publisher(typed["publisher"], publishers, faults),
        tlp=_tlp(typed["handling"], faults),
        since=since,
        until=until,
        value=value or None,
    )
    asked = Asked(filters, typed, groups, publishers, faults=faults)
    before = _before(request.GET.get("before", ""), faults)
    return replace(asked, before=before, wanted_id=value if is_stix_id(value) else "")


def publishers_of(groups: Iterable[Group]) -> tuple[Member, ...]:
    """The members that sit in these groups now, by code; one query."""
    charters = [group.newest_id for group in groups if group.newest_id]
    rows = Member.objects.filter(seats__charter__in=charters).distinct()
    return tuple(rows.order_by("code"))


def _group(key: str, groups: Iterable[Group], faults: dict[str, str]) -> Group | None:
    found = next((one for one in groups if one.key == key), None)
    if key and found is None:
        faults["group"] = _("You sit in no group of this name. Choose one from the list.")
    return found


def _publisher(code: str, members: Iterable[Member], faults: dict[str, str]) -> Member | None:
    found = next((one for one in members if one.code.casefold() == code.casefold()), None)
    if code and found is None:
        faults["publisher"] = _("No member of your groups has this code. Choose one from the list.")
    return found


def _lane(text: str, group: Group | None, faults: dict[str, str]) -> Lane:
    """The lane asked for; a group decides it, as it is of one lane alone."""
    if text not in {"", *Lane}:
        faults["lane"] = _("A list shows real records or exercise records; choose one of the two.")
        return Lane.REAL
    if group is not None:
        return Lane.EXERCISE if group.newest and group.newest.exercise else Lane.REAL
    return Lane(text or Lane.REAL)


def _type(text: str, faults: dict[str, str]) -> str | None:
    if text and not _TYPE.fullmatch(text):
        faults["type"] = _("A type is a word in small letters, such as indicator.")
    return text or None


def _tlp(text: str, faults: dict[str, str]) -> Tlp | None:
    if not text:
        return None
    try:
        return Tlp.from_label(read_label(text))
    except Malformed:
        faults["handling"] = _("This is no TLP 2.0 label. Choose one from the list.")
        return None


def _days(typed: Mapping[str, str], faults: dict[str, str]) -> tuple[int | None, int | None]:
    """The days asked for as instants, half-open: the last day is in the list."""
    first, last = _day("from", typed, faults), _day("to", typed, faults)
    if first and last and first > last:
        faults["to"] = _("The last day is before the first.")
    after = None if last is None or last == date.max else last + timedelta(days=1)
    return _midnight(first), _midnight(after)


def _day(name: str, typed: Mapping[str, str], faults: dict[str, str]) -> date | None:
    if not typed[name]:
        return None
    try:
        return date.fromisoformat(typed[name])
    except ValueError:
        faults[name] = _("Write the day as year-month-day, such as 2026-07-22.")
        return None


def _midnight(day: date | None) -> int | None:
    if day is None:
        return None
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _before(text: str, faults: dict[str, str]) -> int | None:
    """The cursor of an older page: the number of the last record seen."""
    number = number_in(text)
    if text and number is None:
        faults["before"] = _("This address leads to no page of the list. Begin at the newest.")
    return number


def number_in(text: str) -> int | None:
    """A number that a database can hold, as an address says it; ``None`` for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if is_number else None
