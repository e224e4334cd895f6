"""Who of one's member did what, for its administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.web.asking import member_of
from bayanihan.web.framing import frame_for
from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.done import done_page
from bayanihan.web.showing.member_page import own_crumbs


@require_safe
def all_done(request: HttpRequest) -> HttpResponse:
    """One page of what was done for one's own member. A strange number: the first page."""
    me = member_of(request)
    page = done_page(me, skip=request.GET.get("after", ""))
    band = Band("", _("The acts of your member's people"), more=_("kept on this node"))
    title = _("Who did what")
    frame = frame_for(
        request, title=title, room="members", band=band, crumbs=own_crumbs(me, Link(title))
    )
    return render(request, "web/done.html", {"frame": frame, "page": page})
