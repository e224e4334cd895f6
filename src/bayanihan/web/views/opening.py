"""Opening a group: who, how wide, how far; a look at it; then the signature."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bayanihan.kernel.api import Refused
from bayanihan.membership.api import Member
from bayanihan.records.api import propose_first
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.open_forms import OpenForm
from bayanihan.web.parts.pages_charters import ChangeFormPage
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.voices import Link
from bayanihan.web.sentences import say
from bayanihan.web.showing.open_pages import open_page, open_preview


@require_http_methods(["GET", "HEAD", "POST"])
def open_group(request: HttpRequest) -> HttpResponse:
    """The form, then the look, then the group."""
    me = member_of(request)
    others = list(Member.objects.exclude(pk=me.pk).order_by("code"))
    form = OpenForm(me, others, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return _render(request, "web/change_form.html", open_page(form), status)
    if "confirm" not in request.POST:
        return _render(request, "web/confirm.html", open_preview(form), 200)
    try:
        group = propose_first(
            new=form.new_group(),
            member=me,
            by=person_of(request),
            node=settings.NODE_NAME,
            at=instant_of(request),
        )
    except Refused as error:
        page = open_page(form, others=(say(error),))
        return _render(request, "web/change_form.html", page, 400)
    return redirect("group", group.key)


def _render(
    request: HttpRequest, template: str, page: ChangeFormPage | ConfirmPage, status: int
) -> HttpResponse:
    frame = frame_for(
        request,
        title=page.sentence,
        room="groups",
        band=own_band(),
        crumbs=(Link(_("Groups"), reverse("groups")), Link(_("Open a group"))),
    )
    return render(request, template, {"frame": frame, "page": page}, status=status)
