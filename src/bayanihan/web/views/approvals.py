"""The releases of a member that wait for a signature: for those who may sign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.exchange.api import pending_releases
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.framing import frame_for
from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.approvals import approvals_page
from bayanihan.web.showing.signers import people_of


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Everything of one's member that waits, longest waiting first."""
    person, at = person_of(request), instant_of(request)
    pending = pending_releases(person.member, at=at)
    page = approvals_page(pending, people_of(person.member).names, person, now=at)
    levels = [one.level for one in pending if one.level is not None]
    highest = max(levels).label if levels else ""
    frame = frame_for(
        request,
        title=_("Approvals"),
        room="desk",
        band=Band(highest, _("Not yet released. Held on this node only.")),
        crumbs=(Link(_("Approvals")),),
    )
    return render(request, "web/approvals.html", {"frame": frame, "page": page})
