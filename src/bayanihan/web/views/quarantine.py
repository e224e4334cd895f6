"""A member's quarantine: what was read and is not shared, for its own people only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bayanihan.exchange.api import bring_again
from bayanihan.kernel.api import Absent
from bayanihan.records.api import Quarantined, RecordFault, settle, settle_file
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for
from bayanihan.web.parts.marking import Band
from bayanihan.web.showing.quarantine import kept_for, quarantine_page
from bayanihan.web.showing.quarantine_acts import dealt_tells


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Everything that waits, or that was dealt with, newest first."""
    kept = kept_for(
        member_of(request),
        state=request.GET.get("state", ""),
        before=request.GET.get("before", ""),
    )
    band = Band("", _("Your quarantine"), more=_("kept on this node, shown to nobody else"))
    tells = dealt_tells(request.GET.get("dealt", ""))
    frame = frame_for(request, title=_("Quarantine"), room="exchange", band=band, tells=tells)
    page = quarantine_page(kept)
    return render(request, "web/quarantine.html", {"frame": frame, "page": page})


@require_POST
def settle_one(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one thing, or all of its file, as dealt with; it stays on record with who and when."""
    person = person_of(request)
    at, count = instant_of(request), 1
    if "file" in request.POST:
        count = settle_file(number=number, member=person.member, by=person.username, at=at)
    else:
        settle(number=number, member=person.member, by=person.username, at=at)
    response = redirect("quarantine")
    response["Location"] += f"?dealt={count}"
    return response


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the kept bytes in once more; handling and group are said at the review."""
    is_whole_file = "file" in request.POST
    person, at = person_of(request), instant_of(request)
    intake = bring_again(number=number, is_whole_file=is_whole_file, by=person, at=at)
    return redirect("import-review", intake.pk)


@require_safe
def raw(request: HttpRequest, number: int) -> HttpResponse:
    """What was kept of one thing, as plain text to take away: no browser runs it."""
    row = Quarantined.objects.filter(number=number, member=member_of(request)).first()
    if row is None:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    response = HttpResponse(bytes(row.raw), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="quarantine-{row.number}.txt"'
    return response
