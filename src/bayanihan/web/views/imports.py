"""The way of a file into a group: read, say the handling, look who gets it, sign."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bayanihan.exchange.api import (
    Choice,
    ExchangeFault,
    Intake,
    bring,
    choose,
    find_intake,
    holds_stix,
    leave_for_signature,
    preview_intake,
    reading_of,
    release,
    settle_intake,
    take_back,
)
from bayanihan.kernel.api import Conflict
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.parts.pages_release import ReviewPage
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.showing.filters import number_in
from bayanihan.web.showing.import_forms import start_page
from bayanihan.web.showing.imports import (
    Typed,
    file_fault,
    places_of,
    typed_from,
    typed_of,
    waiting_intakes,
)
from bayanihan.web.showing.intake_frames import intake_frame
from bayanihan.web.showing.looking import outlook_of, settled_of, signing_of
from bayanihan.web.showing.receipts import released_page
from bayanihan.web.showing.releases import changed_tell, release_page
from bayanihan.web.showing.reviews import Asked, review_page, rubbish_page, unsaid_page

_BOTH = ("GET", "HEAD", "POST")


@require_http_methods(_BOTH)
def start(request: HttpRequest) -> HttpResponse:
    """Which file, for which group, under which handling; nothing is stored in a journal."""
    places = places_of(member_of(request))
    typed, fault = Typed(request.GET.get("group", ""), "", None), ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        typed, fault = typed_from(request, places), file_fault(upload.size if upload else None)
        if upload is not None and typed.choice is not None and not fault:
            return _brought(request, upload.read(), upload.name or "", typed.choice)
    title, tells = _("Bring in a report"), _put_away(request)
    frame = frame_for(request, title=title, room="exchange", band=own_band(), tells=tells)
    zone = person_of(request).zone
    waiting = waiting_intakes(member_of(request))
    page = start_page(places, typed, waiting, zone=zone, fault=fault)
    context = {"frame": frame, "page": page}
    return render(request, "web/import_start.html", context, status=400 if page.summary else 200)


def _brought(request: HttpRequest, content: bytes, name: str, choice: Choice) -> HttpResponse:
    """Keep the file on this node with what was said about it; then it is looked at."""
    person, at = person_of(request), instant_of(request)
    intake = bring(content=content, name=name or _("a file without a name"), by=person, at=at)
    if holds_stix(reading_of(intake)):
        choose(intake=intake, choice=choice, by=person)
    return redirect("import-review", intake.pk)


def _put_away(request: HttpRequest) -> tuple[Tell, ...]:
    if "put-away" not in request.GET:
        return ()
    words = _("Its content was deleted; that somebody brought it in stays on record.")
    return (Tell(_("The file was put away"), words, Mood.DONE),)


@require_http_methods(_BOTH)
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was read, object by object; group and handling can still be changed."""
    intake = _intake(request, key)
    if intake.settled_at is not None:
        return redirect("import-receipt", intake.pk)
    if "discard" in request.POST:
        return discard(request, key)
    if "leave" in request.POST and intake.group is not None:
        return _left(request, intake)
    places = places_of(intake.member)
    is_said = request.method == "POST"
    typed = typed_from(request, places) if is_said else typed_of(intake, places)
    if typed.choice is not None:
        choose(intake=intake, choice=typed.choice, by=person_of(request))
        return redirect("import-release", intake.pk)
    page = _reviewed(request, intake, Asked(typed, places, person_of(request).zone))
    labels = [row.carries for row in page.rows]
    frame = intake_frame(request, intake, _("Review"), labels=labels)
    context = {"frame": frame, "page": page}
    return render(request, "web/import_review.html", context, status=400 if page.summary else 200)


def _left(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Leave a file for those who may sign; the desk confirms it."""
    leave_for_signature(intake=intake, by=person_of(request), at=instant_of(request))
    response = redirect("desk")
    response["Location"] += "?left"
    return response


def _reviewed(request: HttpRequest, intake: Intake, asked: Asked) -> ReviewPage:
    if intake.group is None:
        reading = reading_of(intake)
        if not holds_stix(reading):
            return rubbish_page(intake, reading)
        return unsaid_page(intake, reading, asked)
    seen = preview_intake(intake, at=instant_of(request))
    first = number_in(request.GET.get("from", "")) or 0
    return review_page(intake, seen, asked, first)


@require_safe
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who will get it, who will not, because; then the signature."""
    intake = _intake(request, key)
    if intake.settled_at is not None:
        return redirect("import-receipt", intake.pk)
    if intake.group is None:
        return redirect("import-review", intake.pk)
    return _release_page(request, intake)


def _release_page(
    request: HttpRequest, intake: Intake, *, has_changed: bool = False
) -> HttpResponse:
    """The preview as it is now; after a change it says what changed."""
    outlook = outlook_of(request, intake)
    tells = (changed_tell(outlook, request.POST.get("seen", "")),) if has_changed else ()
    page = release_page(outlook, signing_of(request, outlook), tells=tells)
    labels = [level.tlp.label for level in outlook.preview.levels]
    frame = intake_frame(request, intake, page.sentence, labels=labels)
    context = {"frame": frame, "page": page}
    return render(request, "web/release.html", context, status=409 if has_changed else 200)


@require_POST
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Release exactly what the preview showed; signing twice releases once.

    Where the member asks for two people, the first signature waits for the second.
    """
    intake = _intake(request, key)
    seal, at = request.POST.get("seal", ""), instant_of(request)
    try:
        if release(intake=intake, seal=seal, by=person_of(request), at=at) is None:
            return redirect("import-release", intake.pk)
    except Conflict as error:
        if error.code is ExchangeFault.PREVIEW_CHANGED:
            return _release_page(request, intake, has_changed=True)
        if error.code is not ExchangeFault.ALREADY_SETTLED:
            raise
    return redirect("import-receipt", intake.pk)


@require_POST
def take_agreement_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """The first of two people no longer agrees; the file waits as before."""
    intake = _intake(request, key)
    take_back(intake=intake, by=person_of(request))
    return redirect("import-release", intake.pk)


@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put a file away: its content is deleted, nothing left."""
    intake = _intake(request, key)
    if intake.settled_at is not None:
        return redirect("import-receipt", intake.pk)
    settle_intake(intake=intake, by=person_of(request), at=instant_of(request), outcome=None)
    response = redirect("import-start")
    response["Location"] += "?put-away"
    return response


@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """What became of a file that was released."""
    intake = _intake(request, key)
    if intake.settled_at is None:
        return redirect("import-release", intake.pk)
    if intake.outcome is None or intake.group is None:
        return redirect("import-start")
    page = released_page(settled_of(request, intake))
    frame = intake_frame(request, intake, page.sentence)
    return render(request, "web/released.html", {"frame": frame, "page": page})


def _intake(request: HttpRequest, key: UUID) -> Intake:
    """A file of one's own member; another member's is as absent as one that never was."""
    return find_intake(str(key), member=member_of(request))
