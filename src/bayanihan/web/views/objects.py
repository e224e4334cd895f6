"""One record: its page, the steps of its proof, and the object as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.gate.api import Door
from bayanihan.records.api import stix_of
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.auditing import announce_file
from bayanihan.web.showing.copies import copies_for
from bayanihan.web.showing.object_frames import record_frame, steps_frame
from bayanihan.web.showing.objects import object_page, see
from bayanihan.web.showing.proof_steps import verify_page
from bayanihan.web.showing.proofs import recompute
from bayanihan.web.showing.relations import FEW, MOST
from bayanihan.web.showing.removals_object import with_removal

_STIX = "application/stix+json;version=2.1"


@require_safe
def show(request: HttpRequest, stix_id: str) -> HttpResponse:
    """The page of a record, from the copy that was asked for or the newest that may be read."""
    copies = copies_for(request, stix_id, door=Door.PAGE)
    at = instant_of(request)
    most = MOST if request.GET.get("relations") == "all" else FEW
    seen = see(copies, wanted_lang=request.GET.get("lang", ""), at=at, most=most)
    page = with_removal(object_page(seen, at=at), seen.record, person_of(request))
    frame = record_frame(request, seen.record, page.title.text, seen.found)
    return render(request, "web/object.html", {"frame": frame, "page": page})


@require_safe
def verify(request: HttpRequest, stix_id: str) -> HttpResponse:
    """The proof of a record, recomputed now, step by step."""
    record = copies_for(request, stix_id, door=Door.PAGE).chosen
    found = recompute(record)
    page = verify_page(record, found, at=instant_of(request))
    frame = steps_frame(request, record, _("Verify"), found)
    return render(request, "web/verify.html", {"frame": frame, "page": page})


@require_safe
def stix(request: HttpRequest, stix_id: str) -> HttpResponse:
    """The object alone as a STIX bundle, in the form that the gate lets out."""
    record = copies_for(request, stix_id, door=Door.STIX_FILE).chosen
    announce_file(request, record.tlp, Door.STIX_FILE)
    response = HttpResponse(stix_of(record), content_type=_STIX)
    response["Content-Disposition"] = f'attachment; filename="{stix_id}.json"'
    return response
