"""Changing a charter: choose what, say it, look at it, propose; accept a version; open a group."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.api import (
    Group,
    Member,
    MembershipFault,
    ceiling_of,
    charter_text,
    find_group,
    missing_signers,
    voters_of,
)
from bayanihan.records.api import accept_charter, draft_change, propose
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.change_asking import Asked, ChangeForm, ChangeKind, kinds_for
from bayanihan.web.charter_forms import FORMS
from bayanihan.web.framing import frame_for, group_band
from bayanihan.web.parts.pages_charters import ChangeFormPage, ChangePage
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.voices import Link
from bayanihan.web.sentences import say
from bayanihan.web.showing.accepting import Acceptance, accept_page, is_waiting
from bayanihan.web.showing.change_pages import change_page, form_page, hidden_answers, preview_page
from bayanihan.web.showing.filters import number_in

_BOTH = ("GET", "HEAD", "POST")
ChangingPage: TypeAlias = ChangePage | ChangeFormPage | ConfirmPage


@require_safe
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """What can be changed about a group."""
    group, asked = _asked(request, key)
    return _render(request, group, "web/change.html", change_page(group, asked))


@require_http_methods(_BOTH)
def change(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """One change: the form, then the preview, then the proposal."""
    group, asked = _asked(request, key)
    if kind not in kinds_for(asked):
        raise Http404
    chosen = ChangeKind(kind)
    form = FORMS[chosen](asked, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return _render(
            request, group, "web/change_form.html", form_page(group, chosen, form), status
        )
    try:
        return _propose(request, group, chosen, form)
    except Refused as error:
        page = form_page(group, chosen, form, others=(say(error),))
        return _render(request, group, "web/change_form.html", page, 400)


def _propose(
    request: HttpRequest, group: Group, kind: ChangeKind, form: ChangeForm
) -> HttpResponse:
    """The preview, or the proposal once it was confirmed as it was seen."""
    at, me = form.asked.at, form.asked.me
    changes = form.changes()
    seen = form.asked.text.digest.hex()
    if "confirm" not in request.POST:
        draft = draft_change(group, changes, at=at)
        mine = frozenset({me.stix_id}) & voters_of(form.asked.text)
        needed = missing_signers(form.asked.text, draft, mine)
        page = preview_page(group, kind, form.asked, draft, needed)
        page = replace(page, hidden=hidden_answers(form, seen))
        return _render(request, group, "web/confirm.html", page)
    if request.POST.get("seen") != seen:
        raise Conflict(MembershipFault.PROPOSAL_SETTLED, facts={"number": form.asked.text.number})
    made = propose(group=group, member=me, by=person_of(request), changes=changes, at=at)
    return redirect("proposal", made.digest)


@require_http_methods(_BOTH)
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """Accept the newest version: what changed, who reads you from then on."""
    me = member_of(request)
    group = find_group(key, member=me)
    account = Acceptance.of(group, me)
    if not is_waiting(account):
        return redirect("group", group.key)
    if request.method == "POST":
        by, at = person_of(request), instant_of(request)
        number = number_in(request.POST.get("number", "")) or 0
        accept_charter(group=group, member=me, by=by, at=at, number=number)
        return redirect("group", group.key)
    return _render(request, group, "web/confirm.html", accept_page(account))


def _asked(request: HttpRequest, key: str) -> tuple[Group, Asked]:
    """The group and what its forms are made from; who does not sit there now changes nothing."""
    me = member_of(request)
    group = find_group(key, member=me)
    if group.newest is None:
        raise Http404
    text = charter_text(group.newest)
    if text.seat(me.stix_id) is None:
        raise Refused(MembershipFault.NOT_SEATED, facts={"member": me.code})
    rows = Member.objects.select_related("state").prefetch_related("keys").order_by("code")
    return group, Asked(text, me, {one.stix_id: one for one in rows}, instant_of(request))


def _render(
    request: HttpRequest, group: Group, template: str, page: ChangingPage, status: int = 200
) -> HttpResponse:
    charter, ceiling = group.newest, ceiling_of(group)
    name = charter.name if charter else group.key
    frame = frame_for(
        request,
        title=page.sentence,
        room="groups",
        band=group_band("" if ceiling is None else ceiling.label, group),
        crumbs=(
            Link(_("Groups"), reverse("groups")),
            Link(name, reverse("group", args=[group.key])),
            Link(_("Charter")),
        ),
        exercise=name if charter and charter.exercise else "",
    )
    return render(request, template, {"frame": frame, "page": page}, status=status)
