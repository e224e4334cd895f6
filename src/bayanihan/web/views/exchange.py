"""The list of records that the reader's member may see."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.gate.api import Door, Lane
from bayanihan.records.api import Page
from bayanihan.web.asking import instant_of, may_bring, person_of, reader_of
from bayanihan.web.framing import frame_for, group_band, page_band
from bayanihan.web.parts.marking import Band
from bayanihan.web.showing.filters import Asked, filters_from
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.list_words import Numbers, fault_tells
from bayanihan.web.showing.records import list_page
from bayanihan.web.showing.through import place_words


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Everything that fits, newest first; an id leads straight to its object."""
    asked = filters_from(request)
    if asked.wanted_id:
        return redirect("object", asked.wanted_id)
    door = Door.SEARCH if asked.filters.value else Door.LIST
    reader = reader_of(request, door=door, lane=asked.filters.lane)
    found = None if asked.faults else reader.page(asked.filters, before=asked.before)
    total = 0 if asked.faults else reader.count(asked.filters)
    holders = Holders(reader.groups, reader.member, at=instant_of(request))
    elsewhere = 0 if asked.faults or total else _elsewhere(request, asked, door)
    may_import = may_bring(person_of(request), asked.groups)
    frame = frame_for(
        request,
        title=_("Exchange"),
        room="exchange",
        band=_band(asked, found),
        exercise=_("Exercise records") if asked.is_exercise else "",
        tells=fault_tells(asked),
    )
    numbers = Numbers(total, elsewhere)
    page = list_page(asked, found, numbers, reader, holders=holders, may_import=may_import)
    return render(request, "web/exchange_list.html", {"frame": frame, "page": page})


def _elsewhere(request: HttpRequest, asked: Asked, door: Door) -> int:
    """How many records of the other lane fit, where this one has none; a group is of one lane."""
    if asked.filters.group is not None:
        return 0
    lane = Lane.REAL if asked.is_exercise else Lane.EXERCISE
    return reader_of(request, door=door, lane=lane).count(replace(asked.filters, lane=lane))


def _band(asked: Asked, found: Page | None) -> Band:
    """The highest marking of what is listed; one group's own band where one is chosen."""
    records = found.records if found else ()
    levels = [record.tlp for record in records]
    group = asked.filters.group
    if group is not None:
        return group_band(max(levels).label if levels else "", group)
    return page_band(levels, map(place_words, records))
