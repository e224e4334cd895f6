"""Taking records out: a group as package or bundle, a list as table or records."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bayanihan.gate.api import Door, Tlp
from bayanihan.membership.api import Group, ceiling_of, find_group
from bayanihan.records.api import Filters, Order, write_package, write_stix
from bayanihan.web import downloads
from bayanihan.web.asking import instant_of, lane_of, member_of, reader_of
from bayanihan.web.auditing import announce_file
from bayanihan.web.framing import frame_for, group_band, page_band
from bayanihan.web.parts.pages_check import ExportPage
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing import exports as showing
from bayanihan.web.showing.filters import Asked, filters_from
from bayanihan.web.showing.markings import Levels, counted

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def group_export(request: HttpRequest, key: str) -> HttpResponseBase:
    """What the files of a group would hold; by POST, one of them."""
    group = find_group(key, member=member_of(request))
    form = request.POST.get("form", request.GET.get("form", ""))
    if form in showing.GROUP_FORMS:
        return _group_file(request, group, form)
    is_wrong = request.method == "POST" or bool(form)
    levels, latest = (_group_levels(request, group, latest=one) for one in (False, True))
    wrong = showing.no_such_form() if is_wrong else ""
    page = showing.group_export_page(
        group,
        member_of(request),
        levels,
        latest,
        name_of_file=_group_file_name(request, group),
        wrong=wrong,
    )
    return _group_page(request, group, page, levels, status=400 if is_wrong else 200)


def _group_levels(request: HttpRequest, group: Group, *, latest: bool) -> Levels:
    """Counts through the door by which the file would leave; none where its step carries none."""
    if ceiling_of(group) is None:
        return {}
    door = Door.STIX_FILE if latest else Door.PACKAGE
    reader = reader_of(request, door=door, lane=lane_of(group))
    return counted(lambda level: reader.count(Filters(group=group, tlp=level, latest=latest)))


def _group_file(request: HttpRequest, group: Group, form: str) -> HttpResponseBase:
    order = Order(group, member_of(request), instant_of(request))
    name = _group_file_name(request, group, form)
    is_stix = form == "stix"
    door = Door.STIX_FILE if is_stix else Door.PACKAGE
    levels = _group_levels(request, group, latest=is_stix)
    announce_file(request, max(levels, default=None), door)
    if is_stix:
        return downloads.send_file(
            lambda file: write_stix(order, file.write), name=name, kind=downloads.STIX_TYPE
        )
    return downloads.send_file(
        lambda file: write_package(order, file.write), name=name, kind=downloads.JSON_TYPE
    )


def _group_file_name(request: HttpRequest, group: Group, form: str = "package") -> str:
    """Both forms end in .json, so their names say which one carries the proof."""
    return f"bayanihan-{group.key}-{downloads.day_of(instant_of(request))}-{form}.json"


def _group_page(
    request: HttpRequest, group: Group, page: ExportPage, levels: Levels, *, status: int
) -> HttpResponse:
    name = group.newest.name if group.newest else group.key
    own = reverse("group", args=[group.key])
    highest = max(levels, default=ceiling_of(group))
    is_exercise = bool(group.newest and group.newest.exercise)
    frame = frame_for(
        request,
        title=_("Export records"),
        room="groups",
        band=group_band("" if highest is None else highest.label, group),
        crumbs=(Link(_("Groups"), reverse("groups")), Link(name, own), Link(_("Take out"))),
        exercise=name if is_exercise else "",
    )
    return render(request, "web/export.html", {"frame": frame, "page": page}, status=status)


@require_http_methods(_METHODS)
def exchange_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file; without a form chosen, the choice."""
    asked = filters_from(request)
    if asked.faults:
        return redirect(f"{reverse('exchange')}?{request.GET.urlencode()}")
    form = request.POST.get("form", request.GET.get("form", ""))
    if form in showing.LIST_FORMS:
        return _list_file(request, asked, form)
    is_wrong = request.method == "POST" or bool(form)
    levels = _list_levels(request, asked)
    wrong = showing.no_such_form() if is_wrong else ""
    page = showing.list_export_page(asked, member_of(request), levels, wrong=wrong)
    return _list_page(request, asked, page, levels, status=400 if is_wrong else 200)


def _list_levels(request: HttpRequest, asked: Asked) -> Levels:
    """Counts by label; a list that is narrowed to one label has that one."""
    reader = reader_of(request, door=Door.LIST, lane=asked.filters.lane)
    wanted = asked.filters.tlp

    def count(level: Tlp) -> int:
        is_asked = wanted in {None, level}
        filters = replace(asked.filters, tlp=level, seated=True)
        return reader.count(filters) if is_asked else 0

    return counted(count)


def _list_file(request: HttpRequest, asked: Asked, form: str) -> HttpResponseBase:
    """The table is a list for people; what programs load is held to the rules of a STIX file."""
    door = Door.STIX_FILE if form == "json" else Door.LIST
    reader = reader_of(request, door=door, lane=asked.filters.lane)
    announce_file(request, max(_list_levels(request, asked), default=None), door)
    records = downloads.records_of(reader, replace(asked.filters, seated=True))
    label = "exercise-records" if asked.is_exercise else "records"
    name = f"bayanihan-{label}-{downloads.day_of(instant_of(request))}.{form}"
    if form == "json":
        return downloads.send_file(
            lambda file: downloads.write_json(records, file), name=name, kind=downloads.JSON_TYPE
        )
    return downloads.send_file(
        lambda file: downloads.write_csv(records, file), name=name, kind=downloads.CSV_TYPE
    )


def _list_page(
    request: HttpRequest, asked: Asked, page: ExportPage, levels: Levels, *, status: int
) -> HttpResponse:
    frame = frame_for(
        request,
        title=_("Export records"),
        room="exchange",
        band=page_band(levels, [one.key for one in asked.groups]),
        crumbs=(Link(_("Exchange"), reverse("exchange")), Link(_("Take out"))),
        exercise=_("Exercise records") if asked.is_exercise else "",
    )
    return render(request, "web/export.html", {"frame": frame, "page": page}, status=status)
