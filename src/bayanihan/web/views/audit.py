"""The audit of reads: who of one's member was shown what, for its administrators."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.records.api import read_trail, walk_trail
from bayanihan.web import downloads
from bayanihan.web.asking import instant_of, member_of
from bayanihan.web.framing import frame_for
from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.audit import audit_page
from bayanihan.web.showing.audit_asked import asked_from
from bayanihan.web.showing.audit_files import write_csv, write_json
from bayanihan.web.showing.member_page import own_crumbs
from bayanihan.web.showing.signers import people_of


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    """One page of the audit of one's own member, newest first."""
    me, asked = member_of(request), asked_from(request)
    found = None if asked.errors else read_trail(me, asked.filters, before=asked.before)
    page = audit_page(asked, found, people_of(me).names)
    band = Band("", _("The audit of your member"), more=_("kept on this node"))
    crumbs = own_crumbs(me, Link(_("Audit of reads")))
    frame = frame_for(request, title=_("Audit of reads"), room="members", band=band, crumbs=crumbs)
    status = 400 if asked.errors else 200
    return render(request, "web/audit.html", {"frame": frame, "page": page}, status=status)


@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """What fits the filters as a file, oldest first."""
    me, asked = member_of(request), asked_from(request)
    form = request.GET.get("form", "")
    if asked.errors or form not in {"csv", "json"}:
        raise Http404
    lines = walk_trail(me, asked.filters)
    name = f"bayanihan-audit-{me.code}-{downloads.day_of(instant_of(request))}.{form}"
    if form == "csv":
        return downloads.send_file(
            lambda target: write_csv(lines, target), name=name, kind=downloads.CSV_TYPE
        )
    return downloads.send_file(
        lambda target: write_json(lines, target), name=name, kind=downloads.JSON_TYPE
    )
