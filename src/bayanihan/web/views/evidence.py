"""Kept evidence of a group, and the proposal that ends a fork."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bayanihan.membership.api import (
    SIGNATORIES,
    Charter,
    Group,
    Member,
    ceiling_of,
    charter_text,
    find_group,
    recovery_of,
    roles_of,
)
from bayanihan.records.api import KeptEvidence, propose
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, group_band
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_evidence import EvidencePage
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.evidence import evidence_page, recover_page


@require_safe
def kept(request: HttpRequest, key: str) -> HttpResponse:
    """What stands against each other in a group; whoever sits in it sees it."""
    group = _group(request, key)
    charters = {row.number: row for row in Charter.objects.filter(group=group)}
    pieces = KeptEvidence.objects.filter(group=group).select_related("member").order_by("-at")
    page = evidence_page(
        group,
        charters,
        list(group.rivals.order_by("number", "seen_at")),
        list(pieces),
        may_sign=bool(roles_of(person_of(request)) & SIGNATORIES),
    )
    return _render(request, group, "web/evidence.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest, key: str) -> HttpResponse:
    """Ask before, then propose the version that names both rivals."""
    group, me = _group(request, key), member_of(request)
    change = recovery_of(group)
    if change is None or group.newest is None:
        return redirect("group-evidence", group.key)
    if request.method == "POST":
        by, at = person_of(request), instant_of(request)
        made = propose(group=group, member=me, by=by, changes=(change,), at=at)
        return redirect("proposal", made.digest)
    text = charter_text(group.newest)
    codes = tuple(seat.code for seat in text.members if seat.id != me.stix_id)
    page = recover_page(group, text.name, codes, is_here=change.follows.digest == text.digest)
    return _render(request, group, "web/confirm.html", page)


def _group(request: HttpRequest, key: str) -> Group:
    me: Member = member_of(request)
    group = find_group(key, member=me)
    if group.newest is None:
        raise Http404
    return group


def _render(
    request: HttpRequest, group: Group, template: str, page: EvidencePage | ConfirmPage
) -> HttpResponse:
    name, ceiling = group.newest.name if group.newest else group.key, ceiling_of(group)
    frame = frame_for(
        request,
        title=page.sentence,
        room="groups",
        band=group_band("" if ceiling is None else ceiling.label, group),
        crumbs=(
            Link(_("Groups"), reverse("groups")),
            Link(name, reverse("group", args=[group.key])),
            Link(_("Evidence")),
        ),
        exercise=name if group.newest and group.newest.exercise else "",
    )
    return render(request, template, {"frame": frame, "page": page})
