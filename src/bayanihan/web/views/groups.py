"""Groups: one's own, and the charter, members and journals of one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bayanihan.gate.api import Door
from bayanihan.kernel.api import canonical
from bayanihan.membership.api import (
    PREPARERS,
    SIGNATORIES,
    Charter,
    Group,
    ProposalState,
    ceiling_of,
    find_group,
    proposals_of,
    roles_of,
)
from bayanihan.web.asking import lane_readers, member_of, person_of
from bayanihan.web.framing import frame_for, group_band, own_band
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing import groups as showing
from bayanihan.web.showing.charters import read_charters
from bayanihan.web.showing.faces import region_faces, seats_of
from bayanihan.web.showing.group_page import Account, group_page


@require_safe
def all_groups(request: HttpRequest) -> HttpResponse:
    """The groups that the reader's member sits in; nobody learns of others."""
    me = member_of(request)
    readers = lane_readers(request, Door.COUNT)
    groups = showing.by_layer(readers.groups)
    seats, states = showing.seats_by_group(groups), region_faces()
    rows = [
        showing.group_row(group, me, seats.get(group.pk, ()), states, readers.count(group))
        for group in groups
    ]
    frame = frame_for(request, title=_("Groups"), room="groups", band=own_band())
    may_open = bool(roles_of(person_of(request)) & SIGNATORIES)
    page = showing.groups_page(rows, may_open=may_open)
    return render(request, "web/groups.html", {"frame": frame, "page": page})


@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One group: charter, seats, heads of the journals. Outside it does not exist."""
    group = find_group(key, member=member_of(request))
    account = _account(request, group)
    page = group_page(account)
    ceiling = ceiling_of(group)
    frame = frame_for(
        request,
        title=page.title.text,
        room="groups",
        band=group_band("" if ceiling is None else ceiling.label, group),
        crumbs=(Link(_("Groups"), reverse("groups")), Link(page.title.text)),
        exercise=page.title.text if account.newest.row.exercise else "",
    )
    return render(request, "web/group.html", {"frame": frame, "page": page})


def _account(request: HttpRequest, group: Group) -> Account:
    """What is known of a group to somebody who sits or sat in it."""
    me, rights = member_of(request), roles_of(person_of(request))
    return Account(
        group=group,
        me=me,
        seats=seats_of(group),
        states=region_faces(),
        charters=read_charters(group),
        may_import=bool(rights & PREPARERS),
        may_sign=bool(rights & SIGNATORIES),
        proposals=[one for one in proposals_of(group, me) if one.state == ProposalState.OPEN],
        is_frozen=group.rivals.filter(settled_by__isnull=True).exists(),
    )


@require_safe
def charter(request: HttpRequest, key: str) -> HttpResponse:
    """A charter exactly as it was signed, with its signatures: what anybody verifies again."""
    group = find_group(key, member=member_of(request))
    rows = Charter.objects.filter(group=group)
    number = request.GET.get("version", "")
    if number:
        rows = rows.filter(number=int(number)) if number.isdecimal() else rows.none()
    row = rows.order_by("-number").first()
    if row is None:
        raise Http404
    content = canonical({"text": row.text, "signatures": row.signatures})
    name = f"bayanihan-{group.key}-charter-{row.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)
