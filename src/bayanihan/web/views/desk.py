"""The desk: the first page after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.gate.api import Door
from bayanihan.membership.api import PREPARERS, RELEASERS, Group, Person, roles_of
from bayanihan.records.api import Record
from bayanihan.web.asking import LaneReaders, instant_of, lane_readers, may_bring, person_of
from bayanihan.web.framing import frame_for, page_band
from bayanihan.web.parts.pages_entry import GroupNews
from bayanihan.web.parts.tells import Tell
from bayanihan.web.showing import desk as showing
from bayanihan.web.showing.desk_charters import charter_strips
from bayanihan.web.showing.desk_waits import NOTHING_WAITS, Waiting, left_tell, what_waits
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.people_desk import account_tells
from bayanihan.web.showing.titles import ends_named

_News = list[tuple[Group, tuple[Record, ...]]]


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, and what is new; real matters first, exercises apart."""
    person = person_of(request)
    waits = _waits(request, person)
    readers = lane_readers(request, Door.PAGE)
    found = _found(readers)
    news = _news(found, readers)
    levels = [record.tlp for _group, records in found for record in records]
    band = page_band(levels, (group_name(group) for group, _records in found))
    tells = (*_left(request, waits), *account_tells(person))
    frame = frame_for(request, title=_("Desk"), room="desk", band=band, tells=tells)
    may_import = may_bring(person, readers.groups)
    now, charters = instant_of(request), charter_strips(person, readers.groups, instant_of(request))
    page = showing.desk_page(waits, news, now=now, may_import=may_import, charters=charters)
    return render(request, "web/desk.html", {"frame": frame, "page": page})


def _left(request: HttpRequest, waits: Waiting) -> tuple[Tell, ...]:
    return (left_tell(waits),) if "left" in request.GET and waits.ready else ()


def _waits(request: HttpRequest, person: Person) -> Waiting:
    """What waits for the person; nothing for whoever may not prepare."""
    roles = roles_of(person)
    if not roles & PREPARERS:
        return NOTHING_WAITS
    return what_waits(person, may_sign=bool(roles & RELEASERS), now=instant_of(request))


def _found(readers: LaneReaders) -> _News:
    """The newest records of every group that has any: real groups first, the liveliest first."""
    pages = ((group, readers.newest(group, most=showing.NEWS_A_GROUP)) for group in readers.groups)
    found = [(group, page.records) for group, page in pages if page.records]
    return sorted(found, key=lambda one: (one[1][0].handling.exercise, -one[1][0].entry.seq))


def _news(found: _News, readers: LaneReaders) -> list[GroupNews]:
    """News with the names at the ends of relationships, looked up once a lane."""
    named = {}
    for is_exercise in (False, True):
        of_lane = [(group, records) for group, records in found if is_exercise is _plays(records)]
        if of_lane:
            records = [record for _group, records in of_lane for record in records]
            named[is_exercise] = ends_named(readers.reader(of_lane[0][0]), records)
    return [showing.group_news(group, records, named[_plays(records)]) for group, records in found]


def _plays(records: tuple[Record, ...]) -> bool:
    return records[0].handling.exercise
